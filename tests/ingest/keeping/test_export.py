"""`dateline export`: what is exported and ingested again is the same archive; what was removed stays so."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ingest.article import Dateline, Kind, Post
from ingest.errors import InputError, NotFoundError
from ingest.keeping.export import ExportSelection, count, export
from ingest.library import open_archive
from ingest.rights import Rights
from ingest.settings import Settings
from ingest.store.archive import Archive
from ingest.store.schema import articles, rights, stated_corrections, versions
from tests.commands import LATER, STORY, run_with_story, runner
from tests.ingest.support import SEEN, accept_indexed, draft, on, settings_in

RIGHTS = Rights.of(["robots: noai, max-snippet:90", "usage terms: Ünal only"], on("2025-03-02 12:00"))
WIRE = " ".join(["The wire says that the ferry was late again because of fog over the bay."] * 8)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """An archive with all that an article can have: wordings, a guid, neither, a correction, a wire story."""
    settings = settings_in(tmp_path)
    settings.home.mkdir()
    archive = Archive(settings.archive_url)
    day, filed = "2025-03-01", Dateline("BAY", on("2025-03-01").date())
    first = draft("Ferry", "The ferry sails at nine.", published_at=day, byline="Lena Varga", section="Bay")
    drafts = [
        first,
        draft("Wire two", WIRE, published_at="2025-03-02", agency="NWA", dateline=filed),
        draft("Wire one", WIRE, published_at="2025-03-02", publisher="Ünal Post", rights=RIGHTS),
        draft("By guid", "It has a guid and no address.", url=None, guid="17"),
        draft("By text", "It has neither a guid nor an address.", url=None, publisher=None),
    ]
    accept_indexed(archive, drafts, SEEN)
    later = [
        draft(
            "Ferry",
            "The ferry sails at ten.",
            published_at="2025-03-01",
            kind=Kind.CORRECTION,
            corrections=("Ten.",),
        ),
        draft("By guid", "It has a guid and still no address.", url=None, guid="17", modified_at=day),
    ]
    accept_indexed(archive, later, SEEN + timedelta(days=3))
    # The publisher went back to the first wording.
    again = draft("Ferry", first.text, published_at="2025-03-01", modified_at="2026-04-01")
    accept_indexed(archive, [again], SEEN + timedelta(days=9))
    archive.close()
    return settings


def everything(settings: Settings) -> list[tuple[Any, ...]]:
    with open_archive(settings) as archive, archive.begin() as db:
        rows = [tuple(row) for row in db.execute(select(articles).order_by(articles.c.id))]
        for table in (versions, rights, stated_corrections):
            rows += [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key))]
        return rows


def exported(settings: Settings, *arguments: str) -> list[dict[str, Any]]:
    result = runner(settings.home)("export", *arguments)
    assert result.exit_code == 0, result.exception
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("name", ["all.jsonl", "all.jsonl.gz"])
def test_an_export_ingested_into_an_empty_home_is_the_same_archive(
    name: str, settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / name
    assert runner(settings.home)("export", "--output", str(file)).exit_code == 0
    other = settings_in(tmp_path / "other")
    result = runner(other.home)("ingest", str(file), "--json")
    assert result.exit_code == 0, result.stdout
    assert json.loads(result.stdout)["rejected"] == []
    assert everything(other) == everything(settings)
    # And a second time nothing changes.
    assert json.loads(runner(other.home)("ingest", str(file), "--json").stdout)["unchanged"] == 8
    assert everything(other) == everything(settings)
    assert not list(tmp_path.glob("*.part"))


def test_a_live_blog_comes_back_with_its_posts(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    settings.home.mkdir()
    first = Post(0, 13, on("2025-03-01 09:00"), on("2025-03-01 09:30"))
    posts = (first, Post(15, 23, on("2025-03-01 12:00")))
    archive = Archive(settings.archive_url)
    accept_indexed(
        archive, [draft("Live", "It has begun.\n\nIt ends.", published_at="2025-03-01", posts=posts)], SEEN
    )
    archive.close()
    file, other = tmp_path / "live.jsonl", settings_in(tmp_path / "other")
    assert runner(settings.home)("export", "--output", str(file)).exit_code == 0
    assert runner(other.home)("ingest", str(file)).exit_code == 0
    with open_archive(other) as copied:
        assert copied.latest(limit=1)[0][1].posts == posts
    record = json.loads(file.read_text())
    record["posts"][1]["start"] = 5  # within the first
    file.write_text(json.dumps(record))
    result = runner(settings_in(tmp_path / "third").home)("ingest", str(file))
    assert "a post at 5 to 23" in result.stdout


def test_what_is_exported_can_be_chosen(settings: Settings) -> None:
    records = exported(settings)
    assert len(records) == 8
    ferry = next(each["article_id"] for each in records if each["title"] == "Ferry")
    story = next(each["story_id"] for each in records if each["title"] == "Wire one")
    assert [each["version"] for each in exported(settings, ferry)] == [1, 2, 3]
    assert {each["title"] for each in exported(settings, "--story", story)} == {"Wire one", "Wire two"}
    assert {each["publisher"] for each in exported(settings, "--publisher", "Ünal Post")} == {"Ünal Post"}
    assert {each["title"] for each in exported(settings, "--before", "2025-03-02")} == {"Ferry"}
    assert {each["title"] for each in exported(settings, "--after", "2025-03-02")} == {"Wire one", "Wire two"}
    with open_archive(settings) as archive:
        assert count(archive, ExportSelection()) == 8


def test_days_are_the_publishers_and_names_are_taken_in_any_case(settings: Settings) -> None:
    late = datetime(2025, 6, 1, 22, tzinfo=timezone(-timedelta(hours=5)))  # 3 a.m. of the next day in UTC
    with open_archive(settings) as archive:
        accept_indexed(archive, [draft("Late", "The last tram left.", published_at=late)], SEEN)
    named = ("--publisher", "the QUAYSIDE news")
    of_day = exported(settings, *named, "--after", "2025-06-01", "--before", "2025-06-02")
    assert [each["title"] for each in of_day] == ["Late"]
    assert exported(settings, *named, "--after", "2025-06-02") == []
    assert exported(settings, "--before", "2025-06-02T02:00Z", "--after", "2025-06-01T09:00Z") == []


def test_what_the_archive_does_not_know_is_named(settings: Settings) -> None:
    with open_archive(settings) as archive:
        with pytest.raises(InputError, match="near it: Quayside News"):
            list(export(archive, ExportSelection(publishers=("Quayside Nws",))))
        for selection in (ExportSelection(ids=("0" * 16,)), ExportSelection(story_id="0" * 16)):
            with pytest.raises(NotFoundError):
                list(export(archive, selection))
    result = runner(settings.home)("export", "--after", "soon")
    assert "--after: 'soon' is not a date" in str(result.exception)


def test_an_altered_text_is_not_exported(settings: Settings, tmp_path: Path) -> None:
    with closing(sqlite3.connect(settings.archive_file)) as db:
        db.execute("UPDATE versions SET text = text || '!' WHERE title = 'By text'")
        db.commit()
    result = runner(settings.home)("export", "--output", str(tmp_path / "all.jsonl"))
    assert result.exit_code == 1
    assert "was altered: left out" in result.stderr
    assert len((tmp_path / "all.jsonl").read_text().splitlines()) == 7


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": "Another text."}, "does not have its hash"),
        ({"article_id": "0" * 16}, "not that of its address"),
        ({"article_id": "../../etc"}, "not what `dateline export` writes"),
        ({"title": ""}, "title must be text"),
        ({"kind": "rumour"}, "not what `dateline export` writes"),
        ({"published_at": "2025-03-01"}, "has no time zone"),
        ({"published_at": 17}, "must be text"),
        ({"published_at": "9999-12-31T23:59:59-14:00"}, "published_at '9999-12-31T23:59:59-14:00' is not"),
        ({"published_at": "0001-01-01T00:00:00+14:00"}, "is not between 1800 and now"),
        ({"modified_at": "1066-10-14T09:00:00+00:00"}, "modified_at"),
        ({"first_seen_at": "2999-01-01T00:00:00+00:00"}, "first_seen_at"),
        ({"title": "Ferry \ud83d"}, "title has control characters or halves"),
        ({"publisher": "Quayside\udfff"}, "publisher has"),
        ({"byline": "Ada\x00"}, "byline has"),
        ({"section": "\x1b[31mHarbour"}, "section has"),
        ({"url": "https://quayside.example/\ud800"}, "url has"),
        ({"article_id": "\ud800"}, "article_id has"),
        ({"text": "The ferry \ud83d sails."}, "text has"),
        ({"rights": {"said": "robots: noai"}}, "rights must have a list"),
        ({"rights": {"said": ["robots: \x00"]}}, "rights must have a list"),
        ({"rights": {"said": [], "embargoed_until": "noon"}}, "embargoed until 'noon'"),
    ],
)
def test_a_line_that_was_changed_is_rejected(
    change: dict[str, Any], reason: str, settings: Settings, tmp_path: Path
) -> None:
    record = {**next(each for each in exported(settings) if each["url"]), **change}
    result = runner(tmp_path / "other")("ingest", "-", stdin=json.dumps(record).encode())
    assert result.exit_code == 8
    assert reason in result.stdout


def test_a_line_that_is_rejected_does_not_stop_the_others(settings: Settings, tmp_path: Path) -> None:
    good = exported(settings)
    bad = [{**good[0], "agency": "Wire \ud83d"}, {**good[0], "first_seen_at": "2999-01-01T00:00:00Z"}]
    run = runner(tmp_path / "other")
    body = "\n".join(json.dumps(each) for each in [*bad, *good]).encode()
    said = json.loads(run("ingest", "-", "--json", stdin=body).stdout)
    assert (said["new"] + said["updated"], len(said["rejected"])) == (8, 2)
    assert run("list").exit_code == 0


def test_a_line_without_an_address_cannot_claim_an_article_that_has_one(settings: Settings) -> None:
    record = next(each for each in exported(settings) if each["title"] == "By text")
    ferry = next(each["article_id"] for each in exported(settings) if each["title"] == "Ferry")
    before = everything(settings)
    body = json.dumps({**record, "article_id": ferry}).encode()
    result = runner(settings.home)("ingest", "-", stdin=body)
    assert "another story" in result.stdout
    after = everything(settings)
    assert [row for row in after if row[0] == ferry] == [row for row in before if row[0] == ferry]


def test_a_file_that_cannot_be_written_is_named(settings: Settings, tmp_path: Path) -> None:
    result = runner(settings.home)("export", "--output", str(tmp_path / "gone" / "all.jsonl"))
    assert "cannot be written" in str(result.exception)


# Removal


def test_what_was_removed_stays_so_until_it_is_asked_for(tmp_path: Path) -> None:
    run = run_with_story(tmp_path / "home")
    story, later = (json.dumps(each).encode() for each in (STORY, LATER))

    def counted(*arguments: str, stdin: bytes) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(run("ingest", "-", "--json", *arguments, stdin=stdin).stdout)
        return found

    [listed] = json.loads(run("list", "--json").stdout)
    assert run("remove", listed["id"]).exit_code == 0
    result = run("ingest", "-", stdin=story)
    assert result.exit_code == 0
    assert "removed before  1" in result.stdout
    assert "--again" in result.stdout
    assert json.loads(run("list", "--json").stdout) == []
    assert run("reindex").exit_code == 0
    assert counted(stdin=later)["removed_before"] == 1
    assert counted("--again", stdin=story)["new"] == 1
    assert run("ask", "When does the lido open?").exit_code == 0
    # It is a known article again, and needs no --again.
    assert counted(stdin=later)["updated"] == 1


def test_gzip_holds_the_same_lines(settings: Settings, tmp_path: Path) -> None:
    assert runner(settings.home)("export", "--output", str(tmp_path / "a.gz")).exit_code == 0
    lines = gzip.decompress((tmp_path / "a.gz").read_bytes()).decode().splitlines()
    assert [json.loads(line) for line in lines] == exported(settings)
