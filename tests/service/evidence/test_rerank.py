"""LlamaIndex postprocessors in our retrieval: what DATELINE_RERANKER_CLASS may name."""

from __future__ import annotations

from dataclasses import replace

import pytest
from llama_index.core.postprocessor import (
    LongContextReorder,
    SentenceEmbeddingOptimizer,
    SimilarityPostprocessor,
)
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.schema import NodeWithScore, QueryBundle, TextNode

from ingest.errors import BackendError, SettingsError
from ingest.llama import DatelineEmbedding
from service.ask import AskRequest, search
from service.evidence.library import AskableLibrary
from service.evidence.rerank import load_reranker
from service.evidence.retrieve import RankedPassage
from tests.service.found import AS_OF, QUESTION, ids


def reorder() -> BaseNodePostprocessor:
    return LongContextReorder()


def at_least_one() -> BaseNodePostprocessor:
    return SimilarityPostprocessor(similarity_cutoff=0.5)


def shorten() -> BaseNodePostprocessor:
    return SentenceEmbeddingOptimizer(embed_model=DatelineEmbedding(), percentile_cutoff=0.5)


class Strange(BaseNodePostprocessor):
    """Repeats a node and adds one of its own."""

    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        assert query_bundle is not None
        assert query_bundle.query_str == QUESTION
        return [nodes[2], nodes[0], nodes[2], NodeWithScore(node=TextNode(text="Made up."), score=9)]


class Failing(BaseNodePostprocessor):
    def _postprocess_nodes(
        self, nodes: list[NodeWithScore], query_bundle: QueryBundle | None = None
    ) -> list[NodeWithScore]:
        raise RuntimeError("no more credit")


def reranked(name: str, passages: list[RankedPassage]) -> list[RankedPassage]:
    found = load_reranker(f"{__name__}:{name}")(QUESTION, passages)
    scores = [ranked.score for ranked in found]
    assert scores == sorted(scores, reverse=True)
    by_id = {ranked.stored.passage.id: ranked.stored for ranked in passages}
    assert all(ranked.stored is by_id[ranked.stored.passage.id] for ranked in found)
    return found


def test_order_is_the_postprocessors(passages: list[RankedPassage]) -> None:
    found = reranked("reorder", passages)
    assert ids(found) != ids(passages)
    assert sorted(ids(found)) == sorted(ids(passages))


def test_passages_may_be_dropped(passages: list[RankedPassage]) -> None:
    best = [ranked for ranked in passages if ranked.score >= 1.0]
    assert 0 < len(best) < len(passages)
    assert reranked("at_least_one", passages) == best


def test_texts_stay_exact_whatever_is_made_of_them(passages: list[RankedPassage]) -> None:
    assert sorted(ids(reranked("shorten", passages))) == sorted(ids(passages))


def test_repeated_and_unknown_nodes_are_left_out(passages: list[RankedPassage]) -> None:
    assert ids(reranked("Strange", passages)) == [ids(passages)[2], ids(passages)[0]]


def test_library_with_the_setting_uses_it_and_without_it_nothing_changes(harbour: AskableLibrary) -> None:
    assert harbour.reranker is None
    settings = harbour.settings.model_copy(update={"reranker_class": f"{__name__}:reorder"})
    plain, reordered = (
        ids(search(library, AskRequest(QUESTION, as_of=AS_OF), limit=100))
        for library in (harbour, replace(harbour, settings=settings))
    )
    assert reordered != plain
    assert sorted(reordered) == sorted(plain)


def test_reranker_is_loaded_once_for_a_library(harbour: AskableLibrary) -> None:
    settings = harbour.settings.model_copy(update={"reranker_class": f"{__name__}:reorder"})
    library = replace(harbour, settings=settings)
    assert library.reranker is library.reranker


def test_postprocessor_that_fails_is_a_backend_error(passages: list[RankedPassage]) -> None:
    with pytest.raises(BackendError, match=r":Failing' failed: RuntimeError: no more credit"):
        reranked("Failing", passages)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("json:JSONDecoder", "is not a LlamaIndex BaseNodePostprocessor"),
        ("json:Nothing", "cannot be loaded: AttributeError"),
        ("nowhere", "must be module:Name"),
    ],
)
def test_class_that_cannot_be_used_names_the_setting(path: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"DATELINE_RERANKER_CLASS='{path}' {message}"):
        load_reranker(path)
