"""Plain text: an article, or a saved page with menus, teasers of other stories, link lists and legal notes.

The page is read by the shape of its lines: headlines have no final stop, prose has, a dateline is place,
agency and date. What the words mean is not looked at, apart from the cues of boilerplate.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from ingest.article import Draft, Kind
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import parse_date
from ingest.extract.dates.shown import MODIFIED, PUBLISHED
from ingest.extract.draft import Fields, to_draft
from ingest.extract.encoding import decode
from ingest.extract.lines.boilerplate import ends_story, is_legal, is_pointer, is_site_line
from ingest.extract.lines.credits import credit_line, is_role, signed_name
from ingest.extract.lines.filing import Filing, filing_line
from ingest.text.clean import normalise_text
from ingest.text.language import language_of

_READ_MORE = re.compile(
    r"\s*(?:\.{2,}|…|\[(?:\.{3}|…)\])?\s*\W?(?:read|see) (?:more|full story)\W{0,3}$", re.I
)
_STOP = re.compile(r"[.!?。！？।…][\"'”’»)\]]*$")
_BULLET = re.compile(r"^(?:[-*•‣–]|\d{1,3}[.)])\s")
_SENTENCE = re.compile(r".*[.!?][\"'”’)]*(?=\s)", re.S)
_BLANK = re.compile(r"\n[ \t]*\n")
# What a browser prints around a page, and wires put above a story for editors.
_PRINTED = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d{1,2}:\d\d(?:\s?[AP]M)?|\d{1,3}/\d{1,3}")
_FOR_EDITORS = re.compile(r"(?:AM|AP|BC|PM)-\S.*,\s?\d{2,4}|Eds?: .*")
_SUFFIX = re.compile(r"\s+(?P<sign>[|–—-])\s+(?P<site>[^|–—]{2,40})$")
_WRAP_FROM, _WRAP_TO = 45, 130
_LONG_WORDS = 25
_HEADLINE_WORDS = 30
_TAIL = 60  # characters
_LABEL_WORDS = 4
_LIST_RUN = 3  # so many headline-like lines in a row are a list of links, not subheads
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


class LineShape(Enum):
    """What a line looks like."""

    PROSE = "prose"
    HEADLINE = "headline"
    LABEL = "label"
    FILING = "filing"
    BYLINE = "byline"
    TEASER = "teaser"
    END = "end"
    SITE = "site"
    LEGAL = "legal"


_HEADER_SHAPES = {LineShape.HEADLINE, LineShape.LABEL}
_CREDITS = {LineShape.BYLINE, LineShape.FILING}


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, with its shape."""

    text: str
    shape: LineShape


@dataclass(frozen=True, slots=True)
class Header:
    """The lines above a story: headline, who, where and when."""

    title: str | None
    section: str | None
    byline: str | None
    filing: Filing | None
    published_at: datetime | None = None
    modified_at: datetime | None = None


def extract_text(document: Document) -> list[Draft]:
    """Return the story of a text page, then a Draft for each teaser that has a headline of its own."""
    lines = _lines(document)
    start = _story_start(lines)
    if start is None:
        raise RejectedDocument(document.origin, "no article text found: no line reads like prose")
    header = read_header(lines[:start])
    body, rest = _story(lines, start)
    if not header.title:
        raise RejectedDocument(document.origin, "no headline found above the text")
    if not body:
        raise RejectedDocument(document.origin, "no article text found below the headline")
    header, body = _dated_at_foot(header, body)
    return [_draft(header, "\n\n".join(body), document.url), *_teasers(lines, rest)]


def _lines(document: Document) -> list[Line]:
    decoded = decode(document.body)
    if len(_CONTROL.findall(decoded)) > len(decoded) / 100:
        raise RejectedDocument(document.origin, "the file is not text")
    lines = _unwrapped(normalise_text(decoded))
    if not lines:
        raise RejectedDocument(document.origin, "the file holds no text")
    return [Line(text, _shape(text, first=at == 0)) for at, text in enumerate(lines)]


def _unwrapped(source: str) -> list[str]:
    """Return the lines that are not blank; a paragraph broken at a fixed width becomes one line."""
    blocks = [[line.strip() for line in block.split("\n")] for block in _BLANK.split(source)]
    lines: list[str] = []
    for block in blocks:
        full = [line for line in block if line]
        lines += [" ".join(full)] if _is_wrapped(full) or _is_broken_title(full) else full
    return lines


def _is_broken_title(block: list[str]) -> bool:
    first, *rest = block or [""]
    runs_on = all(line[0].islower() and not credit_line(line) for line in rest)
    return 0 < len(rest) <= 2 and runs_on and first[0].isupper() and not _STOP.search(" ".join(block))


