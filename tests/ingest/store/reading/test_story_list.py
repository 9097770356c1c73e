"""Stories by day, as an archive with copies, several publishers and several clocks lists them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from ingest.article import Draft, article_id
from ingest.store.archive import Archive
from ingest.store.reading.story_list import (
    StoryList,
    articles_of_story,
    list_stories,
    nearest_earlier,
    stories_with,
)
from tests.ingest.support import SEEN, accept_indexed, draft, on

CABLE = (
    "Most of the 640,000 people of Maravel had no internet access on Tuesday after the only cable that links "
    "the islands to the mainland was cut in deep water, the government said. The fault was found at 3.52 am, "
    "about 210 kilometres west of Port Ellery, where the sea is 2,300 metres deep. A repair ship left port "
    "on Tuesday afternoon and is expected at the site on Saturday."
)


def told(by: str, title: str, text: str, at: datetime | str | None, agency: str | None = None) -> Draft:
    made = draft(title, text, published_at=at, agency=agency)
    return replace(made, publisher=by, url=f"https://{title.lower().replace(' ', '-')}.example/a")


FIRST = told("Straits Monitor", "Maravel offline", CABLE, "2025-08-26 02:30")
COPY = told("The Harbour Post", "Cable cut", CABLE, "2025-08-26 09:00", "Meridian Wire")
SAME_HOUSE = told("harbourpost.example", "Cable is cut", CABLE, "2025-08-26 10:00")
NEXT_DAY = told("Coastline Weekly", "Islands cut off", f"{CABLE} Shops were shut.", "2025-08-27 06:00")
ALONE = told("Kessmouth Echo", "Lamp relit", "The lamp on the mole was lit again.", "2025-08-26 08:00")
# The evening of the 25th on the publisher's clock.
WEST = told(
    "Harbour Post",
    "Ferry sails",
    "The ferry to Saint-Aubin sails again.",
    datetime(2025, 8, 25, 20, tzinfo=timezone(timedelta(hours=-8))),
)
UNDATED = told("Kessmouth Echo", "Bells ring", "The bells of the harbour church ring again.", None)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    accept_indexed(opened, [COPY, NEXT_DAY, FIRST, SAME_HOUSE, ALONE, WEST, UNDATED], SEEN)
    yield opened
    opened.close()


def listed(archive: Archive, day: str | None, limit: int = 20, offset: int = 0) -> StoryList:
    return list_stories(archive, date.fromisoformat(day) if day else None, SEEN, limit=limit, offset=offset)


def test_what_most_publishers_carried_comes_first(archive: Archive) -> None:
    found = listed(archive, "2025-08-26")
    assert [each.title for each in found.stories] == ["Maravel offline", "Lamp relit"]
    cable = found.stories[0]
    assert (cable.article_id, cable.publisher) == (article_id(FIRST), "Straits Monitor")
    assert cable.publishers == ("Straits Monitor", "The Harbour Post", "Coastline Weekly")
    assert (cable.articles, cable.agency) == (4, "Meridian Wire")
    assert cable.published_at == on("2025-08-26 02:30")


def test_a_story_is_on_the_day_of_its_first_report_only(archive: Archive) -> None:
    later = listed(archive, "2025-08-27")
    assert (later.stories, later.total) == ([], 0)
    assert (later.earlier, later.later) == (date(2025, 8, 26), None)


def test_days_are_those_of_the_publishers_clock(archive: Archive) -> None:
    found = listed(archive, "2025-08-25")
    assert [each.title for each in found.stories] == ["Ferry sails"]
    assert (found.earlier, found.later) == (None, date(2025, 8, 26))


def test_without_a_day_it_is_the_last_one_with_an_article(archive: Archive) -> None:
    assert listed(archive, None).day == date(2025, 8, 27)


def test_a_list_goes_on(archive: Archive) -> None:
    first, rest = listed(archive, "2025-08-26", limit=1), listed(archive, "2025-08-26", limit=1, offset=1)
    assert (first.total, first.next_offset, rest.next_offset) == (2, 1, None)
    assert [each.title for each in (*first.stories, *rest.stories)] == ["Maravel offline", "Lamp relit"]


def test_what_is_not_indexed_yet_is_not_listed(tmp_path: Path) -> None:
    waiting = Archive(f"sqlite:///{tmp_path / 'waiting.sqlite3'}")
    waiting.accept([FIRST], SEEN)
    assert listed(waiting, None) == StoryList(None, 0, [], None, None, None)
    waiting.close()


def test_each_copy_is_told_from_what_it_copies(archive: Archive) -> None:
    ids = [article_id(each) for each in (FIRST, COPY, NEXT_DAY)]
    nearest = nearest_earlier(archive, ids)
    assert nearest[ids[1]] == (ids[0], 1.0)
    assert nearest[ids[2]][1] > 0.9
    assert ids[0] not in nearest


def test_stories_by_their_ids_come_in_the_order_of_publication(archive: Archive) -> None:
    ids = [archive.article(article_id(each)).story_id for each in (ALONE, FIRST, UNDATED)]
    found = stories_with(archive, ids, SEEN)
    assert [each.title for each in found] == ["Maravel offline", "Lamp relit", "Bells ring"]


def test_a_list_as_of_a_moment_has_only_what_had_come_by_then(archive: Archive) -> None:
    found = list_stories(archive, date(2025, 8, 26), on("2025-08-26 09:30"), limit=20)
    assert [each.title for each in found.stories] == ["Maravel offline", "Lamp relit"]
    assert found.stories[0].publishers == ("Straits Monitor", "The Harbour Post")
    assert list_stories(archive, None, on("2025-08-26 09:30"), limit=20).day == date(2025, 8, 26)
    assert listed(archive, "2025-08-26").stories[0].articles == 4


def test_a_wording_that_was_replaced_since_is_seen_as_of_its_time(archive: Archive) -> None:
    changed = replace(
        FIRST, text=f"{CABLE} It was mended.", title="Maravel online", modified_at=on("2025-08-28")
    )
    accept_indexed(archive, [changed], SEEN)
    titles = [listed(archive, "2025-08-26").stories[0].title]
    titles += [list_stories(archive, None, on("2025-08-27"), limit=1).stories[0].title]
    assert titles == ["Maravel online", "Maravel offline"]
    story = archive.find(article_id(FIRST)).story_id
    [(_, version), *_] = articles_of_story(archive, story, on("2025-08-27"), 9)
    assert (version.title, version.visible_until) == ("Maravel offline", None)
