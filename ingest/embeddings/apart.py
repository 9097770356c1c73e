"""Passages are embedded in a process of their own at a lower priority, while questions are answered.

Questions are embedded where they are asked. A service that embedded both in one process would have no way to
let a question go first: the model's threads share one priority.
"""

from __future__ import annotations

import logging
import os
import pickle
import sys
from collections.abc import Sequence
from typing import cast

from ingest.embeddings.configured import open_embedder
from ingest.embeddings.embedder import Embedder, PassageText, PassageVectors, Vector, Vectors
from ingest.errors import BackendError, DatelineError
from ingest.settings import Settings
from ingest.workers import Worker, WorkerEnded, replies, send_reply


class EmbeddingEnded(BackendError):
    """The process that embeds ended without a result."""


class EmbedderApart:
    """An embedder whose passages are embedded by a worker with the embedder of the settings."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        self._embedder = embedder
        self._worker = Worker(
            "embeddings.apart",
            "serve_embeddings",
            doing="embeds passages",
            first=settings.model_copy(update={"embedding_threads": _threads(settings)}),
            nice=settings.job_nice,
        )

    @property
    def name(self) -> str:
        return self._embedder.name

    @property
    def dimension(self) -> int:
        return self._embedder.dimension

    def embed_question(self, text: str) -> Vector:
        return self._embedder.embed_question(text)

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed_texts(texts)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of passages. Raises BackendError; EmbeddingEnded when the worker ended in it."""
        if not passages:
            return []
        try:
            reply: list[PassageVectors] | str = self._worker.ask(list(passages))
        except WorkerEnded as ended:
            raise EmbeddingEnded(f"the process that embeds passages {ended}") from ended
        if isinstance(reply, str):
            raise BackendError(reply)
        return reply

    def rest(self) -> None:
        """Give the worker's memory back until there are passages again."""
        self._worker.rest()

    def close(self) -> None:
        """End the worker, also while it embeds: that call and later ones raise BackendError."""
        self._worker.close()


def _threads(settings: Settings) -> int:
    """Return the threads for embedding: an answer is embedded and read by as many as there are processors.

    With two of them, threads for both made answers take 1.5 times as long at the 95th percentile, a single
    one left them as they were.
    """
    return settings.job_threads or max(1, (settings.embedding_threads or os.cpu_count() or 1) // 2)


def serve_embeddings() -> None:
    """Reply to lists of passages with their vectors, or with what is wrong, until standard input ends."""
    out = replies()
    logging.disable(logging.CRITICAL)
    settings = cast("Settings", pickle.load(sys.stdin.buffer))
    embedder = open_embedder(settings)
    embedder.embed_passages([PassageText("", "A sentence.", ((0, 11),))])  # loads the model
    send_reply(True, out)
    while True:
        try:
            passages: list[PassageText] = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            reply: list[PassageVectors] | str = embedder.embed_passages(passages)
        except DatelineError as exc:
            reply = str(exc)
        send_reply(reply, out)
