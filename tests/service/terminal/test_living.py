"""The commands of a living archive: answers, follows, forecasts and webhooks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError, NotFoundError
from ingest.settings import load_settings
from tests.commands import LATER, Run, run_with_story, runner

QUESTION = "When will the Marlow lido open to swimmers?"


@pytest.fixture
def run(tmp_path: Path) -> Run:
    return run_with_story(tmp_path / "home")


def take_in(run: Run, *stories: dict[str, Any]) -> None:
    lines = "\n".join(json.dumps(story) for story in stories)
    assert run("ingest", "-", stdin=lines.encode()).exit_code == 0


def test_an_answer_is_kept_listed_and_shown_with_what_changed(run: Run) -> None:
    text = run("ask", QUESTION).stdout
    id_ = text.strip().rsplit("Kept as ", 1)[1].rstrip(".")
    assert "stands" in run("answers").stdout
    assert run("answers", "--stale").stderr.strip() == "No kept answer is stale."
    take_in(run, LATER)
    listed = run("answers", "--stale").stdout
    assert id_ in listed
    assert "altered: version 2" in listed
    shown = run("answers", id_[:6]).stdout
    assert "before: The Marlow lido will open to swimmers on 4 May" in shown
    assert "now:    The Marlow lido will open to swimmers on 11 May, a week late" in shown
    record = json.loads(run("answers", id_, "--json").stdout)
    assert record["answer"]["stale"][0]["kind"] == "altered"
    assert isinstance(run("answers", "none-such").exception, NotFoundError)


def test_a_question_is_followed_until_it_is_not(run: Run) -> None:
    id_ = json.loads(run("follow", QUESTION, "--json").stdout)["id"]
    take_in(run, LATER)
    shown = run("follows", id_[:6]).stdout
    assert "New, " in shown
    assert "11 May" in shown
    [row] = json.loads(run("follows", "--json").stdout)["follows"]
    assert (row["id"], row["news"]) == (id_, 1)
    assert QUESTION in run("follows").stdout
    assert run("unfollow", id_[:6]).exit_code == 0
    assert run("follows").stderr.strip() == "Nothing is followed; `dateline follow QUESTION` begins."


def test_forecasts_are_found_before_they_are_listed(run: Run) -> None:
    found = run("forecasts", "--due", "2025-12-31").stdout
    assert "2025-05-04, the council says: The Marlow lido will open to swimmers on 4 May" in found
    [forecast] = json.loads(run("forecasts", "--due", "2025-12-31", "--json").stdout)["forecasts"]
    assert forecast["deadline"]["text"] == "4 May"
    assert "No forecast is open" in run("forecasts").stderr
    assert isinstance(run("forecasts", "--publisher", "Nobody").exception, InputError)


def test_webhooks_are_listed(run: Run) -> None:
    assert run("webhooks").stderr.strip() == "No webhook was sent."
    assert isinstance(run("webhooks", "--retry", "none-such").exception, NotFoundError)


def test_the_service_is_asked_where_it_runs(run_service, tmp_path: Path, monkeypatch) -> None:
    home = tmp_path / "home"
    take_in(run_with_story(home), LATER)
    monkeypatch.setenv("DATELINE_API_KEY", "a key for the desk")
    with run_service(load_settings(home=home, embedding_threads=1)) as url:
        run = runner(tmp_path / "elsewhere")
        id_ = json.loads(run("follow", QUESTION, "--json", "--server", url).stdout)["id"]
        assert id_ in run("follows", "--server", url).stdout
        assert id_ in run("follows", id_, "--json", "--server", url).stdout
        assert run("unfollow", id_, "--server", url).exit_code == 0
        kept = json.loads(run("ask", QUESTION, "--json", "--server", url).stdout)["id"]
        assert kept in run("answers", "--server", url).stdout
        assert kept in run("answers", kept, "--server", url).stdout
        # What another process does while the service holds the home is to read it.
        assert kept in runner(home)("answers").stdout
        assert run("webhooks", "--server", url).exit_code == 0
        assert run("forecasts", "--due", "2026-01-01", "--server", url).exit_code == 0
