"""What every kind of document shares on its way to a Draft: clean titles and bylines, dateline, kind."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from ingest.addresses import host_of, shown_address
from ingest.article import Draft, Kind
from ingest.extract.dates.address import date_in_url
from ingest.extract.dates.parse import parse_date
from ingest.extract.kinds import kind_of
from ingest.extract.lines.boilerplate import is_no_story
from ingest.extract.lines.captions import captions_below, without_gallery
from ingest.extract.lines.credits import without_by
from ingest.extract.lines.filing import (
    Filing,
    agency_in_byline,
    filing_in_lead,
    known_agency,
    outlet_in_byline,
)
from ingest.rights import Rights
from ingest.text.clean import normalise_text

_BARS = re.compile(r"\s*[|•·]\s*")
_BLANK_LINES = re.compile(r"\n{3,}")
_BLANKS = " \t\u00a0"


@dataclass(frozen=True, slots=True)
class Fields:
    """What a document says about its story, not yet cleaned."""

    title: str
    text: str
    url: str | None = None
    guid: str | None = None
    publisher: str | None = None
    byline: str | None = None
    agency: str | None = None
    section: str | None = None
    language: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    filing: Filing | None = None
    kind: Kind | None = None
    rights: Rights | None = None
    corrections: tuple[str, ...] = ()


def collapsed(text: str | None) -> str | None:
    """Return `text` with white space collapsed, None if nothing is left."""
    return " ".join(normalise_text(text or "").split()) or None


def clean_byline(byline: str | None) -> str | None:
    """Return the names of a byline without "by" and what stands behind a bar; an address is no name."""
    parts = _BARS.split(collapsed(byline) or "")
    named = next((part for part in parts if not any(char.isdigit() for char in part)), "")
    plain = (without_by(named) or named).strip(" ,|")
    return None if not plain or plain.startswith(("http://", "https://")) else plain


def clean_text(text: str) -> str:
    """Return `text` normalised, without captions and what the site says, one blank line at a time."""
    lines = [line.rstrip(_BLANKS) for line in normalise_text(text).split("\n")]
    below = captions_below(lines)
    told = [without_gallery(line) for at, line in enumerate(lines) if at not in below]
    kept = [told_line for told_line in told if not told_line or not is_no_story(told_line)]
    # A text of nothing else is not emptied: whoever handed it in meant something by it.
    return _BLANK_LINES.sub("\n\n", "\n".join(kept if any(kept) else lines)).strip("\n")


def to_draft(fields: Fields) -> Draft:
    """Return the Draft of `fields`: dateline, agency, kind and a missing date come from text and URL.

    The agency that sent a story in, or whose staff wrote it, is its publisher where nobody else is named.
    """
    title, text = collapsed(fields.title) or "", clean_text(fields.text)
    url, byline = shown_address(fields.url), clean_byline(fields.byline)
    filing = fields.filing or filing_in_lead(text)
    dateline = filing.dateline(fields.published_at) if filing else None
    published_at = fields.published_at
    if published_at is None and dateline and dateline.date:
        published_at = parse_date(dateline.date)
    stated = collapsed(fields.publisher) or host_of(url)
    agency = collapsed(fields.agency) or (filing.agency if filing else None) or agency_in_byline(byline)
    sender = collapsed(fields.agency) or known_agency(agency) or outlet_in_byline(byline)
    return Draft(
        title=title,
        text=text,
        url=url,
        # Beside a publisher that was only inferred, an id may be a program's count, of other stories too.
        guid=None if sender and not stated else collapsed(fields.guid),
        publisher=stated or sender,
        byline=byline,
        agency=agency,
        dateline=dateline,
        section=collapsed(fields.section),
        language=_language(fields.language),
        published_at=published_at or date_in_url(url),
        modified_at=fields.modified_at,
        kind=fields.kind or kind_of(title, text, fields.corrections),
        rights=fields.rights,
        corrections=fields.corrections,
    )


def _language(name: str | None) -> str | None:
    match = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", (name or "").strip())
    return match[0].lower() if match else None
