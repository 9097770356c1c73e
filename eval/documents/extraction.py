"""How well a story is found on its page: text against trafilatura, dates and titles against publishers' own.

The text measure is that of article-extraction-benchmark (Scrapinghub): shingles of four words.
"""

from __future__ import annotations

import gzip
import json
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import trafilatura

from eval.datasets import require
from eval.progress import Progress, silent
from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.extract import extract

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_QUOTES = str.maketrans({"‘": "'", "’": "'", "´": "'", "`": "'", "“": '"', "”": '"', "«": '"', "»": '"'})
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Overlap:
    """Shares of the shingles of a page that are right, extra and missing; they add up to 1."""

    right: float
    extra: float
    missing: float


@dataclass(frozen=True, slots=True)
class TextScore:
    """Mean precision and recall over pages, and the F1 of these two means."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class PageOverlap:
    """One page of the extraction set."""

    page: str
    url: str
    ours: Overlap
    trafilatura: Overlap


@dataclass(frozen=True, slots=True)
class ExtractionReport:
    """Our text and that of trafilatura called directly, over the same pages in the same run."""

    ours: TextScore
    trafilatura: TextScore
    pages: tuple[PageOverlap, ...]

    @property
    def worst(self) -> list[PageOverlap]:
        """The pages, worst of ours first."""
        return sorted(self.pages, key=lambda page: page.ours.right)


@dataclass(frozen=True, slots=True)
class WrongMetadata:
    """A field of a page that differs from the publisher's own; `found` is None where nothing was found."""

    page: str
    field: str
    wanted: str
    found: str | None


@dataclass(frozen=True, slots=True)
class MetadataReport:
    """Counts over pages; a date is right if it is the same calendar day in UTC."""

    pages: int
    dated: int
    dates_right: int
    titled: int
    titles_right: int
    wrong: tuple[WrongMetadata, ...]

    @property
    def date_share(self) -> float:
        """Share of the pages with a known date whose date is right."""
        return self.dates_right / self.dated if self.dated else 0.0

    @property
    def title_share(self) -> float:
        """Share of the pages with a known title whose title is right."""
        return self.titles_right / self.titled if self.titled else 0.0


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A saved page of a publisher with what its record says."""

    path: Path
    url: str
    title: str | None
    published: str | None


def shingle_overlap(wanted: str, found: str) -> Overlap:
    """Compare two texts as multisets of shingles; two texts without words give zeros."""
    gold, ours = _shingles(wanted), _shingles(found)
    counts = [(gold & ours).total(), (ours - gold).total(), (gold - ours).total()]
    total = sum(counts) or 1
    return Overlap(*(count / total for count in counts))


def text_score(overlaps: Iterable[Overlap]) -> TextScore:
    """Average as the benchmark does: pages with nothing found count for recall only, and the reverse."""
    pages = list(overlaps)
    precision = _mean(_ratio(page.right, page.extra) for page in pages if page.right + page.extra > 0)
    recall = _mean(_ratio(page.right, page.missing) for page in pages if page.right + page.missing > 0)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return TextScore(precision, recall, f1)


def measure_extraction(path: Path, on_progress: Progress = silent) -> ExtractionReport:
    """Measure the folder `path`: ground-truth.json with `articleBody`, and pages/{id}.html.gz."""
    require(path, "ground-truth.json", "pages", kind="text extraction")
    truth = json.loads((path / "ground-truth.json").read_text("utf-8"))
    pages: list[PageOverlap] = []
    for name, gold in truth.items():
        on_progress("extract", len(pages) / len(truth))
        body = gzip.decompress((path / "pages" / f"{name}.html.gz").read_bytes())
        draft = _main_draft(body, gold["url"])
        theirs = trafilatura.extract(body) or ""
        wanted = gold["articleBody"]
        ours = shingle_overlap(wanted, draft.text if draft else "")
        pages.append(PageOverlap(name, gold["url"], ours, shingle_overlap(wanted, theirs)))
    return ExtractionReport(
        text_score(page.ours for page in pages), text_score(page.trafilatura for page in pages), tuple(pages)
    )


def measure_metadata(path: Path, on_progress: Progress = silent) -> MetadataReport:
    """Measure the folder `path`: {country}/{Publisher}.json, its saved pages and meta.info."""
    require(path, "*/*.json", "*/meta.info", kind="metadata")
    gold = list(read_gold_pages(path))
    wrong: list[WrongMetadata] = []
    for number, page in enumerate(gold):
        on_progress("extract", number / len(gold))
        wrong += _differences(page, _main_draft(gzip.decompress(page.path.read_bytes()), page.url))
    dated, titled = sum(bool(page.published) for page in gold), sum(bool(page.title) for page in gold)
    missed = Counter(case.field for case in wrong)
    return MetadataReport(
        len(gold), dated, dated - missed["date"], titled, titled - missed["title"], tuple(wrong)
    )


def read_gold_pages(path: Path) -> Iterator[GoldPage]:
    """Yield each saved page with its record: "V1", "V1_1", "V2" are a publisher's pages by crawl date."""
    for record_path in sorted(path.glob("*/*.json")):
        versions = json.loads(record_path.read_text("utf-8"))
        crawls = json.loads((record_path.parent / "meta.info").read_text("utf-8"))
        names = [
            name
            for name in crawls
            if name.rsplit("_", 3)[0] == record_path.stem and (record_path.parent / name).is_file()
        ]
        names.sort(key=lambda name: str(crawls[name]["crawl_date"]))
        keys = sorted(versions, key=lambda key: [int(number) for number in _NUMBERS.findall(key)])
        if len(names) != len(keys):
            raise InputError(f"{record_path}: {len(keys)} records for {len(names)} saved pages")
        for name, key in zip(names, keys, strict=True):
            record, saved = versions[key], record_path.parent / name
            yield GoldPage(saved, crawls[name]["url"], record.get("title"), record.get("publishing_date"))


def same_title(one: str, other: str) -> bool:
    """Compare titles apart from white space, the style of quotes, case and a final stop."""
    return _plain(one) == _plain(other)


def _differences(page: GoldPage, draft: Draft | None) -> Iterator[WrongMetadata]:
    name = page.path.name
    if page.published:
        found = draft.published_at if draft else None
        if found is None or found.astimezone(UTC).date() != _utc_day(page.published):
            yield WrongMetadata(name, "date", page.published, found.isoformat() if found else None)
    if page.title and (draft is None or not same_title(page.title, draft.title)):
        yield WrongMetadata(name, "title", page.title, draft.title if draft else None)


def _main_draft(body: bytes, url: str) -> Draft | None:
    try:
        return extract(Document(url, Media.HTML, body, url))[0]
    except RejectedDocument:
        return None


def _utc_day(text: str) -> date:
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).date()


def _plain(title: str) -> str:
    return " ".join(title.translate(_QUOTES).split()).casefold().rstrip(".… ")


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _SHINGLE + 1)) if words else range(0)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in starts)


def _ratio(right: float, wrong: float) -> float:
    return right / (right + wrong)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return statistics.mean(found) if found else 0.0
