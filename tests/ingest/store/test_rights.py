"""What publishers reserved, kept with their articles and kept to by what reads them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.article import Draft, Kind, article_id
from ingest.errors import NotFoundError
from ingest.rights import Rights
from ingest.settings import load_settings
from ingest.store.allowance import WHOLE, Allowance, RightsPolicy
from ingest.store.archive import Acceptance, Archive
from ingest.store.filters import Filters
from ingest.store.passages import PassageStore
from ingest.store.reading.coverage import CoverageCounter
from ingest.store.schema import SCHEMA_VERSION
from tests.ingest.support import SEEN, accept_indexed, add_cut, draft, on

FERRY = draft(
    "Ferry",
    "The ferry to Orsu, which was in the yard for a year, sails again at nine. It is back at noon.",
    published_at="2025-03-01",
)
ID = article_id(FERRY)
NOAI = Rights.of(["robots: noai"])
NOW = Filters(datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    with closing(Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")) as opened:
        yield opened


def store(archive: Archive, reserved: str = "search", licensed: str | None = None) -> PassageStore:
    return PassageStore(archive, RightsPolicy.of(load_settings(reserved=reserved, licensed=licensed)))


def add_with(archive: Archive, rights: Rights | None, given: Draft = FERRY) -> list[str]:
    return add_cut(archive, store(archive), replace(given, rights=rights))


def test_the_newest_statement_holds_and_silence_changes_nothing(archive: Archive) -> None:
    add_with(archive, NOAI)
    assert archive.rights(ID) == NOAI
    for stated, kept in ((None, NOAI), (Rights.of(["robots: nosnippet"]),) * 2, (Rights(), None)):
        [(outcome, _, _)] = archive.accept([replace(FERRY, rights=stated)], SEEN)
        assert (outcome, archive.rights(ID)) == (Acceptance.UNCHANGED, kept)
    archive.accept([replace(FERRY, rights=NOAI)], SEEN)
    archive.remove(ID)
    assert archive.rights(ID) is None


def test_what_may_be_found_is_not_among_what_may_be_quoted(archive: Archive) -> None:
    ids = add_with(archive, NOAI)
    loaded = store(archive).load(ids, NOW)
    assert (list(loaded.passages), sorted(loaded.reserved)) == ([], sorted(ids))
    assert store(archive).allowance(ID) == Allowance(0)
    nothing = store(archive, "nothing").load(ids, NOW)
    assert (nothing.passages, nothing.reserved) == ({}, {})
    for free in (store(archive, "quote"), store(archive, licensed=FERRY.publisher)):
        assert sorted(free.load(ids, NOW).passages) == sorted(ids)
        assert free.allowance(ID) == WHOLE
    [batch] = store(archive).walk(ids, NOW)
    assert (batch.passages, sorted(batch.reserved)) == ({}, sorted(ids))


def test_sentences_are_loaded_in_the_parts_that_may_be_quoted(archive: Archive) -> None:
    ids = add_with(archive, NOAI)
    loaded = store(archive, "quote:8").load(ids, NOW)
    assert not loaded.reserved
    text = archive.version(ID).text
    parts = [
        text[sentence.start : sentence.end]
        for id_ in ids
        for sentence in loaded.passages[id_].passage.sentences
    ]
    assert parts == [
        "The ferry to Orsu",
        "which was in the yard for a year",
        "sails again at nine.",
        "It is back at noon.",
    ]
    for stored in loaded.passages.values():
        assert len(stored.sentence_vectors) == len(stored.passage.sentences)
        assert stored.allowance == Allowance(8)


def test_so_few_characters_that_no_word_fits_leave_nothing_to_quote(archive: Archive) -> None:
    ids = add_with(archive, Rights.of(["robots: max-snippet:1"]))
    assert sorted(store(archive).load(ids, NOW).reserved) == sorted(ids)


def test_what_is_embargoed_is_not_seen_before_its_time_whatever_moment_is_asked_for(archive: Archive) -> None:
    far = datetime.now(UTC) + timedelta(days=400)
    ids = add_with(archive, Rights(embargoed_until=far))
    other = add_cut(archive, store(archive), draft("Quay", "The quay is shut.", published_at="2025-03-02"))
    later = Filters(far + timedelta(days=1))
    counter = CoverageCounter(archive)
    for filters in (NOW, later):
        assert sorted(store(archive).load([*ids, *other], filters).passages) == other
        assert store(archive).ids(filters) == other
        assert counter.count(filters).articles == 1
    assert [article.id for article, _ in archive.latest(limit=10)] == [other[0].rpartition("-1-")[0]]
    with pytest.raises(NotFoundError, match=f"{ID} is embargoed until {far:%Y-%m-%d}"):
        archive.find(ID)
    assert store(archive).allowance(ID) is None
    # The item is sent again without an embargo.
    archive.accept([replace(FERRY, rights=Rights())], SEEN)
    assert archive.find(ID).id == ID
    assert sorted(store(archive).load(ids, NOW).passages) == sorted(ids)


def test_an_embargo_that_is_over_still_hides_the_article_as_of_before(archive: Archive) -> None:
    ids = add_with(archive, Rights(embargoed_until=on("2025-03-05")))
    assert not store(archive).load(ids, Filters(on("2025-03-04"))).passages
    assert sorted(store(archive).load(ids, Filters(on("2025-03-05"))).passages) == sorted(ids)


def test_an_archive_of_the_fourth_schema_gets_the_tables_that_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite3"
    with closing(Archive(f"sqlite:///{path}")) as archive:
        accept_indexed(archive, [FERRY], SEEN)
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "DROP TABLE rights; DROP TABLE job_rights; UPDATE facts SET value = '4' WHERE name = 'schema';"
        )
    with closing(Archive(f"sqlite:///{path}")) as archive:
        assert archive.fact("schema") == SCHEMA_VERSION
        assert (archive.version(ID).text, archive.rights(ID)) == (FERRY.text, None)


def test_an_older_capture_takes_back_nothing(archive: Archive) -> None:
    add_with(archive, NOAI)
    captured = replace(FERRY, text=f"{FERRY.text} Or so.", seen_at=SEEN - timedelta(days=9), rights=Rights())
    archive.accept([captured], SEEN)
    assert archive.rights(ID) == NOAI
    archive.accept([replace(captured, seen_at=SEEN + timedelta(days=9))], SEEN)
    assert archive.rights(ID) is None


def test_a_notice_that_withdraws_an_article_leaves_its_rights(archive: Archive) -> None:
    add_with(archive, NOAI)
    notice = draft(
        f"Retraction: {FERRY.title}",
        f"We withdraw the article “{FERRY.title}” ({FERRY.url}).",
        url="https://a.example/withdrawn",
        kind=Kind.RETRACTION,
    )
    [(_, article, _)] = accept_indexed(archive, [replace(notice, rights=Rights())], SEEN)
    assert article.id == ID
    assert archive.rights(ID) == NOAI
