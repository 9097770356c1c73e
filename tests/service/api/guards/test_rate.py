from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from ingest.errors import SettingsError
from ingest.settings import load_settings
from tests.service.api.process import serving


@pytest.mark.parametrize(
    "rate", ["0/minute", "ten/minute", "10", "10/fortnight", "10/minute;5/second", "-1/day"]
)
def test_a_rate_that_is_none_is_named_at_the_start(rate: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_RATE_LIMIT"):
        load_settings(rate_limit=rate)


def test_a_caller_is_told_what_is_left_and_then_to_wait(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home(), rate_limit="3/minute")
    with run_service(settings) as url, httpx.Client(base_url=url) as http:
        answers = [http.get("/v1/articles", params={"limit": 1}) for _ in range(3)]
        assert [response.status_code for response in answers] == [200] * 3
        assert [response.headers["ratelimit-remaining"] for response in answers] == ["2", "1", "0"]
        assert {response.headers["ratelimit-limit"] for response in answers} == {"3"}
        refused = http.get("/v1/articles")
        assert refused.status_code == 429
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.headers["x-request-id"]
        assert 50 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-reset"] == refused.headers["retry-after"]
        assert "DATELINE_RATE_LIMIT" in refused.json()["detail"]
        assert http.get("/v1/models").status_code == 429
        assert http.get("/healthz").status_code == 200
        assert "ratelimit-limit" not in http.get("/readyz").headers
        assert 'dateline_rejected_requests_total{key="",limit="rate"} 2.0' in http.get("/metrics").text


def test_a_refused_body_is_not_read(tmp_path, run_service) -> None:
    with run_service(load_settings(home=tmp_path, rate_limit="1/hour")) as url:
        httpx.get(f"{url}/v1/articles")
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), timeout=10) as client:
            client.sendall(
                b"POST /v1/answers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 20000000\r\n\r\n"
            )
            assert client.recv(100).startswith(b"HTTP/1.1 429 ")


def test_each_key_has_a_rate_of_its_own_and_wrong_keys_use_none_up(tmp_path, run_service) -> None:
    settings = load_settings(home=tmp_path, api_keys="desk=one,sports=two", rate_limit="2/minute")
    with run_service(settings) as url, httpx.Client(base_url=url) as http:

        def asked(key: str) -> int:
            return http.get("/v1/articles", headers={"Authorization": f"Bearer {key}"}).status_code

        assert [asked("wrong") for _ in range(3)] == [401, 401, 401]
        assert [asked("one") for _ in range(3)] == [200, 200, 429]
        assert [asked("two") for _ in range(3)] == [200, 200, 429]


def test_after_the_time_that_was_named_there_is_an_answer_again(tmp_path, run_service) -> None:
    with run_service(load_settings(home=tmp_path, rate_limit="1/second")) as url:
        assert httpx.get(f"{url}/v1/articles").status_code == 200
        # A second may end between two requests.
        asked = (httpx.get(f"{url}/v1/articles") for _ in range(100))
        refused = next(each for each in asked if each.status_code == 429)
        time.sleep(int(refused.headers["retry-after"]))
        assert httpx.get(f"{url}/v1/articles").status_code == 200


def test_without_a_limit_there_are_no_headers_about_it(client: httpx.Client) -> None:
    assert "ratelimit-limit" not in client.get("/v1/articles").headers


def test_another_address_in_a_header_is_not_believed(copy_home) -> None:
    with serving(copy_home(), DATELINE_RATE_LIMIT="2/minute") as (_, url):
        assert [forwarded(url, number) for number in range(4)] == [200, 200, 429, 429]


def test_the_header_of_a_proxy_that_is_named_counts(copy_home) -> None:
    limits = {"DATELINE_RATE_LIMIT": "2/minute", "DATELINE_TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8"}
    with serving(copy_home(), **limits) as (_, url):
        assert [forwarded(url, number) for number in (1, 1, 1, 2)] == [200, 200, 429, 200]


def forwarded(url: str, number: int) -> int:
    headers = {"X-Forwarded-For": f"192.0.2.{number}"}
    return httpx.get(f"{url}/v1/articles", headers=headers).status_code


@pytest.mark.parametrize("proxies", ["proxy.example", "127.0.0.1,,::1", "*"])
def test_a_proxy_that_is_no_address_is_named_at_the_start(proxies: str) -> None:
    with pytest.raises(SettingsError, match="DATELINE_TRUSTED_PROXIES"):
        load_settings(trusted_proxies=proxies)


def test_who_guesses_keys_is_told_to_wait_and_the_right_key_opens_all_the_same(tmp_path, run_service) -> None:
    with run_service(load_settings(home=tmp_path, api_key="one")) as url, httpx.Client(base_url=url) as http:

        def asked(key: str) -> httpx.Response:
            return http.get("/v1/articles", headers={"Authorization": f"Bearer {key}"})

        assert {asked(f"wrong {number}").status_code for number in range(30)} == {401}
        refused = asked("wrong")
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert "the right one" in refused.json()["detail"]
        assert asked("one").status_code == 200  # from the same address
        assert asked("wrong").status_code == 429
        assert 'dateline_rejected_requests_total{key="",limit="wrong_keys"} 2.0' in (
            http.get("/metrics", headers={"Authorization": "Bearer one"}).text
        )
        assert http.get("/v1/articles").status_code == 401
        assert http.get("/healthz", headers={"Authorization": "Bearer x"}).status_code == 200
