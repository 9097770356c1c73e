"""Who said it: quotations, direct or not, with the words that name their speaker.

Layout: JSON lines with `context` or `article` (the text), `content` or `quote` (what was said, whole or with
something left out) and `source` or `speaker` (null: nobody is named); optional `also_fine` (other names of
the speaker), `pronoun` (the source is only a pronoun), `kind`, `set` and `id`. PolNeAR is such a set. In a
folder, all "*.jsonl" and "*.jsonl.gz".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, StringConstraints, TypeAdapter

from eval.cases import Attribution
from eval.datasets.files import CaseIds, named_once, read_all_lines
from eval.datasets.published import EvalSet, Measure
from ingest.errors import InputError

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]

# Tags: with quotation marks in it or around it, and without.
DIRECT, INDIRECT = "direct speech", "indirect speech"
_MARKS = re.compile("[\"“”„«»]|''|^\\s?['‘]")


@dataclass(frozen=True, slots=True)
class _Line:
    context: Annotated[_Text, Field(validation_alias=AliasChoices("context", "article"))]
    content: Annotated[_Text, Field(validation_alias=AliasChoices("content", "quote"))]
    source: Annotated[_Text | None, Field(validation_alias=AliasChoices("source", "speaker"))]
    also_fine: tuple[_Text | None, ...] = ()
    pronoun: bool = False
    kind: _Text | None = None
    set: _Text | None = None
    id: str | int | None = None


_LINE = TypeAdapter(_Line)


def read_quotes(path: Path) -> EvalSet:
    """Measures who is held to have said a quotation; it has no archive."""
    ids = CaseIds()
    found = tuple(
        _attribution(ids.of(line.id, where), where, line)
        for where, line in read_all_lines(path, _LINE, kind="quotes")
    )
    return EvalSet("quotes", (Measure.SPEAKERS,), attributions=found)


def _attribution(id_: str, where: str, line: _Line) -> Attribution:
    span = _place(line.context, line.content)
    if span is None:
        raise InputError(f"{where}: content: {line.content[:40]!r} is not in the context")
    quoted = _MARKS.search(line.context[max(0, span[0] - 1) : span[1] + 1])
    return Attribution(
        id=id_,
        text=line.context,
        start=span[0],
        end=span[1],
        speakers=named_once(line.source, *line.also_fine) if line.source else (),
        pronoun=line.pronoun,
        tags=named_once(line.set, line.kind, DIRECT if quoted else INDIRECT),
    )


def _place(context: str, content: str) -> tuple[int, int] | None:
    """Return where the content stands, or as much of its beginning as does: "Hopefully," he said, "this …".

    Of several places it is the last: a context reaches further back than ahead.
    """
    words = content.split()
    for count in range(len(words), 0, -1):
        found = list(re.finditer(r"\s+".join(map(re.escape, words[:count])), context))
        if found:
            return found[-1].span()
    return None
