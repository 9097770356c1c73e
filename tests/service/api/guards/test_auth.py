from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ingest.errors import SettingsError
from ingest.settings import load_settings
from tests.service.api.conftest import KEY

REFUSED = (401, 429)  # many wrong keys come from these tests within a minute
PATHS = ["/v1/search?q=bridge", "/v1/articles", "/v1/articles/x", "/v1/nothing", "/v1"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer wrong", "Basic a key für tests", "Bearer a key fur tests"]
)
def test_without_the_key_nothing_is_answered(keyed_url: str, path: str, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization.encode()}
    response = httpx.get(keyed_url + path, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    assert response.headers["content-type"] == "application/problem+json"


def test_a_body_is_not_looked_at_without_the_key(keyed_url: str) -> None:
    assert httpx.post(f"{keyed_url}/v1/answers", content=b"{").status_code == 401
    assert httpx.post(f"{keyed_url}/v1/answers", content=b"x" * 200_000).status_code == 401


def test_with_the_key_questions_are_answered(editor: httpx.Client) -> None:
    assert editor.get("/v1/search", params={"q": "bridge"}).status_code == 200


def test_health_needs_no_key_but_what_the_archive_holds_does(keyed_url: str, editor: httpx.Client) -> None:
    assert httpx.get(f"{keyed_url}/healthz").json() == {"status": "alive"}
    assert httpx.get(f"{keyed_url}/readyz").json() == {"status": "ready"}
    wrong = {"Authorization": "Bearer wrong"}
    assert httpx.get(f"{keyed_url}/readyz", headers=wrong).json() == {"status": "ready"}
    assert editor.get("/readyz").json().keys() == {"status", "articles", "passages", "pending"}


@pytest.mark.parametrize("path", ["/docs", "/openapi.json", "/docs/files/swagger-ui.css"])
def test_a_browser_gets_the_documentation_with_the_key_as_password(keyed_url: str, path: str) -> None:
    refused = httpx.get(keyed_url + path)
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Basic ")
    for user in ("", "anyone"):
        assert httpx.get(keyed_url + path, auth=(user, KEY)).status_code == 200
    for password in ("", "wrong", f"{KEY}:"):
        assert httpx.get(keyed_url + path, auth=("anyone", password)).status_code in REFUSED
    for broken in ("Basic", "Basic =", "Basic \u00e9", "Basic " + "A" * 999):
        headers = {"Authorization": broken.encode("latin-1")}
        assert httpx.get(keyed_url + path, headers=headers).status_code in REFUSED


def test_a_password_opens_nothing_else(keyed_url: str) -> None:
    for path in ("/v1/articles", "/metrics"):
        assert httpx.get(keyed_url + path, auth=("anyone", KEY)).status_code in REFUSED
    assert httpx.get(f"{keyed_url}/readyz", auth=("anyone", KEY)).json() == {"status": "ready"}


def test_a_service_without_a_key_takes_no_changes(client: httpx.Client) -> None:
    article = client.get("/v1/articles", params={"limit": 1}).json()["articles"][0]["article"]["id"]
    for response in (
        client.post("/v1/articles", json={"title": "A", "text": "B."}),
        client.delete(f"/v1/articles/{article}"),
    ):
        assert response.status_code == 403
        assert "DATELINE_API_KEY" in response.json()["detail"]
    assert client.get(f"/v1/articles/{article}").status_code == 200


@pytest.fixture(scope="module")
def several_keys(copy_home, run_service) -> Iterator[str]:
    settings = load_settings(home=copy_home(), api_key="schlüssel", api_keys="desk=one, sports=t=w=o")
    with run_service(settings) as url:
        yield url


@pytest.mark.parametrize("key", ["schlüssel", "one", "t=w=o"])
def test_each_of_several_keys_opens(several_keys: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}".encode()}
    for path in ("/v1/articles", "/metrics"):
        assert httpx.get(several_keys + path, headers=headers).status_code == 200
    # With a key there are changes.
    assert httpx.delete(f"{several_keys}/v1/articles/x", headers=headers).status_code == 404


@pytest.mark.parametrize("key", ["desk", "desk=one", "one,", ",", "default", "two"])
def test_names_and_parts_of_keys_do_not(several_keys: str, key: str) -> None:
    headers = {"Authorization": f"Bearer {key}"}
    for path in ("/v1/articles", "/metrics"):
        assert httpx.get(several_keys + path, headers=headers).status_code == 401


@pytest.mark.parametrize(
    "keys", ["swordfish", "a=swordfish,b", "a=", "=swordfish", "a b=swordfish", "a=swordfish,b=swordfish"]
)
def test_keys_that_cannot_be_used_are_not_shown(keys: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_API_KEYS") as error:
        load_settings(api_keys=keys)
    assert "swordfish" not in str(error.value)


def test_two_keys_have_two_names() -> None:
    with pytest.raises(SettingsError, match="default"):
        load_settings(api_key="one", api_keys="default=two")
