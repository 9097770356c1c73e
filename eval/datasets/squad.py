"""Questions over Wikipedia paragraphs, as JSON lines: `set, title, question, paragraph, answers[text]`.

A question without answers is not answered by its paragraph, though that is about the same matter (SQuAD 2.0).
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import InputError
from ingest.sources.document import Document, Media


@dataclass(frozen=True, slots=True)
class ParagraphQuestion:
    """A question, the paragraph it was asked of, and the wordings of its answer; none: not answerable."""

    set: str
    title: str
    question: str
    paragraph: str
    answers: tuple[str, ...]


def read_paragraph_questions(path: Path, sets: Iterable[str]) -> Iterator[ParagraphQuestion]:
    """Yield the questions of the named sets. Raises InputError with the line."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; give a questions.jsonl.gz")
    wanted = set(sets)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                if record["set"] in wanted:
                    answers = tuple(answer["text"] for answer in record["answers"])
                    title = record["title"].replace("_", " ")
                    yield ParagraphQuestion(
                        record["set"], title, record["question"], record["paragraph"], answers
                    )
            except (ValueError, KeyError, TypeError) as exc:
                raise InputError(f"{path}:{number}: not a question ({exc!r})") from exc


def paragraph_documents(questions: Iterable[ParagraphQuestion]) -> Iterator[Document]:
    """Yield each paragraph once, as a document for ingest."""
    seen: set[str] = set()
    for item in questions:
        if item.paragraph not in seen:
            seen.add(item.paragraph)
            record = {"id": f"paragraph-{len(seen)}", "title": item.title, "text": item.paragraph}
            yield Document(f"paragraph {len(seen)}", Media.RECORD, json.dumps(record).encode())
