"""Retrieval in LlamaIndex."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import LongContextReorder
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, TextNode

from ingest.errors import InputError
from service.ask import AskRequest, search
from service.evidence.library import AskableLibrary
from service.evidence.retrieve import RankedPassage
from service.llama import DatelineRetriever, to_node
from tests.ingest.support import on

QUESTION = "How much is the single fare on the Ormskay ferry?"
AS_OF = on("2026-01-15")


@pytest.fixture(scope="module")
def passages(harbour: AskableLibrary) -> list[RankedPassage]:
    return search(harbour, AskRequest(QUESTION, as_of=AS_OF))


def ids(found: list[RankedPassage]) -> list[str]:
    return [ranked.stored.passage.id for ranked in found]


def test_nodes_are_the_passages_of_search_with_what_a_citation_needs(
    harbour: AskableLibrary, passages: list[RankedPassage]
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


def test_filters_are_those_of_search(harbour: AskableLibrary) -> None:
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


def test_awaited_retrieval_gives_the_same(harbour: AskableLibrary, passages: list[RankedPassage]) -> None:
    nodes = asyncio.run(DatelineRetriever(harbour, as_of=AS_OF).aretrieve(QUESTION))
    assert [node.node.node_id for node in nodes] == ids(passages)


def test_stock_query_engine_answers_from_the_passages(harbour: AskableLibrary) -> None:
    engine = RetrieverQueryEngine.from_args(
        DatelineRetriever(harbour, limit=3, as_of=AS_OF),
        llm=MockLLM(),
        node_postprocessors=[LongContextReorder()],
    )
    response = engine.query(QUESTION)
    assert "6.90 from 1 April" in str(response)
    assert len(response.source_nodes) == 3


def test_empty_question_is_refused(harbour: AskableLibrary) -> None:
    with pytest.raises(InputError):
        DatelineRetriever(harbour).retrieve("  ")
