"""Which part of a page tells the story: the smallest element with its headline and paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import Block, read_blocks, reading_size
from ingest.extract.page.readings import Headline, Signature, container_signature, is_prose, key
from ingest.extract.page.site_talk import site_terms

_TOLD = 0.5  # of the headline's words
_MIN_PROSE = 2  # paragraphs
_MIN_TITLE = 8  # letters
_RIGHTS = re.compile(r"©|\bcopyright\b", re.I)
_LINE = 300  # characters; what is longer may be a story about rights
_TERMS = 2  # of the site
_HEADINGS = ("h1", "h2")
_STORY_ITEM = ("Article", "BlogPosting")  # how types of schema.org end
_ALWAYS_OWN = ("main", "article", "table", "script", "style", "link", "meta", "header")


class StoryScope:
    """The element that tells the story of a page, None where it cannot be told."""

    def __init__(self, tree: HtmlElement, headline: Headline) -> None:
        self._places = _places(tree)
        self._headline = headline
        blocks = read_blocks(tree)
        self._prose = [block for block in blocks if is_prose(block)]
        self._starts = [self._places[block.element][0] for block in self._prose]
        self._told = [headline.stems_in(block.text) for block in self._prose]
        title = key(headline.title)
        heading = next((block.element for block in blocks if _is_heading(block, title)), None)
        self.element = None if heading is None else self._around(heading)

    def _around(self, heading: HtmlElement) -> HtmlElement | None:
        for element in self._ancestors(heading):
            inside = self._inside(element)
            if element.tag != "header" and len(inside) >= _MIN_PROSE and self._support(inside) >= _TOLD:
                return element
        return None

    def is_told_outside(self, elements: Iterable[HtmlElement]) -> bool:
        """Say whether the paragraphs outside of `elements` tell the story, and better than those inside."""
        if not self._headline.is_long():
            return False
        inside = {at for element in elements for at in self._inside(element)}
        outside = [at for at in range(len(self._prose)) if at not in inside]
        support = self._support(outside)
        return len(outside) >= _MIN_PROSE and support >= max(_TOLD, self._support(inside))

    def remove_boxes_outside(self) -> None:
        """Remove boxes outside of the scope that speak of rights and terms, in other markup and words."""
        if self.element is None or not self._headline.is_long():
            return
        own = self._inside(self.element)
        kinds, most = self._signatures(own), _TOLD * self._support(own)
        for box in list(self._boxes()):
            told = self._inside(box)
            text = _text(box)
            is_foreign = bool(told) and self._support(told) < most
            speaks = is_foreign and len(site_terms(text)) >= _TERMS
            claims = len(text) < _LINE and _RIGHTS.search(text)
            if (speaks or claims) and kinds.isdisjoint(self._signatures(told)):
                box.drop_tree()

    def _boxes(self) -> Iterator[HtmlElement]:
        """Yield what stands beside the scope, but for what occurs there more than once, as posts do."""
        path = [self.element, *self._ancestors(self.element)]
        for inner, outer in pairwise(path):
            beside = [child for child in outer if child is not inner and isinstance(child.tag, str)]
            names = Counter((child.tag, child.get("class")) for child in beside)
            for child in beside:
                if child.tag not in _ALWAYS_OWN and names[child.tag, child.get("class")] == 1:
                    yield child

    def _ancestors(self, element: HtmlElement) -> Iterator[HtmlElement]:
        """Yield what is around an element, up to the tree; there may be more above it."""
        return (around for around in element.iterancestors() if around in self._places)

    def _inside(self, element: HtmlElement) -> range:
        """Return which paragraphs stand in an element."""
        first, last = self._places[element]
        return range(bisect_left(self._starts, first), bisect_right(self._starts, last))

    def _support(self, paragraphs: Iterable[int]) -> float:
        told = set().union(*(self._told[at] for at in paragraphs))
        return len(told) / max(1, len(self._headline.stems))

    def _signatures(self, paragraphs: Iterable[int]) -> set[Signature]:
        return {container_signature(self._prose[at]) for at in paragraphs}


def remove_next_stories(tree: HtmlElement, headline: Headline) -> None:
    """Remove the articles of a page that goes on with other stories, each under a headline of its own.

    The story's own is the one under the page's title; its chapters stand in it, or have lesser headings.
    """
    title = key(headline.title)
    headed: dict[HtmlElement, HtmlElement] = {}
    for heading in tree.iter(*_HEADINGS):
        if (article := next(filter(_is_article, heading.iterancestors()), None)) is not None:
            headed.setdefault(article, heading)
    told = {article: key(_text(heading)) for article, heading in headed.items()}
    others = [article for article, text in told.items() if text and text not in title and title not in text]
    of_title = (each for each in headed if each not in others and 2 * len(told[each]) > len(title))
    own = next((each for each in of_title if sum(map(is_prose, read_blocks(each))) >= _MIN_PROSE), None)
    if own is None:
        return
    kept = {*own.iter(), *own.iterancestors()}
    for article in others:
        if article not in kept and headed[article].tag == headed[own].tag:
            article.drop_tree()


def _is_article(element: HtmlElement) -> bool:
    is_typed = (element.get("itemtype") or "").endswith(_STORY_ITEM)
    return element.tag == "article" or is_typed


def _text(element: HtmlElement) -> str:
    return collapsed(element.text_content()) or ""


def _places(tree: HtmlElement) -> dict[HtmlElement, tuple[int, int]]:
    """Return of each element its own place in the markup and that of the last element inside it."""
    elements = list(tree.iter())
    ends = {element: at for at, element in enumerate(elements)}
    for element in reversed(elements):  # what is inside comes before what it is in
        parent = element.getparent()
        if element is not tree and parent is not None:
            ends[parent] = max(ends[parent], ends[element])
    return {element: (at, ends[element]) for at, element in enumerate(elements)}


def _is_heading(block: Block, title: str) -> bool:
    told = key(block.text)
    return block.link is None and reading_size(told) >= _MIN_TITLE and told in title
