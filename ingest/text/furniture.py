"""Sentences around a story that are no part of what it tells: captions, links, calls, bylines and labels.

They may stand in one paragraph with the story. They stay in its text, but no statement is made of one.
"""

from __future__ import annotations

import re

from ingest.text.stamps import is_stamp

AGENCY = (
    r"(?i:(?:via |for )?(?:getty(?: images)?|afp|ap(?: photo)?|reuters|epa(?:-efe)?|efe|shutterstock"
    r"|alamy(?: stock photo)?|istock(?:photo)?|pa(?: wire| images| media)?|dpa|ansa|xinhua"
    r"|anadolu(?: agency)?|zuma(?: press| wire)?|imago|rex(?: features)?|bloomberg|tass|pool"
    r"|(?:the )?canadian press|aap|pti|unsplash|pexels|handout|file photo|screenshot))"
)
NAME = r"[^\W\d_a-z][\w.'’-]*"  # a word with a capital
_MARK = r"[^\w\s\"“'‘•*]{0,3}\s?"
# "Elsa Koury/Pool/AFP The mayor waves", "Ann Hall via AP": whose a picture is, and maybe what it shows.
_CREDIT = re.compile(
    rf"\W?(?:(?:{NAME},? (?:and )?){{0,6}}{NAME} ?/ ?(?:{NAME}(?: {NAME}){{0,3}} ?/ ?){{0,2}}{AGENCY}"
    rf"|(?:{NAME} ){{1,6}}via {AGENCY})(?=$|[)\]]| [A-Z\"“'‘])"
)
# What stands behind these is seen in a picture or a film, or wrote the story; whole sentences may follow.
_PICTURED = re.compile(
    rf"{_MARK}(?:(?:in )?(?:photos|pictures)|(?:photo |picture )?gallery|slideshow"
    r"|(?:photo|image|picture)(?: (?:credit|by|courtesy))?|contributing|contributors?) ?:"
    r"|additional reporting by\b|video ad feedback\b|(?:hide|show) caption\b",
    re.I,
)
# "Ann Hall and AP writer Bo Lee contributed to this report."
_CONTRIBUTED = re.compile(
    r"\bcontributed (?:(?:to|with) this (?:report|story|article|piece|dispatch)(?=\W*\Z|[,;.]| from\b| in\b)"
    r"|(?:\w+ ){0,2}reporting(?: (?:from|in|to)\b|[.,]))"
)
# "(Reporting by Ann Hall; Editing by Bo Lee)", without a verb
_REPORTED_BY = re.compile(rf"\W*(?i:(?:additional )?(?:reporting|writing|editing|compiled) by) {NAME}")
# "Gas prices:Why they fall", a link of which the markup is lost, and with it a space.
_GLUED = re.compile(r"[^:]{2,80}(?:[^\W\d]|[?!\"”'’)]):(?:[^\W_]|[\"“'‘]\w)")
# "Energy in winter: Why gas prices fall" where no stop ends it; a bullet stands before what a list tells.
_KICKER = re.compile(rf"{_MARK}(?!\w+day:)[^\W\d][^\d:]{{2,60}}: (?=[^\W\d_a-z])")
_KICKED = range(4, 19)  # words
# Who reads is told to look elsewhere …
_POINTS = re.compile(
    r"\W{0,3}(?:(?:[\w.]+ ){1,5}can be (?:reached|followed|contacted)"
    r"|(?:please |(?:for|to) [^.:]{2,90}?, (?:please )?|you can (?:also )?|(?:and|or) )?"
    r"(?:see|read|watch(?! out)|sign up|subscribe|click|tap|follow|listen|check|find|get|join|download|visit"
    r"|learn|view|hear|shop|bookmark|e-?mail|contact|reach|share(?! of)|send|scroll|swipe|explore|support"
    r"|catch up|keep up|stay))\b",
    re.I,
)
# … and where.
_ELSEWHERE = re.compile(
    r"\bclick (?:here|to)\b|\bhere\W*$|@\w|\bsubscrib(?:e|ing) (?:to|today|now)\b|\bnewsletters?\b"
    r"|\bsee updates\b"
    r"|\blive (?:updates|blog|coverage)\b|\bour (?:\w+ ){0,3}(?:coverage|updates?|podcasts?|apps?|tracker"
    r"|guide|map|story|page|website|group|channel|database|series|edition|campaign)\b"
    r"|\bon (?:twitter|facebook|instagram|tiktok|youtube|linkedin|threads|x)\b"
    r"|\bread more\b|\bfull (?:story|article|interview)\b|\bmore (?:on|about this)\b",
    re.I,
)
# "Hear what the mayor answers 02:26"
_PLAYED = re.compile(r"[^\W\d](?<!\bat)(?<!\bby)(?<!\bto)(?<!\bof)(?<!\bfrom)\W{0,2} \d{1,2}:\d\d$")
_MOST_POINTING = 45  # words
_MOST_NAMED = 12  # words
_FEW = 3  # words, of which one in -s is a noun
_STOP = re.compile(r"[.!?…。！？।؟][\"'”’»)\]*]*$")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_LATIN = re.compile(r"[A-Za-z]")
_OTHER_SCRIPT = re.compile(r"[^\W\d_]")
# Words in lower case that are finite verbs or may be: a headline's have no other sign.
_VERB = re.compile(
    r"(?<![\w'’-])(?:is|are|was|were|be|been|has|have|had|do|does|did|will|would|can|could|may|might|must|shall"
    r"|should|says?|said|told|won|lost|gets?|got|goes|went|came|fell|rose|hit|made|took|gave|left|led|held|kept|met"
    r"|paid|put|set|saw|sold|sent|spent|began|broke|felt|found|grew|knew|ran|shot|stood|struck|thought|threw|wrote"
    r"|[a-z]+n['’]t|[a-z]+ed)\b|['’](?:ll|re|ve|m)\b|\b(?i:it|that|there|here|let|he|she|what|who)['’]s\b"
)
_IN_S = re.compile(r"(?<![\w'’-])[a-z]{2,}[a-rt-z]s\b(?!['’])")


