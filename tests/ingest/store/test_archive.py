"""The archive: what is accepted, which wording is seen when, and what its errors say."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from ingest.article import Dateline, Draft, Kind, Version, article_id, text_sha256
from ingest.errors import ArchiveError, NotFoundError
from ingest.store.archive import Acceptance, Action, Archive
from ingest.store.database import read_only_url
from ingest.store.reading.listing import ListFilters
from tests.ingest.support import SEEN, accept_indexed, draft, on

TEXT = "The harbour board will dredge the north channel in May."
CHANGED = "The harbour board will dredge the north channel in June."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    yield opened
    opened.close()


def accept(archive: Archive, given: Draft, seen_at: datetime = SEEN) -> Acceptance:
    [(outcome, _, _)] = accept_indexed(archive, [given], seen_at)
    return outcome


def seen(archive: Archive, given: Draft, moment: datetime) -> str | None:
    """Return the text that a reader at a moment sees."""
    for version in archive.versions(article_id(given)):
        if version.visible_from <= moment and (
            version.visible_until is None or moment < version.visible_until
        ):
            return version.text
    return None


def test_article_comes_back_as_it_was_given(archive: Archive) -> None:
    given = Draft(
        title="Dredging",
        text=TEXT,
        url="https://quayside.example/dredging",
        publisher="Quayside News",
        byline="Ada Marsh",
        agency="Coastwire",
        dateline=Dateline("ORMSKAY", on("2025-03-01").date()),
        section="Local",
        language="en",
        published_at=on("2025-03-01 09:00"),
        modified_at=on("2025-03-01 10:00"),
        kind=Kind.CORRECTION,
    )
    [(outcome, article, number)] = accept_indexed(archive, [given], SEEN)
    assert (outcome, number) == (Acceptance.NEW, 1)
    assert archive.article(article.id) == article
    assert (article.url, article.publisher, article.story_id) == (given.url, given.publisher, article.id)
    assert archive.version(article.id) == Version(
        article_id=article.id,
        number=1,
        title="Dredging",
        text=TEXT,
        sha256=text_sha256(TEXT),
        byline="Ada Marsh",
        agency="Coastwire",
        dateline=given.dateline,
        section="Local",
        language="en",
        published_at=given.published_at,
        modified_at=given.modified_at,
        first_seen_at=SEEN,
        kind=Kind.CORRECTION,
        visible_from=on("2025-03-01 10:00"),
        visible_until=None,
    )


def test_same_thing_again_changes_nothing(archive: Archive) -> None:
    given = draft("Dredging", TEXT, published_at="2025-03-01")
    accept(archive, given)
    before = (archive.counts(), archive.version(article_id(given)))
    assert accept(archive, given, SEEN + timedelta(days=1)) is Acceptance.UNCHANGED
    assert [found for found, _, _ in accept_indexed(archive, [given, given], SEEN)] == [
        Acceptance.UNCHANGED
    ] * 2
    assert (archive.counts(), archive.version(article_id(given))) == before


def test_changed_text_is_a_new_version_from_its_modification_on(archive: Archive) -> None:
    first = draft("Dredging", TEXT, published_at="2025-03-01")
    second = draft("Dredging", CHANGED, published_at="2025-03-01", modified_at="2025-03-05 12:00")
    assert [accept(archive, each) for each in (first, second)] == [Acceptance.NEW, Acceptance.UPDATED]
    assert seen(archive, first, on("2025-02-28")) is None
    assert seen(archive, first, on("2025-03-05 11:59")) == TEXT
    assert seen(archive, first, on("2025-03-05 12:00")) == CHANGED
    assert archive.version(article_id(first), 1).text == TEXT
    assert archive.version(article_id(first)).number == 2


def test_what_a_page_says_of_itself_makes_no_version(archive: Archive) -> None:
    first = draft("Dredging", f"Updated 14:05\n\n{TEXT}\n\n12 comments", published_at="2025-03-01")
    later = draft("Dredging", f"Updated 16:30\n{TEXT}\n\n\n1,204 comments", modified_at="2025-03-02")
    changed = draft("Dredging", f"Updated 16:30\n\n{CHANGED}", modified_at="2025-03-03")
    assert [accept(archive, each) for each in (first, later, changed)] == [
        Acceptance.NEW,
        Acceptance.UNCHANGED,
        Acceptance.UPDATED,
    ]
    assert archive.version(article_id(first), 1).text == first.text


def test_a_cancelled_item_with_the_words_of_the_article_is_a_new_version(archive: Archive) -> None:
    first = draft("Dredging", TEXT, published_at="2025-03-01")
    cancelled = draft("Dredging", TEXT, modified_at="2025-03-02", kind=Kind.RETRACTION)
    assert [accept(archive, each) for each in (first, cancelled, cancelled, first)] == [
        Acceptance.NEW,
        Acceptance.UPDATED,
        Acceptance.UNCHANGED,
        Acceptance.UNCHANGED,
    ]
    assert archive.version(article_id(first)).kind is Kind.RETRACTION


def test_changed_title_is_a_new_version(archive: Archive) -> None:
    url = "https://quayside.example/dredging"
    accept(archive, draft("Dredging in May", TEXT, url=url, published_at="2025-03-01"))
    assert accept(archive, draft("Dredging put off", TEXT, url=url)) is Acceptance.UPDATED


def test_change_without_a_date_counts_from_when_it_was_seen(archive: Archive) -> None:
    first = draft("Dredging", TEXT, published_at="2025-03-01")
    accept(archive, first)
    accept(archive, draft("Dredging", CHANGED, published_at="2025-03-01"), SEEN)
    assert seen(archive, first, SEEN - timedelta(seconds=1)) == TEXT
    assert seen(archive, first, SEEN) == CHANGED


def test_newer_wording_that_came_first_stays_the_latest(archive: Archive) -> None:
    newer = draft("Dredging", CHANGED, published_at="2025-03-01", modified_at="2025-03-09")
    older = draft("Dredging", TEXT, published_at="2025-03-01", modified_at="2025-03-02")
    assert [accept(archive, each) for each in (newer, older)] == [Acceptance.NEW, Acceptance.UPDATED]
    assert archive.version(article_id(newer)).text == CHANGED
    assert seen(archive, newer, on("2025-03-08")) == TEXT
    assert seen(archive, newer, on("2025-03-01 12:00")) is None
    assert [version.number for version in archive.versions(article_id(newer))] == [2, 1]
    assert [accept(archive, each) for each in (newer, older)] == [Acceptance.UNCHANGED] * 2


def test_publisher_may_go_back_to_an_old_wording(archive: Archive) -> None:
    steps = [(TEXT, "2025-03-02"), (CHANGED, "2025-03-03"), (TEXT, "2025-03-04")]
    drafts = [draft("Dredging", t, published_at="2025-03-01", modified_at=m) for t, m in steps]
    outcomes = [accept(archive, each) for each in drafts]
    assert outcomes == [Acceptance.NEW, Acceptance.UPDATED, Acceptance.UPDATED]
    moments = ("2025-03-02", "2025-03-03", "2025-03-04")
    assert [seen(archive, drafts[0], on(day)) for day in moments] == [TEXT, CHANGED, TEXT]
    assert [accept(archive, each) for each in drafts] == [Acceptance.UNCHANGED] * 3


def test_old_dump_read_again_does_not_bring_an_old_wording_back(archive: Archive) -> None:
    old = draft("Dredging", TEXT, published_at="2025-03-01")
    accept(archive, old)
    accept(archive, draft("Dredging", CHANGED, published_at="2025-03-01", modified_at="2025-03-05"))
    assert accept(archive, old) is Acceptance.UNCHANGED
    assert archive.version(article_id(old)).text == CHANGED


def test_article_without_a_date_is_seen_from_when_it_came(archive: Archive) -> None:
    given = draft("Undated", TEXT)
    accept(archive, given)
    version = archive.version(article_id(given))
    assert version.published_at is None
    assert version.visible_from == SEEN
    counts = archive.counts()
    assert (counts.articles, counts.earliest, counts.latest) == (1, None, None)


def test_times_before_1970_are_kept(archive: Archive) -> None:
    given = draft("Moon", TEXT, published_at="1969-07-21 02:56")
    accept(archive, given)
    assert archive.version(article_id(given)).published_at == on("1969-07-21 02:56")


WIRE = " ".join(f"word{n} of the wire story about the closing of the canal" for n in range(20))


def test_copies_of_a_wire_story_are_one_story(archive: Archive) -> None:
    first = draft("Canal closes", WIRE, published_at="2025-03-01", publisher="A")
    copy = draft("Canal shut", f"{WIRE} More on page 3.", published_at="2025-03-02", publisher="B")
    other = draft("Bridge opens", TEXT, published_at="2025-03-02", publisher="B")
    found = [article for _, article, _ in accept_indexed(archive, [first, copy, other], SEEN)]
    assert found[0].story_id == found[1].story_id
    assert found[2].story_id == found[2].id


def test_same_text_months_later_is_another_story(archive: Archive) -> None:
    first = draft("Canal closes", WIRE, published_at="2025-03-01", publisher="A")
    later = draft("Canal shut", WIRE, published_at="2025-06-01", publisher="B")
    found = [article for _, article, _ in accept_indexed(archive, [first, later], SEEN)]
    assert found[0].story_id != found[1].story_id


def test_article_that_is_like_two_stories_joins_them(archive: Archive) -> None:
    half, other_half = WIRE[: len(WIRE) // 2], WIRE[len(WIRE) // 2 :]
    parts = [
        draft("One", half, published_at="2025-03-01"),
        draft("Two", other_half, published_at="2025-03-01"),
    ]
    apart = {article.story_id for _, article, _ in accept_indexed(archive, parts, SEEN)}
    accept_indexed(archive, [draft("Both", WIRE, published_at="2025-03-02")], SEEN)
    joined = {archive.article(article_id(each)).story_id for each in parts}
    assert len(apart) == 2
    assert len(joined) == 1


def test_removed_article_is_gone_with_its_versions_and_comes_back_when_asked_for(archive: Archive) -> None:
    given = draft("Dredging", TEXT, published_at="2025-03-01")
    accept(archive, given)
    id_ = article_id(given)
    archive.remove(id_)
    for read in (archive.article, archive.version, archive.versions, archive.remove):
        with pytest.raises(NotFoundError, match=id_):
            read(id_)
    [entry] = archive.pending(limit=10)
    assert (entry.action, entry.article_id) == (Action.REMOVE, id_)
    assert [outcome for outcome, _, _ in archive.accept([given], SEEN)] == [Acceptance.REMOVED]
    assert [each.action for each in archive.pending(limit=10)] == [Action.REMOVE]
    assert [outcome for outcome, _, _ in archive.accept([given], SEEN, again=True)] == [Acceptance.NEW]
    assert [each.action for each in archive.pending(limit=10)] == [Action.REMOVE, Action.INDEX]


def test_unknown_article_and_version_are_named(archive: Archive) -> None:
    accept(archive, draft("Dredging", TEXT))
    id_ = article_id(draft("Dredging", TEXT))
    with pytest.raises(NotFoundError, match="no article nowhere;"):
        archive.version("nowhere")
    with pytest.raises(NotFoundError, match=f"no article {id_} version 7"):
        archive.version(id_, 7)


def test_latest_lists_articles_by_date_and_publisher(archive: Archive) -> None:
    drafts = [
        draft("One", TEXT, published_at="2025-03-01", publisher="A"),
        draft("Two", TEXT, published_at="2025-05-01", publisher="B"),
        draft("Three", TEXT, published_at="2025-04-01", publisher="A"),
    ]
    accept_indexed(archive, drafts, SEEN)
    accept_indexed(archive, [draft("One", CHANGED, modified_at="2025-03-03", publisher="A")], SEEN)
    assert [version.title for _, version in archive.latest(limit=10)] == ["Two", "Three", "One"]
    assert [version.title for _, version in archive.latest(limit=1, offset=1)] == ["Three"]
    of_a = archive.latest(ListFilters(publishers=("a",)), limit=10)
    assert [(version.title, version.number) for _, version in of_a] == [("Three", 1), ("One", 2)]
    assert archive.publishers() == ["A", "B"]


def test_journal_holds_what_was_accepted_until_it_is_done(archive: Archive) -> None:
    archive.accept([draft("One", TEXT), draft("Two", CHANGED)], SEEN)
    entries = archive.pending(limit=10)
    assert [entry.seq for entry in archive.pending(limit=1)] == [entries[0].seq]
    archive.mark_done(entries[:1], SEEN)
    assert archive.pending(limit=10) == entries[1:]
    assert archive.counts().pending == 1
    archive.reopen_journal(recut=True)
    assert archive.pending(limit=10) == entries


def test_batch_with_something_that_cannot_be_stored_leaves_nothing(archive: Archive) -> None:
    unstorable = draft("Two", "x", published_at=on("2025-03-01"), section=object())
    with pytest.raises(ArchiveError, match=r"archive\.sqlite3"):
        accept_indexed(archive, [draft("One", TEXT), unstorable], SEEN)
    assert archive.counts().articles == 0


def test_threads_may_read_while_another_writes(archive: Archive) -> None:
    drafts = [draft(f"Item {n}", f"{TEXT} {n}", published_at="2025-03-01") for n in range(40)]
    with ThreadPoolExecutor(4) as pool:
        writing = pool.submit(lambda: [accept_indexed(archive, [each], SEEN) for each in drafts])
        counts = [pool.submit(archive.counts).result().articles for _ in range(30)]
        writing.result()
    assert counts == sorted(counts)
    assert archive.counts().articles == 40


def test_archive_of_another_schema_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT)")
    database.execute("INSERT INTO facts VALUES ('schema', '99')")
    database.commit()
    database.close()
    with pytest.raises(ArchiveError, match=r"schema 99.*open it with the release that wrote it"):
        Archive(f"sqlite:///{path}")
    database = sqlite3.connect(path)
    tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    database.close()
    assert tables == ["facts"]


def test_file_that_is_no_database_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    path.write_bytes(b"not a database " * 1000)
    with pytest.raises(ArchiveError, match=r"archive\.sqlite3: file is not a database; restore"):
        Archive(f"sqlite:///{path}")


def test_truncated_database_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "archive.sqlite3"
    archive = Archive(f"sqlite:///{path}")
    accept_indexed(archive, [draft(f"Item {n}", TEXT * 50) for n in range(50)], SEEN)
    archive.close()
    path.write_bytes(path.read_bytes()[:20_000])
    with pytest.raises(ArchiveError, match="malformed; `dateline verify` says what is damaged"):  # noqa: PT012
        archive = Archive(f"sqlite:///{path}")
        try:
            archive.latest(limit=100)
        finally:
            archive.close()


@pytest.mark.parametrize("url", ["nonsense", "sqlite+nonsense:///x", "nosuchdatabase://host/name"])
def test_url_that_cannot_be_used_names_the_setting(url: str) -> None:
    with pytest.raises(ArchiveError, match="DATELINE_DATABASE_URL cannot be used"):
        Archive(url)


def test_several_may_open_a_new_archive_at_once(tmp_path: Path) -> None:
    for attempt in range(5):
        url = f"sqlite:///{tmp_path / f'{attempt}.sqlite3'}"
        with ThreadPoolExecutor(4) as pool:
            opened = list(pool.map(Archive, [url] * 4))
        assert [archive.counts().articles for archive in opened] == [0] * 4
        for archive in opened:
            archive.close()


def test_readers_keep_the_wording_they_have_until_the_new_one_is_indexed(archive: Archive) -> None:
    given = draft("Dredging", TEXT, published_at="2025-03-01")
    accept(archive, given)
    changed = draft("Dredging", CHANGED, published_at="2025-03-01", modified_at="2025-03-02")
    archive.accept([changed], SEEN)
    assert seen(archive, given, on("2025-03-05")) == TEXT
    assert [version.number for _, version in archive.latest(limit=10)] == [1]
    archive.mark_done(archive.pending(limit=10), SEEN)
    assert seen(archive, given, on("2025-03-05")) == CHANGED
    assert seen(archive, given, on("2025-03-01 12:00")) == TEXT
    assert [version.number for _, version in archive.latest(limit=10)] == [2]


def test_a_file_that_cannot_be_written_to_is_read_with_what_a_killed_process_left_beside_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "archive.sqlite3"
    archive = Archive(f"sqlite:///{file}")
    accept_indexed(archive, [draft("Ferry", "The ferry sails at nine.")], SEEN)
    killed = tmp_path / "killed"
    killed.mkdir()
    for name in ("archive.sqlite3", "archive.sqlite3-wal"):
        shutil.copyfile(tmp_path / name, killed / name)  # without closing it: as a kill leaves them
    archive.close()
    assert (killed / "archive.sqlite3-wal").stat().st_size
    for each in (file, killed / "archive.sqlite3"):
        with read_only_url(each) as url:
            copy = Archive(url)
            assert copy.counts().articles == 1
            copy.close()
    assert not (tmp_path / "archive.sqlite3-wal").exists()
