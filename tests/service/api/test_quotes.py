from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from ingest.settings import load_settings
from tests.service.wire import KEY, error, running_wire, streamed

WORDS = "An anchor does not need a motive"


def test_words_are_found_with_where_they_stand(client: httpx.Client, library) -> None:
    response = client.get("/v1/quotes", params={"q": f"“{WORDS}”", "as_of": "2025-10-01"})
    assert response.status_code == 200
    result = response.json()
    assert result["quote"] == WORDS
    assert [place["match"] for place in result["found"]] == ["exact"] * 3
    days = [datetime.fromisoformat(place["citation"]["published_at"]) for place in result["found"]]
    assert days == sorted(days)
    for place in result["found"]:
        citation = place["citation"]
        version = library.archive.version(citation["article_id"], citation["version"])
        assert version.text[citation["start"] : citation["end"]] == WORDS
        assert place["preceding"] == "Mr Sandrine said it was too early to speak of sabotage."


def test_citations_of_places_can_be_checked(client: httpx.Client) -> None:
    found = client.get("/v1/quotes", params={"q": "anchors do not need a motive"}).json()["found"]
    assert {place["match"] for place in found} == {"near"}
    body = {"citations": [place["citation"] for place in found]}
    assert client.post("/v1/citations/check", json=body).json()["all_valid"]


def test_words_that_no_article_has_are_no_error(client: httpx.Client) -> None:
    response = client.get("/v1/quotes", params={"q": "The moon is made of fresh cheese"})
    assert response.status_code == 200
    assert (response.json()["found"], response.json()["total"]) == ([], 0)


def test_filters_narrow_a_look_up(client: httpx.Client) -> None:
    params = {"q": WORDS, "publisher": ["Harbour Post", "Straits Monitor"], "before": "2025-08-27"}
    found = client.get("/v1/quotes", params=params).json()["found"]
    assert {place["citation"]["publisher"] for place in found} == {"Harbour Post", "Straits Monitor"}
    assert not client.get("/v1/quotes", params={"q": WORDS, "as_of": "2025-08-01"}).json()["found"]


@pytest.mark.parametrize(
    "params",
    [{}, {"q": ""}, {"q": "…"}, {"q": "a" * 2_001}, {"q": "boat", "limit": 0}, {"q": "boat", "from": "2025"}],
)
def test_a_look_up_that_cannot_be_used_is_refused(client: httpx.Client, params: dict[str, str]) -> None:
    response = client.get("/v1/quotes", params=params)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"].startswith("query.")


def test_a_draft_is_checked(client: httpx.Client) -> None:
    body = {"text": f"He said: “{WORDS}.” Reports of bullying fell by 19%.", "as_of": "2025-10-01"}
    result = client.post("/v1/check", json=body).json()
    assert [each["verdict"] for each in result["quotations"]] == ["exact"]
    details = [detail for sentence in result["sentences"] for detail in sentence["details"]]
    assert [(each["text"], each["standing"], each["instead"]) for each in details] == [
        ("19%", "differs", [{"marker": 1, "text": "18%"}])
    ]
    assert result["clear"] is False


@pytest.mark.parametrize(
    "body",
    [{}, {"text": ""}, {"text": " \n"}, {"text": "a" * 200_001}, {"text": "A boat.", "writer": "model"}],
)
def test_a_draft_that_cannot_be_checked_is_refused(client: httpx.Client, body: dict[str, str]) -> None:
    response = client.post("/v1/check", json=body)
    assert response.status_code == 422
    assert response.json()["errors"]


def test_a_draft_of_too_many_sentences_says_the_limit(client: httpx.Client) -> None:
    response = client.post("/v1/check", json={"text": "One boat sails.\n" * 501})
    assert response.status_code == 422
    assert "the limit is 500" in response.json()["detail"]


def test_what_a_model_says_of_a_sentence_stands_beside_it(copy_home, run_service) -> None:
    text = "Reports of bullying fell by 18%, said Rosalind Teo."
    body = {"text": text, "as_of": "2025-11-01"}
    with running_wire(streamed('{"verdict": "contradicted"}')) as wire:
        settings = load_settings(home=copy_home(), llm_base_url=wire.url, llm_model="small", llm_api_key=KEY)
        with run_service(settings) as url:
            result = httpx.post(f"{url}/v1/check", json=body).json()
            page = httpx.post(f"{url}/draft", data=body).text
            wire.play(error(500, "sesame"))
            failed = httpx.post(f"{url}/draft", data=body).text
    assert (result["model"], [each["model_verdict"] for each in result["sentences"]]) == (
        "small",
        ["contradicted"],
    )
    assert '<span class="verdict contradicted">The model says: the nearest quotes contradict it' in page
    assert "The model says" not in failed
    assert "The model small gave no verdict on 1 of 1 sentence put to it: the model small answered" in failed
    assert "sesame" not in failed
