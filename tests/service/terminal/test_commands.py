"""The commands of service/terminal/commands.py."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from pydantic_core import to_json

from ingest.errors import InputError, NotFoundError, SettingsError
from ingest.library import open_archive
from ingest.settings import Settings, load_settings
from service.answer import Answer, answer_from_json
from tests.commands import Run, run_with_story, runner

QUESTION = "When will the Kess Bridge open?"


# Asking


def test_ask_prints_the_answer_and_its_json_is_the_same_answer(sample: Run) -> None:
    text, answer = sample("ask", QUESTION), answer_from_json(sample("ask", "--json", QUESTION).stdout)
    assert (text.exit_code, text.stderr) == (0, "")
    for statement in answer.statements:
        assert statement.text in text.stdout
    assert all(
        f"> {citation.quote}" in text.stdout for citation in answer.citations if citation.quote.isascii()
    )


def test_ask_json_is_the_whole_answer(sample: Run) -> None:
    printed = sample("ask", "--json", QUESTION).stdout
    assert to_json(answer_from_json(printed), indent=2).decode() + "\n" == printed


def test_ask_exits_with_3_for_a_refusal(tmp_path: Path) -> None:
    result = run_with_story(tmp_path / "home")("ask", "Who leads Brightwater Energy?")
    assert result.exit_code == 3
    assert result.stdout.startswith("No answer (nothing_found): ")


def test_ask_sees_only_what_the_options_let_through(sample: Run) -> None:
    def searched(*options: str) -> Answer:
        return answer_from_json(sample("ask", "--json", QUESTION, *options).stdout)

    everything = searched().coverage.articles
    assert 0 < searched("--as-of", "2025-06-30").coverage.articles < everything
    window = searched("--after", "2025-07-01", "--before", "2025-08-01").coverage
    assert window.earliest is not None
    assert window.latest is not None
    assert (window.earliest.month, window.latest.month) == (7, 7)
    two = searched("--publisher", "Harbour Post", "--publisher", "Kessmouth Echo").coverage.articles
    assert 0 < searched("--publisher", "Harbour Post").coverage.articles < two < everything


def test_ask_with_a_date_that_is_none_names_the_option(sample: Run) -> None:
    error = sample("ask", QUESTION, "--after", "soon").exception
    assert isinstance(error, InputError)
    assert str(error).startswith("--after: 'soon' is not a date")


def test_ask_a_running_service(server_url: str, tmp_path: Path) -> None:
    result = runner(tmp_path / "unused")("ask", QUESTION, "--server", server_url)
    assert result.exit_code == 0
    assert "Kess" in result.stdout
    assert not (tmp_path / "unused").exists()


def test_ask_sends_the_key_of_the_environment(
    copy_home: Callable[[], Path],
    run_service: Callable[[Settings], AbstractContextManager[str]],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    with run_service(load_settings(home=copy_home(), api_key="right")) as url:
        run = runner(tmp_path)
        assert isinstance(run("ask", QUESTION, "--server", url).exception, SettingsError)
        monkeypatch.setenv("DATELINE_API_KEY", "right")
        assert run("ask", QUESTION, "--server", url).exit_code == 0


def test_search_prints_passages_with_their_sources(sample: Run) -> None:
    found = json.loads(sample("search", "--json", "--limit", "3", QUESTION).stdout)["passages"]
    text = sample("search", "--limit", "3", QUESTION).stdout
    assert len(found) == 3
    for rank, passage in enumerate(found, 1):
        assert f"{rank}.  {passage['publisher'] or 'unknown publisher'}, " in text
        assert f"article {passage['article_id']}, version {passage['version']}" in text


def test_the_next_command_indexes_what_an_interrupted_one_left(small: Run, tmp_path: Path) -> None:
    with open_archive(load_settings(home=tmp_path / "home")) as archive:
        archive.reopen_journal(recut=True)
    result = small("ask", "When will the Marlow lido open?")
    assert result.exit_code == 0
    assert "indexing 1 changes" in result.stderr
    assert json.loads(small("status", "--json").stdout)["pending"] == 0


@pytest.mark.parametrize(
    "command",
    [
        ("ask", QUESTION, "--as-of", "2025-09-01"),
        ("ask", "Where does Tomas Reyes live?"),
        ("search", QUESTION, "--publisher", "northgate CHRONICLE", "--publisher", "Kessmouth Echo"),
        ("search", QUESTION, "--after", "2025-07-01", "--before", "2025-08-01", "--limit", "2"),
        ("summarize", "Kess Bridge", "--style", "timeline"),
        ("summarize", "--article", "d3692f3259c2ccdf", "--max-words", "60"),
        ("summarize", "--publisher", "Harbour Post", "--day", "2025-07-09", "--as-of", "2025-10-01"),
        ("summarize", "Kyoto tea ceremony prices"),
        ("summarize", "Kess Bridge", "--estimate", "--json"),
    ],
)
def test_a_running_service_prints_what_the_archive_prints(
    sample: Run, server_url: str, tmp_path: Path, command: tuple[str, ...]
) -> None:
    there, here = runner(tmp_path / "none")(*command, "--server", server_url), sample(*command)
    # Each was kept under an id of its own.
    said = [re.sub(r"Kept as \w+", "Kept", each.stdout) for each in (there, here)]
    assert (there.exit_code, said[0], there.stderr) == (here.exit_code, said[1], here.stderr)
    assert there.exit_code in (0, 3)


@pytest.mark.parametrize(
    ("command", "error"),
    [
        (("search", QUESTION, "--publisher", "Harbor Post"), InputError),
        (("summarize", "--article", "feed"), NotFoundError),
        (("summarize", "Kess", "--writer", "ghost"), InputError),
    ],
)
def test_what_a_service_finds_wrong_is_the_same_error(
    sample: Run, server_url: str, tmp_path: Path, command: tuple[str, ...], error: type[Exception]
) -> None:
    there, here = runner(tmp_path)(*command, "--server", server_url).exception, sample(*command).exception
    assert type(there) is type(here) is error
    assert str(here) in str(there)
