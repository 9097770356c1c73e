"""What is one article: nothing of another story becomes its version, and no story is stored twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.article import Draft, former_id
from ingest.library import Library
from ingest.pipeline import IngestReport, index_pending, ingest, remove
from ingest.sources.files import read_paths
from tests.ingest.support import HashEmbedder, open_with, record, settings_in

FIXTURES = Path(__file__).parent / "fixtures"
TUNNEL = {
    "title": "Tunnel under Orrin Bay delayed",
    "text": "The tunnel under Orrin Bay opens a year later than planned, the ministry said on Monday. "
    "Engineers found loose ground beneath the northern shore and have stopped the drilling there.",
}
GOATS = {
    "title": "Goats graze on a roof in Salterton",
    "text": "Four animals were seen eating moss above a bakery yesterday morning. Their owner, a retired "
    "teacher, fetched them with a ladder and two loaves of stale bread.",
}


def read(library: Library, *paths: Path) -> IngestReport:
    return ingest(library, read_paths([str(path) for path in paths], max_bytes=1_000_000))


def test_different_stories_are_articles_of_their_own(tmp_path: Path) -> None:
    file = FIXTURES / "identity" / "articles.jsonl"
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        report = read(library, file)
        assert (report.new, report.updated, report.rejected) == (len(file.read_text().splitlines()), 0, [])
        assert read(library, file).unchanged == report.new


def test_one_story_under_many_addresses_is_one_article(tmp_path: Path) -> None:
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        reports = [read(library, page) for page in sorted((FIXTURES / "reingest").iterdir())]
        assert [(report.new, report.updated) for report in reports] == [(1, 0), (0, 0), (0, 0), (0, 1)]
        [(_, latest)] = library.archive.latest(limit=5)
        assert latest.number == 2
        assert "365 million" in latest.text


@pytest.mark.parametrize(
    "known", [{"url": "https://a.example/x"}, {"id": "7", "publisher": "The Echo", "url": ""}]
)
def test_another_story_under_a_known_identity_is_reported_and_not_stored(
    known: dict[str, str], tmp_path: Path
) -> None:
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        ingest(library, [record(**TUNNEL, **known)])
        report = ingest(library, [record(**GOATS, **known)])
        assert (report.new, report.updated) == (0, 0)
        [rejected] = report.rejected
        [(article, latest)] = library.archive.latest(limit=5)
        assert f"belongs to article {article.id}, another story" in rejected.reason
        assert latest.text == TUNNEL["text"]


@pytest.mark.parametrize(
    "later",
    [
        {**TUNNEL, "text": GOATS["text"]},  # its title stays
        {**GOATS, "text": f"{TUNNEL['text']} {GOATS['text']}"},  # its text goes on
        {"title": "Retraction", "text": "What stood here was wrong.", "kind": "retraction"},
    ],
)
def test_a_version_that_has_to_do_with_the_one_before_is_stored(
    later: dict[str, str], tmp_path: Path
) -> None:
    url = "https://a.example/x"
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        ingest(library, [record(**TUNNEL, url=url)])
        assert ingest(library, [record(**later, url=url)]).updated == 1


@pytest.mark.parametrize("extra", [[{}, {}], [{"id": 1}, {"id": 2}]])
def test_stories_under_the_address_of_a_front_page_are_told_apart(
    extra: list[dict[str, object]], tmp_path: Path
) -> None:
    known = {"url": "https://a.example/", "publisher": "The Echo"}
    drafts = [record(**TUNNEL, **known, **extra[0]), record(**GOATS, **known, **extra[1])]
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        assert ingest(library, drafts).new == 2
        assert ingest(library, drafts).unchanged == 2


def test_a_story_under_the_address_of_a_list_has_the_id_of_its_own(tmp_path: Path) -> None:
    known = {"url": "https://a.example/news/", "publisher": "The Echo"}
    drafts = [record(**TUNNEL, **known, id=1), record(**GOATS, **known, id=2)]
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        assert (ingest(library, drafts).new, ingest(library, drafts).unchanged) == (2, 2)
        urls = {latest.title: article.url for article, latest in library.archive.latest(limit=5)}
        assert urls == {TUNNEL["title"]: known["url"], GOATS["title"]: None}


@pytest.mark.parametrize(
    "url", ["https://a.example/tunnel/index.html", "https://a.example/tunnel?print=1", "https://a.example/"]
)
def test_an_article_keeps_the_id_of_an_archive_that_did_not_know_its_address(
    url: str, tmp_path: Path
) -> None:
    later = record(**{**TUNNEL, "text": f"{TUNNEL['text']} It costs more."}, url=url)
    with open_with(settings_in(tmp_path), HashEmbedder()) as library:
        draft = Draft(**TUNNEL, url=url, known_id=former_id(url))
        library.archive.accept([draft], library.now())
        index_pending(library, IngestReport())
        assert ingest(library, [later]).updated == 1
        assert library.archive.article_at(url).id == former_id(url)
        assert library.archive.find(url).id == former_id(url)
        remove(library, former_id(url))
        if not url.endswith("/"):
            assert ingest(library, [later]).removed_before == 1
