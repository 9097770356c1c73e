"""Do passages and sentences give the stored text back, character by character?"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.datasets import require
from eval.progress import Progress, silent
from ingest.article import Passage
from ingest.errors import InputError
from ingest.text.clean import normalise_text
from ingest.text.passages import cut_passages

_ARTICLES = "articles.jsonl.gz"


@dataclass(frozen=True, slots=True)
class OffsetReport:
    """What was checked; `broken` are the ids of the articles whose text does not come back."""

    articles: int
    passages: int
    sentences: int
    broken: tuple[str, ...]


def measure_offsets(path: Path, on_progress: Progress = silent) -> OffsetReport:
    """Check a file of JSON lines with `url` and `text`, or the articles.jsonl.gz of a folder.

    Raises InputError when the file is missing or a line is not such a record.
    """
    if path.is_dir():
        require(path, _ARTICLES, kind="RealTimeQA")
        path = path / _ARTICLES
    elif not path.exists():
        raise InputError(f"{path}: no such file or folder; give one with JSON lines of url and text")
    texts = list(read_texts(path))
    return check_offsets(_counted(texts, on_progress))


def _counted(texts: Sequence[tuple[str, str]], on_progress: Progress) -> Iterator[tuple[str, str]]:
    for number, text in enumerate(texts):
        on_progress("check offsets", number / len(texts))
        yield text


def check_offsets(texts: Iterable[tuple[str, str]]) -> OffsetReport:
    """Cut each (id, text) into passages and check that nothing but white space lies outside them."""
    articles = passages = sentences = 0
    broken = []
    for id, text in texts:
        cut = cut_passages(id, 1, text)
        articles += 1
        passages += len(cut)
        sentences += sum(len(passage.sentences) for passage in cut)
        if not tiles(text, cut):
            broken.append(id)
    return OffsetReport(articles, passages, sentences, tuple(broken))


def tiles(text: str, passages: Iterable[Passage]) -> bool:
    """Say whether the sentences are in order, trimmed and within their passage, and the gaps white space."""
    end = 0
    for passage in passages:
        if passage.start != passage.sentences[0].start or passage.end != passage.sentences[-1].end:
            return False
        for sentence in passage.sentences:
            words, gap = text[sentence.start : sentence.end], text[end : sentence.start]
            if sentence.start < end or gap.strip() or not words or words != words.strip():
                return False
            end = sentence.end
    return not text[end:].strip()


def read_texts(path: Path) -> Iterator[tuple[str, str]]:
    """Yield (url, text as the archive stores it) from JSON lines with `url` and `text`, plain or ".gz".

    Raises InputError, with the line, for a line that is not such a record.
    """
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                record = json.loads(line)
                yield str(record["url"]), normalise_text(record["text"])
            except (ValueError, KeyError, TypeError) as exc:
                message = f"{path}:{number}: expected a JSON object with url and text ({exc!r})"
                raise InputError(message) from exc
