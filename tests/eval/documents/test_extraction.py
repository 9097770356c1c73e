"""The measures of extraction, on pages and records written here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from eval.documents.extraction import (
    Overlap,
    measure_extraction,
    measure_metadata,
    read_gold_pages,
    same_title,
    shingle_overlap,
    text_score,
)

STORY = (
    "The council of Brenn voted on Monday to rebuild the footbridge over the weir that a flood took. "
    "Work will begin in April and is to cost four million crowns, the mayor told reporters after the vote."
)


def html(title: str, day: str) -> bytes:
    head = f'<title>{title}</title><meta property="article:published_time" content="{day}">'
    return gzip.compress(
        f"<html><head>{head}</head><body><h1>{title}</h1><p>{STORY}</p></body></html>".encode()
    )


def test_overlap_counts_shingles_of_four_words() -> None:
    # gold: abcd bcde; found: bcde cdef -> 1 right, 1 extra, 1 missing of 3
    assert shingle_overlap("a b c d e", "b c d e f") == Overlap(1 / 3, 1 / 3, 1 / 3)


def test_overlap_of_texts_without_words_is_zero() -> None:
    assert shingle_overlap("", " ") == Overlap(0, 0, 0)


def test_repeated_words_are_counted_as_often_as_they_stand() -> None:
    # gold: abcd once; found: abcd twice, and bcda, cdab, dabc between -> 1 right, 4 extra
    assert shingle_overlap("a b c d", "a b c d a b c d") == Overlap(1 / 5, 4 / 5, 0)


def test_score_is_the_f1_of_the_means() -> None:
    # precision (1 + 0.5) / 2 = .75, recall (1 + 1) / 2 = 1, F1 = 1.5 / 1.75
    score = text_score([Overlap(1, 0, 0), Overlap(0.5, 0.5, 0)])
    assert (score.precision, score.recall) == (0.75, 1)
    assert score.f1 == pytest.approx(1.5 / 1.75)


def test_page_with_nothing_found_counts_for_recall_only() -> None:
    score = text_score([Overlap(1, 0, 0), Overlap(0, 0, 1)])
    assert (score.precision, score.recall) == (1, 0.5)


def test_extraction_is_measured_beside_trafilatura(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "one.html.gz").write_bytes(html("Brenn rebuilds", "2024-01-02"))
    truth = {"one": {"articleBody": STORY, "url": "https://brenn.example/a"}}
    (tmp_path / "ground-truth.json").write_text(json.dumps(truth))
    report = measure_extraction(tmp_path)
    assert report.ours.f1 == 1
    assert report.ours.f1 >= report.trafilatura.f1
    assert [page.page for page in report.worst] == ["one"]


@pytest.fixture
def publishers(tmp_path: Path) -> Path:
    folder = tmp_path / "xx"
    folder.mkdir()
    crawls = {
        "Brenn_2025_01_01.html.gz": {"url": "https://brenn.example/b", "crawl_date": "2025-01-01 10:00:00"},
        "Brenn_2024_01_03.html.gz": {"url": "https://brenn.example/a", "crawl_date": "2024-01-03 10:00:00"},
        "BrennLocal_2024_01_03.html.gz": {
            "url": "https://brenn.example/c",
            "crawl_date": "2024-01-03 10:00:00",
        },
        "Brenn_2026_01_01.html.gz": {
            "url": "https://brenn.example/not-saved",
            "crawl_date": "2026-01-01 10:00:00",
        },
    }
    (folder / "meta.info").write_text(json.dumps(crawls))
    (folder / "Brenn_2024_01_03.html.gz").write_bytes(
        html("Brenn’s bridge opens", "2024-01-02T23:00:00-05:00")
    )
    (folder / "Brenn_2025_01_01.html.gz").write_bytes(html("Brenn closes bridge", "2024-12-31"))
    records = {
        "V2": {"title": "Brenn closes its bridge", "publishing_date": "2024-12-30 09:00:00+00:00"},
        "V1": {"title": "Brenn's bridge  opens", "publishing_date": "2024-01-03 04:00:00+00:00"},
    }
    (folder / "Brenn.json").write_text(json.dumps(records))
    return tmp_path


def test_versions_are_the_saved_pages_by_crawl_date(publishers: Path) -> None:
    pages = [(page.path.name, page.title) for page in read_gold_pages(publishers)]
    assert pages == [
        ("Brenn_2024_01_03.html.gz", "Brenn's bridge  opens"),
        ("Brenn_2025_01_01.html.gz", "Brenn closes its bridge"),
    ]


def test_metadata_counts_days_in_utc_and_lists_what_is_wrong(publishers: Path) -> None:
    report = measure_metadata(publishers)
    assert (report.pages, report.date_share, report.title_share) == (2, 0.5, 0.5)
    assert [(case.page, case.field) for case in report.wrong] == [
        ("Brenn_2025_01_01.html.gz", "date"),
        ("Brenn_2025_01_01.html.gz", "title"),
    ]


def test_titles_are_compared_without_typography() -> None:
    assert same_title("“Brenn’s”  Bridge…", '"brenn\'s" bridge')
    assert not same_title("Brenn", "Brenns")
