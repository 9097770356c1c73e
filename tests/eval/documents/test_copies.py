"""The exact rule for copies, and the measure of stories, on articles written here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.bench.stories import measure_stories
from eval.documents.copies import ReadText, is_copy, made_copies, pairs_within_reach
from eval.terminal.commands import app
from ingest.article import Draft
from ingest.errors import InputError
from tests.ingest.support import on

STREETS = [f"Street {letter}{number}" for letter in "ABCDEFGH" for number in range(8)]


def told(*, seed: int, sentences: int = 24) -> str:
    """Return a made-up report with names and figures of its own."""
    random = Random(seed)
    return " ".join(
        f"In {random.choice(STREETS)} the council of Orle {random.choice(('repaired', 'closed', 'sold'))} "
        f"{random.randrange(20, 900)} {random.choice(('lamps', 'benches', 'sheds', 'gates'))} for "
        f"{random.randrange(2_000, 90_000):,} crowns last {random.choice(('spring', 'winter', 'year'))}."
        for _ in range(sentences)
    )


def text_of(text: str, day: str = "2025-03-01") -> ReadText:
    return ReadText.of(Draft("Orle counts", text, published_at=on(day)))


def judged(one: ReadText, other: ReadText) -> bool:
    return any(is_copy(one, other, shared) for _, _, shared in pairs_within_reach([one, other]))


def test_a_cut_report_is_a_copy_and_a_short_excerpt_is_none() -> None:
    whole = told(seed=1)
    assert judged(text_of(whole), text_of(whole[: len(whole) // 2]))
    assert not judged(text_of(whole), text_of(whole[: len(whole) // 4]))


def test_a_report_with_other_figures_is_none() -> None:
    whole = told(seed=1)
    other = "".join(str((int(char) + 3) % 10) if char.isdigit() else char for char in whole)
    frame = "It is the view of this paper that nobody could have known any of that before the vote. " * 2
    assert not judged(text_of(whole), text_of(other))
    assert not judged(text_of(f"{frame}{told(seed=2)}"), text_of(f"{frame}{told(seed=3)}"))


def test_what_is_a_fortnight_apart_is_not_compared() -> None:
    assert not judged(text_of(told(seed=1)), text_of(told(seed=1), "2025-03-15"))


def test_copies_are_made_of_long_texts_only() -> None:
    assert made_copies("Too short.", told(seed=2), Random(1)) == {}
    made = made_copies(told(seed=1), told(seed=2), Random(1))
    assert made["half cut off"] == " ".join(told(seed=1).split()[: len(told(seed=1).split()) // 2])
    assert all(judged(text_of(told(seed=1)), text_of(copy)) for how, copy in made.items() if "15" not in how)


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "articles.jsonl.gz"
    texts = {f"a{number}": told(seed=number) for number in range(4)}
    texts["b"] = texts["a0"].replace("council", "town council", 3)
    rows: list[dict[str, Any]] = [
        {
            "url": f"https://{name}.example/orle",
            "title": "Orle counts",
            "text": text,
            "published": "2025-03-01",
        }
        for name, text in texts.items()
    ]
    path.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    return path


def test_the_store_is_measured_beside_the_rule(articles: Path) -> None:
    report = measure_stories(articles, among=50)
    assert report.articles == 5
    assert report.precision is not None
    assert report.recall is not None
    # a0 and b, and nothing else
    assert (report.precision.value, report.precision.count) == (1.0, 1)
    assert (report.recall.value, report.recall.count) == (1.0, 1)
    assert {each.how for each in report.made} >= {"half cut off", "80 words added"}
    assert report.wrong == ()
    assert report.p95 >= report.p50 > 0


def test_the_command_prints_shares_and_times(articles: Path) -> None:
    shown = CliRunner().invoke(app, ["stories", str(articles), "--among", "10"]).stdout.splitlines()
    assert shown[0].startswith("5 articles, ")
    assert [line.split()[0] for line in shown[2:4]] == ["precision", "recall"]
    assert shown[-1].startswith("placed among 10: p50 ")


def test_a_file_without_two_articles_is_refused(tmp_path: Path) -> None:
    (path := tmp_path / "one.jsonl").write_text(
        json.dumps({"url": "https://a.example/orle", "title": "Orle counts", "text": told(seed=1)})
    )
    with pytest.raises(InputError, match="no two articles with a date"):
        measure_stories(path, among=0)
