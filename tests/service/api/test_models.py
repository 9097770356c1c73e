from __future__ import annotations

from collections.abc import Iterator

import httpx
import openai
import pytest

from ingest.settings import load_settings


@pytest.fixture(scope="module")
def chatter(server_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


def test_the_writers_are_the_models(chatter: openai.OpenAI) -> None:
    assert [model.id for model in chatter.models.list()] == ["dateline", "dateline-extractive"]
    assert chatter.models.retrieve("dateline").owned_by == "dateline"


def test_an_unknown_model_gets_the_error_that_clients_read(
    chatter: openai.OpenAI, client: httpx.Client
) -> None:
    with pytest.raises(openai.NotFoundError, match="there is no model 'gpt-4o'") as caught:
        chatter.models.retrieve("gpt-4o")
    assert caught.value.code == "model_not_found"
    problem = client.get("/v1/models/gpt-4o").json()
    assert (problem["status"], problem["detail"]) == (404, problem["error"]["message"])


def test_a_model_writer_is_listed_once_a_model_is_set(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home(), llm_model="m", llm_base_url="http://127.0.0.1:9/v1")
    with run_service(settings) as url:
        found = httpx.get(f"{url}/v1/models").json()
    assert [model["id"] for model in found["data"]] == ["dateline", "dateline-extractive", "dateline-model"]


def test_a_wrong_key_is_an_authentication_error(keyed_url: str) -> None:
    with (
        openai.OpenAI(base_url=f"{keyed_url}/v1", api_key="wrong", max_retries=0) as stranger,
        pytest.raises(openai.AuthenticationError) as caught,
    ):
        stranger.models.list()
    assert caught.value.code == "invalid_api_key"
