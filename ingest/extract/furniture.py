"""What stands around the story and says so by its markup: captions, offers, consent, other stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.blocks import text_sizes
from ingest.extract.names import Kind, kinds_of
from ingest.extract.readings import Headline
from ingest.extract.scope import Scope

_CAPTION = 500  # characters
_MOST = 0.3  # of the page's text: what holds more is no furniture, unless the story is told outside of it
_HALF = 0.5
_OPEN = ("aside", "footer", "nav", "form", "header")
_LINES = ("p", "span", "em", "strong", "b", "i", "h2", "h3", "h4")
_BESIDE = (Kind.SITE, Kind.OTHERS, Kind.COMMENTS)
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_MIN_TEASERS = 3
_TEASER = 450  # characters


def remove_furniture(tree: HtmlElement, headline: Headline) -> None:
    """Remove what its markup says is not the story; what holds the headline or the story is no furniture."""
    sizes = text_sizes(tree)
    whole = sizes[tree]
    scope = Scope(tree, headline)
    for elements in _candidates(tree, sizes).values():
        # A story in pictures is told in its slides, one in boxes of some other name in those.
        if sum(sizes[each] for each in _outermost(elements)) > _HALF * whole and not scope.is_told_outside(
            elements
        ):
            continue
        for element in elements:
            if sizes[element] <= _MOST * whole or scope.is_told_outside([element]):
                _drop(element)
    for box in list(_teaser_lists(tree, sizes)):
        if scope.is_told_outside([box]):
            _drop(box)
    scope.remove_boxes_outside()
    for element in list(tree.iter(*_OPEN)):
        if sizes[element] > _HALF * whole or (element.tag == "aside" and element.find(".//h1") is not None):
            element.tag = "div"


def _drop(element: HtmlElement) -> None:
    is_frame = element.tag in ("html", "body", "main", "article") or element.find(".//h1") is not None
    if element.getparent() is not None and not is_frame:
        element.drop_tree()


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    known = set(elements)
    return [each for each in elements if not any(around in known for around in each.iterancestors())]


def _candidates(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> dict[Kind, list[HtmlElement]]:
    """Return what is named as furniture, by kind."""
    found: dict[Kind, list[HtmlElement]] = defaultdict(list)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        kinds = kinds_of(element)
        # A sentence among others is the story's, whatever the name of its style; what leads away is not.
        is_box = element.tag not in _LINES or element.find(".//a") is not None
        if Kind.CAPTION in kinds or element.tag == "figcaption":
            found[Kind.CAPTION].append(element)
        elif is_box and (beside := next((kind for kind in _BESIDE if kind in kinds), None)):
            found[beside].append(element)
        elif is_box and Kind.GALLERY in kinds and sizes[element] <= _CAPTION:
            found[Kind.GALLERY].append(element)
    found[Kind.PICTURE] = list(_pictured(tree, sizes))
    return found


def _teaser_lists(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> Iterator[HtmlElement]:
    """Yield what holds nothing but teasers of one make: linked headlines with some text each."""
    for box in tree.iter("div", "section", "ul", "aside"):
        items = [child for child in box if isinstance(child.tag, str) and _is_teaser(child, sizes)]
        alike = len({(item.tag, item.get("class")) for item in items}) == 1
        if len(items) >= _MIN_TEASERS and alike and sum(sizes[item] for item in items) > _HALF * sizes[box]:
            yield box


def _is_teaser(element: HtmlElement, sizes: dict[HtmlElement, int]) -> bool:
    headings = [heading for name in _HEADINGS for heading in element.iter(name)]
    linked = any(
        heading.find(".//a") is not None or any(around.tag == "a" for around in heading.iterancestors())
        for heading in headings
    )
    return len(headings) == 1 and linked and sizes[element] <= _TEASER


def _pictured(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> Iterator[HtmlElement]:
    """Yield what is named after a picture and holds one, with no more text than a caption has."""
    for picture in tree.iter("img", "picture", "amp-img"):
        for around in picture.iterancestors("div", "figure", "section", "span"):
            if sizes[around] > _CAPTION:
                break
            if sizes[around] and not {Kind.PICTURE, Kind.GALLERY}.isdisjoint(kinds_of(around)):
                yield around
                break
