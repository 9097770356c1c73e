"""What stands around the story and says so by its markup: captions, offers, consent, other stories."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.blocks import text_sizes

_PARTS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_KINDS = {
    # of pictures
    "caption", "figcaption", "captions", "credit", "credits", "copyright",
    # of the site
    "newsletter", "newsletters", "subscribe", "subscription", "signup", "promo", "consent", "cookie",
    "cookies", "gdpr", "onetrust", "didomi", "cmp", "sharing", "share", "social", "disclaimer",
    "breadcrumb", "breadcrumbs",
    # of other stories
    "related", "recommended", "recommendations", "readmore", "trending",
}  # fmt: skip
_PICTURES = {"image", "img", "photo", "picture", "gallery", "slideshow"}
_CAPTION = 500  # characters
_MOST = 0.3  # of the page's text: what holds more is no furniture, whatever it is called
_HALF = 0.5
_OPEN = ("aside", "footer", "nav", "form", "header")


def remove_furniture(tree: HtmlElement) -> None:
    """Remove what its markup says is not the story; what holds the headline or most text is no furniture."""
    sizes = text_sizes(tree)
    whole = sizes[tree]
    for element in list(_named(tree)):
        if element.getparent() is None or element.tag in ("html", "body", "main", "article"):
            continue
        if element.find(".//h1") is None and sizes[element] <= _MOST * whole:
            element.drop_tree()
    for element in list(_pictured(tree, sizes)):
        if element.getparent() is not None:
            element.drop_tree()
    for element in list(tree.iter(*_OPEN)):
        if sizes[element] > _HALF * whole or (element.tag == "aside" and element.find(".//h1") is not None):
            element.tag = "div"


def _named(tree: HtmlElement) -> Iterator[HtmlElement]:
    yield from tree.iter("figcaption")
    for element in tree.xpath("//*[@class or @id]"):
        if not isinstance(element.tag, str):
            continue
        if not _KINDS.isdisjoint(_name_parts(element)):
            yield element


def _pictured(tree: HtmlElement, sizes: dict[HtmlElement, int]) -> Iterator[HtmlElement]:
    """Yield what is named after a picture and holds one, with no more text than a caption has."""
    for picture in tree.iter("img", "picture", "amp-img"):
        for around in picture.iterancestors("div", "figure", "section", "span"):
            if sizes[around] > _CAPTION:
                break
            if sizes[around] and not _PICTURES.isdisjoint(_name_parts(around)):
                yield around
                break


def _name_parts(element: HtmlElement) -> set[str]:
    """Return the words that class and id are made of, in small letters."""
    names = f"{element.get('class') or ''} {element.get('id') or ''}"[:1_000]
    return {part.lower() for part in _PARTS.findall(names)}
