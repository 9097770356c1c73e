"""The measure of dates, on pages written here."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from eval.documents.dates import FoundDates, measure_dates
from ingest.errors import InputError


def write(folder: Path, pages: dict[str, tuple[str, str | None]]) -> None:
    rows = []
    for name, (head, day) in pages.items():
        (folder / name).write_bytes(gzip.compress(f"<html><head>{head}</head><body></body></html>".encode()))
        rows.append({"file": name, "url": f"https://post.example/{name}", "published": day})
    (folder / "gold.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")


def test_dates_are_measured_beside_htmldate(tmp_path: Path) -> None:
    stated = '<meta property="article:published_time" content="{}">'
    write(
        tmp_path,
        {
            "a.html.gz": (stated.format("2019-07-10T00:30:00+02:00"), "2019-07-10"),
            "b.html.gz": (stated.format("2019-07-11"), "2019-07-12"),
            "c.html.gz": ("", None),
            "d.html.gz": ("", "2019-07-14"),
        },
    )
    report = measure_dates(tmp_path)
    # right: a and c; b is a day off, of d nothing is found
    assert (report.ours, report.htmldate) == (0.5, 0.5)
    assert report.pages[1] == FoundDates("b.html.gz", date(2019, 7, 12), date(2019, 7, 11), date(2019, 7, 11))


@pytest.mark.parametrize("line", ['{"file": "a.html"}', '{"file": "a.html", "published": "May"}', "[]", "x"])
def test_a_line_that_names_no_page_is_an_error(tmp_path: Path, line: str) -> None:
    (tmp_path / "gold.jsonl").write_text(line, "utf-8")
    with pytest.raises(InputError, match=r"gold\.jsonl:1: not a page"):
        measure_dates(tmp_path)
