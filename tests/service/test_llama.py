"""Retrieval in LlamaIndex, and its postprocessors in our retrieval."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import (
    LongContextReorder,
    SentenceEmbeddingOptimizer,
    SimilarityPostprocessor,
)
from llama_index.core.postprocessor.types import BaseNodePostprocessor
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, NodeWithScore, QueryBundle, TextNode

from ingest.embeddings.minilm import MiniLM
from ingest.errors import BackendError, InputError, SettingsError
from ingest.library import Library
from ingest.llama import DatelineEmbedding
from ingest.settings import load_settings
from service.ask import AskRequest, search
from service.evidence.retrieve import RankedPassage
from service.llama import DatelineRetriever, load_reranker, rerank, to_node
from tests.ingest.support import harbour_steps, on, open_with, settings_in

QUESTION = "How much is the single fare on the Ormskay ferry?"
AS_OF = on("2026-01-15")


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with open_with(settings_in(tmp_path_factory.mktemp("llama")), MiniLM(threads=1)) as library:
        harbour_steps(library)
        yield library


@pytest.fixture(scope="module")
def passages(harbour: Library) -> list[RankedPassage]:
    return search(harbour, AskRequest(QUESTION, as_of=AS_OF))


def ids(found: list[RankedPassage]) -> list[str]:
    return [ranked.stored.passage.id for ranked in found]


# The retriever


def test_nodes_are_the_passages_of_search_with_what_a_citation_needs(
    harbour: Library, passages: list[RankedPassage]
) -> None:
    nodes = DatelineRetriever(harbour, as_of=AS_OF).retrieve(QUESTION)
    assert [node.node.node_id for node in nodes] == ids(passages)
    assert [node.score for node in nodes] == [ranked.score for ranked in passages]
    for found in nodes:
        node = found.node
        assert isinstance(node, TextNode)
        version = harbour.archive.version(node.metadata["article_id"], node.metadata["version"])
        article = harbour.archive.article(version.article_id)
        assert version.text[node.start_char_idx : node.end_char_idx] == node.text
        assert (node.metadata["start"], node.metadata["end"]) == (node.start_char_idx, node.end_char_idx)
        assert node.metadata == {
            "article_id": article.id,
            "version": version.number,
            "start": node.start_char_idx,
            "end": node.end_char_idx,
            "sha256": version.sha256,
            "title": version.title,
            "publisher": article.publisher,
            "published_at": version.published_at.isoformat() if version.published_at else None,
            "url": article.url,
            "story_id": article.story_id,
        }


def test_model_reads_title_and_date_and_an_embedding_the_title(passages: list[RankedPassage]) -> None:
    node = to_node(passages[0]).node
    for_model, for_embedding = (node.get_content(mode) for mode in (MetadataMode.LLM, MetadataMode.EMBED))
    assert "sha256" not in for_model
    assert "published_at: 2025-03-10" in for_model
    assert for_embedding == f"title: {passages[0].stored.title}\n\n{passages[0].stored.text}"


def test_filters_are_those_of_search(harbour: Library) -> None:
    def titles(**filters: Any) -> set[str]:
        nodes = DatelineRetriever(harbour, **filters).retrieve(QUESTION)
        return {node.node.metadata["title"] for node in nodes}

    def texts(moment: str) -> str:
        nodes = DatelineRetriever(harbour, as_of=on(moment)).retrieve(QUESTION)
        return " ".join(node.node.get_content() for node in nodes)

    assert "7.20 from 1 April" in texts("2025-03-11 14:59")
    assert "6.90 from 1 April" in texts("2025-03-11 15:00")
    assert titles(as_of=AS_OF, publishers=["Strand Courier"]) == {"Ormskay ferry to wait for the train"}
    dated = titles(as_of=AS_OF, after=on("2025-04-01"), before=on("2025-05-01"))
    assert dated == {"Lighthouse keepers' cottages for sale", "Seals return to the north beach"}
    assert len(DatelineRetriever(harbour, limit=2, as_of=AS_OF).retrieve(QUESTION)) == 2


def test_awaited_retrieval_gives_the_same(harbour: Library, passages: list[RankedPassage]) -> None:
    nodes = asyncio.run(DatelineRetriever(harbour, as_of=AS_OF).aretrieve(QUESTION))
    assert [node.node.node_id for node in nodes] == ids(passages)


def test_stock_query_engine_answers_from_the_passages(harbour: Library) -> None:
    engine = RetrieverQueryEngine.from_args(
        DatelineRetriever(harbour, limit=3, as_of=AS_OF),
        llm=MockLLM(),
        node_postprocessors=[LongContextReorder()],
    )
    response = engine.query(QUESTION)
    assert "6.90 from 1 April" in str(response)
    assert len(response.source_nodes) == 3


def test_empty_question_is_refused(harbour: Library) -> None:
    with pytest.raises(InputError):
        DatelineRetriever(harbour).retrieve("  ")


# Rerankers: what DATELINE_RERANKER_CLASS may name


def reorder() -> BaseNodePostprocessor:
    return LongContextReorder()


def at_least_one() -> BaseNodePostprocessor:
    return SimilarityPostprocessor(similarity_cutoff=1.0)


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
    found = rerank(load_settings(reranker_class=f"{__name__}:{name}"), QUESTION, passages)
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


def test_library_with_the_setting_uses_it_and_without_it_nothing_changes(
    harbour: Library, passages: list[RankedPassage]
) -> None:
    assert rerank(harbour, QUESTION, passages) == passages
    assert load_reranker(harbour.settings) is None


def test_reranker_is_loaded_once() -> None:
    settings = load_settings(reranker_class=f"{__name__}:reorder")
    assert load_reranker(settings) is load_reranker(settings)


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
        load_reranker(load_settings(reranker_class=path))
