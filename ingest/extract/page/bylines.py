"""Who wrote a story, as its page shows it to readers: below the headline, or in an element named for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.dates.surroundings import heading_of
from ingest.extract.lines.credits import credit_line, is_role, names_in, words_of_byline
from ingest.extract.lines.filing import agency_in_byline
from ingest.extract.page.blocks import Block, lines_of, read_blocks
from ingest.extract.page.names import ElementKind, kinds_of
from ingest.extract.page.readings import is_prose, key

_MARKED = "//*[@rel='author'] | //*[@itemprop='author'] | //*[contains(@class, 'byline')]"
_BYLINE_WORDS = 12
_STANDFIRSTS = 1  # paragraphs between a headline and a byline
_MOST_BLOCKS = 30
_MOST_ELEMENTS = 200
_MOST_MARKED = 20
_OTHERS = {ElementKind.CAPTION, ElementKind.COMMENTS, ElementKind.OTHERS, ElementKind.PICTURE}
_OTHERS_TAGS = ("aside", "blockquote", "figcaption", "figure", "footer", "h2", "h3", "nav")
_FRAMES = ("article", "body", "html", "main")
_AROUND = 4  # elements


def named_byline(tree: HtmlElement, title: str | None) -> str | None:
    """Return the persons that a page names in a byline below its headline `title`."""
    blocks = read_blocks(tree)
    heading = heading_of(blocks, title or "")
    if heading is None:
        return None
    below = _below(blocks, heading)
    worded = (names_in(block.text) for block in below if not _is_of_others(block.element))
    return next(_authors(heading, below), None) or next(filter(None, worded), None)


def marked_byline(tree: HtmlElement) -> str | None:
    """Return what the page's first element for authors says, whether it names a person or not."""
    marked = (_text(each) for each in tree.xpath(_MARKED)[:_MOST_MARKED] if not _is_of_others(each))
    short = (name for name in marked if words_of_byline(name) and len(name.split()) <= _BYLINE_WORDS)
    return next((name for name in short if not (found := credit_line(name)) or found.byline), None)


def is_author(name: str, site: str | None) -> bool:
    """Say whether the author that a page states may be a person or an agency.

    Programs put the site's own name there, a role, or the login of whoever pressed the button: one word.
    """
    if agency_in_byline(name):
        return True
    told, own = key(name), key(site or "")
    is_site = bool(own) and (told in own or own in told)
    is_login = len(name.split()) == 1 and name.lower() != name.upper()
    return not is_site and not is_login and not is_role(name)


def _below(blocks: list[Block], heading: HtmlElement) -> list[Block]:
    """Return what stands between a headline and the second paragraph."""
    start = next(at for at, block in enumerate(blocks) if block.element is heading) + 1
    below = blocks[start : start + _MOST_BLOCKS]
    prose = (at for at, block in enumerate(below) if is_prose(block))
    return below[: next(islice(prose, _STANDFIRSTS, None), len(below)) + 1]


def _authors(heading: HtmlElement, below: list[Block]) -> Iterator[str]:
    """Yield the persons whom elements for authors name below a headline; several may stand side by side."""
    for element in islice(_for_authors(heading, below), _MOST_MARKED):
        if names_in(_text(element), marked=True):
            beside = [each for each in (element, *element.itersiblings()) if each.attrib == element.attrib]
            names = (names_in(_text(each), marked=True) for each in beside[:_MOST_MARKED])
            yield ", ".join(dict.fromkeys(filter(None, names)))


def _for_authors(heading: HtmlElement, below: list[Block]) -> Iterator[HtmlElement]:
    """Yield the elements for authors that follow a headline, up to the last of the blocks below it."""
    last = below[-1].element if below else None
    for element in islice(_following(heading), _MOST_ELEMENTS):
        if element is last and is_prose(below[-1]):
            return
        if isinstance(element.tag, str) and _is_for_authors(element) and not _is_of_others(element):
            yield element


def _following(element: HtmlElement) -> Iterator[HtmlElement]:
    for around in (element, *element.iterancestors()):
        for sibling in around.itersiblings():
            yield from sibling.iter()


def _is_for_authors(element: HtmlElement) -> bool:
    is_named = "author" in (element.get("rel"), element.get("itemprop"))
    return is_named or ElementKind.AUTHOR in kinds_of(element)


def _is_of_others(element: HtmlElement) -> bool:
    """Say whether an element stands in a picture, a comment, a quotation or with other stories."""
    for around in islice((element, *element.iterancestors()), _AROUND):
        if around.tag in _FRAMES:
            return False
        if around.tag in _OTHERS_TAGS or not _OTHERS.isdisjoint(kinds_of(around)):
            return True
    return False


def _text(element: HtmlElement) -> str:
    """Return the text of an element with bars between its lines, without a first one of "by" alone."""
    lines = [re.sub(r"\s+(?=[,.;])", "", line) for line in lines_of(element)]
    while len(lines) > 1 and not words_of_byline(lines[0]):
        lines.pop(0)
    return " | ".join(lines)
