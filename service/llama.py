"""Retrieval as a LlamaIndex retriever.

Importing this imports llama_index, which takes seconds; commands that do not need it stay away from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle

from ingest.library import Library
from service.ask import SEARCH_LIMIT, AskRequest, search
from service.evidence.library import AskableLibrary
from service.evidence.rerank import to_node as to_node


class DatelineRetriever(BaseRetriever):
    """Finds passages of a library for LlamaIndex's query engines; [after, before) are publication times."""

    def __init__(
        self,
        library: Library,
        *,
        limit: int = SEARCH_LIMIT,
        as_of: datetime | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
        publishers: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._library = AskableLibrary.of(library)
        self._limit = limit
        self._request = AskRequest("", as_of, after, before, tuple(publishers))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        request = replace(self._request, question=query_bundle.query_str)
        return [to_node(passage) for passage in search(self._library, request, self._limit)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)
