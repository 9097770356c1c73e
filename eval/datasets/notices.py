"""Articles and what they are: a plain one, one that its publisher corrects, or one that it withdraws.

Layout: JSON lines with `title`, `text` and `expect` (`correction`, `retraction` or `none`), and optional
`published`, `kind`, `set` and `id`. In a folder, all "*.jsonl" and "*.jsonl.gz".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, StringConstraints, TypeAdapter

from eval.cases import NoticeCase
from eval.datasets.files import CaseIds, as_moment, named_once, read_all_lines
from eval.datasets.published import EvalSet, Measure
from ingest.article import Kind

_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
_KINDS = {"none": Kind.ARTICLE, "correction": Kind.CORRECTION, "retraction": Kind.RETRACTION}


@dataclass(frozen=True, slots=True)
class _Line:
    title: _Text
    text: _Text
    expect: Literal["none", "correction", "retraction"]
    published: Annotated[datetime | None, BeforeValidator(as_moment)] = None
    kind: _Text | None = None
    set: _Text | None = None
    id: str | int | None = None


_LINE = TypeAdapter(_Line)


def read_notices(path: Path) -> EvalSet:
    """Measures what an article is held to be by its own words; it has no archive."""
    ids = CaseIds()
    notices = tuple(
        NoticeCase(
            id=ids.of(line.id, where),
            title=line.title,
            text=line.text,
            expected=_KINDS[line.expect],
            tags=named_once(line.set, line.kind),
        )
        for where, line in read_all_lines(path, _LINE, kind="notices")
    )
    return EvalSet("notices", (Measure.NOTICES,), notices=notices)
