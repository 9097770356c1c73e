"""The meaning index: passage vectors in Chroma, in process or on a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

import numpy as np

from ingest.embeddings.embedder import Vector
from ingest.errors import ArchiveError, BackendError, SettingsError
from ingest.indexes import chroma_files
from ingest.indexes.panics import is_panic
from ingest.store.home import discard

if TYPE_CHECKING:
    # Takes a second to import; commands that only read the archive do without it.
    import httpx
    from chromadb.api.client import Client

# Breadth of the graph search. Chroma gives fewer than asked for when this is below the number of results.
_SEARCH_BREADTH = 128
MAX_RESULTS = 1_000
# A server that takes longer for one request is taken for dead.
_SERVER_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class MeaningEntry:
    """A passage as Chroma holds it: its vector and, for readers of Chroma, where it comes from."""

    id: str
    article_id: str
    version: int
    vector: Vector


class MeaningIndex:
    """Finds passages by meaning, in `home`/chroma or on the Chroma server at `url`.

    The archive decides what may be seen: a filter inside Chroma costs thirty times the search. With `later`,
    Chroma is opened at its first use.
    """

    def __init__(self, home: Path, url: str | None, collection: str, *, later: bool = False) -> None:
        self._home = home
        self._url = url
        self._name = collection
        self._failed = False
        self.is_open = False
        if not later:
            self._open()

    def _open(self) -> None:
        self._client = open_client(self._home, self._url)
        self._failed, self.is_open = False, True
        try:
            with _chroma_errors(self._home, self._url):
                self._batch = self._client.get_max_batch_size()
                self._collection: Any = self._get_collection()
        except (ArchiveError, BackendError):
            self.close()  # else whoever opens the folder next would get this one
            raise

    def _get_collection(self) -> Any:
        return self._client.get_or_create_collection(
            self._name,
            # Vectors are ours: without this, Chroma would load a model of its own for texts.
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_BREADTH, "ef_construction": 128}},
        )

    def close(self) -> None:
        if not self.is_open:
            return
        self.is_open = False
        self._client.close()
        for session in _http_sessions(self._client):
            session.close()

    @property
    def intact(self) -> bool:
        """Whether Chroma's files are as the last change left them; a server looks after its own."""
        return self._url is not None or chroma_files.graph_intact(chroma_folder(self._home))

    def count(self) -> int:
        with self._errors():
            return int(self._collection.count())

    def apply(self, removed_articles: Sequence[str], added: Sequence[MeaningEntry]) -> None:
        """Remove articles and add passages; a passage that is there already is replaced."""
        try:
            with self._errors():
                self._apply(removed_articles, added)
        except ArchiveError:
            # After a full disk, Chroma in process can wait forever for what it had begun (seen with 1.5.9).
            self.close()
            self._failed = True
            raise

    def _apply(self, removed_articles: Sequence[str], added: Sequence[MeaningEntry]) -> None:
        for article in removed_articles:
            self._collection.delete(where={"article_id": article})
        for batch in _batches(added, self._batch):
            # Not `add`: it keeps the old entry under an id that exists, and says nothing.
            self._collection.upsert(
                ids=[entry.id for entry in batch],
                embeddings=np.stack([entry.vector for entry in batch]),
                metadatas=[{"article_id": e.article_id, "version": e.version} for e in batch],
            )
        if self._url is None:
            chroma_files.note_graph(chroma_folder(self._home))

    def clear(self) -> None:
        """Remove everything; in process the files too, which Chroma would keep."""
        if self._url is None:
            self.close()
            discard(chroma_folder(self._home))
        else:
            with self._errors():
                self._client.delete_collection(self._name)
            self.close()
        self._open()

    def search(self, vector: Vector, limit: int) -> list[tuple[str, float]]:
        """Return (passage id, cosine similarity) of the nearest passages, nearest first."""
        with self._errors():
            found = self._collection.query(
                query_embeddings=[vector], n_results=min(limit, MAX_RESULTS), include=["distances"]
            )
        return [
            (id_, 1.0 - distance)
            for id_, distance in zip(found["ids"][0], found["distances"][0], strict=True)
        ]

    def vectors(self, ids: Sequence[str]) -> dict[str, Vector]:
        """Return the vectors of those of the passages that it holds, at most `MAX_RESULTS`."""
        with self._errors():
            found = self._collection.get(ids=list(ids), include=["embeddings"])
        return {
            id_: np.asarray(vector, np.float32)
            for id_, vector in zip(found["ids"], found["embeddings"], strict=True)
        }

    @contextmanager
    def _errors(self) -> Iterator[None]:
        if self._failed and not self.intact:
            raise ArchiveError("Chroma did not write its graph whole; start again, which builds it anew")
        if self._failed or not self.is_open:
            self._open()
        with _chroma_errors(self._home, self._url):
            yield


