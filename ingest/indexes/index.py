"""The two derived indexes as one: Chroma (meaning) and Tantivy (words), changed and counted together."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from ingest.article import Article, Passage, Version
from ingest.embeddings.embedder import Vector
from ingest.errors import ArchiveError, DatelineError
from ingest.indexes.compare import chroma_faults
from ingest.indexes.keywords import KeywordEntry, KeywordIndex
from ingest.indexes.meaning import MeaningEntry, MeaningIndex, chroma_folder
from ingest.indexes.seal import Seal
from ingest.settings import Settings
from ingest.store import rows
from ingest.store.filters import Filters

_KEYWORDS = "keywords"  # the folder of the keyword index in a home

_I = TypeVar("_I", MeaningIndex, KeywordIndex)


@dataclass(frozen=True, slots=True)
class IndexedVersion:
    """A version's passages with their vectors."""

    article: Article
    version: Version
    passages: Sequence[tuple[Passage, Vector]]


class Index:
    """Changes reach both indexes; what was applied is on disk when `apply` returns.

    `set_aside` are the folders that were damaged and are kept under another name.
    """

    def __init__(
        self, meaning: MeaningIndex, keywords: KeywordIndex, seal: Seal, set_aside: Sequence[Path] = ()
    ) -> None:
        self._meaning = meaning
        self._keywords = keywords
        self._seal = seal
        self._whole = True
        self.set_aside = tuple(set_aside)

    @classmethod
    @contextmanager
    def open(cls, settings: Settings, *, repair: bool = False, chroma_later: bool = False) -> Iterator[Index]:
        """Yield the indexes in `settings.home`, or with Chroma at `settings.chroma_url`.

        `repair` sets aside what is damaged or cannot be opened, and begins it anew; `chroma_later` opens
        Chroma at its first use. Raises ArchiveError or BackendError; what is damaged is not opened, since
        that could end the process.
        """
        home, url = settings.home, settings.chroma_url
        words, vectors = home / _KEYWORDS, chroma_folder(home)
        seal = Seal(home, index_folders(settings))
        aside = _set_aside_damaged(seal, index_folders(settings)) if repair else []
        if not repair:
            _require_sound(seal, settings)
        seal.remove()
        with ExitStack() as stack:
            meaning = _opened(
                lambda: MeaningIndex(home, url, settings.chroma_collection, later=chroma_later),
                vectors if repair and url is None else None,
                aside,
            )
            stack.callback(meaning.close)
            keywords = _opened(lambda: KeywordIndex(words), words if repair else None, aside)
            index = cls(meaning, keywords, seal, aside)
            try:
                yield index
            except ArchiveError:
                raise  # not sealed: the next command looks closer
            except DatelineError:
                stack.close()
                index._renew_seal()
                raise
        index._renew_seal()

    @property
    def intact(self) -> bool:
        """Whether both indexes are on disk as the last change left them."""
        return self._whole and (self._seal.exists or self._meaning.intact)

    def _renew_seal(self) -> None:
        # Without a seal the next command takes longer; that is no reason to fail.
        if self.intact:
            with suppress(OSError):
                self._seal.renew()

    @property
    def chroma_is_open(self) -> bool:
        """Whether Chroma was opened; it takes half a second."""
        return self._meaning.is_open

    def counts(self) -> tuple[int, int]:
        """Return how many passages each index holds: (Chroma, Tantivy)."""
        return self._meaning.count(), self._keywords.count()

    def apply(self, removed_articles: Sequence[str], added: Sequence[IndexedVersion]) -> None:
        """Remove articles, then add versions; versions that are there already are replaced."""
        whole, self._whole = self._whole, False  # as long as this has not come to its end
        self._meaning.apply(removed_articles, [entry for version in added for entry in _vectors(version)])
        self._keywords.apply(removed_articles, [entry for version in added for entry in _words(version)])
        self._whole = whole

    def clear(self) -> None:
        self._meaning.clear()
        self._keywords.clear()
        self._whole = True

    def nearest(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity), nearest first; of all versions there are."""
        return self._meaning.search(vector, limit)

    def matching(self, words: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score), best first; versions replaced by `as_of` are still among them."""
        return self._keywords.search(words, limit, filters)

    def typed(self, words: str, limit: int, filters: Filters) -> list[str]:
        """Return the ids of passages, of all versions, with words as they are typed; see KeywordIndex."""
        return self._keywords.typed(words, limit, filters)

    def having(self, stems: Sequence[str], least: int, limit: int, filters: Filters) -> list[str]:
        """Return the ids of passages, of all versions, that share most with stems; see KeywordIndex."""
        return self._keywords.having(stems, least, limit, filters)

    def size(self) -> int:
        """Return how many passages there are, as the keyword index counts them."""
        return self._keywords.count()

    def document_frequency(self, stem: str) -> int:
        """Return how many passages have the stem."""
        return self._keywords.document_frequency(stem)


