"""Files of sets are found by name and read by line; what is wrong is named with its line and field."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from eval.datasets.files import CaseIds, files_of, read_all_lines, read_json, read_lines, require
from ingest.errors import InputError
from tests.eval.datasets.written import lines


@dataclass(frozen=True)
class Boat:
    name: str
    masts: tuple[int, ...] = ()


BOAT = TypeAdapter(Boat)


@pytest.mark.parametrize("name", ["boats.jsonl", "boats.jsonl.gz"])
def test_records_come_with_their_line(tmp_path: Path, name: str) -> None:
    path = lines(tmp_path / name, {"name": "Tern", "masts": [2], "built": 1901}, {"name": "Eider"})
    assert list(read_lines(path, BOAT)) == [(f"{path}:1", Boat("Tern", (2,))), (f"{path}:2", Boat("Eider"))]


def test_blank_lines_are_counted_but_not_read(tmp_path: Path) -> None:
    path = tmp_path / "boats.jsonl"
    path.write_text('\ufeff\n{"name": "Tern"}\n\n', encoding="utf-8")
    assert [where for where, _ in read_lines(path, BOAT)] == [f"{path}:2"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"masts": []}', "name: Field required"),
        ('{"name": "Tern", "masts": [1, "two"]}', r"masts\[1\]: .*'two'"),
        ('"Tern"', "got 'Tern'"),
        ('{"name":', "not valid JSON"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_the_line_and_field_that_is_wrong_is_named(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "boats.jsonl"
    path.write_text('{"name": "Eider"}\n' + line)
    with pytest.raises(InputError, match=rf"boats\.jsonl:2: .*{message}"):
        list(read_lines(path, BOAT))


def test_a_json_file_is_read_whole(tmp_path: Path) -> None:
    path = lines(tmp_path / "boat.json", {"name": "Tern"})
    assert read_json(path, BOAT) == Boat("Tern")
    with pytest.raises(InputError, match=r"boat\.json: .*got"):
        read_json(lines(path, ["Tern"]), BOAT)


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08 broken", b"no gzip"])
def test_a_broken_archive_is_named(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "boats.jsonl.gz"
    path.write_bytes(body)
    with pytest.raises(InputError, match=r"boats\.jsonl\.gz: cannot be read"):
        list(read_lines(path, BOAT))


def test_a_file_stands_for_itself_and_a_folder_for_what_fits(tmp_path: Path) -> None:
    files = [lines(tmp_path / name) for name in ("b.jsonl", "a.jsonl", "c.txt")]
    assert files_of(files[2], "*.jsonl", kind="boat") == [files[2]]
    assert files_of(tmp_path, "*.jsonl", "a*", kind="boat") == [files[1], files[0]]


def test_a_path_without_the_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"is not a boat set: no file named \*\.jsonl or \*\.gz"):
        files_of(tmp_path, "*.jsonl", "*.gz", kind="boat")
    with pytest.raises(InputError, match="no-such: no such file or folder; give that of a boat set"):
        files_of(tmp_path / "no-such", "*.jsonl", kind="boat")


def test_all_files_of_a_set_are_required(tmp_path: Path) -> None:
    lines(tmp_path / "a.json")
    require(tmp_path, "a.json", kind="boat")
    with pytest.raises(InputError, match=r"is not a boat set: b\.json missing"):
        require(tmp_path, "a.json", "b.json", kind="boat")


def test_the_lines_of_a_folder_are_those_of_its_files(tmp_path: Path) -> None:
    packed = lines(tmp_path / "b.jsonl.gz", {"name": "Tern"})
    plain = lines(tmp_path / "a.jsonl", {"name": "Eider"})
    lines(tmp_path / "c.txt", {"name": "Skua"})
    found = read_all_lines(tmp_path, BOAT, kind="boat")
    assert found == [(f"{plain}:1", Boat("Eider")), (f"{packed}:1", Boat("Tern"))]


def test_a_file_with_nothing_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"boats\.jsonl: nothing in it; a boat set has"):
        read_all_lines(lines(tmp_path / "boats.jsonl"), BOAT, kind="boat")


def test_each_case_has_an_id_of_its_own() -> None:
    ids = CaseIds()
    given = [
        ("a", "x/some.jsonl:1"),
        ("a", "x/some.jsonl:2"),
        (None, "x/some.jsonl:3"),
        (0, "x/some.jsonl:4"),
    ]
    assert [ids.of(*each) for each in given] == ["a", "a (some.jsonl:2)", "some.jsonl:3", "0"]
