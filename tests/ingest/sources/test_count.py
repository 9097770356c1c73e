from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from ingest.sources import count
from ingest.sources.count import count_documents
from ingest.sources.files import read_paths


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "page.html").write_text("<p>x")
    (tmp_path / "dump.jsonl").write_text('{"title": "x"}\n{"title": "y"}\n')
    (tmp_path / "README.md").write_text("x")
    (tmp_path / ".hidden.txt").write_text("x")
    return tmp_path


def test_what_is_counted_is_what_is_read(inbox: Path) -> None:
    assert count_documents([str(inbox)]) == len(list(read_paths([str(inbox)], max_bytes=1_000))) == 3
    assert count_documents([str(inbox / "dump.jsonl"), str(inbox / "a" / "page.html")]) == 3


def test_what_cannot_be_told_at_a_glance_is_not_told(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert count_documents(["-"]) is None
    assert count_documents([str(inbox / "missing.jsonl")]) is None
    (inbox / "more.jsonl.gz").write_bytes(gzip.compress(b"{}\n"))
    assert count_documents([str(inbox)]) is None
    monkeypatch.setattr(count, "_MOST_BYTES", 10)
    assert count_documents([str(inbox / "dump.jsonl")]) is None


def test_pipes_and_links_in_a_folder_are_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "story.html").write_text("<p>x</p>")
    os.mkfifo(tmp_path / "pipe.jsonl")
    (tmp_path / "zeros.jsonl").symlink_to("/dev/zero")
    assert count_documents([str(tmp_path)]) == 1
    assert count_documents([str(tmp_path / "pipe.jsonl")]) is None
