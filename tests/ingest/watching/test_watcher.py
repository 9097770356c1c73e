"""Sources watched on a real site: what is new is taken in once, politely, and a restart goes on."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from ingest.errors import HomeInUseError
from ingest.library import open_archive, open_library
from ingest.pipeline import ingest
from ingest.rights import Rights
from ingest.settings import Settings, load_settings
from ingest.sources.files import Read
from ingest.sources.web import Fetched
from ingest.store.archive import Archive
from ingest.store.schema import listed_items, sources
from ingest.watching.hosts import Hosts
from ingest.watching.report import SourceStanding, currency, dead_items, retry_dead, source_reports
from ingest.watching.sources_file import WatchedSource
from ingest.watching.start import deliver_to, open_watcher
from ingest.watching.state import WatchState
from ingest.watching.watcher import Deliver, Watcher
from tests.ingest.watching.site import Site, item, page, rss, running_site

DAM = (
    "The dam above Carrow broke on Monday, after three days of rain that no gauge had measured.",
    "Engineers closed the road below it and asked 400 people in the lower town to leave their houses.",
    "Nobody was hurt, the mayor said in the evening, and the water had begun to fall by then.",
)
FERRY = (
    "The ferry to the island sails again from Tuesday, the harbour master said, twice a day.",
    "It had been in the yard at Orsu since May, where its engine was taken out and put back.",
    "Tickets cost what they did before, and those bought for the summer can be used until the winter.",
)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(home=tmp_path / "home", fetch_private=True, fetch_pace=0)


@pytest.fixture
def archive(settings: Settings) -> Iterator[Archive]:
    with open_archive(settings, create=True) as opened:
        yield opened


class Taken:
    """Takes documents in as an archive does, and counts them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.origins: list[str] = []

    def deliver(self) -> Deliver:
        def take_in(documents: Sequence[Read], on_accepted):
            self.origins += [document.origin for document in documents]
            with open_library(self.settings) as library:
                return ingest(library, documents, on_accepted=on_accepted)

        return deliver_to(take_in)


def feed(site: Site, **more: object) -> WatchedSource:
    return WatchedSource.model_validate({"name": "Post", "feed": f"{site.url}/rss", "every": "1 h"} | more)


def watcher(archive: Archive, settings: Settings, deliver: Deliver, *watched: WatchedSource) -> Watcher:
    return open_watcher(watched, archive, settings, deliver, threading.Event(), tell=lambda line: None)


def all_due(archive: Archive) -> None:
    """Let time pass: everything that is to be asked or fetched at some time is due."""
    with archive.begin() as db:
        db.execute(update(sources).values(next_at=0))
        db.execute(update(listed_items).where(listed_items.c.next_at.is_not(None)).values(next_at=0))


def titles(archive: Archive) -> list[str]:
    return sorted(version.title for _, version in archive.latest(limit=100))


def archive_ids(archive: Archive) -> list[str]:
    return [article.id for article, _ in archive.latest(limit=100)]


