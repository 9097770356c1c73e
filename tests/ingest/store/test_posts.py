"""Posts of live blogs: each is seen from its time on, in whichever version has it then."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.article import Draft, Kind, Post, article_id
from ingest.store.archive import Archive
from ingest.store.filters import Filters
from ingest.store.passages import PassageStore
from ingest.store.reading.coverage import Coverage, CoverageCounter
from ingest.store.reading.wordings import wordings_of
from ingest.store.schema import SCHEMA_VERSION
from tests.ingest.support import add_cut, draft, on

LEAD = "Orrin elects a mayor, and few have voted so far."
OPEN = "Polling stations opened at nine."
NOON = "Turnout stood at 31 percent at noon."
NOON_MENDED = "Turnout stood at 33 percent at noon."
WON = "Tomas Wirth has won the election."
NEW_LEAD = "Orrin has elected Tomas Wirth as its mayor."


def live(lead: str, *posts: tuple[str, str], modified: str, **fields: object) -> Draft:
    """Return a live blog: a lead, and posts as (time, text)."""
    text, spans = lead, []
    for time, words in posts:
        spans.append(Post(len(text) + 2, len(text) + 2 + len(words), on(time)))
        text += f"\n\n{words}"
    given = draft(
        "Orrin election live", text, published_at="2025-06-10 08:00", modified_at=modified, **fields
    )
    return replace(given, posts=tuple(spans))


FIRST = live(LEAD, ("2025-06-10 14:00", NOON), ("2025-06-10 09:00", OPEN), modified="2025-06-10 14:05")
# Its page no longer reaches back to the first post, and has mended the second.
SECOND = live(
    NEW_LEAD,
    ("2025-06-11 01:30", WON),
    ("2025-06-10 14:00", NOON_MENDED),
    modified="2025-06-11 02:00",
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tuple[Archive, PassageStore]]:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    yield archive, PassageStore(archive)
    archive.close()


def seen(
    store: tuple[Archive, PassageStore], as_of: str, after: str | None = None, before: str | None = None
):
    """Return the texts that a reader sees, in the order of their times."""
    filters = Filters(on(as_of), after and on(after), before and on(before))
    ids = store[1].ids(filters)
    loaded = store[1].load(ids, filters).passages
    assert set(loaded) == set(ids) == set(store[1].published(ids, filters))
    assert sorted(ids) == sorted(id_ for some, _ in store[1].scan(filters) for id_ in some)
    return [loaded[id_].text for id_ in ids]


AS_OF = [
    ("2025-06-10 08:59", []),
    ("2025-06-10 09:00", [OPEN]),
    ("2025-06-10 14:00", [OPEN, NOON]),
    ("2025-06-10 16:00", [LEAD, OPEN, NOON]),
    # Posted by then, as the later version tells.
    ("2025-06-11 01:45", [LEAD, OPEN, NOON, WON]),
    ("2025-06-11 02:00", [NEW_LEAD, OPEN, NOON_MENDED, WON]),
]


@pytest.mark.parametrize("drafts", [[FIRST, SECOND], [SECOND, FIRST]], ids=["in order", "the later first"])
def test_a_reader_sees_what_had_been_posted(store: tuple[Archive, PassageStore], drafts: list[Draft]) -> None:
    for given in drafts:
        add_cut(*store, given)
    for as_of, texts in AS_OF:
        assert seen(store, as_of) == texts, as_of


def test_a_post_is_of_its_own_day_and_counts_in_it(store: tuple[Archive, PassageStore]) -> None:
    add_cut(*store, SECOND)
    assert seen(store, "2025-06-12", after="2025-06-11") == [WON]
    assert seen(store, "2025-06-12", before="2025-06-11") == [NEW_LEAD, NOON_MENDED]
    filters = Filters(on("2025-06-12"))
    [won] = [
        each for each in store[1].load(store[1].ids(filters), filters).passages.values() if each.text == WON
    ]
    assert won.posted_at == won.public_since == on("2025-06-11 01:30")
    assert won.published_at == SECOND.published_at


def test_an_article_counts_once_of_which_a_post_is_seen(store: tuple[Archive, PassageStore]) -> None:
    add_cut(*store, SECOND)
    add_cut(*store, draft("Ferry", "The ferry sails.", published_at="2025-06-09"))

    def counted(as_of: str, after: str | None = None) -> Coverage:
        return CoverageCounter(store[0]).count(Filters(on(as_of), after and on(after)))

    assert counted("2025-06-10 12:00").articles == 1
    assert counted("2025-06-10 15:00") == Coverage(2, on("2025-06-09"), on("2025-06-10 14:00"))
    assert counted("2025-06-12") == Coverage(2, on("2025-06-09"), on("2025-06-11 01:30"))
    assert counted("2025-06-12", after="2025-06-11") == Coverage(
        1, on("2025-06-11 01:30"), on("2025-06-11 01:30")
    )


def test_a_post_that_was_changed_is_seen_from_then_on(store: tuple[Archive, PassageStore]) -> None:
    changed = Post(0, len(NOON), on("2025-06-10 14:00"), on("2025-06-10 17:00"))
    given = draft("Live", NOON, published_at="2025-06-10", modified_at="2025-06-10 18:00", posts=(changed,))
    add_cut(*store, given)
    assert seen(store, "2025-06-10 16:59") == []
    assert seen(store, "2025-06-10 17:00") == [NOON]


@pytest.mark.parametrize("posted", [(), (Post(0, 49, on("2025-06-11 09:00")),)], ids=["text", "post"])
def test_what_withdraws_a_live_blog_replaces_all_of_it(
    store: tuple[Archive, PassageStore], posted: tuple[Post, ...]
) -> None:
    add_cut(*store, FIRST)
    gone = "This live blog has been withdrawn by the editors."
    ended = draft("Orrin election live", gone, modified_at="2025-06-11 09:00", kind=Kind.RETRACTION)
    add_cut(*store, replace(ended, posts=posted))
    assert seen(store, "2025-06-11 08:00") == [LEAD, OPEN, NOON]
    assert seen(store, "2025-06-11 09:00") == [gone]


def test_a_version_that_waits_to_be_indexed_shows_none_of_its_posts(
    store: tuple[Archive, PassageStore],
) -> None:
    add_cut(*store, FIRST)
    store[0].accept([SECOND], on("2025-06-11 03:00"))
    assert seen(store, "2025-06-12") == [LEAD, OPEN, NOON]


def test_posts_come_back_with_their_version_on_its_clock_and_go_with_it(
    store: tuple[Archive, PassageStore],
) -> None:
    add_cut(*store, replace(FIRST, published_at=FIRST.published_at.astimezone()))
    id_ = article_id(FIRST)
    version = store[0].version(id_)
    assert version.posts == FIRST.posts
    assert version.posted_at(version.text.index(OPEN)) == on("2025-06-10 09:00")
    assert version.posted_at(0) is None
    [(_, listed)] = store[0].latest(limit=1)
    assert listed.posts == store[0].versions(id_)[0].posts == FIRST.posts
    store[0].remove(id_)
    with store[0].begin() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM posts").scalar() == 0


def test_wordings_hide_what_was_not_posted_yet(store: tuple[Archive, PassageStore]) -> None:
    ids = [*add_cut(*store, FIRST), *add_cut(*store, SECOND)]

    def told(as_of: str) -> list[list[str]]:
        found = sorted(
            wordings_of(store[0], ids, Filters(on(as_of)), store[1].policy).wordings,
            key=lambda each: each.key,
        )
        for each in found:
            assert len(each.known_text) == len(each.text)
        return [[line.strip() for line in each.known_text.split("\n") if line.strip()] for each in found]

    assert told("2025-06-10 08:00") == []
    assert told("2025-06-10 10:00") == [[OPEN]]
    assert told("2025-06-11 01:45") == [[LEAD, NOON, OPEN], [WON]]
    # What was replaced by then was said.
    assert told("2025-06-12") == [[LEAD, NOON, OPEN], [NEW_LEAD, WON, NOON_MENDED]]


def test_an_archive_of_the_fourth_schema_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    archive = Archive(f"sqlite:///{path}")
    ids = add_cut(
        archive, PassageStore(archive), draft("Ferry", "The ferry sails.", published_at="2025-06-09")
    )
    archive.close()
    database = sqlite3.connect(path)
    database.executescript("DROP TABLE posts; UPDATE facts SET value = '4' WHERE name = 'schema';")
    database.close()
    archive = Archive(f"sqlite:///{path}")
    assert archive.fact("schema") == SCHEMA_VERSION
    store = archive, PassageStore(archive)
    assert store[1].ids(Filters(on("2025-06-10"))) == ids
    add_cut(*store, FIRST)
    assert seen(store, "2025-06-10 09:30") == ["The ferry sails.", OPEN]
    archive.close()
