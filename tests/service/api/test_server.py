from __future__ import annotations

import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import psutil
import pytest

from ingest.errors import HomeInUseError, SettingsError
from ingest.settings import load_settings
from service.api.server import check_address, serve
from service.evidence.library import open_askable
from tests.service.api.process import serving
from tests.slow_pages import many_attributes, page


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGINT])
def test_the_service_says_where_it_answers_and_stops_when_told(tmp_path: Path, sent: signal.Signals) -> None:
    with serving(tmp_path) as (process, url):
        assert httpx.get(f"{url}/readyz").status_code == 200
        assert "Ask the archive" in httpx.get(url).text
        process.send_signal(sent)
        assert process.wait(20) == 0
    assert not (tmp_path / "lock.json").exists()


def test_the_log_has_requests_but_not_what_was_asked(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url):
        httpx.post(f"{url}/v1/answers", json={"question": "Is the zeppelin late?"})
        httpx.get(f"{url}/v1/search", params={"q": "zeppelin"})
        httpx.get(url, params={"q": "Is the zeppelin late?"})
        httpx.post(f"{url}/v1/answers", json={"question": "zeppelin", "wrong": "zeppelin"})
        process.terminate()
        log = process.communicate(timeout=20)[1]
    assert len(re.findall(r"POST '/v1/answers' (200|422) ", log)) == 2
    assert "GET '/v1/search' 200 " in log
    assert "zeppelin" not in log


def test_a_home_in_use_is_named_with_its_holder(tmp_path: Path) -> None:
    with serving(tmp_path) as (process, url), pytest.raises(HomeInUseError) as raised:
        serve(load_settings(home=tmp_path))
    assert f"process {process.pid}" in str(raised.value)
    assert str(raised.value).endswith(f"Go through it (--server {url}) if the command can, or stop it.")


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "dateline.example", ""])
def test_a_public_address_needs_a_key(tmp_path: Path, host: str) -> None:
    home = tmp_path / "home"
    with pytest.raises(SettingsError, match="DATELINE_API_KEY"):
        serve(load_settings(home=home, host=host))
    assert not home.exists()
    check_address(load_settings(home=home, host=host, api_key="k"))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_needs_none(host: str) -> None:
    check_address(load_settings(host=host))


def test_a_service_finishes_what_a_killed_ingest_had_accepted(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home())
    with open_askable(settings) as library:
        library.archive.reopen_journal(recut=False)
        library.index.clear()
    with run_service(settings) as url:
        assert httpx.get(f"{url}/readyz").json()["pending"] == 0
        assert httpx.get(f"{url}/v1/search", params={"q": "Kess Bridge"}).json()["passages"]


KEY = {"Authorization": "Bearer k"}


def _post(url: str, body: bytes) -> httpx.Response:
    headers = {**KEY, "Content-Type": "text/html"}
    return httpx.post(f"{url}/v1/articles", content=body, headers=headers, timeout=60)


def test_a_page_that_takes_too_long_is_rejected_while_others_are_answered(tmp_path: Path) -> None:
    with (
        serving(tmp_path, DATELINE_EXTRACT_SECONDS="2", DATELINE_API_KEY="k") as (_, url),
        ThreadPoolExecutor(1) as pool,
    ):
        slow = pool.submit(_post, url, many_attributes())
        answered = 0
        while not slow.done():
            assert httpx.get(f"{url}/v1/articles", headers=KEY).status_code == 200
            answered += 1
        (rejected,) = slow.result().json()["errors"]
        assert rejected["message"].startswith("took longer than 2 s to read")
        assert answered > 5
        assert _post(url, page()).json()["new"] == 1


def test_a_page_that_takes_too_long_does_not_keep_the_service_from_stopping(tmp_path: Path) -> None:
    with (
        serving(tmp_path, DATELINE_EXTRACT_SECONDS="300", DATELINE_API_KEY="k") as (process, url),
        ThreadPoolExecutor(1) as pool,
    ):
        assert _post(url, page()).json()["new"] == 1
        workers = psutil.Process(process.pid).children()
        slow = pool.submit(_post, url, many_attributes())
        time.sleep(1)
        process.terminate()
        assert slow.result().status_code == 502
        assert process.wait(10) == 0
        assert workers
        assert not any(worker.is_running() for worker in workers)