def index_folders(settings: Settings) -> list[Path]:
    """Return the folders of the home in which indexes are."""
    words = settings.home / _KEYWORDS
    return [words] if settings.chroma_url else [chroma_folder(settings.home), words]


def indexed_by_words(settings: Settings) -> list[str]:
    """Return the ids of the passages that the keyword index holds. Raises ArchiveError."""
    return list(KeywordIndex(settings.home / _KEYWORDS).ids())


def set_aside(folder: Path) -> Path:
    """Rename a folder to one with the date in its name, and return that. Raises ArchiveError."""
    stem = f"{folder.name}.damaged-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    names = (f"{stem}{suffix}" for suffix in ("", *(f"-{number}" for number in range(2, 100))))
    target = next(path for name in names if not (path := folder.with_name(name)).exists())
    try:
        os.rename(folder, target)
    except OSError as exc:
        raise ArchiveError(f"{folder} cannot be renamed ({exc.strerror}); move it away yourself") from exc
    return target


def _require_sound(seal: Seal, settings: Settings) -> None:
    """Raise ArchiveError when a file is not as it was left."""
    faults = seal.faults()
    written = [each for each in faults if each.written]
    # Any client of Chroma that opened the folder has written to it, without a change to what is in it.
    if written and not chroma_faults(settings):
        faults = [each for each in faults if not each.written]
    if faults:
        raise ArchiveError(
            f"{settings.home}: {'; '.join(map(str, faults[:3]))}; run `dateline reindex`, which builds the "
            "indexes anew from the archive"
        )


def _set_aside_damaged(seal: Seal, folders: Sequence[Path]) -> list[Path]:
    faults = seal.faults(thorough=True)
    damaged = [each for each in folders if any(fault.name.startswith(each.name) for fault in faults)]
    return [set_aside(folder) for folder in damaged if folder.exists()]


def _opened(opener: Callable[[], _I], replaceable: Path | None, aside: list[Path]) -> _I:
    try:
        return opener()
    except ArchiveError:
        if replaceable is None or not replaceable.exists():
            raise
        aside.append(set_aside(replaceable))
        return opener()


def _vectors(indexed: IndexedVersion) -> Iterator[MeaningEntry]:
    for passage, vector in indexed.passages:
        yield MeaningEntry(passage.id, passage.article_id, passage.version, vector)


def _words(indexed: IndexedVersion) -> Iterator[KeywordEntry]:
    version = indexed.version
    for passage, _ in indexed.passages:
        # The archive knows whether a post is visible; before it was posted it is not.
        posted = version.posted_at(passage.start)
        published = posted or version.published_at
        yield KeywordEntry(
            id=passage.id,
            article_id=passage.article_id,
            version=passage.version,
            title=version.title,
            text=version.text[passage.start : passage.end],
            publisher=indexed.article.publisher,
            published_at=rows.epoch(published) if published else None,
            visible_from=rows.epoch(posted or version.visible_from),
        )
