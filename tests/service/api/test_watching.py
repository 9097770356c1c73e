"""A service that watches: what appears on a site can be asked about, and a killed service goes on."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.ingest.watching.site import Site, item, page, rss, running_site
from tests.ingest.watching.test_watcher import DAM, FERRY
from tests.service.api.process import serving, stopped

_SECONDS = 60.0
VARIABLES = {"DATELINE_FETCH_PRIVATE": "1", "DATELINE_FETCH_PACE": "0", "DATELINE_EMBEDDING_THREADS": "1"}


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture
def sources(site: Site, tmp_path: Path) -> Path:
    (file := tmp_path / "sources.toml").write_text(
        f'[[source]]\nname = "Post"\nfeed = "{site.url}/rss"\nevery = "5 s"\n', encoding="utf-8"
    )
    return file


def eventually(seen: Callable[[], object]) -> None:
    end = time.monotonic() + _SECONDS
    while not seen():
        assert time.monotonic() < end
        time.sleep(0.2)


def taken(url: str) -> int:
    [source] = httpx.get(f"{url}/v1/sources").json()["sources"]
    return int(source["taken"])


def test_what_a_feed_lists_is_asked_about_beside_the_service(
    site: Site, sources: Path, tmp_path: Path
) -> None:
    site.files |= {
        "/rss": rss(item("Dam", f"{site.url}/dam")),
        "/dam": page("Dam breaks", *DAM),
        "/ferry": page("Ferry sails", *FERRY),
    }
    home = tmp_path / "home"
    with serving(home, DATELINE_WATCH=str(sources), **VARIABLES) as (process, url):
        eventually(lambda: taken(url) == 1)
        asked = {"question": "How many people were asked to leave their houses?"}
        answer = httpx.post(f"{url}/v1/answers", json=asked, timeout=_SECONDS).json()
        assert "400 people" in answer["statements"][0]["text"]
        assert answer["currency"]["silent"] == []
        metrics = httpx.get(f"{url}/metrics").text
        assert 'dateline_sources{standing="ok"} 1.0' in metrics
        assert 'dateline_source_items{source="Post",state="taken"} 1.0' in metrics
        [job] = httpx.get(f"{url}/v1/jobs").json()["jobs"]
        assert (job["source"], job["new"]) == ("watch", 1)
        process.send_signal(signal.SIGKILL)
        process.wait()
    site.files["/rss"] = rss(item("Ferry", f"{site.url}/ferry"), item("Dam", f"{site.url}/dam"))
    with serving(home, DATELINE_WATCH=str(sources), **VARIABLES) as (process, url):
        eventually(lambda: taken(url) == 2)
        assert httpx.get(f"{url}/v1/status").json()["articles"] == 2
        stopped(process)
    assert site.asked["/dam"] == 1


def test_a_file_that_is_wrong_is_named_before_anything_listens(tmp_path: Path) -> None:
    (file := tmp_path / "sources.toml").write_text("[[source]]\nname = 'A'\n", encoding="utf-8")
    with (
        pytest.raises(AssertionError, match="source 'A': give one of"),
        serving(tmp_path / "home", DATELINE_WATCH=str(file), **VARIABLES),
    ):
        pass
