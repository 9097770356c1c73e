"""The commands that watch, as a person runs them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import dateline
from tests.ingest.watching.site import Site, item, page, rss, running_site
from tests.ingest.watching.test_watcher import DAM


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        running.files |= {"/rss": rss(item("Dam", f"{running.url}/dam")), "/dam": page("Dam breaks", *DAM)}
        yield running


@pytest.fixture
def sources(site: Site, tmp_path: Path) -> str:
    (file := tmp_path / "sources.toml").write_text(f'[[source]]\nname = "Post"\nfeed = "{site.url}/rss"\n')
    return str(file)


def run(home: Path, *arguments: str, **variables: str) -> Result:
    return CliRunner().invoke(dateline.app, ["--home", str(home / "home"), *arguments], env=variables)


PRIVATE = {"DATELINE_FETCH_PRIVATE": "1", "DATELINE_FETCH_PACE": "0"}


def test_what_a_source_lists_is_taken_in_and_shown(sources: str, tmp_path: Path) -> None:
    watched = run(tmp_path, "watch", sources, "--once", **PRIVATE)
    assert watched.exit_code == 0, watched.output
    assert "Post: 1 new or changed" in watched.stdout
    assert "Post: 1 handed over" in watched.stdout
    [shown] = json.loads(run(tmp_path, "sources", "--json").stdout)
    assert (shown["name"], shown["standing"], shown["taken"]) == ("Post", "ok", 1)
    assert run(tmp_path, "sources").stdout.splitlines()[1].startswith("Post    ok     ")
    assert "Dam breaks" in run(tmp_path, "list").stdout


def test_a_source_that_fails_is_told_with_what_to_do(sources: str, tmp_path: Path) -> None:
    watched = run(tmp_path, "watch", sources, "--once")
    assert watched.exit_code == 1
    assert "DATELINE_FETCH_PRIVATE=true lets `watch`" in watched.stdout
    assert "(once)" in run(tmp_path, "sources").stdout


def test_a_file_is_tried_and_nothing_stored(sources: str, tmp_path: Path) -> None:
    tried = run(tmp_path, "watch", sources, "--check", **PRIVATE)
    assert (tried.exit_code, "1 listed" in tried.stdout) == (0, True)
    assert run(tmp_path, "watch", sources, "--check").exit_code == 1
    assert not (tmp_path / "home").exists()


def test_what_could_not_be_taken_is_listed_and_put_back(site: Site, sources: str, tmp_path: Path) -> None:
    del site.files["/dam"]
    run(tmp_path, "watch", sources, "--once", **PRIVATE)
    assert f"Post: {site.url}/dam: the server answered 404" in run(tmp_path, "sources", "--dead").stdout
    site.files["/dam"] = page("Dam breaks", *DAM)
    assert run(tmp_path, "sources", "Post", "--retry").stdout == "1 put back; the watcher takes them next\n"
    run(tmp_path, "watch", sources, "--once", **PRIVATE)
    assert "Dam breaks" in run(tmp_path, "list").stdout


def test_a_source_that_was_never_watched_is_named(sources: str, tmp_path: Path) -> None:
    run(tmp_path, "watch", sources, "--once", **PRIVATE)
    asked = run(tmp_path, "sources", "Echo")
    assert asked.exception is not None
    assert "no source 'Echo'" in str(asked.exception)
