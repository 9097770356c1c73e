"""Retrieval as a LlamaIndex retriever.

Importing this imports llama_index, which takes seconds; commands that do not need it stay away from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.schema import NodeWithScore, QueryBundle
from pydantic import SecretStr

from ingest.errors import InputError
from ingest.library import Library
from ingest.moments import parse_moment
from ingest.remote import RunningService
from ingest.settings import load_settings
from service.ask import SEARCH_LIMIT, AskRequest, search
from service.evidence.found import FoundPassage, found_passages
from service.evidence.library import AskableLibrary
from service.evidence.rerank import to_node as to_node
from service.remote import search_service

Find = Callable[[AskRequest, int], list[FoundPassage]]


class DatelineRetriever(BaseRetriever):
    """Finds passages for LlamaIndex's query engines, in an open library or at a running service.

    `server` is the service's base URL, `api_key` its key (default: DATELINE_API_KEY). [after, before) are
    publication times; a date alone is its start, as `as_of` its end. Scores are from 0 to 1 and fall with the
    rank. Raises InputError for a date that is none, and when retrieving what a search raises.
    """

    def __init__(
        self,
        library: Library | None = None,
        *,
        server: str | None = None,
        api_key: str | None = None,
        limit: int = SEARCH_LIMIT,
        as_of: date | str | None = None,
        after: date | str | None = None,
        before: date | str | None = None,
        publishers: Sequence[str] = (),
    ) -> None:
        super().__init__()
        self._find = _finder(library, server, api_key)
        self._limit = limit
        self._request = AskRequest(
            "",
            _moment("as_of", as_of, end_of_day=True),
            _moment("after", after),
            _moment("before", before),
            (publishers,) if isinstance(publishers, str) else tuple(publishers),
        )

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        request = replace(self._request, question=query_bundle.query_str)
        return [to_node(passage) for passage in self._find(request, self._limit)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def _finder(library: Library | None, server: str | None, api_key: str | None) -> Find:
    if (library is None) == (server is None):
        raise InputError("DatelineRetriever needs either an open library or server=URL of a running service")
    if library is not None:
        held = AskableLibrary.of(library)
        return lambda request, limit: found_passages(search(held, request, limit))
    key = SecretStr(api_key) if api_key is not None else load_settings().api_key
    service = RunningService(server or "", key)
    return lambda request, limit: search_service(service, request, limit)


def _moment(name: str, given: date | str | None, *, end_of_day: bool = False) -> datetime | None:
    """Return a moment as aware UTC; without an offset it is UTC."""
    if given is None:
        return None
    try:
        return parse_moment(given if isinstance(given, str) else given.isoformat(), end_of_day=end_of_day)
    except InputError as exc:
        raise InputError(f"{name}: {exc}") from exc
