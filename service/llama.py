"""Retrieval as a LlamaIndex retriever, and LlamaIndex postprocessors over our passages.

Importing this imports llama_index, which takes seconds; commands that do not need it stay away from it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from ingest.embeddings.embedder import load_object
from ingest.errors import BackendError, SettingsError
from ingest.library import Library
from ingest.settings import Settings
from service.ask import SEARCH_LIMIT, AskRequest, search
from service.evidence.rerank import Rerank
from service.evidence.rerank import load_reranker as load_reranker
from service.evidence.retrieve import RankedPassage

_SETTING = "DATELINE_RERANKER_CLASS"
# What a model reads of a node beside its text. The rest is for citing.
_FOR_LLM = ("title", "publisher", "published_at")
_FOR_EMBEDDING = ("title",)


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
        self._library = library
        self._limit = limit
        self._request = AskRequest("", as_of, after, before, tuple(publishers))

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        request = replace(self._request, question=query_bundle.query_str)
        return [to_node(passage) for passage in search(self._library, request, self._limit)]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        return await asyncio.to_thread(self._retrieve, query_bundle)


def to_node(ranked: RankedPassage) -> NodeWithScore:
    """Return a passage as a node: its id, exact text and offsets, and in `metadata` what a citation needs."""
    stored = ranked.stored
    metadata = {
        "article_id": stored.article.id,
        "version": stored.passage.version,
        "start": stored.passage.start,
        "end": stored.passage.end,
        "sha256": stored.sha256,
        "title": stored.title,
        "publisher": stored.article.publisher,
        "published_at": stored.published_at.isoformat() if stored.published_at else None,
        "url": stored.article.url,
        "story_id": stored.article.story_id,
    }
    node = TextNode(
        id_=stored.passage.id,
        text=stored.text,
        start_char_idx=stored.passage.start,
        end_char_idx=stored.passage.end,
        metadata=metadata,
        excluded_llm_metadata_keys=[key for key in metadata if key not in _FOR_LLM],
        excluded_embed_metadata_keys=[key for key in metadata if key not in _FOR_EMBEDDING],
    )
    return NodeWithScore(node=node, score=ranked.score)


def rerank(
    source: Library | Settings, question: str, passages: Sequence[RankedPassage]
) -> list[RankedPassage]:
    """Return the passages as the postprocessor of the settings orders them; unchanged without one."""
    apply = load_reranker(source.settings if isinstance(source, Library) else source)
    return apply(question, passages) if apply else list(passages)


def reranker(path: str) -> Rerank:
    """Return a function that applies the postprocessor at `module:Class`. Raises SettingsError."""
    postprocessor = load_object(path, _SETTING)
    if not isinstance(postprocessor, BaseNodePostprocessor):
        raise SettingsError(f"{_SETTING}={path!r} is not a LlamaIndex BaseNodePostprocessor")

    def apply(question: str, passages: Sequence[RankedPassage]) -> list[RankedPassage]:
        nodes = [to_node(passage) for passage in passages]
        try:
            kept = postprocessor.postprocess_nodes(nodes, query_str=question)
        except Exception as exc:  # whatever a postprocessor and its model raise
            raise BackendError(f"{_SETTING}={path!r} failed: {type(exc).__name__}: {exc}") from exc
        return _reordered(passages, [node.node.node_id for node in kept])

    return apply


def _reordered(passages: Sequence[RankedPassage], ids: Sequence[str]) -> list[RankedPassage]:
    """Return the passages named, in that order; the kept scores are dealt out again, highest first.

    Order and membership are the postprocessor's; texts are ours, whatever it made of a node's text.
    """
    known = {passage.stored.passage.id: passage for passage in passages}
    kept = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    scores = sorted((passage.score for passage in kept), reverse=True)
    return [replace(passage, score=score) for passage, score in zip(kept, scores, strict=True)]
