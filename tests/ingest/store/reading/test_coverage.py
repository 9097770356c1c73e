"""Coverage: what filters let through, counted again after every change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.article import article_id
from ingest.store.archive import Archive
from ingest.store.filters import Filters
from ingest.store.reading.coverage import Coverage, CoverageCounter
from tests.ingest.support import SEEN, accept_indexed, draft, on

LATER = SEEN + timedelta(days=1)
MARCH, MAY = on("2025-03-01"), on("2025-05-01")


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    accept_indexed(opened, [draft("Ferry", "The ferry sails.", published_at="2025-03-01")], SEEN)
    yield opened
    opened.close()


def test_every_change_counts(archive: Archive) -> None:
    counter = CoverageCounter(archive)
    assert counter.count(Filters(LATER)) == Coverage(1, MARCH, MARCH)
    bridge = draft("Bridge", "The bridge opens.", published_at="2025-05-01")
    accept_indexed(archive, [bridge], SEEN)
    assert counter.count(Filters(LATER)) == Coverage(2, MARCH, MAY)
    archive.remove(article_id(bridge))
    assert counter.count(Filters(LATER)) == Coverage(1, MARCH, MARCH)


def test_an_earlier_moment_is_not_taken_for_now(archive: Archive) -> None:
    accept_indexed(archive, [draft("Bridge", "The bridge opens.", published_at="2025-05-01")], SEEN)
    counter = CoverageCounter(archive)
    assert counter.count(Filters(LATER)).articles == 2
    assert counter.count(Filters(MAY - timedelta(days=1))).articles == 1
    assert counter.count(Filters(LATER, after=MAY)).articles == 1
    assert counter.count(Filters(LATER)).articles == 2


def test_publishers_are_read_again_after_a_change(archive: Archive) -> None:
    before = archive.publishers()
    accept_indexed(
        archive, [draft("Tram", "The tram stops.", publisher="Île", url="https://ile.example/1")], SEEN
    )
    assert set(archive.publishers()) == {*before, "Île"}


@pytest.mark.parametrize(
    ("published", "bounds", "count"),
    [
        ("2019-07-10T00:30:00+02:00", ("2019-07-10", "2019-07-11"), 1),  # 22:30 on the 9th in UTC
        ("2019-07-10T00:30:00+02:00", ("2019-07-09", "2019-07-10"), 0),
        ("2019-07-09T21:00:00-05:00", ("2019-07-09", "2019-07-10"), 1),  # 02:00 on the 10th in UTC
        ("2019-07-09T22:30:00+00:00", ("2019-07-09", "2019-07-10"), 1),
        ("2019-07-10T00:30:00+02:00", ("2019-07-09 22:00", "2019-07-09 23:00"), 1),  # moments, not days
        ("2019-07-10T00:30:00+02:00", ("2019-07-10 00:10", "2019-07-10 00:50"), 0),
    ],
)
def test_days_are_those_of_the_publishers_clock(
    tmp_path: Path, published: str, bounds: tuple[str, str], count: int
) -> None:
    opened = Archive(f"sqlite:///{tmp_path / 'zones.sqlite3'}")
    moment = datetime.fromisoformat(published)
    accept_indexed(opened, [draft("Night train", "The night train runs.", published_at=moment)], SEEN)
    after, before = map(on, bounds)
    assert CoverageCounter(opened).count(Filters(LATER, after=after, before=before)).articles == count
    earliest = CoverageCounter(opened).count(Filters(LATER)).earliest
    assert earliest is not None
    assert (earliest.isoformat(), opened.counts().latest) == (published, moment)
    opened.close()


def test_the_first_and_last_publication_keep_their_own_clocks(tmp_path: Path) -> None:
    opened = Archive(f"sqlite:///{tmp_path / 'zones.sqlite3'}")
    days = ("1890-01-01T02:00:00+01:00", "2019-07-10T00:30:00+02:00", "2019-07-09T23:45:00-05:00")
    drafts = [draft(f"Item {day}", f"Text {day}.", published_at=datetime.fromisoformat(day)) for day in days]
    accept_indexed(opened, drafts, SEEN)
    found = CoverageCounter(opened).count(Filters(LATER))
    assert found.earliest is not None
    assert found.latest is not None
    assert [found.earliest.isoformat(), found.latest.isoformat()] == [days[0], days[2]]
    opened.close()
