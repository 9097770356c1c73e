"""A paragraph that stands bare among others, which have tags: readers of pages lose it, first ones mostly."""

from __future__ import annotations

from itertools import islice, zip_longest

from lxml.html import HtmlElement, builder  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import BREAKS
from ingest.extract.page.readings import is_prose_text

_FEWEST = 2  # paragraphs of prose, where a story is told
_BOXES = ("article", "body", "center", "div", "font", "main", "section")


def wrap_bare_text(tree: HtmlElement) -> None:
    """Put prose that stands beside paragraphs without an element of its own into one."""
    for box in list(tree.iter(*_BOXES)):
        told = (collapsed(each.text_content()) or "" for each in box.iterchildren("p"))
        if sum(1 for _ in islice(filter(is_prose_text, told), _FEWEST)) == _FEWEST:
            for run in _runs(box):
                _wrap(box, run)


def _runs(box: HtmlElement) -> list[list[HtmlElement | None]]:
    """Return the runs of text in a box by the elements that they follow or consist of, None for its start."""
    runs: list[list[HtmlElement | None]] = [[None]]
    for child in box:
        if _is_break(child):
            runs.append([child])
        else:
            runs[-1].append(child)
    return runs


def _is_break(element: HtmlElement) -> bool:
    return any(inner.tag in BREAKS for inner in element.iter())


def _wrap(box: HtmlElement, run: list[HtmlElement | None]) -> None:
    start, *inline = run
    bare = (box.text if start is None else start.tail) or ""
    inside = [each.text_content() for each in inline if each is not None]
    beside = [bare, *((each.tail or "") for each in inline if each is not None)]
    told = "".join(text for pair in zip_longest(beside, inside, fillvalue="") for text in pair)
    # What stands in inline elements alone is the site's as often.
    if not is_prose_text(collapsed(told) or "") or sum(map(len, beside)) < sum(map(len, inside)):
        return
    paragraph = builder.P(bare)
    if start is None:
        box.text = None
        box.insert(0, paragraph)
    else:
        start.tail = None
        start.addnext(paragraph)
    paragraph.extend(inline)
