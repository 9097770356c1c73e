from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ingest.errors import RejectedDocument
from ingest.store.rejects import FILE, MOST, note_rejects, read_rejects

AT = datetime(2025, 10, 1, 9, tzinfo=UTC)


def rejected(*origins: str) -> list[RejectedDocument]:
    return [RejectedDocument(origin, "it has no text") for origin in origins]


def origins(home: Path) -> list[str]:
    return [each.origin for each in read_rejects(home)]


def test_the_latest_comes_first_and_each_once(tmp_path: Path) -> None:
    note_rejects(tmp_path, rejected("a.html", "b.html"), (), AT)
    note_rejects(tmp_path, rejected("a.html"), (), AT.replace(hour=10))
    assert origins(tmp_path) == ["a.html", "b.html"]
    assert [each.at.hour for each in read_rejects(tmp_path)] == [10, 9]


def test_what_is_accepted_later_is_forgotten(tmp_path: Path) -> None:
    note_rejects(tmp_path, rejected("a.html", "b.html"), (), AT)
    note_rejects(tmp_path, [], ["a.html", "c.html"], AT)
    assert origins(tmp_path) == ["b.html"]


def test_without_a_reject_nothing_is_written(tmp_path: Path) -> None:
    note_rejects(tmp_path, [], ["a.html"], AT)
    assert list(tmp_path.iterdir()) == []
    assert read_rejects(tmp_path) == []


def test_a_broken_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    note_rejects(tmp_path, rejected("a.html", "b\n.html", "ü\udc80.html"), (), AT)
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"origin": "cut\n\xff\n[]\n')
    assert origins(tmp_path)[-2:] == ["b\n.html", "a.html"]
    note_rejects(tmp_path, rejected("c.html"), (), AT)
    assert origins(tmp_path)[0] == "c.html"


def test_there_is_an_end(tmp_path: Path) -> None:
    note_rejects(tmp_path, rejected(*map(str, range(MOST + 5))), (), AT)
    assert len(read_rejects(tmp_path)) == MOST


def test_a_home_that_cannot_be_written_to_stops_nothing(tmp_path: Path) -> None:
    note_rejects(tmp_path / "nowhere", rejected("a.html"), (), AT)
    assert read_rejects(tmp_path / "nowhere") == []
