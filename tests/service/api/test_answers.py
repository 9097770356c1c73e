from __future__ import annotations

from typing import Any

import httpx
import pytest

from service.answer import answer_from_json
from service.check import Verdict, check_citations

KESS = "When will the Kess Bridge open?"


def test_an_answer_is_quoted_from_the_archive(client: httpx.Client, library) -> None:
    response = client.post("/v1/answers", json={"question": KESS})
    assert response.status_code == 200
    answer = answer_from_json(response.content)
    assert all(statement.text == statement.citations[0].quote for statement in answer.statements)
    assert "Kess" in answer.statements[0].citations[0].title
    assert {each.verdict for each in check_citations(library.archive, answer.citations)} == {Verdict.VALID}


def test_a_question_as_of_a_day_sees_that_whole_day_and_nothing_later(client: httpx.Client) -> None:
    def ask(as_of: str) -> dict[str, Any]:
        body = {"question": KESS, "as_of": as_of, "max_statements": 10}
        answer: dict[str, Any] = client.post("/v1/answers", json=body).json()
        cited = [citation["published_at"] for s in answer["statements"] for citation in s["citations"]]
        assert max(cited) <= answer["coverage"]["latest"] <= answer["as_of"]
        return answer

    # The delay was published in the morning of 12 August: seen on that day, but not in its first second.
    whole_day, first_second = ask("2025-08-12"), ask("2025-08-12T00:00:00Z")
    assert whole_day["as_of"] == "2025-08-12T23:59:59Z"
    assert first_second["coverage"]["latest"] < "2025-08-12"
    assert whole_day["coverage"]["articles"] > first_second["coverage"]["articles"]


def test_a_refusal_is_a_result(client: httpx.Client) -> None:
    response = client.post("/v1/answers", json={"question": KESS, "as_of": "2020-01-01"})
    assert response.status_code == 200
    assert response.json()["statements"] == []
    assert response.json()["refusal"]["message"]


def test_max_statements_bounds_the_answer(client: httpx.Client) -> None:
    body = {"question": KESS, "max_statements": 1}
    assert len(client.post("/v1/answers", json=body).json()["statements"]) == 1


def test_filters_narrow_what_is_covered(client: httpx.Client) -> None:
    body = {
        "question": "What is the Bank of England's interest rate?",
        "publishers": ["The Ledger Daily"],
        "after": "2025-06-01",
        "before": "2025-09-18",
    }
    answer = client.post("/v1/answers", json=body).json()
    assert answer["coverage"]["earliest"] >= "2025-06-01"
    assert answer["coverage"]["latest"] < "2025-09-18"
    cited = [citation["publisher"] for s in answer["statements"] for citation in s["citations"]]
    assert set(cited) <= {"The Ledger Daily", "ledgerdaily.example"}
    assert cited


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"question": ""}, "body.question"),
        ({"question": "?!"}, "body.question"),
        ({"question": "x" * 2001}, "body.question"),
        ({"max_statements": 0}, "body.max_statements"),
        ({"max_statements": 11}, "body.max_statements"),
        ({"as_of": "soon"}, "body.as_of"),
        ({"as_of": 20250930}, "body.as_of"),
        ({"before": "9999-01-01"}, "body.before"),
        ({"asof": "2025-09-30"}, "body.asof"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    client: httpx.Client, change: dict[str, object], field: str
) -> None:
    response = client.post("/v1/answers", json={"question": KESS, **change})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_a_window_that_ends_before_it_begins_is_refused(client: httpx.Client) -> None:
    body = {"question": KESS, "after": "2025-09-30", "before": "2025-09-30"}
    response = client.post("/v1/answers", json=body)
    assert response.status_code == 422
    assert "must be earlier than before" in response.json()["detail"]
