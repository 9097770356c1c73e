"""PDF: the text in reading order, over columns; what has none (a scan) or cannot be read is rejected."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from statistics import median

import pypdfium2

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import parse_date
from ingest.extract.draft import Fields, collapsed, to_draft

_MOST_PAGES = 200
_LEAST_CHARACTERS = 100
# Pieces of one line: on one height, and no further apart than some letters.
_SAME_HEIGHT, _WITHIN_LINE = 0.5, 1.2
# A gutter between columns is at least so wide, in heights of a line, and few lines cross it.
_GUTTER, _MOST_CROSSING, _LEAST_LINES = 0.8, 0.34, 3
_NEW_PARAGRAPH = 1.6  # times the usual distance of lines
_REPEATED = 0.5  # of the pages have it: a header or a footer
_MARGIN = 0.12  # of the page's height, where these stand
# What the engine gives for a hyphen that breaks a word.
_HYPHENS = str.maketrans("\x02\ufffe", "--")
_DIGITS = re.compile(r"\d+")
_PROGRAM_TITLE = re.compile(
    r"^(?:microsoft \w+ - |untitled|document\d*$)|\.(?:docx?|indd|pdf|qxp|odt|rtf)$", re.I
)
_PDF_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?(?:([+-]\d\d)'?(\d\d)?|Z)?")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text and where it stands, in points from the lower left corner of its page."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


def extract_pdf(document: Document) -> list[Draft]:
    """Return the one article of a PDF file."""
    try:
        with pypdfium2.PdfDocument(document.body) as opened:
            if len(opened) > _MOST_PAGES:
                raise RejectedDocument(document.origin, f"more than {_MOST_PAGES} pages: no article")
            stated = opened.get_metadata_dict(skip_empty=True)
            pages = [_page_lines(page) for page in opened]
            heights = [page.get_height() for page in opened]
    except pypdfium2.PdfiumError as exc:
        reason = "it is encrypted" if "password" in str(exc).lower() else f"it cannot be read ({exc})"
        raise RejectedDocument(document.origin, f"a PDF file, but {reason}") from exc
    pages = _without_margins(pages, heights)
    columns = [column for lines in pages for column in _in_reading_order(lines)]
    title, columns = _title(collapsed(stated.get("Title")), columns)
    text = "\n\n".join(_paragraphs(columns))
    if len(text) < _LEAST_CHARACTERS:
        raise RejectedDocument(
            document.origin,
            f"a PDF file with {len(text)} characters of text: a scan has none until it is recognised",
        )
    if not title:
        raise RejectedDocument(document.origin, "a PDF file without a title, in it or on its first page")
    created = _date(stated.get("CreationDate"))
    return [to_draft(Fields(title=title, text=text, byline=stated.get("Author"), published_at=created))]


def _page_lines(page: pypdfium2.PdfPage) -> list[_Line]:
    """Return the lines of a page; pieces on one height that stand close are one."""
    text = page.get_textpage()
    pieces = []
    for index in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(index)
        said = (
            text.get_text_bounded(left, bottom, right, top).replace("\r", "").translate(_HYPHENS).strip("\n")
        )
        if said.strip() and top > bottom:
            pieces.append(_Line(left, bottom, right, top, said.replace("\n", " ")))
    lines: list[_Line] = []
    for piece in sorted(pieces, key=lambda each: (-each.middle, each.left)):
        at = next((at for at in range(len(lines) - 1, -1, -1) if _continues(lines[at], piece)), None)
        if at is None:
            lines.append(piece)
        else:
            lines[at] = _joined(lines[at], piece)
    return lines


def _continues(line: _Line, piece: _Line) -> bool:
    height = max(line.height, piece.height)
    return (
        abs(line.middle - piece.middle) < _SAME_HEIGHT * height
        and -height < piece.left - line.right < _WITHIN_LINE * height
    )


def _joined(line: _Line, piece: _Line) -> _Line:
    gap = "" if line.text.endswith(" ") or piece.left - line.right < 0.1 * line.height else " "
    return _Line(
        line.left,
        min(line.bottom, piece.bottom),
        max(line.right, piece.right),
        max(line.top, piece.top),
        f"{line.text}{gap}{piece.text.lstrip()}",
    )


def _without_margins(pages: Sequence[Sequence[_Line]], heights: Sequence[float]) -> list[list[_Line]]:
    """Return the pages without what stands at the edge of most of them, and without their numbers."""

    def at_edge(line: _Line, height: float) -> bool:
        return line.bottom > height * (1 - _MARGIN) or line.top < height * _MARGIN

    seen = Counter(
        masked
        for lines, height in zip(pages, heights, strict=True)
        for masked in {_masked(line) for line in lines if at_edge(line, height)}
    )
    return [
        [
            line
            for line in lines
            if not (
                at_edge(line, height)
                and (
                    _masked(line) == "#" or (len(pages) > 1 and seen[_masked(line)] > _REPEATED * len(pages))
                )
            )
        ]
        for lines, height in zip(pages, heights, strict=True)
    ]


def _masked(line: _Line) -> str:
    return _DIGITS.sub("#", line.text.strip(" -–—|"))


def _in_reading_order(lines: Sequence[_Line]) -> list[list[_Line]]:
    """Return the columns of a page in the order in which they are read, each from its top.

    What spans a gutter, as a headline does, is read before the columns below it.
    """
    gutter = _gutter(lines)
    if gutter is None:
        return [sorted(lines, key=lambda line: (-line.middle, line.left))] if lines else []
    spanning = sorted(
        (line for line in lines if line.left < gutter < line.right), key=lambda line: -line.middle
    )
    found: list[list[_Line]] = []
    rest = [line for line in lines if line not in spanning]
    for border in [*spanning, None]:
        above = [line for line in rest if border is None or line.middle > border.middle]
        rest = [line for line in rest if line not in above]
        for side in (
            [line for line in above if line.right <= gutter],
            [x for x in above if x.left >= gutter],
        ):
            found += _in_reading_order(side)
        if border is not None:
            if found and found[-1] and found[-1][-1] in spanning:
                found[-1].append(border)
            else:
                found.append([border])
    return found


def _gutter(lines: Sequence[_Line]) -> float | None:
    """Return where a blank strip between columns is, None if there is one column."""
    if len(lines) < 2 * _LEAST_LINES:
        return None
    width = _GUTTER * median(line.height for line in lines)
    best: tuple[int, float] | None = None
    for edge in sorted({line.right for line in lines}):
        middle = edge + width / 2
        crossing = sum(line.left < edge + width and line.right > edge + 0.01 for line in lines)
        left = sum(line.right <= edge + 0.01 for line in lines)
        right = sum(line.left >= edge + width for line in lines)
        is_gutter = min(left, right) >= _LEAST_LINES and crossing <= _MOST_CROSSING * len(lines)
        if is_gutter and (best is None or crossing < best[0]):
            best = crossing, middle
    return best[1] if best else None


def _title(stated: str | None, columns: list[list[_Line]]) -> tuple[str | None, list[list[_Line]]]:
    """Return the title and what is left: the largest lines of the beginning, or what the file states."""
    lines = [line for column in columns for line in column]
    if not lines:
        return stated, columns
    usual = median(line.height for line in lines)
    large = max(line.height for line in lines[:40])
    head = [line for line in lines[:40] if line.height > 0.9 * large] if large > 1.15 * usual else []
    shown = collapsed(" ".join(line.text for line in head))
    if stated and not _PROGRAM_TITLE.search(stated) and len(stated.split()) > 1:
        same = shown is not None and shown.casefold() == stated.casefold()
        return stated, _without(columns, head) if same else columns
    if shown:
        return shown, _without(columns, head)
    return collapsed(lines[0].text), _without(columns, lines[:1])


def _without(columns: list[list[_Line]], taken: Sequence[_Line]) -> list[list[_Line]]:
    kept = ([line for line in column if line not in taken] for column in columns)
    return [column for column in kept if column]


def _paragraphs(columns: Sequence[Sequence[_Line]]) -> Iterator[str]:
    """Yield the paragraphs; one that a column or page breaks goes on in the next."""
    whole = {word.casefold() for column in columns for line in column for word in line.text.split()}
    paragraph = ""
    for column in columns:
        right = max(line.right for line in column)
        steps = [above.bottom - below.bottom for above, below in pairwise(column)]
        usual = median(steps) if steps else 0.0
        for index, line in enumerate(column):
            if index:
                above = column[index - 1]
                ended = above.text.rstrip("\"'”’) ")[-1:] in ".!?:" and _had_room(above, line, right)
                apart = above.bottom - line.bottom > _NEW_PARAGRAPH * usual
                if ended or apart or abs(above.height - line.height) > 0.3 * above.height:
                    yield from [paragraph] if paragraph else []
                    paragraph = ""
            paragraph = _continued(paragraph, line.text.strip(), whole)
        if paragraph.rstrip("\"'”’) ")[-1:] in (".", "!", "?"):
            yield paragraph
            paragraph = ""
    if paragraph:
        yield paragraph


def _had_room(above: _Line, line: _Line, right: float) -> bool:
    """Return whether the first word of a line would have stood on the one above: somebody ended that."""
    share = len(line.text.split()[0]) + 1
    # By half: letters differ in width, and no line of the column may be as long as it is wide.
    return right - above.right > 1.5 * share / len(line.text) * (line.right - line.left)


def _continued(paragraph: str, line: str, whole: set[str]) -> str:
    """Return a paragraph with its next line; a broken word is whole again, unless it has a hyphen."""
    if not paragraph:
        return line
    broken = re.search(r"(\w+)[-\u00ad\u2010]$", paragraph)
    follows = re.match(r"\w+", line)
    if broken is None or follows is None or not line[:1].islower():
        return f"{paragraph} {line}"
    if f"{broken[1]}-{follows[0]}".casefold() in whole:
        return paragraph + line
    return paragraph[:-1] + line


def _date(stated: str | None) -> datetime | None:
    """Return a date as PDF writes it: "D:20250804101500+02'00'"."""
    found = _PDF_DATE.match(stated or "")
    if found is None:
        return None
    year, month, day, hour, minute, second, offset, minutes = found.groups()
    zone = f"{offset}:{minutes or '00'}" if offset else "+00:00"
    return parse_date(f"{year}-{month}-{day}T{hour or '00'}:{minute or '00'}:{second or '00'}{zone}")
