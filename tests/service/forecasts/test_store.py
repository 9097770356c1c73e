from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.embeddings.minilm import MiniLM
from ingest.pipeline import ingest, remove
from service.evidence.library import AskableLibrary
from service.forecasts.forecast import Forecast
from service.forecasts.later import with_later
from service.forecasts.store import ForecastFilters, list_forecasts
from service.lookout import look
from tests.ingest.support import on, record, settings_in
from tests.service.asked import askable_with

DAM = (
    "The Orrin dam will be finished by the end of 2026, the water board said on Monday. Its wall is sixty "
    "metres high and holds the water of two valleys."
)
LATER = (
    "The Orrin dam will not be finished before the spring of 2028, the water board said, because the wall of "
    "the dam has to be rebuilt. Two valleys wait for the water."
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path), MiniLM(threads=1)) as opened:
        ingest(
            opened,
            [
                record("Orrin dam on time", DAM, published="2025-06-02T09:00:00Z"),
                record("Dam is late", LATER, published="2026-02-02T09:00:00Z", publisher="Vale Courier"),
                record(
                    "Ferry to stop",
                    "The Ormskay ferry will stop sailing in October, its owner said.",
                    published="2025-08-01T09:00:00Z",
                    publisher="Vale Courier",
                ),
            ],
        )
        look(opened)
        yield opened


def listed(library: AskableLibrary, **filters: object) -> list[Forecast]:
    given = ForecastFilters(**{"now": on("2025-09-01"), **filters})  # type: ignore[arg-type]
    return with_later(library, list_forecasts(library, given, limit=10)).forecasts


def test_open_ones_come_soonest_first_and_those_that_are_due_latest_first(library: AskableLibrary) -> None:
    assert [each.deadline.text for each in listed(library)] == ["October", "the end of 2026"]
    assert [each.deadline.text for each in listed(library, due=on("2025-12-31"))] == ["October"]
    assert len(listed(library, due=on("2027-01-01"))) == 2
    assert [each.deadline.text for each in listed(library, publishers=("Vale Courier",))] == ["October"]


def test_it_is_a_citation_with_the_spans_of_its_parts(library: AskableLibrary) -> None:
    dam = listed(library)[1]
    text = library.archive.version(dam.citation.article_id, dam.citation.version).text
    assert text[dam.citation.start : dam.citation.end] == dam.citation.quote
    for part in (dam.event, dam.deadline):
        assert text[part.start : part.end] == part.text
    assert dam.speaker is not None
    assert text[dam.speaker.start : dam.speaker.end] == dam.speaker.name == "the water board"


def test_later_articles_that_bear_on_it_stand_with_it(library: AskableLibrary) -> None:
    ferry, dam = listed(library)
    assert ferry.later == ()
    assert ["spring of 2028" in each.quote for each in dam.later] == [True]
    assert dam.later[0].publisher == "Vale Courier"


def test_they_follow_what_articles_say_now(library: AskableLibrary) -> None:
    changed = DAM.replace("the end of 2026", "the end of 2029")
    times = {"published": "2025-06-02T09:00:00Z", "modified": "2025-08-02T09:00:00Z"}
    ingest(library, [record("Orrin dam on time", changed, **times)])
    look(library)
    dam = listed(library)[-1]
    assert (dam.deadline.text, dam.citation.version) == ("the end of 2029", 2)
    remove(library, dam.citation.article_id)
    look(library)
    assert [each.deadline.text for each in listed(library)] == ["October"]
