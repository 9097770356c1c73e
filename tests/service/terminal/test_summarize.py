"""The command of service/terminal/summarize.py."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.errors import InputError, NotFoundError
from service.summaries.summary import Summary, summary_from_json
from tests.commands import STORY, Run, run_with_story

MARCH = "march against closing the accident unit"


def summary_of(run: Run, *arguments: str) -> Summary:
    result = run("summarize", "--json", *arguments)
    assert (result.exit_code, result.stderr) == (0, "")
    return summary_from_json(result.stdout)


def test_a_brief_is_one_paragraph_with_its_citations(sample: Run) -> None:
    text, summary = sample("summarize", MARCH), summary_of(sample, MARCH)
    first, *rest = text.stdout.split("\n\n")
    assert first == " ".join(f"{each.text} [{n}]" for n, each in enumerate(summary.statements, start=1))
    assert rest[0].startswith("Sources differ:\n  - ")
    assert all(f"> {citation.quote}" in text.stdout for citation in summary.citations)
    assert f"{summary.words} words" in text.stdout


def test_bullets_and_a_timeline_have_a_line_for_each_statement(sample: Run) -> None:
    bullets = sample("summarize", MARCH, "--style", "bullets", "--max-sentences", "2").stdout
    lines = bullets.split("\n\n")[0].splitlines()
    assert [line[:2] for line in lines] == ["- ", "- "]
    timeline = sample("summarize", "Victor Amsel", "--style", "timeline").stdout
    assert "2025-09-12  Victor Amsel" in timeline


def test_a_publishers_day(sample: Run) -> None:
    summary = summary_of(sample, "--publisher", "Northgate Chronicle", "--day", "2025-10-24")
    assert summary.articles == 1
    assert (summary.of.after, summary.of.before) == (
        summary.of.before and summary.of.before.replace(day=24),
        summary.of.before,
    )


def test_an_article_and_its_story(tmp_path: Path) -> None:
    run = run_with_story(tmp_path / "home")
    id_ = json.loads(run("list", "--json").stdout)[0]["id"]
    by_article = summary_of(run, "--article", id_)
    by_story = summary_of(run, "--story", id_)
    assert by_article.statements == by_story.statements
    assert by_article.statements[0].text in STORY["text"]


def test_what_it_prints_can_be_checked(sample: Run, tmp_path: Path) -> None:
    path = tmp_path / "summary.json"
    path.write_text(sample("summarize", "--json", MARCH).stdout, encoding="utf-8")
    assert sample("check", str(path)).exit_code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("18,000", "81,000"), encoding="utf-8")
    assert sample("check", str(path)).exit_code == 1


def test_the_cost_is_said_alone_when_asked_for(sample: Run) -> None:
    arguments = ("summarize", "--estimate", "--publisher", "Kessmouth Echo", "--after", "2025-01-01")
    assert sample(*arguments).stdout.startswith("10 articles, ")
    assert json.loads(sample(*arguments, "--json").stdout)["articles"] == 10


def test_nothing_to_summarise_exits_with_3(sample: Run) -> None:
    result = sample("summarize", "Kyoto tea ceremony prices")
    assert result.exit_code == 3
    assert result.stdout.startswith("No summary (nothing_found): ")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((), InputError, "nothing says what to summarise"),
        (("Kess", "--story", "feed"), InputError, "story_id and question are given"),
        (("Kess", "--day", "2025-10-24", "--after", "2025-10-01"), InputError, "--day is given with"),
        (("Kess", "--day", "soon"), InputError, "--day: 'soon' is not a date"),
        (("--article", "feed"), NotFoundError, "no article feed"),
        (("Kess", "--writer", "ghost"), InputError, "no writer is called 'ghost'"),
    ],
)
def test_what_cannot_be_summarised(
    sample: Run, arguments: tuple[str, ...], error: type[Exception], message: str
) -> None:
    result = sample("summarize", *arguments)
    assert isinstance(result.exception, error)
    assert message in str(result.exception)


def test_a_style_that_is_none_is_said_in_plain_words(sample: Run) -> None:
    result = sample("summarize", "Kess", "--style", "haiku")
    assert result.exit_code == 2
    assert "Invalid value for '--style': 'haiku' is not one of 'brief', 'bullets'" in result.stderr
    assert "Value error" not in result.stderr


def test_too_few_words_are_an_error_of_usage(sample: Run) -> None:
    assert sample("summarize", "Kess", "--max-words", "9").exit_code == 2
