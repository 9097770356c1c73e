"""Follow-up questions of dialogues with the same question as it stands alone.

Layout: JSON lines with `history`, `question`, `rewrite`, and optional `needed` (words that have to be
carried, in place of those that `rewrite` takes from the dialogue), `carry_nothing` (nothing may be carried;
`rewrite` may be missing), `kind`, `set` and `id`. `history` is a list of objects with `user` and `assistant`,
or of texts in turn, the user's first; an odd number of texts are all the user's. In a folder, all "*.jsonl"
and "*.jsonl.gz".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, StringConstraints, TypeAdapter

from eval.cases import FollowUp
from eval.datasets.files import CaseIds, named_once, read_all_lines
from eval.datasets.published import EvalSet, Measure
from service.dialogue.turns import Turn

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class _Exchange:
    user: str
    assistant: str | None = None


def _exchanges(history: object) -> object:
    """Return texts in turn as what the user said with what came back."""
    if not isinstance(history, list) or len({type(each) for each in history}) > 1:
        raise ValueError("give a list of texts in turn, or of objects with user and assistant")
    if not all(isinstance(each, str) for each in history):
        return history
    if len(history) % 2:
        return [{"user": text} for text in history]
    pairs = zip(history[::2], history[1::2], strict=True)
    return [{"user": user, "assistant": assistant} for user, assistant in pairs]


@dataclass(frozen=True, slots=True)
class _Line:
    history: Annotated[tuple[_Exchange, ...], BeforeValidator(_exchanges)]
    question: _Text
    rewrite: _Text | None = None
    needed: tuple[_Text, ...] | None = None
    carry_nothing: bool = False
    kind: _Text | None = None
    set: _Text | None = None
    id: str | int | None = None

    def __post_init__(self) -> None:
        if self.carry_nothing and self.needed:
            raise ValueError("needed has words though carry_nothing is true; give one of them")
        if not (self.rewrite or self.carry_nothing):
            raise ValueError("rewrite: Field required, unless carry_nothing is true")


_LINE = TypeAdapter(_Line)


def read_followups(path: Path) -> EvalSet:
    """Measures what a follow-up carries of its dialogue into the search; it has no archive."""
    ids = CaseIds()
    found = tuple(
        _follow_up(ids.of(line.id, where), line)
        for where, line in read_all_lines(path, _LINE, kind="follow-up")
    )
    return EvalSet("followups", (Measure.CARRYING,), follow_ups=found)


def _follow_up(id_: str, line: _Line) -> FollowUp:
    return FollowUp(
        id=id_,
        history=tuple(Turn(each.user, each.assistant or "") for each in line.history),
        question=line.question,
        rewrite=line.question if line.carry_nothing else line.rewrite or line.question,
        needed=() if line.carry_nothing else line.needed,
        tags=named_once(line.set, line.kind),
    )
