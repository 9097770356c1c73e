from __future__ import annotations

import asyncio
import threading
from typing import Any

import anyio
import anyio.to_thread
import httpx
import pytest

from ingest.jobs.jobs import Jobs
from service.api.desk import Desk
from service.api.routes.summaries import create_summary
from service.api.summary_schemas import SummaryBody
from service.check import Verdict, check_citations
from service.evidence.library import AskableLibrary
from service.kept.keeper import Keeper
from service.summaries.summary import Summary, summary_from_json
from service.writers.choose import Writers

MARCH = {"question": "march against closing the accident unit", "style": "disputes"}


def summary_of(client: httpx.Client, body: dict[str, Any]) -> Summary:
    response = client.post("/v1/summaries", json=body)
    assert response.status_code == 200, response.text
    return summary_from_json(response.content)


def test_a_summary_is_quoted_from_the_archive(client: httpx.Client, library) -> None:
    summary = summary_of(client, {"question": "Tern-2 satellite", "max_words": 80})
    assert summary.words <= 80
    assert {each.verdict for each in check_citations(library.archive, summary.citations)} == {Verdict.VALID}


def test_disputes_name_their_sides(client: httpx.Client) -> None:
    (dispute,) = summary_of(client, MARCH).disputes
    assert [side.value for side in dispute.sides] == ["45,000", "18,000"]


def test_a_summary_can_be_checked_later(client: httpx.Client) -> None:
    summary = client.post("/v1/summaries", json=MARCH).json()
    checked = client.post("/v1/citations/check", json=summary).json()
    assert checked["all_valid"]
    summary["statements"][0]["text"] = "Nobody marched."
    assert not client.post("/v1/citations/check", json=summary).json()["all_valid"]


def test_the_cost_is_told_without_reading(client: httpx.Client) -> None:
    body = {"publishers": ["Northgate Chronicle"], "after": "2025-10-01"}
    cost = client.post("/v1/summaries?estimate=true", json=body).json()
    assert set(cost) == {"articles", "passages", "seconds", "prompt_tokens"}
    assert cost["articles"] == summary_of(client, body).articles


def test_a_refusal_is_a_result(client: httpx.Client) -> None:
    refusal = summary_of(client, {"question": "Kyoto tea ceremony prices"}).refusal
    assert refusal
    assert refusal.message


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"article_id": "feed"}, 404, "no article feed"),
        ({"story_id": "feed"}, 404, "no story feed"),
        ({"question": "Kess", "story_id": "feed"}, 422, "story_id and question are given"),
        ({}, 422, "nothing says what to summarise"),
        ({"question": "Kess", "max_words": 9}, 422, ""),
        ({"question": "Kess", "style": "poem"}, 422, ""),
        ({"question": "Kess", "writer": "ghost"}, 422, "no writer is called 'ghost'"),
    ],
)
def test_a_problem_says_what_is_wrong(
    client: httpx.Client, body: dict[str, Any], status: int, detail: str
) -> None:
    response = client.post("/v1/summaries", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert detail in response.json()["detail"]


def test_who_leaves_stops_the_reading(library: AskableLibrary) -> None:
    begun, go_on = threading.Event(), threading.Event()
    ended: list[object] = []

    def read() -> None:
        begun.set()
        go_on.wait(5)
        body = SummaryBody.model_validate({"publishers": ["Northgate Chronicle"], "after": "2025-10-01"})
        writers = Writers.open(library.settings)
        try:
            ended.append(create_summary(body, Desk(library, writers, Keeper(library), Jobs(library))))
        except BaseException as exc:
            ended.append(exc)
            raise

    async def leave() -> None:
        async with anyio.create_task_group() as group:
            group.start_soon(anyio.to_thread.run_sync, read)
            while not begun.is_set():
                await anyio.sleep(0.01)
            group.cancel_scope.cancel()
            go_on.set()

    anyio.run(leave)
    assert isinstance(ended[0], asyncio.CancelledError)
