"""The two derived indexes as one: Chroma (meaning) and Tantivy (words), changed and counted together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from ingest import rows
from ingest.article import Article, Passage, Version
from ingest.embedding import Vector
from ingest.keywords import KeywordEntry, KeywordIndex
from ingest.meaning import MeaningEntry, MeaningIndex, open_client
from ingest.passage_store import Filters
from ingest.settings import Settings


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """A version's passages with their vectors."""

    article: Article
    version: Version
    passages: Sequence[tuple[Passage, Vector]]


class Index:
    """Changes reach both indexes; what was applied is on disk when `apply` returns."""

    def __init__(self, meaning: MeaningIndex, keywords: KeywordIndex) -> None:
        self._meaning = meaning
        self._keywords = keywords

    @classmethod
    @contextmanager
    def open(cls, settings: Settings) -> Iterator[Index]:
        """Yield the indexes in `settings.home`, or with Chroma at `settings.chroma_url`."""
        client = open_client(settings.home, settings.chroma_url)
        try:
            meaning = MeaningIndex(client, settings.chroma_collection)
            yield cls(meaning, KeywordIndex(settings.home / "keywords"))
        finally:
            client.close()

    def counts(self) -> tuple[int, int]:
        """Return how many passages each index holds: (Chroma, Tantivy)."""
        return self._meaning.count(), self._keywords.count()

    def apply(self, removed_articles: Sequence[str], added: Sequence[IndexedVersion]) -> None:
        """Remove articles, then add versions; versions that are there already are replaced."""
        self._meaning.apply(removed_articles, [entry for version in added for entry in _vectors(version)])
        self._keywords.apply(removed_articles, [entry for version in added for entry in _words(version)])

    def clear(self) -> None:
        self._meaning.clear()
        self._keywords.clear()

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity), nearest first; of all versions there are."""
        return self._meaning.search(vector, limit)

    def matching(self, words: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score), best first; versions replaced by `as_of` are still among them."""
        return self._keywords.search(words, limit, filters)

    def document_frequency(self, word: str) -> int:
        """Return how many passages hold the word."""
        return self._keywords.document_frequency(word)


def _vectors(indexed: IndexedVersion) -> Iterator[MeaningEntry]:
    for passage, vector in indexed.passages:
        yield MeaningEntry(passage.id, passage.article_id, passage.version, vector)


def _words(indexed: IndexedVersion) -> Iterator[KeywordEntry]:
    version = indexed.version
    for passage, _ in indexed.passages:
        yield KeywordEntry(
            id=passage.id,
            article_id=passage.article_id,
            version=passage.version,
            title=version.title,
            text=version.text[passage.start : passage.end],
            publisher=indexed.article.publisher,
            published_at=rows.epoch(version.published_at) if version.published_at else None,
            visible_from=rows.epoch(version.visible_from),
        )
