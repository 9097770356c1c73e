"""Coverage: what filters let through, counted again after every change."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.article import article_id
from ingest.store.archive import Archive
from ingest.store.coverage import Coverage, CoverageCounter
from ingest.store.filters import Filters
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
