"""The commands of service/terminal/checking.py."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError
from ingest.library import open_archive
from ingest.settings import load_settings
from tests.commands import LATER, Run, runner
from tests.service.wire import KEY, running_wire, streamed

QUESTION = "When will the Kess Bridge open?"
DRAFT = "The Marlow lido will open on 5 May 2025. The council said that “repairs have cost £310,000”."


def saved_answer(run: Run, folder: Path) -> Path:
    result = run("ask", "--json", "When will the Marlow lido open?")
    assert result.exit_code == 0
    path = folder / "answer.json"
    path.write_text(result.stdout, encoding="utf-8")
    return path


# Looking words up


def test_quote_shows_where_words_stand_with_what_stands_around(small: Run) -> None:
    result = small("quote", "It has been closed since a pipe burst")
    assert result.exit_code == 0
    assert "1 place, 1 article, 1 publisher:" in result.stdout
    assert "[1] Vale Courier, 2025-03-01: Lido to open in May" in result.stdout
    assert (
        "      The Marlow lido will open to swimmers on 4 May, the council said on Saturday." in result.stdout
    )
    assert "    > It has been closed since a pipe burst under the deep end two winters ago." in result.stdout
    assert "    exact (article " in result.stdout


def test_quote_shows_what_differs(small: Run) -> None:
    result = small("quote", "the Marlow lido will open to swimmers on 5 May")
    assert result.exit_code == 0
    assert "near; there '4', not '5'" in result.stdout


def test_quote_exits_with_3_when_no_article_has_the_words(small: Run) -> None:
    result = small("quote", "The moon is made of fresh cheese")
    assert (result.exit_code, result.stdout) == (3, "No article has these words, exactly or nearly.\n")
    assert json.loads(small("quote", "--json", "The moon is made of fresh cheese").stdout)["found"] == []


def test_quote_without_a_word_is_an_input_error(small: Run) -> None:
    assert isinstance(small("quote", "“…”").exception, InputError)


def test_quote_as_of_a_day_sees_nothing_later(small: Run) -> None:
    words = ("quote", "on 11 May, a week late")
    small("ingest", "-", stdin=json.dumps(LATER).encode())
    assert small(*words).exit_code == 0
    assert small(*words, "--as-of", "2025-03-08").exit_code == 3
    replaced = small("quote", "to swimmers on 4 May, the council")
    assert "version 1, since replaced" in replaced.stdout


def test_quote_at_a_service_prints_what_it_prints_here(sample: Run, server_url: str, tmp_path: Path) -> None:
    command = (
        "quote",
        "An anchor does not need a motive",
        "--as-of",
        "2025-10-01",
        "--publisher",
        "Harbour Post",
    )
    there = runner(tmp_path / "none")(*command, "--server", server_url)
    assert there.exit_code == 0
    assert there.stdout == sample(*command).stdout


# A draft


def test_check_of_a_draft_says_what_stands_where(small: Run, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(DRAFT, encoding="utf-8-sig")
    result = small("check", "--text", str(path), "--as-of", "2025-03-02")
    assert result.exit_code == 1
    assert "exact: “repairs have cost £310,000”" in result.stdout
    assert "differs: 5 May 2025, there 4 May (2025-05-04) [1]" in result.stdout
    assert "1 quotation: 1 exact, 0 altered, 0 not found." in result.stdout
    assert (
        small("check", "--text", "-", "--as-of", "2025-03-02", stdin=path.read_bytes()).stdout
        == result.stdout
    )


def test_check_of_a_draft_that_the_archive_bears_out_exits_with_0(small: Run) -> None:
    draft = DRAFT.replace("5 May", "4 May").encode()
    assert small("check", "--text", "-", "--as-of", "2025-03-02", stdin=draft).exit_code == 0


def test_check_of_a_draft_at_a_service_prints_what_it_prints_here(
    sample: Run, server_url: str, tmp_path: Path
) -> None:
    draft = "Reports of bullying fell by 19%, Dr Rosalind Teo said. “It's one term,” she said.".encode()
    command = ("check", "--text", "-", "--json", "--as-of", "2025-10-01")
    there = runner(tmp_path / "none")(*command, "--server", server_url, stdin=draft)
    assert there.exit_code == 1
    assert there.stdout == sample(*command, stdin=draft).stdout


@pytest.mark.parametrize("draft", [b"", b" \n\n ", "“…”".encode()])
def test_check_of_an_empty_draft_is_an_input_error(small: Run, draft: bytes) -> None:
    error = small("check", "--text", "-", stdin=draft).exception
    assert isinstance(error, InputError)
    assert "no word in it" in str(error)


def test_check_of_a_draft_shows_what_the_model_says_as_the_models(
    small: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = DRAFT.encode()
    without = small("check", "--text", "-", "--as-of", "2025-03-02", stdin=draft)
    with running_wire(streamed('{"verdict": "not_stated"}')) as wire:
        for name, value in (("BASE_URL", wire.url), ("MODEL", "small"), ("API_KEY", KEY)):
            monkeypatch.setenv(f"DATELINE_LLM_{name}", value)
        result = small("check", "--text", "-", "--as-of", "2025-03-02", stdin=draft)
    said = [line for line in result.stdout.splitlines() if "model" in line]
    assert said[:-1] == ["    the model says: not stated"] * 2
    assert "The model small says: 0 supported, 0 contradicted, 2 not stated." in said[-1]
    assert "model" not in without.stdout
    assert result.exit_code == without.exit_code


def test_check_of_a_draft_that_is_no_text_says_which_byte(tmp_path: Path) -> None:
    error = runner(tmp_path)("check", "--text", "-", stdin=b"caf\xe9 society").exception
    assert "standard input is not text in UTF-8 (byte 3)" in str(error)


@pytest.mark.parametrize("options", [("--as-of", "2025-01-01"), ("--publisher", "Vale Courier")])
def test_filters_without_a_draft_are_an_input_error(small: Run, options: tuple[str, ...]) -> None:
    assert "--text" in str(small("check", *options, stdin=b"{}").exception)


def test_an_answer_beside_a_draft_is_an_input_error(small: Run, tmp_path: Path) -> None:
    assert "beside --text" in str(small("check", "answer.json", "--text", "draft.txt").exception)


# An answer


def test_a_saved_answer_is_checked_by_a_service(sample: Run, server_url: str, tmp_path: Path) -> None:
    run = runner(tmp_path / "none")
    answer = sample("ask", QUESTION, "--json").stdout
    for changed, code in ((answer, 0), (answer.replace('"quote": "', '"quote": "~', 1), 1)):
        there = run("check", "--server", server_url, stdin=changed.encode())
        assert there.stdout == sample("check", stdin=changed.encode()).stdout
        assert there.exit_code == code
    assert json.loads(run("check", "--json", "--server", server_url, stdin=answer.encode()).stdout)[
        "all_valid"
    ]


def test_check_finds_an_untouched_answer_valid(small: Run, tmp_path: Path) -> None:
    path = saved_answer(small, tmp_path)
    result = small("check", str(path))
    assert result.exit_code == 0
    assert result.stdout.startswith("[1] valid: ")
    assert small("check", "-", stdin=path.read_bytes()).stdout == result.stdout


def test_check_says_that_a_corrected_article_makes_a_citation_stale(small: Run, tmp_path: Path) -> None:
    path = saved_answer(small, tmp_path)
    small("ingest", "-", stdin=json.dumps(LATER).encode())
    result = small("check", "--json", str(path))
    assert result.exit_code == 0
    assert json.loads(result.stdout)["all_valid"]
    assert all(each["stale"] for each in json.loads(result.stdout)["citations"])
    assert "valid, stale: " in small("check", str(path)).stdout


def test_check_finds_a_removed_article_missing(small: Run, tmp_path: Path) -> None:
    path = saved_answer(small, tmp_path)
    small("remove", json.loads(small("list", "--json").stdout)[0]["id"])
    result = small("check", str(path))
    assert result.exit_code == 1
    assert "[1] missing: " in result.stdout


def test_check_finds_one_changed_character_of_the_stored_text(small: Run, tmp_path: Path) -> None:
    path = saved_answer(small, tmp_path)
    with open_archive(load_settings(home=tmp_path / "home")) as archive, archive.begin() as db:
        db.exec_driver_sql("UPDATE versions SET text = replace(text, '4 May', '5 May')")
    result = small("check", str(path))
    assert result.exit_code == 1
    assert "[1] altered: the stored text does not have the hash" in result.stdout


@pytest.mark.parametrize(
    "name", ["quote", "title", "publisher", "published_at", "url", "sha256", "start", "version", "text"]
)
def test_check_finds_one_changed_character_of_an_answer(small: Run, tmp_path: Path, name: str) -> None:
    answer = json.loads(saved_answer(small, tmp_path).read_text(encoding="utf-8"))
    statement = answer["statements"][0]
    changed: dict[str, Any] = statement if name == "text" else statement["citations"][0]
    changed[name] = _one_off(changed[name])
    result = small("check", "-", stdin=json.dumps(answer).encode())
    assert result.exit_code == 1
    assert "[1] altered: " in result.stdout or (name == "version" and "[1] missing: " in result.stdout)


def _one_off(value: Any) -> Any:
    if isinstance(value, int):
        return value + 1
    return value.replace("2025", "2024") if value.startswith("2025") else f"{value[:-1]}~"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "Invalid JSON"),
        (b"\xff\xfe", "Invalid JSON"),
        (b"[1]", "object"),
        (b"{}", "question"),
    ],
)
def test_check_of_what_is_no_answer_says_so(tmp_path: Path, content: bytes, problem: str) -> None:
    error = runner(tmp_path / "home")("check", "-", stdin=content).exception
    assert isinstance(error, InputError)
    assert str(error).startswith("standard input is not an answer as `dateline ask --json` prints it (")
    assert problem in str(error)


def test_check_of_an_answer_without_its_citations_is_refused(small: Run, tmp_path: Path) -> None:
    answer = json.loads(saved_answer(small, tmp_path).read_text(encoding="utf-8"))
    for statement in answer["statements"]:
        statement["citations"] = []
    assert "has no citation" in str(small("check", "-", stdin=json.dumps(answer).encode()).exception)
    answer["statements"] = []
    assert "either statements or" in str(small("check", "-", stdin=json.dumps(answer).encode()).exception)


def test_check_of_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    error = runner(tmp_path / "home")("check", str(tmp_path / "none.json")).exception
    assert isinstance(error, InputError)
    assert "No such file" in str(error)
