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
_QUOTES = ('"', "“", "‘", "'")
_MARK = r"[^\w\s\"“'‘•*]{0,3}\s?"
# "Elsa Koury/Pool/AFP The mayor waves", "Ann Hall via AP": whose a picture is, and maybe what it shows.
_CREDIT = re.compile(
    rf"\W?(?:(?:{NAME},? (?:and )?){{0,6}}{NAME} ?/ ?(?:{NAME}(?: {NAME}){{0,3}} ?/ ?){{0,4}}{AGENCY}"
    rf"|(?:{NAME} ){{1,6}}via {AGENCY})(?=$|[)\]]| [A-Z\"“'‘])"
)
# What stands behind these is seen in a picture or a film, or wrote the story; whole sentences may follow.
_PICTURED = re.compile(
    rf"{_MARK}(?:(?:in )?(?:photos|pictures)|(?:photo |picture )?gallery|slideshow"
    r"|(?:photo|image|picture)(?: (?:credit|by|courtesy))?|contributing|contributors?) ?:"
    r"|additional reporting by\b|video ad feedback\b|(?:hide|show) caption\b"
    # "NEW YORK, NY - JUNE 04: The mayor …"
    r"|(?-i:[A-Z]{2}[A-Z ,.'’-]+ [-–] (?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]*)"
    r" \d{1,2}\b[^:]{0,12}:",
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
# "MORE ON GAS:Why prices fall." has one; "Memphis:An exhibit …" is what a list of places tells.
_SHOUTED = re.compile(r"\W{0,3}(?=[^:]*[A-Z]{2})[A-Z\d][A-Z\d'’&.,-]*(?: [A-Z\d'’&.,-]+){1,7}:(?=[^\W\d_])")
_TITLED = re.compile(r"\W{0,3}[^:.]{2,60}?\s?:\s?")
# "Energy in winter: Why gas prices fall" where no stop ends it; a bullet stands before what a list tells.
_KICKER = re.compile(rf"{_MARK}(?!\w+day:)[^\W\d][^\d:]{{2,60}}: (?=[^\W\d_a-z])")
_KICKED = range(4, 19)  # words
# Who reads is told to look elsewhere …
_POINTS = re.compile(
    r"\W{0,3}(?:(?:[\w.]+ ){1,5}can be (?:reached|followed|contacted)"
    r"|(?:please |(?:for|to) (?:[^.:]|\.(?= \d)){2,90}?, (?:please )?|you can (?:also )?|(?:and|or) )?"
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
    r"|\bread more\b|\bfull (?:story|article|interview)\b|\bmore (?:on|about this|opinions?|commentary)\b"
    r"|\b(?:sign up|subscribe|register|join|donate) (?:\w+ ){0,2}here\b",
    re.I,
)
# "Hear what the mayor answers 02:26"
_PLAYED = re.compile(r"[^\W\d](?<!\bat)(?<!\bby)(?<!\bto)(?<!\bof)(?<!\bfrom)\W{0,2} \d{1,2}:\d\d$")
# What this piece is, and when and where it came out: "This page recaps the news of Monday."
_LABELLED = r"\W{0,3}(?i:(?:editors?|publisher|author)['’]?s?['’]? note\W{1,3})?"
_PIECE = r"(?:story|article|column|commentary|op-ed|essay|page|live ?blog|transcript|newsletter)"
_OF_ITSELF = re.compile(
    rf"{_LABELLED}(?:(?:\w+ ){{0,2}}(?:versions?|parts?|portions?|headline) of )?this (?:\w+ )?{_PIECE}"
    r"(?: and (?:its )?headline)? (?:recaps|contains|reflects|covers"
    r"|(?:(?:originally|first|also|previously) )?(?:appears?|appeared|ran)\b"
    r"|(?:ha(?:s|ve) been|was|were|is|will be|may be|is being|will continue to be)"
    r" (?:(?:originally|first|also|now|\w+ly) )?(?:updated|developing|(?:re|co-)?published|produced|reported"
    r"|edited|excerpted|adapted|translated|supported|funded|provided|offered|made possible|free\b|part of"
    r"|a recap|an excerpt))",
    re.I,
)
_CORRECTS = re.compile(r"\b(?:correct|clarif|error|mis(?:stat|spel|identif)|wrong)", re.I)
# Whose views a piece gives.
_VIEWS = re.compile(
    r"\b(?:views?|opinions?)(?: and (?:views|opinions))? (?:expressed|(?:given|stated) here|in this"
    rf" (?:{_PIECE}|piece))\b"
    r"[^.]{0,80}?\b(?:own|hers?|his|theirs|those of|the (?:author|writer)s?['’])",
    re.I,
)
# How its author is reached.
_REACHED = re.compile(
    r"\bcan be (?:reached|followed|contacted) (?:at|on|via|by e-?mail)\b|\btweets? (?:at )?@"
    r"|(?:^|[.;,!)] )(?:(?:please|and|or|you can) )?(?:follow|reach|e-?mail|contact)"
    r" (?:(?:him|her|them|me)\b|(?:\w+ ){1,4}(?:at|on|via|@))"
    r"|\bsign up for (?:the|his|her) \w+ here\b",
    re.I,
)
# "Ann Hall, a nurse, teaches …", "Editor's note: Ann Hall (@annhall) is a writer …"
_DESCRIBED = re.compile(
    rf"{_LABELLED}(?:Dr\. |Prof\. )?{NAME} (?:(?:{NAME}|de|van|von|del|la) ){{0,3}}?{NAME}"
    r"(?:,? ?\([^)]{1,60}\)| ?,[^.]{1,80}?,)? ?,?"
    r" (?:is|are|was|has|covers?|writes?|reports?|teaches|taught|hosts?|leads?|works?|serves?|served"
    r"|edits?)\b"
)
_LONGEST_NOTE = 1_200  # characters
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
    if credited or _PICTURED.match(sentence) or _names_reporters(sentence) or _tells_of_itself(sentence):
        return True
    ended = bool(_STOP.search(sentence))
    if _heads_another(sentence, ended):
        return True
    if sentence.startswith(_QUOTES):
        return False
    return _points_elsewhere(sentence, ended) or (not ended and _tells_nothing(sentence))


def is_in_note(text: str, start: int, end: int) -> bool:
    """Return whether `text[start:end]` stands in a paragraph about the author of what is around it.

    Such a paragraph says who somebody is, and then whose views are given or how its author is reached.
    """
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    paragraph = text[first : last if last >= 0 else len(text)]
    if len(paragraph) > _LONGEST_NOTE or not _DESCRIBED.match(paragraph):
        return False
    return bool(_VIEWS.search(paragraph) or _REACHED.search(paragraph))


def may_have_verb(sentence: str) -> bool:
    """Return whether it has a word that is or may be a finite verb; of irregular ones the frequent only."""
    return bool(_VERB.search(sentence) or _IN_S.search(sentence))


def _names_reporters(sentence: str) -> bool:
    """Return whether it says who else worked on the story."""
    if _CONTRIBUTED.search(sentence):
        return True
    return bool(_REPORTED_BY.match(sentence)) and not _VERB.search(sentence)


def _tells_of_itself(sentence: str) -> bool:
    """Return whether it tells of the piece that it stands in, and corrects nothing there."""
    if sentence.startswith(_QUOTES):
        return False
    return bool(_VIEWS.search(sentence)) or bool(
        _OF_ITSELF.match(sentence) and not _CORRECTS.search(sentence)
    )


def _points_elsewhere(sentence: str, ended: bool) -> bool:
    """Return whether it calls its reader to another place; a call that no stop ends is a link."""
    titled = _TITLED.match(sentence)  # "TEXT UPDATES: Sign up here"
    called = _POINTS.match(sentence, titled.end() if titled else 0) or _POINTS.match(sentence)
    if not called or sentence.count(" ") >= _MOST_POINTING:
        return False
    if not ended and called.start() == 0:
        return True
    # "Support for the party is growing on X": a call has no other verb that tells something.
    elsewhere = _ELSEWHERE.search(sentence, called.start())
    return bool(elsewhere and not _VERB.search(sentence, called.end()))


def _heads_another(sentence: str, ended: bool) -> bool:
    """Return whether it is a label and the headline of another page, which has no full stop."""
    _, colon, headline = sentence.partition(":")
    # "Sports: An earlier version … https://…" is a correction.
    if not colon or "http" in headline:
        return False
    if _SHOUTED.match(sentence):
        return True
    if sentence.rstrip("\"'”’)").endswith("."):
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
