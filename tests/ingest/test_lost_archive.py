"""An archive that is gone is said to be gone; what is left of its home is not touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands import run_with_story, runner


def files_of(home: Path) -> dict[str, bytes]:
    files = [path for path in sorted(home.rglob("*")) if path.is_file() and "lock" not in path.name]
    return {str(path): path.read_bytes() for path in files}


@pytest.mark.parametrize("how", ["missing", "empty"])
@pytest.mark.parametrize(
    "command", [["status"], ["list"], ["ask", "When does the lido open?"], ["reindex"], ["ingest", "-"]]
)
def test_indexes_without_their_archive_are_left_as_they_are(
    how: str, command: list[str], tmp_path: Path
) -> None:
    home = tmp_path / "home"
    run = run_with_story(home)
    for file in home.glob("archive.sqlite3*"):
        file.unlink()
    if how == "empty":
        (home / "archive.sqlite3").touch()
    before = files_of(home)
    result = run(*command, stdin=b"")
    assert result.exit_code != 0
    assert f"sqlite3 is {how}, though its indexes (chroma, keywords) are there" in str(result.exception)
    assert files_of(home) == before


def test_an_archive_begun_anew_does_not_empty_the_indexes_of_the_old_one(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    run = run_with_story(home)
    runner(other)("ingest", "-", stdin=b"")
    backup = (home / "archive.sqlite3").rename(tmp_path / "backup")
    (other / "archive.sqlite3").rename(home / "archive.sqlite3")
    assert "its indexes" in str(run("reindex").exception)
    backup.rename(home / "archive.sqlite3")
    assert run("ask", "When does the lido open?").exit_code == 0


def test_an_archive_whose_articles_were_removed_may_be_reindexed(tmp_path: Path) -> None:
    run = run_with_story(tmp_path / "home")
    [line] = run("list").stdout.splitlines()
    assert run("remove", line.split()[0]).exit_code == 0
    assert run("reindex").exit_code == 0


@pytest.mark.parametrize("command", [["status"], ["list"], ["show", "abc"]])
def test_a_command_that_reads_makes_no_archive_in_an_empty_folder(command: list[str], tmp_path: Path) -> None:
    result = runner(tmp_path)(*command)
    assert "there is no archive in" in str(result.exception)
    assert list(tmp_path.iterdir()) == []
