"""Dateline's embedding as a LlamaIndex embedding. Importing this imports llama_index, which takes seconds."""

from __future__ import annotations

import asyncio
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.bridge.pydantic import PrivateAttr

from ingest.embeddings.embedder import Embedder, Vector


class DatelineEmbedding(BaseEmbedding):
    """Any embedder of ours, by default the local model, for LlamaIndex's indexes and postprocessors."""

    _embedder: Embedder = PrivateAttr()

    def __init__(self, embedder: Embedder | None = None, **kwargs: Any) -> None:
        embedder = embedder or _local()
        super().__init__(model_name=embedder.name, **kwargs)
        self._embedder = embedder

    @classmethod
    def class_name(cls) -> str:
        return "DatelineEmbedding"

    def _get_query_embedding(self, query: str) -> list[float]:
        return _numbers(self._embedder.embed_question(query))

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return [_numbers(vector) for vector in self._embedder.embed_texts(texts)]

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return await asyncio.to_thread(self._get_query_embedding, query)

    async def _aget_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return await asyncio.to_thread(self._get_text_embeddings, texts)


def _local() -> Embedder:
    from ingest.embeddings.minilm import MiniLM  # onnxruntime, which an embedder of another kind does without

    return MiniLM()


def _numbers(vector: Vector) -> list[float]:
    return [float(number) for number in vector]
