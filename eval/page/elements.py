"""HTML as elements, so that text is always escaped."""

from __future__ import annotations

from xml.etree.ElementTree import Element, tostring

from ingest.text import clean

Child = Element | str


def el(tag: str, *children: Child, **attributes: str) -> Element:
    """Return an element; a "_" in an attribute's name is a "-", one at its end is dropped (class_)."""
    names = {name.rstrip("_").replace("_", "-"): clean(value) for name, value in attributes.items()}
    return with_children(Element(tag, names), *children)


def with_children(parent: Element, *children: Child) -> Element:
    """Add text and elements to an element, and return it."""
    for child in children:
        if not isinstance(child, str):
            parent.append(child)
        elif len(parent):
            parent[-1].tail = (parent[-1].tail or "") + clean(child)
        else:
            parent.text = (parent.text or "") + clean(child)
    return parent


def table(head: tuple[Child, ...], rows: list[tuple[Child, ...]], class_: str = "numbers") -> Element:
    """Return a table that scrolls by itself where the screen is narrow; `numbers` do not wrap."""
    body = [el("tr", *(el("td", cell) for cell in row)) for row in rows]
    heads = el("thead", el("tr", *(el("th", cell) for cell in head)))
    return el("div", el("table", heads, el("tbody", *body), class_=class_), class_="scroll")


def to_html(root: Element) -> str:
    """Return a whole page."""
    return "<!doctype html>\n" + tostring(root, encoding="unicode", method="html") + "\n"
