"""The two derived indexes as one: Chroma (meaning) and Tantivy (words), changed and counted together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from ingest.article import Article, Passage, Version
from ingest.embeddings.embedder import Vector
from ingest.errors import ArchiveError
from ingest.indexes.keywords import KeywordEntry, KeywordIndex
from ingest.indexes.meaning import MeaningEntry, MeaningIndex, chroma_folder
from ingest.settings import Settings
from ingest.store import rows
from ingest.store.filters import Filters
from ingest.store.home import discard

_KEYWORDS = "keywords"  # the folder of the keyword index in a home

_I = TypeVar("_I", MeaningIndex, KeywordIndex)


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
    def open(cls, settings: Settings, *, repair: bool = False, chroma_later: bool = False) -> Iterator[Index]:
        """Yield the indexes in `settings.home`, or with Chroma at `settings.chroma_url`.

        `repair` replaces what cannot be opened by an empty index; `chroma_later` opens Chroma at its first
        use. Raises ArchiveError or BackendError.
        """
        home, url = settings.home, settings.chroma_url
        words = home / _KEYWORDS
        with ExitStack() as stack:
            meaning = _opened(
                lambda: MeaningIndex(home, url, settings.chroma_collection, later=chroma_later),
                chroma_folder(home) if repair and url is None else None,
            )
            stack.callback(meaning.close)
            yield cls(meaning, _opened(lambda: KeywordIndex(words), words if repair else None))

    @property
    def intact(self) -> bool:
        """Whether both indexes are on disk as the last change left them."""
        return self._meaning.intact

    @property
    def chroma_is_open(self) -> bool:
        """Whether Chroma was opened; it takes half a second."""
        return self._meaning.is_open

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

    def size(self) -> int:
        """Return how many passages there are, as the keyword index counts them."""
        return self._keywords.count()

    def document_frequency(self, stem: str) -> int:
        """Return how many passages have the stem."""
        return self._keywords.document_frequency(stem)


def index_folders(settings: Settings) -> list[Path]:
    """Return the folders of the home in which indexes are."""
    return [chroma_folder(settings.home), settings.home / _KEYWORDS]


def _opened(opener: Callable[[], _I], replaceable: Path | None) -> _I:
    try:
        return opener()
    except ArchiveError:
        if replaceable is None:
            raise
        discard(replaceable)
        return opener()


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
