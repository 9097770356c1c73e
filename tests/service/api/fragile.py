"""A LlamaIndex embedding whose process ends at one word, as one does that a native library brings down."""

from __future__ import annotations

import os
from typing import Any

from llama_index.core.base.embeddings.base import BaseEmbedding


class FragileEmbedding(BaseEmbedding):
    """Counts words by their length, and ends the process at a zeppelin."""

    def __init__(self, **fields: Any) -> None:
        super().__init__(model_name="fragile", **fields)

    def _get_text_embedding(self, text: str) -> list[float]:
        if "zeppelin" in text:
            os._exit(3)
        lengths = [min(len(word), 15) for word in text.split()]
        return [float(lengths.count(length)) for length in range(16)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)
