"""How often a page's date of publication is found: Dateline's beside that of htmldate called directly."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from htmldate import find_date
from trafilatura import load_html

from eval.datasets import require
from eval.progress import Progress, silent
from ingest.errors import InputError
from ingest.extract.encoding import decode
from ingest.extract.page.broken import BROKEN_TREE
from ingest.extract.page.metadata import read_metadata
from ingest.text.clean import normalise_text


@dataclass(frozen=True, slots=True)
class DatedPage:
    """A saved page with its day of publication; None: the page has none."""

    path: Path
    url: str | None
    published: date | None


@dataclass(frozen=True, slots=True)
class FoundDates:
    """What was found on one page: days on the publisher's clock, None for no date."""

    page: str
    wanted: date | None
    ours: date | None
    htmldate: date | None


@dataclass(frozen=True, slots=True)
class DatesReport:
    """All pages of a folder, articles or not: what is measured is the date alone."""

    pages: tuple[FoundDates, ...]

    @property
    def ours(self) -> float:
        """Share of the pages whose day Dateline has right."""
        return sum(page.ours == page.wanted for page in self.pages) / len(self.pages)

    @property
    def htmldate(self) -> float:
        """Share of the pages whose day htmldate has right."""
        return sum(page.htmldate == page.wanted for page in self.pages) / len(self.pages)


def measure_dates(path: Path, on_progress: Progress = silent) -> DatesReport:
    """Measure the folder `path`: gold.jsonl (`file`, `url`, `published`: a day or null) and its pages."""
    require(path, "gold.jsonl", kind="dates")
    gold = list(_read_gold(path))
    if not gold:
        raise InputError(f"{path / 'gold.jsonl'}: no page is named")
    found = []
    for number, page in enumerate(gold):
        on_progress("dates", number / len(gold))
        body = page.path.read_bytes()
        if page.path.suffix == ".gz":
            body = gzip.decompress(body)
        ours, theirs = _ours(body, page.url), _htmldate(body, page.url)
        found.append(FoundDates(page.path.name, page.published, ours, theirs))
    return DatesReport(tuple(found))


def _read_gold(path: Path) -> Iterator[DatedPage]:
    gold = path / "gold.jsonl"
    for number, line in enumerate(gold.read_text("utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            day = date.fromisoformat(row["published"]) if row["published"] else None
            yield DatedPage(path / row["file"], row.get("url"), day)
        except (ValueError, KeyError, TypeError) as exc:
            raise InputError(f"{gold}:{number}: not a page with `file` and `published` ({exc!r})") from exc


def _ours(body: bytes, url: str | None) -> date | None:
    try:
        tree = load_html(normalise_text(decode(body)))
        moment = read_metadata(tree, url).published_at if tree is not None else None
    except BROKEN_TREE:
        return None
    return moment.date() if moment else None


def _htmldate(body: bytes, url: str | None) -> date | None:
    try:
        found = find_date(body, url=url, original_date=True)
    except BROKEN_TREE:
        return None
    return date.fromisoformat(found) if found else None