def is_furniture(sentence: str) -> bool:
    """Return whether a sentence is a caption, a link, a call to look elsewhere, a byline or a label."""
    credited = ("/" in sentence or "via " in sentence) and _CREDIT.match(sentence)
    if credited or _PICTURED.match(sentence) or _names_reporters(sentence):
        return True
    ended = bool(_STOP.search(sentence))
    if _heads_another(sentence, ended):
        return True
    if sentence.startswith(('"', "“", "‘", "'")):
        return False
    return _points_elsewhere(sentence, ended) or (not ended and _tells_nothing(sentence))


def may_have_verb(sentence: str) -> bool:
    """Return whether it has a word that is or may be a finite verb; of irregular ones the frequent only."""
    return bool(_VERB.search(sentence) or _IN_S.search(sentence))


def _names_reporters(sentence: str) -> bool:
    """Return whether it says who else worked on the story."""
    if _CONTRIBUTED.search(sentence):
        return True
    return bool(_REPORTED_BY.match(sentence)) and not _VERB.search(sentence)


def _points_elsewhere(sentence: str, ended: bool) -> bool:
    """Return whether it calls its reader to another place; a call that no stop ends is a link."""
    called = _POINTS.match(sentence)
    if not called or sentence.count(" ") >= _MOST_POINTING:
        return False
    # "Support for the party is growing on X": a call has no other verb that tells something.
    return not ended or bool(_ELSEWHERE.search(sentence) and not _VERB.search(sentence, called.end()))


def _heads_another(sentence: str, ended: bool) -> bool:
    """Return whether it is a label and the headline of another page, which has no full stop."""
    _, colon, headline = sentence.partition(":")
    # "Sports: An earlier version … https://…" is a correction.
    if not colon or "http" in headline or sentence.rstrip("\"'”’)").endswith("."):
        return False
    if _GLUED.match(sentence):
        return True
    return (
        not ended
        and headline.count(" ") in _KICKED
        and not {";", "("} & set(headline)
        and bool(_KICKER.match(sentence))
        and may_have_verb(headline)
    )


def _tells_nothing(sentence: str) -> bool:
    """Return whether a line without a stop says when it was changed or how long it plays, or has no verb.

    A list of years has none either, and tells something: "- Ida Merrow (2021 to 2025)".
    """
    if _PLAYED.search(sentence) or is_stamp(sentence):
        return True
    words = sentence.count(" ") + 1
    # "Capital: Juneau" is what a list tells; in other scripts a sentence may have no stop.
    return (
        words <= _MOST_NAMED
        and not _YEAR.search(sentence)
        and ":" not in sentence.replace("://", "")
        and bool(_LATIN.search(sentence) or not _OTHER_SCRIPT.search(sentence))
        and not _VERB.search(sentence)
        and (words <= _FEW or not _IN_S.search(sentence))
    )
