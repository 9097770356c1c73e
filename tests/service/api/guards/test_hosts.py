"""By which names the service may be addressed: a browser that was lied to about one is refused."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from ingest.errors import SettingsError
from ingest.settings import Settings, load_settings
from service.api.guards.hosts import host_name, own_url
from tests.conftest import RunService

QUESTION = {"question": "When will the Kess Bridge open?"}


@pytest.mark.parametrize("host", ["localhost:8484", "LOCALHOST", "localhost.", "127.0.0.1", "[::1]:8484"])
def test_names_of_this_machine_are_answered(host: str, server_url: str) -> None:
    response = httpx.get(f"{server_url}/healthz", headers={"Host": host})
    assert response.status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8484",
        "127.0.0.1.evil.example",
        "localhost@evil.example",
        "localhost:x@evil.example",
        "evil.example#localhost",
        "evil.example\\localhost",
        "localhost.evil.example.",
        "xn--localhost-.example",
        "127.1",
        "[::2]",
        "[::1",
        "localhost:port",
        "/",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/v1/answers", "/healthz", "/docs"])
def test_other_names_are_refused(host: str, path: str, server_url: str) -> None:
    response = httpx.post(server_url + path, json=QUESTION, headers={"Host": host})
    assert response.status_code == 421
    assert "DATELINE_ALLOWED_HOSTS" in response.json()["detail"]
    assert response.headers["X-Request-ID"]


def test_a_request_without_a_host_is_answered_and_one_with_two_is_not(server_url: str) -> None:
    address = urlsplit(server_url)
    for head, status in (
        (b"GET /healthz HTTP/1.0\r\n\r\n", b" 200 "),
        (b"GET /healthz HTTP/1.1\r\n\r\n", b" 400 "),
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n", b" 400 "),
        (b"GET http://evil.example/healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b" 404 "),
    ):
        with socket.create_connection((address.hostname, address.port), timeout=10) as client:
            client.sendall(head)
            assert status in client.recv(1000).partition(b"\r\n")[0]


def test_names_of_the_settings_are_answered(run_service: RunService, tmp_path: Path) -> None:
    settings = load_settings(
        home=tmp_path / "home",
        allowed_hosts="Archive.Newsroom.example, other.example",
        public_url="https://ask.newsroom.example/dateline",
    )
    with run_service(settings) as url:
        for host, status in [
            ("archive.newsroom.example:443", 200),
            ("other.example", 200),
            ("ask.newsroom.example", 200),
            ("evil.example", 421),
        ]:
            assert httpx.get(f"{url}/healthz", headers={"Host": host}).status_code == status


def test_links_of_an_answer_do_not_follow_the_header(server_url: str) -> None:
    body = {"model": "dateline", "messages": [{"role": "user", "content": QUESTION["question"]}]}
    host = f"localhost:{server_url.rpartition(':')[2]}"
    response = httpx.post(f"{server_url}/v1/chat/completions", json=body, headers={"Host": host}, timeout=60)
    assert response.status_code == 200
    assert host not in response.text


@pytest.mark.parametrize(
    ("settings", "server", "url"),
    [
        (Settings(), ("127.0.0.1", 8484), "http://127.0.0.1:8484/"),
        (Settings(), ("::1", 8484), "http://[::1]:8484/"),
        (
            Settings(public_url="https://ask.newsroom.example/dateline"),
            None,
            "https://ask.newsroom.example/dateline/",
        ),
    ],
)
def test_the_address_of_the_service(settings: Settings, server: tuple[str, int] | None, url: str) -> None:
    assert own_url(settings, {"type": "http", "server": server}) == url


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("allowed_hosts", "https://ask.example"),
        ("allowed_hosts", "ask.example:443"),
        ("allowed_hosts", "a.example, b.example/x"),
        ("public_url", "ask.example"),
        ("public_url", "https://user@ask.example"),
        ("public_url", "https://ask.example/?x=1"),
        ("cors_origins", "*"),
        ("cors_origins", "desk.example"),
        ("cors_origins", "https://desk.example/"),
        ("cors_origins", "https://desk.example, null"),
    ],
)
def test_what_is_no_name_is_refused_at_the_start(setting: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"DATELINE_{setting.upper()}"):
        load_settings(**{setting: value})


@pytest.mark.parametrize(
    ("header", "name"),
    [("a.example:80", "a.example"), ("[::1]:80", "::1"), ("a@b", None), ("", None), ("[", None)],
)
def test_host_names(header: str, name: str | None) -> None:
    assert host_name(header) == name
