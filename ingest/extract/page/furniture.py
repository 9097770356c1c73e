"""What stands around the story and says so by its markup: captions, offers, consent, other stories."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import leads_elsewhere, text_sizes
from ingest.extract.page.names import ElementKind, kinds_of
from ingest.extract.page.readings import Headline
from ingest.extract.page.scope import StoryScope, remove_next_stories
from ingest.text.notices import notices_in

_CAPTION = 500  # characters
_NOTICE = 900
_MOST = 0.3  # of the page's text: what holds more is no furniture, unless the story is told outside of it
_HALF = 0.5
_OPEN = ("aside", "footer", "nav", "form", "header")
_LINES = ("p", "span", "em", "strong", "b", "i", "h2", "h3", "h4", "blockquote")
_BESIDE = (ElementKind.SITE, ElementKind.OTHERS, ElementKind.COMMENTS)
_TEASER_TAGS = ("a", "article", "div", "li", "section")
_HEADLINE_WORDS = 3
# A page may be made to keep a search busy; no card is this deep, no page has so many forms.
_DEEPEST = 8
_MOST_FORMS = 20
_LETTER = 1_500  # characters
_MIN_TEASERS = 3
_TEASER = 300  # characters


def remove_furniture(tree: HtmlElement, headline: Headline, url: str | None) -> None:
    """Remove what its markup says is not the story; what holds the headline or the story is no furniture."""
    remove_next_stories(tree, headline)
    sizes = text_sizes(tree)
    whole = sizes[tree]
    scope = StoryScope(tree, headline)
    for elements in _candidates(tree, sizes).values():
        # A story in pictures is told in its slides, one in boxes of some other name in those.
        if sum(sizes[each] for each in _outermost(elements)) > _HALF * whole and not scope.is_told_outside(
            elements
        ):
            continue
        for element in elements:
            if sizes[element] <= _MOST * whole or scope.is_told_outside([element]):
                _drop(element)
    for boxes in [*_teaser_runs(tree, sizes, url), *_letter_forms(tree)]:
        if scope.is_told_outside(boxes):
            for box in boxes:
                if box.getparent() is not None:
                    box.drop_tree()
    scope.remove_boxes_outside()
    for element in list(tree.iter(*_OPEN)):
        is_notice = _is_notice(element, sizes)
        is_told = element.tag == "aside" and element.find(".//h1") is not None
        if is_notice or is_told or sizes[element] > _HALF * whole:
            element.tag = "div"
        if is_notice:
            element.attrib.clear()  # by its name it is no part of the story


def _drop(element: HtmlElement) -> None:
    is_frame = element.tag in ("html", "body", "main", "article") or element.find(".//h1") is not None
    if element.getparent() is not None and not is_frame:
        element.drop_tree()


def _outermost(elements: list[HtmlElement]) -> list[HtmlElement]:
    known = set(elements)
    return [each for each in elements if not any(around in known for around in each.iterancestors())]


def _candidates(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> dict[ElementKind, list[HtmlElement]]:
    """Return what is named as furniture, by kind."""
    found: dict[ElementKind, list[HtmlElement]] = defaultdict(list)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        kinds = kinds_of(element)
        # A sentence among others is the story's, whatever the name of its style; what leads away is not.
        is_box = element.tag not in _LINES or _is_linked(element, sizes)
        if ElementKind.CAPTION in kinds or element.tag == "figcaption":
            found[ElementKind.CAPTION].append(element)
        elif is_box and (beside := next((kind for kind in _BESIDE if kind in kinds), None)):
            found[beside].append(element)
        elif is_box and ElementKind.GALLERY in kinds and sizes[element] <= _CAPTION:
            found[ElementKind.GALLERY].append(element)
    found[ElementKind.PICTURE] = list(_pictured(tree, sizes))
    return found


def _is_notice(element: HtmlElement, sizes: dict[HtmlElement, int]) -> bool:
    """Return whether an element beside the story says what is wrong with that."""
    is_beside = element.tag in ("aside", "footer") and 0 < sizes[element] <= _NOTICE
    return is_beside and not _is_linked(element, sizes) and bool(notices_in("", _text(element)))


def _is_linked(element: HtmlElement, sizes: dict[HtmlElement, int]) -> bool:
    return sum(sizes[link] for link in element.iter("a")) > _HALF * sizes[element]


def _teaser_runs(
    tree: HtmlElement, sizes: dict[HtmlElement, int], url: str | None
) -> Iterator[list[HtmlElement]]:
    """Yield teasers of one make that stand side by side: a linked headline and little text."""
    runs: dict[tuple[HtmlElement, str, str | None], list[HtmlElement]] = defaultdict(list)
    for link in tree.iter("a"):
        if len(_words(link)) >= _HEADLINE_WORDS and leads_elsewhere(link.get("href"), url):
            item = _teaser(link, sizes)
            if item is not None and item.tag in _TEASER_TAGS:
                runs[item.getparent(), item.tag, item.get("class")].append(item)
    yield from (run for run in runs.values() if len(run) >= _MIN_TEASERS)


def _teaser(link: HtmlElement, sizes: dict[HtmlElement, int]) -> HtmlElement | None:
    """Return the largest element that begins with a link and has no more than a teaser."""
    item = link
    for around in islice(link.iterancestors(), _DEEPEST):
        if sizes[around] > _TEASER:
            break
        told = {other.get("href") for other in around.iter("a") if len(_words(other)) >= _HEADLINE_WORDS}
        if len(told) > 1 or not _text(around).startswith(_text(link)):
            break
        item = around
    return item if item is not link or len(link) else None


def _letter_forms(tree: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Yield what asks for an address of e-mail, with the text around the field."""
    for field in tree.xpath("//input[@type='email']")[:_MOST_FORMS]:
        form = next(field.iterancestors("form"), field)
        box = next((around for around in form.iterancestors() if _text(around) != _text(form)), None)
        if box is not None and len(_text(box)) <= _LETTER:
            yield [box]


def _text(element: HtmlElement) -> str:
    return collapsed(element.text_content()) or ""


def _words(element: HtmlElement) -> list[str]:
    return _text(element).split()


def _pictured(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> Iterator[HtmlElement]:
    """Yield what is named after a picture and holds one, with no more text than a caption has."""
    for picture in tree.iter("img", "picture", "amp-img"):
        for around in picture.iterancestors("div", "figure", "section", "span"):
            if sizes[around] > _CAPTION:
                break
            if sizes[around] and not {ElementKind.PICTURE, ElementKind.GALLERY}.isdisjoint(kinds_of(around)):
                yield around
                break