def open_client(home: Path, url: str | None) -> Client:
    """Return a client of the Chroma server at `url`, or of Chroma in this process in `home`/chroma.

    Raises BackendError for a server that does not answer, ArchiveError for a folder that cannot be used.
    """
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings as ChromaSettings

    settings = ChromaSettings(anonymized_telemetry=False)
    if url is None:
        try:
            with _chroma_errors(home, url):
                return cast("Client", chromadb.PersistentClient(chroma_folder(home), settings=settings))
        except ArchiveError:
            # Chroma keeps what it could not start, and would give it to whoever opens the folder next.
            SharedSystemClient.clear_system_cache()
            raise
    host, port, ssl = _address(url)
    with _chroma_errors(home, url):
        client = cast("Client", chromadb.HttpClient(host, port, ssl=ssl, settings=settings))
    for session in _http_sessions(client):
        session.timeout = _SERVER_SECONDS
    return client


def _address(url: str) -> tuple[str, int, bool]:
    """Return host, port and whether to use TLS."""
    parts = urlsplit(url)
    ssl = parts.scheme == "https"
    try:
        port = parts.port or (443 if ssl else 8000)
    except ValueError:
        port = 0
    if parts.scheme not in ("http", "https") or not parts.hostname or not port:
        raise SettingsError(f"DATELINE_CHROMA_URL={url!r} must look like http://host:8000")
    return parts.hostname, port, ssl


def _http_sessions(client: Client) -> list[httpx.Client]:
    """Return what Chroma's client speaks HTTP with: it has no timeout and is never closed (1.5.9)."""
    import httpx

    servers = (getattr(part, "_server", None) for part in (client, getattr(client, "_admin_client", None)))
    sessions = (getattr(server, "_session", None) for server in servers)
    return [session for session in sessions if isinstance(session, httpx.Client)]


def chroma_folder(home: Path) -> Path:
    """Return where Chroma keeps its files when it runs in this process."""
    return home / "chroma"


@contextmanager
def _chroma_errors(home: Path, url: str | None) -> Iterator[None]:
    import httpx
    from chromadb.errors import ChromaError, NotFoundError

    try:
        yield
    except NotFoundError as exc:
        raise BackendError(f"Chroma lost the collection ({exc}); run `dateline reindex`") from exc
    except (ChromaError, httpx.HTTPError, OSError, ValueError) as exc:
        if url is not None:
            raise BackendError(
                f"Chroma server {url}: {exc}; check that it runs and that DATELINE_CHROMA_URL is right"
            ) from exc
        raise ArchiveError(
            f"Chroma in {chroma_folder(home)}: {exc}; if the disk has space and this stays, "
            "run `dateline reindex`"
        ) from exc
    except BaseException as exc:
        if not is_panic(exc):
            raise
        raise ArchiveError(f"Chroma in {chroma_folder(home)} is damaged; run `dateline reindex`") from exc


def _batches(entries: Sequence[MeaningEntry], size: int) -> Iterable[Sequence[MeaningEntry]]:
    for start in range(0, len(entries), size):
        yield entries[start : start + size]