def _is_wrapped(block: list[str]) -> bool:
    # Headlines and credits are short or begin with a capital; a broken sentence runs on in lower case.
    full = all(_WRAP_FROM <= len(line) <= _WRAP_TO for line in block[:-1])
    return full and any(line[0].islower() for line in block[1:])


def _shape(text: str, *, first: bool) -> LineShape:
    words = len(text.split())
    if _READ_MORE.search(text[-_TAIL:]) and words > _LABEL_WORDS and _is_prose(text, words - 2):
        return LineShape.TEASER
    if is_legal(text):
        return LineShape.LEGAL
    if ends_story(text):
        return LineShape.END
    if _PRINTED.fullmatch(text) or _FOR_EDITORS.fullmatch(text):
        return LineShape.SITE
    if credit_line(text):
        return LineShape.BYLINE
    if is_site_line(text) or is_pointer(text):
        return LineShape.SITE
    if filing_line(text):
        return LineShape.FILING
    # A headline that was cut ends in dots.
    headed = first and words <= _HEADLINE_WORDS and (not text.endswith(".") or text.endswith(".."))
    if _is_prose(text, words) and not headed:
        return LineShape.PROSE
    return LineShape.LABEL if words <= _LABEL_WORDS and (text.isupper() or words <= 2) else LineShape.HEADLINE


def _is_prose(text: str, words: int) -> bool:
    return words >= _LONG_WORDS or bool(_STOP.search(text)) or text.endswith((":", ";", ","))


def _story_start(lines: list[Line]) -> int | None:
    """Return the index of the first line of prose; a short line with nothing above it is the headline."""
    for at, line in enumerate(lines):
        if line.shape is not LineShape.PROSE:
            continue
        if at == 0 and len(lines) > 1 and len(line.text.split()) <= _HEADLINE_WORDS // 2:
            continue
        return at
    return None


def read_header(above: list[Line]) -> Header:
    """Read the headline and the credits from the lines above a story."""
    names = _names(above)
    credits = [at for at, line in enumerate(above) if line.shape in _CREDITS or at in names]
    # Above credits stands the headline; without credits the first line is it, and later ones are subheads.
    titles = [at for at, line in enumerate(above) if line.shape is LineShape.HEADLINE and at not in names]
    if credits and (over := [at for at in titles if at < credits[0]]):
        titles = [_title_at(above, over)]
    labels = [at for at, line in enumerate(above) if line.shape is LineShape.LABEL and at not in names]
    at = next(iter(titles or labels[-1:] or []), None)
    title = _whole_title(above, at) if at is not None else None
    section = next((above[i].text for i in reversed(labels) if at is not None and i < at), None)
    read = [(line, credit_line(line.text)) for line in above if line.shape is LineShape.BYLINE]
    named = [found.byline if found else line.text for line, found in read]
    dated = (found.published_at for _, found in read if found)
    filing = next((filing_line(line.text) for line in above if line.shape is LineShape.FILING), None)
    published_at = next((moment for moment in dated if moment), None)
    byline = next((name for name in [*named, *names.values()] if name), None)
    return Header(title, section, byline, filing, published_at)


def _names(above: list[Line]) -> dict[int, str]:
    """Return the names below a headline that stand above a date, or above what their bearer does."""
    shown = [at for at, line in enumerate(above) if line.shape is not LineShape.SITE]
    names: dict[int, str] = {}
    for place, at in enumerate(shown):
        below = above[shown[place + 1]] if place + 1 < len(shown) else None
        if above[at].shape not in _HEADER_SHAPES or below is None:
            continue
        found = credit_line(below.text)
        is_signed = is_role(below.text) or (found is not None and found.byline is None)
        is_below = any(above[other].shape in _HEADER_SHAPES for other in shown[:place] if other not in names)
        if is_role(above[at].text) and at - 1 in names:
            names[at] = names[at - 1]
        elif is_signed and is_below and (name := signed_name(above[at].text)):
            names[at] = name
    return names


def _title_at(above: list[Line], titles: list[int]) -> int:
    """Return which of the headlines above credits is the story's.

    That is one that stands there twice, the second time perhaps with the site's name; or the nearest, or the
    long one that it is a subhead of.
    """
    plain = {at: _SUFFIX.sub("", above[at].text) for at in titles}
    twice = [at for at in titles if above[at].text in [plain[other] for other in titles if other != at]]
    run = [at for at in titles if all(line.shape is LineShape.HEADLINE for line in above[at : titles[-1]])]
    is_head = (run[0] == 0 or len(run) == 2) and len(above[run[0]].text.split()) > _LABEL_WORDS
    return twice[-1] if twice else run[0] if is_head else run[-1]


