"""Timelines of a day-by-day article, on an archive of the test's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from ingest.library import open_archive, open_library
from ingest.pipeline import ingest
from ingest.settings import load_settings
from service.evidence.library import AskableLibrary
from service.summaries.styles import Style
from service.summaries.summary import Summary, SummaryRequest
from service.summarize import summarize
from tests.ingest.support import record

NOW = datetime(2025, 11, 1, tzinfo=UTC)
DIARY = """\
4 August

Crews of the Ormskay ferries walked out at noon over a plan to cut two of five night shifts.

6 August

The company hired buses that drove round the sound by way of Brome, which took three hours.

9 August

Fishermen carried the post to Halvey island, where the shops had run out of bread and milk.

12 August

Talks in the town hall broke up after twenty minutes, when the director left by a side door.

15 August

A judge in Kessmouth refused to stop the walkout, since the ballot had been held as the law demands.

19 August

The union and the company agreed to keep four of the shifts and to ask the crews once more.

21 August

The first boat left the harbour at dawn, with three hundred passengers and a brass band on deck.
"""


def timeline(home: Path, text: str) -> Summary:
    settings = load_settings(home=home)
    with open_archive(settings, create=True):
        pass
    with open_library(settings) as opened:
        library = AskableLibrary.of(opened)
        title = "The Ormskay ferry strike, day by day"
        ingest(library, [record(title, text, published="2025-08-22", publisher="Sound Mail")])
        return summarize(
            library, SummaryRequest(question="Ormskay ferry strike", as_of=NOW, style=Style.TIMELINE)
        )


def test_a_day_by_day_article_gives_a_line_for_each_day(tmp_path: Path) -> None:
    summary = timeline(tmp_path / "home", DIARY)
    days = [event.start.day for event in summary.events if event.words]
    assert days == [4, 6, 9, 12, 15, 19, 21]
    told = dict(zip((event.start for event in summary.events), summary.statements, strict=True))
    assert "broke up" in told[date(2025, 8, 12)].text


def test_without_headings_what_names_no_day_is_of_the_day_of_publication(tmp_path: Path) -> None:
    plain = "\n\n".join(line for line in DIARY.split("\n\n") if not line.endswith("August"))
    summary = timeline(tmp_path / "home", plain)
    assert {event.start for event in summary.events} == {date(2025, 8, 22)}


def test_years_long_before_are_left_out_of_a_timeline(tmp_path: Path) -> None:
    before = "The Ormskay ferry crews last walked out in 1998, for a week, over the pay of stokers."
    summary = timeline(tmp_path / "home", f"{before}\n\n{DIARY}")
    assert min(event.start for event in summary.events) >= date(2025, 8, 4)
