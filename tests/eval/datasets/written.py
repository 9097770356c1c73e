"""Files of sets, written for a test or in the documentation, and what their spans stand for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from eval.cases import GoldEvidence
from eval.datasets.published import EvalSet
from ingest.article import article_id

DOCS = Path(__file__).parents[3] / "docs" / "evaluation.md"


def lines(path: Path, *records: object) -> Path:
    text = "".join(json.dumps(record) + "\n" for record in records)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def quoted(found: EvalSet, evidence: GoldEvidence) -> list[list[str]]:
    """Return the words at the places of the evidence."""
    texts = {article_id(draft): draft.text for draft in found.drafts}
    return [[texts[span.article][span.start : span.end] for span in spans] for spans in evidence]


def example(heading: str) -> str:
    """Return the JSON lines that the documentation shows under a heading."""
    section = DOCS.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2]
    return section.partition("```json\n")[2].partition("```")[0]
