"""The meaning index: passage vectors in Chroma, in process or on a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.api.client import Client
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from ingest.embedding import Vector
from ingest.errors import BackendError, SettingsError

# Breadth of the graph search. Chroma gives fewer than asked for when this is below the number of results.
_SEARCH_BREADTH = 256
MAX_RESULTS = 1_000


@dataclass(frozen=True, slots=True)
class MeaningEntry:
    """A passage as Chroma holds it: its vector and, for readers of Chroma, where it comes from."""

    id: str
    article_id: str
    version: int
    vector: Vector


class MeaningIndex:
    """Finds passages by meaning.

    The archive decides what may be seen: a filter inside Chroma costs thirty times the search.
    """

    def __init__(self, client: Client, collection: str) -> None:
        self._client = client
        self._name = collection
        self._batch = client.get_max_batch_size()
        with _chroma_errors():
            self._collection = self._create()

    def _create(self) -> Any:
        return self._client.get_or_create_collection(
            self._name,
            # Vectors are ours: without this, Chroma would load a model of its own for texts.
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH, "ef_construction": 128}},
        )

    def count(self) -> int:
        with _chroma_errors():
            return int(self._collection.count())

    def apply(self, removed_articles: Sequence[str], added: Sequence[MeaningEntry]) -> None:
        """Remove articles and add passages; a passage that is there already is replaced."""
        with _chroma_errors():
            for article in removed_articles:
                self._collection.delete(where={"article_id": article})
            for batch in _batches(added, self._batch):
                # Not `add`: it keeps the old entry under an id that exists, and says nothing.
                self._collection.upsert(
                    ids=[entry.id for entry in batch],
                    embeddings=np.stack([entry.vector for entry in batch]),
                    metadatas=[{"article_id": e.article_id, "version": e.version} for e in batch],
                )

    def clear(self) -> None:
        with _chroma_errors():
            self._client.delete_collection(self._name)
            self._collection = self._create()

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        with _chroma_errors():
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(limit, MAX_RESULTS), include=["distances"]
            )
        return [
            (id_, 1.0 - distance)
            for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]


def open_client(home: Path, url: str | None) -> Client:
    """Return a client of the Chroma server at `url`, or of Chroma in this process in `home`/chroma."""
    settings = ChromaSettings(anonymized_telemetry=False)
    if url is None:
        with _chroma_errors():
            return chromadb.PersistentClient(path=home / "chroma", settings=settings)
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"DATELINE_CHROMA_URL={url!r} must look like http://host:8000")
    ssl = parts.scheme == "https"
    try:
        return chromadb.HttpClient(
            parts.hostname, parts.port or (443 if ssl else 8000), ssl=ssl, settings=settings
        )
    except (ValueError, httpx.HTTPError, ChromaError) as exc:
        raise BackendError(f"Chroma server {url} does not answer: {exc}") from exc


@contextmanager
def _chroma_errors() -> Iterator[None]:
    try:
        yield
    except NotFoundError as exc:
        raise BackendError(f"Chroma lost the collection ({exc}); run `dateline reindex`") from exc
    except (ChromaError, httpx.HTTPError) as exc:
        raise BackendError(f"Chroma: {exc}") from exc


def _batches(entries: Sequence[MeaningEntry], size: int) -> Iterable[Sequence[MeaningEntry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