def test_pages_of_a_feed_are_taken_in_once(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {
        "/rss": rss(item("Dam", f"{site.url}/dam"), item("Ferry", f"{site.url}/ferry")),
        "/dam": page("Dam breaks", *DAM),
        "/ferry": page("Ferry sails", *FERRY),
    }
    taken = Taken(settings)
    watcher(archive, settings, taken.deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Dam breaks", "Ferry sails"]
    # The page names no date: it is the feed's.
    assert {version.published_at.isoformat() for version in map(archive.version, archive_ids(archive))} == {
        "2025-08-04T10:00:00+00:00"
    }
    all_due(archive)
    watcher(archive, settings, taken.deliver(), feed(site)).run(once=True)
    assert sorted(taken.origins) == [f"{site.url}/dam", f"{site.url}/ferry"]
    assert site.unchanged == {"/rss": 1, "/dam": 1, "/ferry": 1}
    [report] = source_reports(archive)
    assert (report.standing, report.taken, report.waiting, report.dead) == (SourceStanding.OK, 2, 0, 0)


def test_a_page_that_changes_becomes_a_new_version(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    taken = Taken(settings)
    watcher(archive, settings, taken.deliver(), feed(site)).run(once=True)
    site.files["/dam"] = page(
        "Dam breaks",
        *DAM[:2],
        "Two people were hurt, the mayor said on Tuesday, and one of them is still in hospital in Orsu.",
    )
    all_due(archive)
    watcher(archive, settings, taken.deliver(), feed(site)).run(once=True)
    [id_] = archive_ids(archive)
    assert [version.number for version in archive.versions(id_)] == [1, 2]
    assert "Two people" in archive.version(id_).text


def test_a_feed_with_the_whole_text_needs_no_page(site: Site, archive: Archive, settings: Settings) -> None:
    text = "".join(f"<p>{sentence} {'It rained for the whole of the day. ' * 6}</p>" for sentence in DAM)
    whole = f'<content:encoded xmlns:content="http://purl.org/rss/1.0/modules/content/"><![CDATA[{text}]]></content:encoded>'
    site.files["/rss"] = rss(item("Dam breaks", f"{site.url}/dam", more=whole))
    watcher(archive, settings, Taken(settings).deliver(), feed(site, publisher="Harbour Post")).run(once=True)
    [id_] = archive_ids(archive)
    assert archive.version(id_).text.startswith(DAM[0])
    assert (archive.article(id_).url, archive.article(id_).publisher) == (f"{site.url}/dam", "Harbour Post")
    assert site.asked == {"/rss": 1}


def test_robots_txt_is_kept_to(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {
        "/robots.txt": "User-agent: *\nDisallow: /private/",
        "/rss": rss(item("Dam", f"{site.url}/private/dam"), item("Ferry", f"{site.url}/ferry")),
        "/private/dam": page("Dam breaks", *DAM),
        "/ferry": page("Ferry sails", *FERRY),
    }
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Ferry sails"]
    assert "/private/dam" not in site.asked
    assert site.asked["/robots.txt"] == 1
    [dead] = dead_items(archive, None)
    assert (dead.url, dead.reason) == (f"{site.url}/private/dam", "robots.txt does not let robots fetch it")


def test_robots_txt_is_asked_of_every_page_that_a_redirect_leads_to(
    site: Site, archive: Archive, settings: Settings
) -> None:
    with running_site() as other:
        site.files |= {
            "/rss": rss(*(item(name, f"{site.url}/{name}") for name in ("dam", "ferry", "round"))),
            "/robots.txt": "User-agent: *\nDisallow: /members/",
        }
        other.files |= {
            "/robots.txt": "User-agent: *\nDisallow: /closed/",
            "/open/ferry": page("Ferry sails", *FERRY),
            "/closed/dam": page("Dam breaks", *DAM),
        }
        site.failing |= {
            "/dam": (302, {"Location": f"{other.url}/closed/dam"}),
            "/ferry": (301, {"Location": f"{other.url}/open/ferry"}),
            "/round": (302, {"Location": "/members/round"}),
        }
        watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
        assert titles(archive) == ["Ferry sails"]
        assert "/closed/dam" not in other.asked
        assert "/members/round" not in site.asked
        assert {each.reason for each in dead_items(archive, None)} == {
            f"{place}: robots.txt does not let robots fetch it"
            for place in (f"{other.url}/closed/dam", f"{site.url}/members/round")
        }


def test_what_servers_and_hosts_reserve_is_kept_with_the_article(
    site: Site, archive: Archive, settings: Settings
) -> None:
    listed = [{"location": "/", "tdm-reservation": 1}, {"location": "/open/*", "tdm-reservation": 0}]
    site.files |= {
        "/rss": rss(item("Dam", f"{site.url}/dam"), item("Ferry", f"{site.url}/open/ferry")),
        "/.well-known/tdmrep.json": json.dumps(listed),
        "/dam": page("Dam breaks", *DAM),
        "/open/ferry": page("Ferry sails", *FERRY),
    }
    site.headers["/open/ferry"] = {"X-Robots-Tag": "max-snippet:90"}
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert {version.title: archive.rights(article.id) for article, version in archive.latest(limit=9)} == {
        "Dam breaks": Rights(("tdm-reservation: 1",), reserved=True),
        "Ferry sails": Rights(("x-robots-tag: max-snippet:90",), most_characters=90),
    }
    assert site.asked["/.well-known/tdmrep.json"] == 1
    # The page is sent again without it.
    site.headers.clear()
    site.files["/open/ferry"] += "<!-- again -->"
    all_due(archive)
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert [archive.rights(id_) is None for id_ in archive_ids(archive)].count(True) == 1


def test_while_robots_txt_cannot_be_read_nothing_is_fetched(
    site: Site, archive: Archive, settings: Settings
) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    site.failing["/robots.txt"] = (503, {})
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert "/dam" not in site.asked
    del site.failing["/robots.txt"]
    all_due(archive)
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Dam breaks"]


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_asks_to_wait_is_left_alone(
    status: int, site: Site, archive: Archive, settings: Settings
) -> None:
    site.failing["/rss"] = (status, {"Retry-After": "86400"})
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    [report] = source_reports(archive)
    assert (report.standing, report.failures) == (SourceStanding.FAILING, 1)
    assert str(status) in str(report.problem)
    assert report.next_at is not None
    with archive.begin() as db:
        asked_again = db.scalar(sources.select().with_only_columns(sources.c.next_at))
    assert asked_again - report.next_at.timestamp() == 0
    # Nearly a day: what was asked for, with some chance in it.
    from datetime import UTC, datetime

    assert report.next_at - datetime.now(UTC) > timedelta(hours=20)


def test_a_page_that_fails_is_tried_again_and_then_shown(
    site: Site, archive: Archive, settings: Settings
) -> None:
    site.files["/rss"] = rss(item("Dam", f"{site.url}/dam"), item("Gone", f"{site.url}/gone"))
    site.failing["/dam"] = (500, {})
    for _ in range(6):
        watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
        all_due(archive)
    assert site.asked["/dam"] == 6
    assert site.asked["/gone"] == 1  # a 404 will not be there later either
    assert {each.url for each in dead_items(archive, "Post")} == {f"{site.url}/dam", f"{site.url}/gone"}
    del site.failing["/dam"]
    site.files["/dam"] = page("Dam breaks", *DAM)
    assert retry_dead(archive, "Post") == 2
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Dam breaks"]


def test_what_was_rejected_is_shown_with_its_reason(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {"/rss": rss(item("Empty", f"{site.url}/empty")), "/empty": page("Empty")}
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    [dead] = dead_items(archive, None)
    assert dead.reason
    assert titles(archive) == []


def test_what_arrives_while_the_home_is_held_waits(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}

    def held(documents: Sequence[Read]) -> Mapping[str, str | None]:
        raise HomeInUseError("the home is in use")

    watcher(archive, settings, held, feed(site)).run(once=True)
    assert [report.waiting for report in source_reports(archive)] == [1]
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Dam breaks"]


def test_a_news_sitemap_and_an_index_of_sitemaps(site: Site, archive: Archive, settings: Settings) -> None:
    site.files |= {
        "/sitemap.xml": (
            '<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
            f"<sitemap><loc>{site.url}/news.xml</loc></sitemap></sitemapindex>"
        ),
        "/news.xml": (
            '<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
            'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">'
            f"<url><loc>{site.url}/dam</loc><news:news><news:publication_date>2025-08-04T09:00:00Z"
            "</news:publication_date><news:title>Dam</news:title></news:news></url></urlset>"
        ),
        "/dam": page("Dam breaks", *DAM),
    }
    source = WatchedSource.model_validate({"name": "Map", "sitemap": f"{site.url}/sitemap.xml"})
    watcher(archive, settings, Taken(settings).deliver(), source).run(once=True)
    [id_] = archive_ids(archive)
    assert archive.version(id_).published_at.isoformat() == "2025-08-04T09:00:00+00:00"


def test_a_folder_is_watched_and_a_changed_file_read_again(
    archive: Archive, settings: Settings, tmp_path: Path
) -> None:
    (drop := tmp_path / "drop").mkdir()
    (file := drop / "dam.txt").write_text("Dam breaks\n\n" + " ".join(DAM), encoding="utf-8")
    (drop / ".part").write_text("not yet", encoding="utf-8")
    source = WatchedSource.model_validate({"name": "Drop", "folder": str(drop)})
    taken = Taken(settings)
    watcher(archive, settings, taken.deliver(), source).run(once=True)
    all_due(archive)
    watcher(archive, settings, taken.deliver(), source).run(once=True)
    assert len(taken.origins) == 1
    file.write_text("Dam breaks\n\nTwo people were hurt. " + " ".join(DAM), encoding="utf-8")
    import os

    os.utime(file, (4_000_000_000, 4_000_000_000))
    all_due(archive)
    watcher(archive, settings, taken.deliver(), source).run(once=True)
    assert len(taken.origins) == 2


def test_a_source_that_the_file_leaves_out_is_left(site: Site, archive: Archive, settings: Settings) -> None:
    site.files["/rss"] = rss()
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert currency(archive) is not None
    other = WatchedSource.model_validate({"name": "Other", "feed": f"{site.url}/none"})
    watcher(archive, settings, Taken(settings).deliver(), other).run(once=True)
    assert {report.name: report.standing for report in source_reports(archive)} == {
        "Post": SourceStanding.LEFT,
        "Other": SourceStanding.FAILING,
    }
    assert currency(archive) is None


def test_once_asks_all_that_answered_and_leaves_who_asked_to_wait(
    site: Site, archive: Archive, settings: Settings
) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    site.failing["/busy"] = (503, {"Retry-After": "3600"})
    busy = WatchedSource.model_validate({"name": "Busy", "feed": f"{site.url}/busy", "every": "1 h"})
    for _ in range(2):
        watcher(archive, settings, Taken(settings).deliver(), feed(site), busy).run(once=True)
    assert (site.asked["/rss"], site.asked["/busy"]) == (2, 1)


def test_a_folder_with_more_than_is_taken_up_at_a_time_is_read_again(
    tmp_path: Path, archive: Archive, settings: Settings
) -> None:
    folder = tmp_path / "wire"
    folder.mkdir()
    for number in range(205):
        (folder / f"{number}.json").write_text(
            json.dumps({"title": f"Tram {number}", "text": f"Tram {number} was late again. {DAM[0]}"})
        )
    wire = WatchedSource.model_validate({"name": "Wire", "folder": str(folder), "publisher": "Orsu Wire"})
    watcher(archive, settings, Taken(settings).deliver(), wire).run(once=True)
    found = archive.latest(limit=300)
    assert len(found) == 205
    assert {article.publisher for article, _ in found} == {"Orsu Wire"}


def test_what_nobody_foresaw_is_the_failure_of_its_source_alone(
    site: Site, archive: Archive, settings: Settings
) -> None:
    class Broken(Hosts):
        def listing(self, url: str, **given: str | None) -> Fetched:
            if url.endswith("/odd"):
                raise RuntimeError("a list from another world")
            return super().listing(url, **given)

    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    stop = threading.Event()
    hosts = Broken(archive, stop, max_bytes=1_000_000, pace=0, allow_private=True)
    odd = WatchedSource.model_validate({"name": "Odd", "feed": f"{site.url}/odd"})
    deliver = Taken(settings).deliver()
    Watcher([odd, feed(site)], WatchState(archive), hosts, deliver, stop, max_bytes=1_000_000).run(once=True)
    assert titles(archive) == ["Dam breaks"]
    standing = {report.name: (report.standing, report.problem) for report in source_reports(archive)}
    assert standing["Odd"][0] is SourceStanding.FAILING
    assert "a list from another world" in (standing["Odd"][1] or "")


def test_what_was_cancelled_in_the_queue_is_fetched_again(
    site: Site, archive: Archive, settings: Settings
) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    watcher(archive, settings, lambda documents: {}, feed(site)).run(once=True)
    [report] = source_reports(archive)
    assert (report.taken, report.waiting) == (0, 1)
    all_due(archive)
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert titles(archive) == ["Dam breaks"]


def test_nothing_is_fetched_while_nobody_can_take_it(
    site: Site, archive: Archive, settings: Settings
) -> None:
    site.files |= {"/rss": rss(item("Dam", f"{site.url}/dam")), "/dam": page("Dam breaks", *DAM)}
    stop = threading.Event()
    deliver = Taken(settings).deliver()
    watching = open_watcher(
        [feed(site)], archive, settings, deliver, stop, tell=lambda line: None, ready=lambda: False
    )
    watching.run(once=True)
    assert (site.asked["/rss"], site.asked["/dam"]) == (1, 0)


def test_a_list_that_is_always_new_is_asked_no_more_often(
    site: Site, archive: Archive, settings: Settings
) -> None:
    items = [item(f"Tram {number}", f"{site.url}/{number}") for number in range(205)]
    site.files["/rss"] = rss(*items)
    watcher(archive, settings, Taken(settings).deliver(), feed(site)).run(once=True)
    assert site.asked["/rss"] == 1
