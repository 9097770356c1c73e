"""Follow-up questions of dialogues with the same question as it stands alone.

Layout: JSON lines with `history`, `question`, `rewrite`, and optional `needed` (words that have to be
carried, in place of those that `rewrite` takes from the dialogue), `carry_nothing` (nothing may be carried;
`rewrite` may be missing), `kind` and `id`. `history` is a list of objects with `user` and `assistant`, or of
texts in turn, the user's first; an odd number of texts are all the user's. In a folder, all "*.jsonl" and
"*.jsonl.gz".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, TypeAdapter

from eval.cases import FollowUp
from eval.datasets.files import CaseIds, files_of, read_lines
from eval.datasets.published import EvalSet, Measure
from service.dialogue.turns import Turn

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


@dataclass(frozen=True, slots=True)
class _Exchange:
    user: _Text
    assistant: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    history: tuple[str, ...] | tuple[_Exchange, ...]
    question: _Text
    rewrite: _Text | None = None
    needed: tuple[_Text, ...] | None = None
    carry_nothing: bool = False
    kind: _Text | None = None
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
        for file in files_of(path, "*.jsonl", "*.jsonl.gz", kind="follow-up")
        for where, line in read_lines(file, _LINE)
    )
    return EvalSet("followups", (Measure.CARRYING,), follow_ups=found)


def _follow_up(id_: str, line: _Line) -> FollowUp:
    return FollowUp(
        id=id_,
        history=tuple(_turns(line.history)),
        question=line.question,
        rewrite=line.question if line.carry_nothing else line.rewrite or line.question,
        needed=() if line.carry_nothing else line.needed,
        tags=(line.kind,) if line.kind else (),
    )


def _turns(history: Sequence[str] | Sequence[_Exchange]) -> Iterator[Turn]:
    texts = [each for each in history if isinstance(each, str)]
    if len(texts) % 2:
        yield from (Turn(text, "") for text in texts)
    else:
        yield from map(Turn, texts[::2], texts[1::2])
    yield from (Turn(each.user, each.assistant) for each in history if not isinstance(each, str))
