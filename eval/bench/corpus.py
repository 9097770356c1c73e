"""The articles and questions of a bench: a set of others, or the sample archive, repeated."""

from __future__ import annotations

import hashlib
import html
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from itertools import count
from pathlib import Path

from eval.datasets.realtimeqa import ARTICLES, read_articles, read_questions
from ingest.article import Draft, article_id
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.sources.files import read_paths
from ingest.text.passages import cut_passages
from service.ask import AskRequest

_MAX_BYTES = 20 * 1024 * 1024
_LOWER_WORD = re.compile(r"\b[a-z]{4,}\b")
# Half of the longer words: at a third some copies still share so much that they are taken for one story.
_CHANGED_WORDS = 1 / 2

_SAMPLE_QUESTIONS = (
    "When will Hong Kong deploy real-time facial recognition?",
    "How many surveillance cameras does Hong Kong plan to have by 2028?",
    "Which police forces in England are to share ten facial recognition vans?",
    "What is the Bank of England's interest rate?",
    "Why did the Bank of England vote twice in August?",
    "How many people died when the ferry Star of Ellery capsized?",
    "Who won the presidential election in Maravel?",
    "When will the Kess Bridge open?",
    "Why was the opening of the Kess Bridge delayed?",
    "Who is the chief executive of Brightwater Energy?",
    "How much of their volume did Swiss glaciers lose in the past twelve months?",
    "How many customers were affected by the data theft at Carrow Telecom?",
    "What pay rise did Kessmouth tram drivers accept?",
    "How long a prison sentence did Victor Amsel receive?",
    "By how much did Lindqvist's dengue vaccine reduce cases?",
    "When did Tern-2 reach orbit?",
    "What is the name of the ship found at the mouth of Kessmouth harbour?",
    "How large is the shortfall in Northgate City Council's budget?",
    "Who bought the lighthouse at Tarn Point?",
    "What is the boiling point of tungsten?",
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """Articles and questions. `read` begins anew at each call; `fingerprint` changes with the articles."""

    name: str
    fingerprint: str
    questions: tuple[AskRequest, ...]
    read: Callable[[], Iterable[Document | RejectedDocument]]


@dataclass(frozen=True, slots=True)
class CorpusPart:
    """A document with what comes of it: its stories, and title and text of each of their passages."""

    document: Document
    drafts: tuple[Draft, ...]
    passages: tuple[str, ...]


def open_corpus(path: Path | None) -> Corpus:
    """Return the corpus of a RealTimeQA folder, or without one that of the sample, which never ends.

    Raises InputError when the folder is not such a set.
    """
    if path is None:
        requests = tuple(AskRequest(question) for question in _SAMPLE_QUESTIONS)
        return Corpus("sample archive, repeated", _sample_fingerprint(), requests, repeated_sample)
    requests = tuple(AskRequest(quiz.question, as_of=quiz.as_of) for quiz in read_questions(path))
    fingerprint = hashlib.sha256((path / ARTICLES).read_bytes()).hexdigest()
    return Corpus(path.resolve().name, fingerprint, requests, partial(read_articles, path))


def cut(corpus: Corpus, tokens: int) -> Iterator[CorpusPart]:
    """Yield the documents of a corpus, cut; those that ingest would reject are left out."""
    for document in corpus.read():
        if isinstance(document, Document) and (part := _part(document, tokens)):
            yield part


def first_documents(parts: Iterable[CorpusPart], passages: int) -> Iterator[Document]:
    """Yield documents until they hold at least that many passages."""
    held = 0
    for part in parts:
        yield part.document
        held += len(part.passages)
        if held >= passages:
            return


def chunks(parts: Iterable[CorpusPart], passages: int) -> Iterator[list[CorpusPart]]:
    """Yield runs of parts with at least that many passages each; a shorter rest is left out."""
    chunk: list[CorpusPart] = []
    for part in parts:
        chunk.append(part)
        if sum(len(part.passages) for part in chunk) >= passages:
            yield chunk
            chunk = []


def repeated_sample() -> Iterator[Document]:
    """Yield the sample archive, then copies of its stories without end, as records.

    A copy has a URL of its own and half of its longer words exchanged for others of the sample, always
    the same way; sentences and dates stay.
    """
    yield from _originals()
    yield from copies_of_sample(2)


def copies_of_sample(first: int) -> Iterator[Document]:
    """Yield copies of the sample's stories without end, from the copy with that number on."""
    drafts = [draft for document in _originals() for draft in extract(document)]
    words = sorted({word for draft in drafts for word in _LOWER_WORD.findall(draft.text)})
    for copy in count(first):
        dice = random.Random(copy)
        for draft in drafts:
            yield _copy(draft, copy, dice, words)


def page_of(document: Document, published: str | None = None) -> str:
    """Return the web page of a record, as published then; None: when the record says."""
    record = json.loads(document.body)
    day = published or record["published"]
    dated = f'<meta property="article:published_time" content="{html.escape(day)}">' if day else ""
    title = html.escape(record["title"])
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in record["text"].split("\n\n"))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{dated}</head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )


def _part(document: Document, tokens: int) -> CorpusPart | None:
    try:
        drafts = tuple(extract(document))
    except RejectedDocument:
        return None
    passages = tuple(
        f"{draft.title}\n{draft.text[passage.start : passage.end]}"
        for draft in drafts
        for passage in cut_passages(article_id(draft), 1, draft.text, tokens=tokens)
    )
    return CorpusPart(document, drafts, passages)


def _copy(draft: Draft, copy: int, dice: random.Random, words: list[str]) -> Document:
    def exchange(match: re.Match[str]) -> str:
        return dice.choice(words) if dice.random() < _CHANGED_WORDS else match[0]

    url = f"{draft.url or f'https://sample.example/{article_id(draft)}'}/copy-{copy}"
    record = {
        "url": url,
        "title": _LOWER_WORD.sub(exchange, draft.title),
        "text": _LOWER_WORD.sub(exchange, draft.text),
        "publisher": draft.publisher,
        "published": draft.published_at.isoformat() if draft.published_at else None,
    }
    return Document(url, Media.RECORD, json.dumps(record).encode(), url)


def _originals() -> list[Document]:
    return [document for document in _read_sample() if isinstance(document, Document)]


def _read_sample() -> Iterator[Document | RejectedDocument]:
    return read_paths([str(files("ingest") / "sample")], max_bytes=_MAX_BYTES)


def _sample_fingerprint() -> str:
    digest = hashlib.sha256()
    for document in _read_sample():
        if isinstance(document, Document):
            digest.update(document.body)
    return digest.hexdigest()
