"""Retrieval in LlamaIndex."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from llama_index.core.llms import MockLLM
from llama_index.core.postprocessor import LongContextReorder
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.schema import MetadataMode, TextNode

from ingest.errors import InputError, SettingsError
from ingest.settings import load_settings
from service.evidence.found import FoundPassage
from service.evidence.library import AskableLibrary
from service.evidence.retrieve import RankedPassage
from service.llama import DatelineRetriever, to_node
from tests.conftest import CopyHome, RunService
from tests.ingest.support import on
from tests.service.found import AS_OF, QUESTION, ids

DOCS = Path(__file__).parents[2] / "docs" / "api.md"
BRIDGE = "When will the Kess Bridge open?"


def test_nodes_are_the_passages_of_search_with_what_a_citation_needs(
    harbour: AskableLibrary, passages: list[RankedPassage]
) -> None:
    nodes = DatelineRetriever(harbour, as_of=AS_OF).retrieve(QUESTION)
    assert [node.node.node_id for node in nodes] == ids(passages)
    scores = [node.score or 0.0 for node in nodes]
    assert scores == sorted(scores, reverse=True)
    assert len(set(scores)) > 1
    assert all(0 < score < 1 for score in scores)
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
    node = to_node(FoundPassage.of(passages[0])).node
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


def test_dates_may_be_text_or_times(harbour: AskableLibrary) -> None:
    def found(**filters: Any) -> list[str]:
        return [node.node.node_id for node in DatelineRetriever(harbour, **filters).retrieve(QUESTION)]

    window = {"after": "2025-04-01", "before": "2025-05-01"}
    moments = {name: on(day) for name, day in window.items()}
    naive = {name: moment.replace(tzinfo=None) for name, moment in moments.items()}
    days = {name: moment.date() for name, moment in moments.items()}
    assert found(as_of="2026-01-15", **window) == found(as_of=on("2026-01-15 23:59:59"), **moments)
    assert found(as_of="2026-01-15T00:00:00Z", **naive) == found(as_of=AS_OF, **days)
    for wrong in ("soon", "2025-13-01", ""):
        with pytest.raises(InputError, match=f"after: '{wrong}' is not a date"):
            DatelineRetriever(harbour, after=wrong)


def test_a_publisher_may_have_any_case_and_one_that_is_unknown_is_named_with_those_near(
    harbour: AskableLibrary,
) -> None:
    [first, *_] = DatelineRetriever(harbour, as_of=AS_OF, publishers="strand COURIER").retrieve(QUESTION)
    assert first.node.metadata["publisher"] == "Strand Courier"
    with pytest.raises(InputError, match="near it: Strand Courier"):
        DatelineRetriever(harbour, publishers=["Strand Curier"]).retrieve(QUESTION)


def test_a_running_service_gives_the_nodes_of_its_library(server_url: str, library: AskableLibrary) -> None:
    filters: dict[str, Any] = {"as_of": "2025-10-31", "after": "2025-05-01", "publishers": ["harbour post"]}
    there = DatelineRetriever(server=server_url, limit=5, **filters).retrieve(BRIDGE)
    here = DatelineRetriever(library, limit=5, **filters).retrieve(BRIDGE)
    assert [node.node for node in there] == [node.node for node in here]
    assert [node.score for node in there] == pytest.approx([node.score for node in here])
    assert len(there) == 5


def test_the_key_of_a_service_is_given_or_that_of_the_settings(
    copy_home: CopyHome, run_service: RunService, monkeypatch: pytest.MonkeyPatch
) -> None:
    with run_service(load_settings(home=copy_home(), api_key="right")) as url:
        with pytest.raises(SettingsError, match="needs a key"):
            DatelineRetriever(server=url).retrieve(BRIDGE)
        assert DatelineRetriever(server=url, api_key="right").retrieve(BRIDGE)
        monkeypatch.setenv("DATELINE_API_KEY", "right")
        assert DatelineRetriever(server=url).retrieve(BRIDGE)


def test_a_retriever_has_one_source(harbour: AskableLibrary) -> None:
    with pytest.raises(InputError, match="either an open library or server=URL"):
        DatelineRetriever()
    with pytest.raises(InputError, match="either an open library or server=URL"):
        DatelineRetriever(harbour, server="http://127.0.0.1:8484")


def test_the_examples_of_the_documentation_run(
    server_url: str, copy_home: CopyHome, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATELINE_HOME", str(copy_home()))
    section = DOCS.read_text(encoding="utf-8").partition("\n## LlamaIndex\n")[2].partition("\n## ")[0]
    examples = re.findall(r"```python\n(.*?)```", section, re.S)
    assert len(examples) == 3
    printed = []
    for example in examples:
        exec(compile(example.replace("http://127.0.0.1:8484", server_url), str(DOCS), "exec"), {})
        printed.append(capsys.readouterr().out.splitlines())
    assert printed[0] == ["384"]
    assert printed[1] == printed[2]
    assert sum(bool(re.match(r"0\.\d\d \w", line)) for line in printed[1]) == 5


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
