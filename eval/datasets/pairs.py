"""Statements with their source and a label: does the source bear the statement out?

Layout: JSON lines with `source` (a list of sentences, or one text), `statement`, `label`, and optional
`article_date` (the day from which relative dates are read), `kind`, `set` and `id`. `premise` and `claim` or
`hypothesis` are other names of source and statement, `date` of article_date. In a folder, all "*.jsonl" and
"*.jsonl.gz".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from pydantic import (
    AliasChoices,
    BeforeValidator,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    TypeAdapter,
)

from eval.cases import Claim
from eval.datasets.files import CaseIds, as_moment, named_once, read_all_lines
from eval.datasets.published import EvalSet, Measure
from ingest.text.wordlists import word_set

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_Source = Annotated[
    Annotated[_Text, Tag("a text")]
    | Annotated[tuple[_Text, ...], Field(min_length=1), Tag("a list of sentences")],
    Discriminator(lambda value: "a text" if isinstance(value, str) else "a list of sentences"),
]

# As they are spelt in public sets, without case, "_" and "-". What is true in part is not borne out.
_TRUE = word_set("true supported supports support entailment entailed entails yes")
_FALSE = word_set(
    "false unsupported notsupported notentailment notentailed partiallysupported no"
    " refuted refutes refute contradicted contradiction contradicts contradict contradictory"
    " neutral notstated notenoughinfo notenoughinformation nei unverifiable unknown"
)
_SIGNS = str.maketrans("", "", " _-")


def _label(value: object) -> object:
    if isinstance(value, bool):
        return value
    if isinstance(value, int) and value in (0, 1):
        return value == 1
    word = value.casefold().translate(_SIGNS) if isinstance(value, str) else None
    if word not in _TRUE | _FALSE:
        raise ValueError(
            f"{value!r} is no label; give true or false, 1 or 0, or the name of one, such as supported, "
            "contradicted or not_stated"
        )
    return word in _TRUE


@dataclass(frozen=True, slots=True)
class _Line:
    source: Annotated[_Source, Field(validation_alias=AliasChoices("source", "premise"))]
    statement: Annotated[_Text, Field(validation_alias=AliasChoices("statement", "claim", "hypothesis"))]
    label: Annotated[bool, BeforeValidator(_label)]
    article_date: Annotated[
        datetime | None,
        BeforeValidator(as_moment),
        Field(validation_alias=AliasChoices("article_date", "date")),
    ] = None
    kind: _Text | None = None
    set: _Text | None = None
    id: str | int | None = None


_LINE = TypeAdapter(_Line)


def read_pairs(path: Path) -> EvalSet:
    """Measures the check of statements: what it lets pass of the true and of the false; it has no archive."""
    ids = CaseIds()
    claims = tuple(
        Claim(
            id=ids.of(line.id, where),
            source=line.source,
            text=line.statement,
            true=line.label,
            said_at=line.article_date,
            tags=named_once(line.set, line.kind),
        )
        for where, line in read_all_lines(path, _LINE, kind="pairs")
    )
    return EvalSet("pairs", (Measure.FAITHFULNESS,), claims=claims)
