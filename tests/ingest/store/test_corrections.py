"""Retractions under an address of their own reach the article that they withdraw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.article import Draft, Kind, article_id
from ingest.store.archive import Acceptance, Archive
from tests.ingest.support import SEEN, accept_indexed, draft

TITLE = "Water company knew of lead in schools"
LEAD = replace(
    draft(
        TITLE,
        "The water company knew for months that there was lead in three schools.",
        published_at="2025-03-01",
    ),
    url="https://compass.example/lead",
    publisher="Daily Compass",
)
OTHER = replace(
    draft("Ferry sails again", "The ferry to the island sails again.", published_at="2025-03-01"),
    url="https://compass.example/ferry",
    publisher="Daily Compass",
)


def notice(title: str, text: str, publisher: str | None = "dailycompass.example") -> Draft:
    made = draft(title, text, published_at="2025-03-09")
    return replace(made, url="https://compass.example/notice", publisher=publisher, kind=Kind.RETRACTION)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    accept_indexed(opened, [LEAD, OTHER], SEEN)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "retraction",
    [
        notice(f"Retraction: {TITLE}", "We no longer believe that the memorandum is genuine."),
        notice(f"RETRACTED – {TITLE.upper()}", "We no longer believe that the memorandum is genuine."),
        notice("Retraction", f"The article “{TITLE}” of 1 March has been withdrawn."),
        notice("Editor's note: a withdrawal", "We withdraw https://www.compass.example/lead. It was false."),
    ],
)
def test_it_becomes_a_version_of_the_article_that_it_names(archive: Archive, retraction: Draft) -> None:
    [(outcome, article, number)] = accept_indexed(archive, [retraction], SEEN)
    assert (outcome, article.id, number) == (Acceptance.UPDATED, article_id(LEAD), 2)
    assert [version.kind for version in archive.versions(article.id)] == [Kind.ARTICLE, Kind.RETRACTION]
    assert article.url == LEAD.url
    # Read again, it changes nothing.
    [(outcome, *_)] = archive.accept([retraction], SEEN)
    assert outcome is Acceptance.UNCHANGED


@pytest.mark.parametrize(
    "retraction",
    [
        notice(f"Retraction: {TITLE}", "It was false.", publisher="Harbour Post"),
        notice(f"Retraction: {TITLE}", "It was false.", publisher=None),
        notice("Retraction", "An article of ours was false."),
        notice("Retraction", f"We withdraw “{TITLE}” and https://compass.example/ferry both."),
    ],
)
def test_where_it_is_not_sure_it_stays_an_article_of_its_own(archive: Archive, retraction: Draft) -> None:
    [(outcome, article, number)] = archive.accept([retraction], SEEN)
    assert (outcome, number) == (Acceptance.NEW, 1)
    assert article.id not in (article_id(LEAD), article_id(OTHER))


def test_what_is_no_retraction_is_not_moved(archive: Archive) -> None:
    report = replace(notice(f"Opinion: {TITLE}", "It was true."), kind=Kind.ARTICLE)
    [(outcome, *_)] = archive.accept([report], SEEN)
    assert outcome is Acceptance.NEW
