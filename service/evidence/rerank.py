"""A LlamaIndex postprocessor, such as one of its rerankers, over the passages found for a question.

Importing this imports llama_index, which takes seconds: it is done where the settings name a postprocessor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, TextNode

from ingest.errors import BackendError, SettingsError
from ingest.settings import load_object
from service.evidence.found import FoundPassage
from service.evidence.retrieve import RankedPassage

Reranker = Callable[[str, Sequence[RankedPassage]], list[RankedPassage]]

_SETTING = "DATELINE_RERANKER_CLASS"
# What a model reads of a node beside its text. The rest is for citing.
_FOR_LLM = ("title", "publisher", "published_at", "posted_at")
_FOR_EMBEDDING = ("title",)


def load_reranker(path: str) -> Reranker:
    """Return a function that applies the postprocessor at `module:Class`.

    Raises SettingsError. The function raises BackendError when the postprocessor fails.
    """
    postprocessor = load_object(path, _SETTING)
    if not isinstance(postprocessor, BaseNodePostprocessor):
        raise SettingsError(f"{_SETTING}={path!r} is not a LlamaIndex BaseNodePostprocessor")

    def rerank(question: str, passages: Sequence[RankedPassage]) -> list[RankedPassage]:
        nodes = [to_node(FoundPassage.of(passage)) for passage in passages]
        try:
            kept = postprocessor.postprocess_nodes(nodes, query_str=question)
        except Exception as exc:  # whatever a postprocessor and its model raise
            raise BackendError(f"{_SETTING}={path!r} failed: {type(exc).__name__}: {exc}") from exc
        return _reordered(passages, [node.node.node_id for node in kept])

    return rerank


def to_node(found: FoundPassage) -> NodeWithScore:
    """Return a passage as a node: its id, exact text and offsets, and in `metadata` what a citation needs."""
    metadata = {
        "article_id": found.article_id,
        "version": found.version,
        "start": found.start,
        "end": found.end,
        "sha256": found.sha256,
        "title": found.title,
        "publisher": found.publisher,
        "published_at": found.published_at.isoformat() if found.published_at else None,
        "url": found.url,
        "story_id": found.story_id,
        **({"posted_at": found.posted_at.isoformat()} if found.posted_at else {}),
    }
    node = TextNode(
        id_=found.id,
        text=found.text,
        start_char_idx=found.start,
        end_char_idx=found.end,
        metadata=metadata,
        excluded_llm_metadata_keys=[key for key in metadata if key not in _FOR_LLM],
        excluded_embed_metadata_keys=[key for key in metadata if key not in _FOR_EMBEDDING],
    )
    return NodeWithScore(node=node, score=found.score)


def _reordered(passages: Sequence[RankedPassage], ids: Sequence[str]) -> list[RankedPassage]:
    """Return the passages named, in that order; the kept scores are dealt out again, highest first.

    Order and membership are the postprocessor's; texts are ours, whatever it made of a node's text.
    """
    known = {passage.stored.passage.id: passage for passage in passages}
    kept = [known[id_] for id_ in dict.fromkeys(ids) if id_ in known]
    scores = sorted((passage.score for passage in kept), reverse=True)
    return [replace(passage, score=score) for passage, score in zip(kept, scores, strict=True)]
