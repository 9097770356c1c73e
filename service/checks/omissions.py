"""Words of a cited sentence that a statement may not leave out: without them it says more or the contrary.

A word that limits the next one ("deputy", "part of") stays with it. A word that denies or doubts a clause
("stopped", "believed to", "unless") stays with the clause. Nothing asked or imagined becomes a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.checks.opposites import OPPOSITES
from service.english.clauses import Border, borders
from service.english.lemmas import Token, content_stems, tokens

_LIMITS = re.compile(
    r"\b(?:former(?:ly)?|ex|vice|deputy|acting|interim|caretaker|shadow|outgoing|incoming|junior|assistant|would-be|self-styled|so-called|fake|mock|failed"
    r"|almost|nearly|parts? of|some of|most of|half of|one of|some|most|few|hardly any|attempted|only|partly"
    r"|partially|proposed|planned|potential|suspected|alleged|supposed|draft)[\s-]+"
    r"(?:(?:the|a|an|his|her|its|their|these|those)\s+)?(?=[^\W\d])",
    re.I,
)
_EXCEPT = re.compile(
    r"\b(?:except(?: for)?|unlike|apart from|aside from|other than|excluding|instead of|rather than)\s+", re.I
)
# What a statement says of the whole, and the words by which the sentence may say it.
_QUANTITIES = tuple(
    (re.compile(rf"\b(?:{mine})\b", re.I), re.compile(rf"(?<!\w)(?:{theirs})(?!\w)", re.I))
    for mine, theirs in (
        (r"all|every\w*|entire|whole|always", r"all|every\w*|each|entire|whole|always|both|any|anyone|no\w*"),
        ("only", "only|solely|exclusively|alone|just|sole"),
        ("most", "most|mostly|largely|majority|percent|per cent|[0-9.]+%|out of"),
    )
)
# What denies the clause in which it stands …
_DENIES = (
    r"stopped|ceased|lack(?:s|ed)|doubt(?:s|ed)?|cancel+ed|called off|scrapped|shelved|abandoned|overturned"
    r"|quashed|annulled|debunked|disproved|false|untrue|myth|hoax|no (?:evidence|proof|sign)"
    r"|acquitted|cleared of"
    r"|den(?:y|ies|ied)|reject(?:s|ed) (?:claims|reports|allegations)|refuted|halted|disput(?:es|ed)"
    r"|(?:was|were|been|are|is) dropped|close to(?= \w+ing)|hardly|barely|unchanged|fell through"
    r"|averted|thwarted|foiled"
)
# … and what says as much in a statement.
_DENIED = (
    r"stop\w*|ceas\w*|end(?:s|ed)?|lack\w*|cancel\w*|call(?:s|ed)? off|scrap\w*|shelve\w*|abandon\w*"
    r"|overturn\w*|quash\w*|annul\w*|false\w*|not|\w+n['’]t|never|no|nor|neither|without|acquit\w*"
    r"|denials?|denying|reject\w*|dismiss\w*|refus\w*|fail\w*|few|collaps\w*|block\w*|prevent\w*|cannot|unable"
    r"|turned down|ruled out|withdr[ae]w\w*|revers\w*|disput\w*|contradict\w*|none|nobody|declin\w*"
)
_DOUBTS = (
    r"(?:is|are|was|were) (?:widely )?(?:believed|thought|feared|understood|assumed|said|reported) to"
    r"|alleg\w+|accuse[sd]|charged|on trial|suspect(?:s|ed)?|tr(?:y|ies|ied|ying)|attempt(?:s|ed|ing)?"
    r"|wish(?:es|ed)?|urge[sd]?|urging|call(?:s|ed|ing)? (?:for|on)|demand(?:s|ed|ing)?|rumou?r(?:s|ed)?"
    r"|unclear|whether|if|unless|provided that|prosecutors (?:say|said|allege)|reportedly"
    r"|almost|narrowly|questioned"
    r"|claim(?:s|ed)?(?! responsib)|suggest(?:s|ed)"
    r"|fear(?:s|ed)?(?= that)|in talks|negotiating|ask(?:s|ed)?(?= (?:\w+ ){1,3}to\b)"
    r"|investigat\w+|checking|readiness"
)
_UNSURE = (
    r"may|might|could|would|should|plan\w*|propos\w*|want\w*|hop(?:e[sd]?|ing)|ask\w*|seek\w*|sought|expect\w*|intend\w*"
    r"|aim\w*|believe[sd]?|thought|fear(?:s|ed)?|accus\w+|apparent\w*|seem\w*|appear\w*|threat\w*|vow\w*|pledg\w*"
    r"|likely|possibl[ey]|trial|suspicion|question\w*|appeal\w*|charges?|in case"
)


def _words(*lists: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(lists)})\b", re.I)


# What may not be left out, and what stands for it.
_DENIAL = _words(_DENIES), _words(_DENIES, _DENIED)
_DOUBT = _words(_DOUBTS), _words(_DOUBTS, _UNSURE)
_CONDITION = re.compile(r"^\W*(?:if|unless|should|were|had)\b(?! it not for)", re.I)
_FICTION = re.compile(r"\b(?:film|movie|novel|series|play|game|drama|thriller|fiction\w*)\b", re.I)
_IN_FICTION = re.compile(rf"\bin (?:the|a|an|his|her|their) (?:\w+ )?{_FICTION.pattern}", re.I)
_CLAIMED = re.compile(r",\s[^,;]*\b(?:claim(?:s|ed)|alleg(?:es|ed)|insist(?:s|ed))\b[^,;]*$", re.I)
_SAID = re.compile(r"\b(?:claim|alleg|insist|accord|sa(?:id|ys?)\b)", re.I)
_PRESENT = re.compile(r"\b(?:is|are)\s+(?P<state>(?!not\b)\w+)", re.I)
_HE, _SHE = re.compile(r"\b(?:he|him|his)\b", re.I), re.compile(r"\b(?:she|hers?)\b", re.I)
_ENOUGH = 2  # content words of a clause that a statement repeats if it speaks of the same


def omission_failures(claim: str, source: str) -> tuple[list[str], list[str]]:
    """Return messages: of the denials and limits that a statement leaves out, and of the doubts."""
    stems = content_stems(claim)
    denials = [
        *_limits(claim, stems, source),
        *_dropped(claim, stems, source, *_DENIAL),
        *_wholes(claim, source),
    ]
    return denials, [
        *_dropped(claim, stems, source, *_DOUBT),
        *_imagined(claim, source),
        *_changed(claim, source),
    ]


def _limits(claim: str, stems: frozenset[str], source: str) -> Iterator[str]:
    words = tokens(source)
    for match in _LIMITS.finditer(source):
        limit = match[0].strip(" -").split()[0]
        head = _head(words, source, match.end())
        if head and head.stem in stems and not re.search(rf"\b{limit}\b", claim, re.I):
            yield _left_out(f"{match[0].strip()} {head.word}")
    for match in _EXCEPT.finditer(source):
        head = _head(words, source, match.end())
        if head and head.stem in stems and not _EXCEPT.search(claim) and not _DENIAL[1].search(claim):
            yield _left_out(f"{match[0].strip()} {head.word}")


def _head(words: list[Token], text: str, place: int) -> Token | None:
    """Return the content word that a limit before `place` limits."""
    head = next((token for token in words if token.start >= place and token.content), None)
    return None if head and borders(text[place : head.start], Border.JOINT) else head


def _dropped(
    claim: str, stems: frozenset[str], source: str, cues: re.Pattern[str], answers: re.Pattern[str]
) -> Iterator[str]:
    """Yield the cues of the sentence whose clause the statement repeats without any cue of that sort."""
    if answers.search(claim):
        return
    places = [0, *(start for start, _ in borders(source, Border.JOINT)), len(source)]
    for match in cues.finditer(source):
        start = max(place for place in places if place <= match.start())
        end = min(place for place in places if place >= match.end())
        cue = content_stems(match[0])
        clause = content_stems(source[start:end]) - cue
        against = {other for stem in cue for other in OPPOSITES.get(stem, ())}
        if clause and len(clause & stems) >= min(_ENOUGH, len(clause)) and not against & stems:
            yield _left_out(match[0].strip())


def _wholes(claim: str, source: str) -> Iterator[str]:
    for pattern, allowed in _QUANTITIES:
        word = pattern.search(claim)
        if word and not allowed.search(source):
            yield f'the cited sentence does not say "{word[0]}"'


def _imagined(claim: str, source: str) -> Iterator[str]:
    unsure = _DOUBT[1].search(claim)
    if source.rstrip("\"'”’) ").endswith("?") and "?" not in claim and not unsure:
        yield "the cited sentence asks this, it does not say it"
    if _CONDITION.search(source) and not unsure:
        yield "the cited sentence says this on a condition, the statement does not"
    if _CLAIMED.search(source) and not _SAID.search(claim):
        yield "the cited sentence only says that somebody claims this"
    if _IN_FICTION.search(source) and not _FICTION.search(claim):
        yield "the cited sentence tells a story, the statement a fact"


def _changed(claim: str, source: str) -> Iterator[str]:
    """Yield what was and now is, and a he that became a she."""
    for match in _PRESENT.finditer(claim):
        state = re.escape(match["state"])
        if re.search(rf"\b(?:was|were) {state}\b", source, re.I) and not re.search(
            rf"\b(?:is|are|been|be) {state}\b", source, re.I
        ):
            yield f'"{match[0]}": the cited sentence says that it was so'
    for mine, other in ((_HE, _SHE), (_SHE, _HE)):
        if mine.search(claim) and other.search(source) and not mine.search(source):
            yield "the cited sentence is about a person of the other sex"


def _left_out(words: str) -> str:
    return f'the cited sentence says "{words}", the statement leaves it out'