def _whole_title(above: list[Line], at: int) -> str:
    """Return the headline at `at` without the site's name; where it is cut, the line that has all of it."""
    title = above[at].text
    suffix = _SUFFIX.search(title)
    if suffix and suffix["sign"] == "|" and len(title[: suffix.start()].split()) > _LABEL_WORDS:
        title = title[: suffix.start()]
    stem = title.rstrip(".… ")
    if not title.endswith(("..", "…")):
        return title
    return next((line.text for line in above if line.text.startswith(stem) and line.text != title), title)


def _story(lines: list[Line], start: int) -> tuple[list[str], int]:
    """Return the paragraphs of the story that starts at `start`, and the index where it is over."""
    body: list[str] = []
    at = start
    while at < len(lines):
        line = lines[at]
        if line.shape is LineShape.TEASER:
            break
        run = _list_run(lines, at)
        if line.shape is LineShape.END or (run >= _LIST_RUN and not _introduced(lines, at)):
            onward = _after_box(lines, at + 1)
            if onward is None:
                break
            at = onward
            continue
        if line.shape not in {LineShape.SITE, LineShape.LEGAL}:
            body.append(line.text)
        at += 1
    return _without_tail(lines[start:at], body), at


def _list_run(lines: list[Line], at: int) -> int:
    end = at
    while end < len(lines) and lines[end].shape in _HEADER_SHAPES and not _BULLET.match(lines[end].text):
        end += 1
    return end - at


def _introduced(lines: list[Line], at: int) -> bool:
    return at > 0 and lines[at - 1].text.endswith(":")


def _after_box(lines: list[Line], at: int) -> int | None:
    """Return where the story goes on after a box of links, or None: two lines of prose, no new credits."""
    while at < len(lines) and lines[at].shape in _HEADER_SHAPES | {LineShape.SITE}:
        at += 1
    following = [line.shape for line in lines[at : at + 2]]
    return at if following == [LineShape.PROSE, LineShape.PROSE] else None


def _without_tail(lines: list[Line], body: list[str]) -> list[str]:
    # Headlines, labels and credits at the end belong to what follows; subheads always have prose below them.
    kept = list(body)
    loose = {line.text for line in lines if line.shape in _HEADER_SHAPES | {LineShape.FILING}}
    while kept and kept[-1] in loose and not _BULLET.match(kept[-1]):
        kept.pop()
    return kept


def _dated_at_foot(header: Header, body: list[str]) -> tuple[Header, list[str]]:
    """Take the date from a line below a story that says of what it is: "Last updated: 6 February 2025"."""
    *told, last = body
    found = credit_line(last)
    moment = found.published_at if found and not found.byline else None
    if not told or not moment or not (PUBLISHED.search(last) or MODIFIED.search(last)):
        return header, body
    if header.published_at is None:
        return replace(header, published_at=moment), told
    return replace(header, modified_at=moment if moment > header.published_at else None), told


def _teasers(lines: list[Line], start: int) -> list[Draft]:
    drafts = []
    for at in range(start, len(lines)):
        if lines[at].shape is LineShape.TEASER and (draft := _teaser(lines, start, at)):
            drafts.append(draft)
    return drafts


def _teaser(lines: list[Line], start: int, at: int) -> Draft | None:
    """Return the Draft of the teaser at `at`, or None if no headline or no whole sentence belongs to it."""
    above = at
    while above > start and lines[above - 1].shape in _HEADER_SHAPES | {LineShape.FILING, LineShape.BYLINE}:
        above -= 1
    header = read_header(lines[above:at])
    titles = [line.text for line in lines[above:at] if line.shape is LineShape.HEADLINE]
    text = lines[at].text
    # The cut-off last sentence is dropped: half a sentence must never be quoted.
    sentences = _SENTENCE.match(text[:-_TAIL] + _READ_MORE.sub("", text[-_TAIL:]) + " ")
    if not titles or not sentences:
        return None
    header = replace(header, title=titles[-1])
    return _draft(header, sentences[0], None, Kind.TEASER)


def _draft(header: Header, text: str, url: str | None, kind: Kind | None = None) -> Draft:
    dateline = header.filing.dateline(None) if header.filing else None
    return to_draft(
        Fields(
            title=header.title or "",
            text=text,
            url=url,
            byline=header.byline,
            section=header.section,
            filing=header.filing,
            language=language_of(text),
            published_at=header.published_at or (parse_date(dateline.date) if dateline else None),
            modified_at=header.modified_at,
            kind=kind,
        )
    )
