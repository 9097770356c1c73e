from __future__ import annotations

import httpx
import pytest


@pytest.fixture(scope="module")
def answer(client: httpx.Client) -> dict[str, object]:
    return client.post("/v1/answers", json={"question": "When will the Kess Bridge open?"}).json()


def test_an_answer_given_before_is_valid(client: httpx.Client, answer) -> None:
    result = client.post("/v1/citations/check", json=answer).json()
    assert result["all_valid"]
    assert [each["holds"] for each in result["statements"]] == [True] * len(answer["statements"])
    assert [each["marker"] for each in result["citations"]] == list(range(1, len(result["citations"]) + 1))


@pytest.mark.parametrize("support", ["quoted", "checked"])
def test_a_statement_that_was_replaced_does_not_hold(client: httpx.Client, answer, support: str) -> None:
    first, *rest = answer["statements"]
    forged = {**first, "text": "The Kess Bridge was sold to a circus.", "support": support}
    changed = {**answer, "writer": "model", "statements": [forged, *rest]}
    result = client.post("/v1/citations/check", json=changed).json()
    assert not result["all_valid"]
    assert [each["holds"] for each in result["statements"]] == [False, *[True] * len(rest)]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "valid"),
        ({"quote": "The bridge is open."}, "altered"),
        ({"start": 10**30}, "altered"),
        ({"version": 7}, "missing"),
        ({"version": 10**30}, "missing"),
        ({"version": -1}, "missing"),
        ({"article_id": "nothing"}, "missing"),
    ],
)
def test_citations_alone_can_be_checked(
    client: httpx.Client, answer, change: dict[str, object], verdict: str
) -> None:
    citation = {**answer["statements"][0]["citations"][0], **change}
    response = client.post("/v1/citations/check", json={"citations": [citation]})
    assert response.status_code == 200
    assert response.json()["citations"][0]["verdict"] == verdict
    assert response.json()["all_valid"] is (verdict == "valid")


def test_no_citations_are_not_all_valid(client: httpx.Client) -> None:
    response = client.post("/v1/citations/check", json={"citations": []})
    assert response.json() == {"all_valid": False, "citations": [], "statements": []}


def test_offsets_that_reach_past_the_quotation_are_found(client: httpx.Client, answer) -> None:
    first = answer["statements"][0]["citations"][0]
    text = client.get(f"/v1/articles/{first['article_id']}/versions/{first['version']}").json()["text"]
    whole = {**first, "quote": text, "start": 0, "end": len(text)}
    for citation, verdict in [
        (whole, "valid"),
        ({**whole, "start": -1}, "altered"),
        ({**whole, "end": len(text) + 1}, "altered"),
        ({**whole, "end": -1, "quote": text[:-1]}, "altered"),
    ]:
        result = client.post("/v1/citations/check", json={"citations": [citation]}).json()
        assert result["citations"][0]["verdict"] == verdict
