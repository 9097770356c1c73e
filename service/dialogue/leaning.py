"""How a question leans on the dialogue before it, by its wording."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from service.dialogue.terms import content_of
from service.dialogue.turns import AUXILIARIES, VERBS, mentions_in
from service.english.dates.find import find_spans
from service.english.lemmas import tokens

_HE = re.compile(r"\b(?:he|him|his|himself|guy)\b", re.I)
_SHE = re.compile(r"\b(?:she|hers?|herself|woman)\b", re.I)
_WHAT_ABOUT = re.compile(r"^\W*(?:and\s+)?(?:what|how) (?:about|of|if)\b", re.I)
# Unlike "him" and "them", these may mean a word before them: "which airline lost its licence".
_BINDABLE = re.compile(r"\b(?:he|she|it|they|(?P<owner>his|her(?=\s+\w)|its|their))\b", re.I)
_DEGREE = re.compile(r"\bhow \w+", re.I)
_ASKS = re.compile(r"\b(who|whom|whose|what|which|when|where|why|how)\b", re.I)
_VERBAL = VERBS | AUXILIARIES


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a question says itself, and what it leaves to the dialogue.

    `part`: it takes the place of a part of the last question ("and in Britain?"). `bare`: no word of it says
    what it is about. `given`: it has a name or a time itself. `he`, `she`: it means a man or a woman whom it
    does not name.
    """

    part: bool
    bare: bool
    given: bool
    he: bool
    she: bool


def leaning_of(question: str, as_of: datetime) -> Leaning:
    """Return how a question leans on the dialogue before it."""
    verbal = any(token.word in _VERBAL for token in tokens(question))
    free = _without_bound(question, as_of)
    return Leaning(
        part=bool(_WHAT_ABOUT.search(free)) or not (verbal or _ASKS.search(question)),
        bare=not content_of(question),
        given=bool(mentions_in(question, as_of) or find_spans(question, as_of)),
        he=bool(_HE.search(free)),
        she=bool(_SHE.search(free)),
    )


def _without_bound(question: str, as_of: datetime) -> str:
    """Return the question without the pronouns whose meaning it says itself."""
    named = min((name.end for name in mentions_in(question, as_of)), default=len(question))

    def kept(match: re.Match[str]) -> str:
        before = _DEGREE.sub("", question[: match.start()])
        bound = match.start() >= named or (match["owner"] and content_of(before))
        return "" if bound else match[0]

    return _BINDABLE.sub(kept, question)
