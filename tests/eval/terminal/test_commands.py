"""The measuring commands, on sets written here; the bench on a corner of the sample."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from eval.terminal.commands import app
from ingest.errors import InputError

STORY = (
    "The council of Brenn voted on Monday to rebuild the footbridge over the weir that a flood took. "
    "Work will begin in April and is to cost four million crowns, the mayor told reporters after the vote."
)
PAGE = gzip.compress(
    f"""<html><head><title>Brenn rebuilds its footbridge</title>
    <meta property="article:published_time" content="2025-03-04T10:00:00Z"></head>
    <body><article><h1>Brenn rebuilds its footbridge</h1><p>{STORY}</p></article></body></html>""".encode()
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, catch_exceptions=True)


@pytest.fixture
def extraction_set(tmp_path: Path) -> Path:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html.gz").write_bytes(PAGE)
    truth = {"one": {"articleBody": STORY, "url": "https://brenn.example/a"}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    return tmp_path


@pytest.fixture
def metadata_set(tmp_path: Path) -> Path:
    folder = tmp_path / "xx"
    folder.mkdir()
    name = "Brenn_2025_03_04.html.gz"
    (folder / name).write_bytes(PAGE)
    crawl = {"url": "https://brenn.example/a", "crawl_date": "2025-03-04 12:00:00"}
    (folder / "meta.info").write_text(json.dumps({name: crawl}))
    record = {"title": "Brenn rebuilds a bridge", "publishing_date": "2025-03-04 10:00:00+00:00"}
    (folder / "Brenn.json").write_text(json.dumps({"V1": record}))
    return tmp_path


def test_extraction_is_printed_beside_trafilatura(extraction_set: Path) -> None:
    lines = run("extraction", str(extraction_set)).stdout.splitlines()
    assert lines[0].split() == ["F1", "precision", "recall"]
    assert lines[1].split() == ["Dateline", "1.000", "1.000", "1.000"]
    assert lines[2].startswith("trafilatura")


def test_extraction_as_json(extraction_set: Path) -> None:
    report = json.loads(run("extraction", str(extraction_set), "--json").stdout)
    assert report["ours"]["f1"] == 1
    assert [page["page"] for page in report["pages"]] == ["one"]


def test_metadata_lists_what_is_wrong(metadata_set: Path) -> None:
    output = run("metadata", str(metadata_set)).stdout
    assert "date   1      1      1.000" in output
    assert "title  Brenn_2025_03_04.html.gz  Brenn rebuilds a bridge  Brenn rebuilds its footbridge" in output


def test_metadata_as_json(metadata_set: Path) -> None:
    report = json.loads(run("metadata", str(metadata_set), "--json").stdout)
    assert (report["date_share"], report["title_share"]) == (1, 0)


def test_offsets_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "texts.jsonl"
    path.write_text(json.dumps({"url": "https://brenn.example/a", "text": STORY}))
    result = run("offsets", str(path))
    assert result.stdout == "1 articles, 1 passages, 2 sentences; 0 texts do not come back\n"
    assert result.exit_code == 0
    assert json.loads(run("offsets", str(path), "--json").stdout)["broken"] == []


@pytest.mark.parametrize("command", ["extraction", "metadata", "offsets", "bench"])
def test_folder_that_is_not_the_set_is_refused(command: str, tmp_path: Path) -> None:
    result = run(command, str(tmp_path))
    assert isinstance(result.exception, InputError)
    assert "missing" in str(result.exception)


@pytest.mark.parametrize("command", ["extraction", "metadata", "offsets", "bench"])
def test_path_that_does_not_exist_is_refused(command: str, tmp_path: Path) -> None:
    result = run(command, str(tmp_path / "nowhere"))
    assert isinstance(result.exception, InputError)
    assert "nowhere: no such" in str(result.exception)


def test_bench_of_a_corner_of_the_sample(tmp_path: Path) -> None:
    result = run("bench", "--passages", "20", "--questions", "2", "--cache", str(tmp_path), "--json")
    assert result.exception is None
    report = json.loads(result.stdout)
    assert report["passages"] >= 20
    assert [figure["name"] for figure in report["figures"]] == [
        "ingest over the bare embedding loop",
        "embedding loop over Chroma's padding",
        "ingest over llama-index's pipeline",
        "ask over embedding the question, p50",
        "ask over embedding the question, p95",
        "memory of ingest, 1 passages",
        "memory of ingest, 4 passages",
        "memory of serving, 50 questions",
    ]
    assert all(figure["value"] > 0 for figure in report["figures"])
    assert [figure["met"] is None for figure in report["figures"]].count(True) == 3
