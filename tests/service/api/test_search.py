from __future__ import annotations

import httpx
import pytest

from ingest.store.publishers import family_of


def test_passages_come_best_first_with_where_they_stand(client: httpx.Client, library) -> None:
    response = client.get("/v1/search", params={"q": "When will the Kess Bridge open?", "limit": 5})
    assert response.status_code == 200
    passages = response.json()["passages"]
    assert len(passages) == 5
    assert any("Kess Bridge" in passage["title"] for passage in passages)
    scores = [passage["score"] for passage in passages]
    assert scores == sorted(scores, reverse=True)
    for passage in passages:
        version = library.archive.version(passage["article_id"], passage["version"])
        assert version.text[passage["start"] : passage["end"]] == passage["text"]
        assert version.sha256 == passage["sha256"]


def test_publishers_can_be_given_several_times(client: httpx.Client) -> None:
    params = {"q": "interest rate", "publisher": ["The Ledger Daily", "Daily Compass"], "limit": 50}
    passages = client.get("/v1/search", params=params).json()["passages"]
    # Each under its name and under that of its host.
    assert {family_of(passage["publisher"]) for passage in passages} == {"ledgerdaily", "dailycompass"}


def test_dates_narrow_the_search(client: httpx.Client) -> None:
    params = {"q": "bridge", "after": "2025-06-01", "before": "2025-08-01", "as_of": "2025-07-15"}
    dates = [p["published_at"] for p in client.get("/v1/search", params=params).json()["passages"]]
    assert dates
    assert min(dates) >= "2025-06-01"
    assert max(dates) < "2025-07-16"


@pytest.mark.parametrize("params", [{}, {"q": "bridge", "limit": 101}, {"q": "bridge", "publishers": "x"}])
def test_a_query_string_that_cannot_be_used_is_refused(
    client: httpx.Client, params: dict[str, object]
) -> None:
    response = client.get("/v1/search", params=params)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith("query.")
