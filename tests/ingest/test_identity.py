"""What is one article: nothing of another story becomes its version, and no story is stored twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.library import Library
from ingest.pipeline import IngestReport, ingest
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
