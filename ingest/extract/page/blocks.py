"""The blocks of text that a page is made of: paragraphs, headings, items, and what stands between."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed

BREAKS = {
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "ul",
}  # fmt: skip
_SILENT = {
    "button",
    "datalist",
    "head",
    "iframe",
    "object",
    "option",
    "script",
    "select",
    "style",
    "svg",
    "textarea",
}


# Scripts of languages that put no spaces between words: a character says what two or three letters do.
UNSPACED = (
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
_UNSPACED = re.compile(UNSPACED)
_LETTERS = 2.5  # that such a character is worth


def reading_size(text: str) -> int:
    """Return how much there is to read, in Latin letters."""
    return len(text) + int((_LETTERS - 1) * len(_UNSPACED.findall(text)))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text without a break; `link` is where it leads to if nearly all of it stands in one link.

    `first` is where it leads to if it begins with a link of some words, `last` if it ends with a link.
    """

    text: str
    element: HtmlElement
    link: str | None
    first: str | None = None
    last: str | None = None
    last_words: int = 0


# Of a line "The other story [VIDEO]" this much is a link, and more of a whole one.
_LINKED = 0.75
_FEW = 3  # words


@dataclass(slots=True)
class _Run:
    element: HtmlElement
    pieces: list[tuple[str, str | None]]  # text, and the link it is in

    def block(self) -> Block | None:
        text = collapsed("".join(text for text, _ in self.pieces))
        if not text:
            return None
        told = [(len(text.split()), link) for text, link in self.pieces if text.strip()]
        sizes: Counter[str | None] = Counter()
        for piece, link in self.pieces:
            sizes[link] += len(piece.strip())
        [(most, size)] = sizes.most_common(1)
        whole = most if size >= _LINKED * sizes.total() else None
        first = told[0][1] if told[0][0] >= _FEW else None
        return Block(text, self.element, whole, first, told[-1][1], told[-1][0])


def read_blocks(tree: HtmlElement) -> list[Block]:
    """Return the blocks of a page in the order of its markup."""
    return [block for run in _runs(tree) if (block := run.block())]


def lines_of(element: HtmlElement) -> list[str]:
    """Return the text of an element by its breaks, with a space between its parts: they stand apart."""
    lines: list[list[str]] = [[]]
    for _, text, breaks, _ in _pieces(element):
        if breaks:
            lines.append([])
        lines[-1].append(text or "")
    return list(filter(None, (collapsed(" ".join(line)) for line in lines)))


def text_sizes(tree: HtmlElement) -> dict[HtmlElement, int]:
    """Return how many characters of text each element of a page has, without programs and style sheets."""
    elements = list(tree.iter())
    sizes = dict.fromkeys(elements, 0)
    for element in reversed(elements):  # what is inside comes before what it is in
        if isinstance(element.tag, str) and element.tag not in ("script", "style"):
            sizes[element] += len((element.text or "").strip())
        else:
            sizes[element] = 0
        if element is not tree and (parent := element.getparent()) is not None:
            sizes[parent] += sizes[element] + len((element.tail or "").strip())
    return sizes


def leads_elsewhere(link: str | None, url: str | None) -> bool:
    """Return whether a link leads to another page of the site; "#post-2" and a query of `url` do not."""
    if not link or link.startswith(("#", "javascript:", "mailto:", "tel:")):
        return False
    try:
        there, here = urlsplit(urljoin(url or "", link)), urlsplit(url or "")
    except ValueError:
        return False
    same_site = not here.netloc or _site(there.netloc) == _site(here.netloc)
    return same_site and there.path.rstrip("/") != here.path.rstrip("/")


def _site(host: str) -> str:
    return host.lower().removeprefix("www.")


def _runs(tree: HtmlElement) -> Iterator[_Run]:
    run: _Run | None = None
    for element, text, breaks, link in _pieces(tree):
        if breaks and run:
            yield run
            run = None
        if text and text.strip():
            run = run or _Run(element, [])
        if text and run:
            run.pieces.append((text, link))
    if run:
        yield run


def _pieces(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str | None, bool, str | None]]:
    """Yield element, text, whether a break stands before it, and the link it is in."""
    stack: list[tuple[HtmlElement, HtmlElement, str | None, bool]] = [(tree, tree, None, False)]
    while stack:
        element, block, link, leaving = stack.pop()
        is_break = element.tag in BREAKS
        if leaving:
            yield block, element.tail, is_break, link
            continue
        outer = block
        if element is not tree:
            stack.append((element, outer, link, True))
        if not isinstance(element.tag, str) or element.tag in _SILENT:
            continue
        block = element if is_break else block
        inner = element.get("href") if element.tag == "a" else link
        yield block, element.text, is_break, inner
        stack += [(child, block, inner, False) for child in reversed(element)]
