"""Is what a page shows of its story all of it, or only what readers get without paying?"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import Block
from ingest.extract.page.json_ld import Node
from ingest.extract.page.names import ElementKind, kinds_of
from ingest.extract.page.readings import as_list

_STUB_CHARACTERS = 600
_START_CHARACTERS = 400
_CUT_CHARACTERS = 2_500  # no publisher gives more away before the wall
_PAID_PART = 200
_ENOUGH = 0.6
_WALL = re.compile(
    r"\b(?:subscribe|sign in|log in|sign up|register|become a (?:member|subscriber)|upgrade|unlock"
    r"|(?:start|try) your (?:free )?trial|create (?:a free|an|your)(?: free)? account"
    r"|choose a (?:plan|subscription))\b[^.!?]{0,40}"
    r"\b(?:to|and|for) (?:continue|read|keep|unlock|access|view|see|finish|get (?:full|unlimited))\b"
    r"|\bthis (?:article|content|story|post|report|page) is (?:only available|reserved|exclusive to"
    r"|for subscribers|behind a paywall"
    r"|(?:available )?(?:only |exclusively )?(?:for|to) (?:our |paying |paid )?(?:subscribers|members))"
    r"|\b(?:subscribers?|members?)[- ]only (?:article|content|story)|\bto continue reading\b"
    r"|\bcontinue reading (?:with|for)\b|\bunlock (?:this|the (?:full|rest))"
    r"|\balready (?:a |have a )?(?:subscriber|member|subscribed|subscription)\b"
    r"|\b(?:read|get) the (?:full|rest of the|whole) (?:article|story) (?:with|by|for)\b"
    r"|\byou(?:['’]ve| have) (?:reached|read|used) (?:your|all|the)\b[^.!?]{0,40}\b(?:limit|free|articles)\b",
    re.I,
)
# What is left is for those who pay: "La suite est réservée aux abonnés", "Nur für Abonnenten".
_PAYING = r"(?:abonn|abbonat|abone|suscript|assinant|prenumer|subscri|подписчик|předplatitel)\w*|abo\b"
_ONLY = (
    r"(?:(?:réserv|reserv|riservat|exklusiv|exclusi[vf])\w*|nur|only|s[oó]lo|somente|apenas|soltanto|alleen"
    r"|endast|kun|bare|bara|tylko|только|pouze) (?:for|für|aux|à|pour|para|agli|aos"
    r"|a|per|voor|för|dla|для|pro)"
    r"(?: (?:our|unsere|nos|les|nuestros|nossos|los|os|gli|onze|våra|våre))?"
)
_GOES_ON = (
    r"la suite|poursuivre|weiterlesen|verder ?lezen|läs vidare|les videre|læs videre|czytaj dalej"
    r"|jatka lukemista|sigue leyendo|seguir leyendo|continua\w* a leggere|continue lendo|читать дальше"
)
_PAID_LINE = re.compile(
    rf"\b{_ONLY} (?:{_PAYING})|\bvain tilaajille\b|\b(?:{_GOES_ON})\b.{{0,40}}\b(?:{_PAYING})"
    rf"|\b(?:{_PAYING}).{{0,20}}\b(?:{_GOES_ON}|özel)|\bmit \S+ weiterlesen\b|\bweiterlesen mit\b"
    r"|\d ?%.{0,30}\b(?:arti[ck]|artíc)\w*.{0,12}\b"
    r"(?:lire|lesen|leer|ler|leggere|lezen|read)\b"
    r"|(?:有料|会員|会员|會員|订阅|訂閱).{0,6}(?:限定|专享|專享|阅读|閱讀|記事)"
    r"|(?:仅|僅)限?(?:会员|會員|订阅)|구독자 전용",
    re.I,
)
_PRICE = re.compile(
    r"[€$£¥₹] ?\d|\d ?(?:[€$£¥₹]|(?:euros?|eur|usd|chf|kr|zł|kč|ft|円|元|원|руб)(?!\w))", re.I
)
_MAX_LINE = 160  # characters
_MAX_BOX = 500
_BOXES = ("div", "section", "aside", "form")
_FRAMES = ("header", "footer", "nav")
_SELECTOR = re.compile(r"(?:[a-z]+)?([.#])([\w-]+)")
_CUT = re.compile(r"(?:\.\.\.|…)\W*$")


def is_stub(tree: HtmlElement, nodes: list[Node], blocks: list[Block], text: str, is_paid: bool) -> bool:
    """Say whether `text` is only the free start of a story; `is_paid`: the page says that readers pay."""
    walled = _is_walled(blocks, text)
    if not (is_paid or walled):
        return False
    if is_paid and (parts := paid_parts(tree, nodes)) is not None:
        size = sum(len(" ".join(part.text_content().split())) for part in parts)
        return size < _PAID_PART and len(text) < _CUT_CHARACTERS
    stated = _stated_words(nodes)
    if stated:
        return len(text.split()) < _ENOUGH * stated
    if len(text) < _STUB_CHARACTERS:
        return True
    return len(text) < _CUT_CHARACTERS and bool((is_paid and walled) or _CUT.search(text))


def _is_walled(blocks: list[Block], text: str) -> bool:
    """Say whether the text, or what stands below its start, asks the reader to pay or sign in."""
    if _WALL.search(text) or any(map(_is_wall_line, text.split("\n"))):
        return True
    walls = _wall_boxes(blocks, text)
    start = text[:60]
    begun = False
    for block in blocks:
        begun = begun or (block.text.startswith(start[: len(block.text)]) and len(block.text) > 20)
        if not begun or len(block.text) >= 300:
            continue
        if _WALL.search(block.text) or block.element in walls:
            return not any(True for _ in block.element.iterancestors(*_FRAMES))
    return False


def _is_wall_line(line: str) -> bool:
    return len(line) <= _MAX_LINE and bool(_PAID_LINE.search(line))


def _wall_boxes(blocks: list[Block], text: str) -> set[HtmlElement]:
    """Return the small boxes that sell the rest of the story that `text` begins, and what is inside."""
    is_cut = len(text) < _STUB_CHARACTERS and any(map(_CUT.search, text.split("\n")))
    is_start = len(text) < _START_CHARACTERS
    walls: dict[HtmlElement, bool] = {}
    for block in blocks:
        path = [block.element, *block.element.iterancestors()]
        known = next((at for at, element in enumerate(path) if element in walls), len(path))
        is_inside = known < len(path) and walls[path[known]]
        for element in reversed(path[:known]):
            is_inside = walls[element] = is_inside or _is_wall_box(element, is_cut, is_start)
    return {element for element, is_inside in walls.items() if is_inside}


def _is_wall_box(element: HtmlElement, is_cut: bool, is_start: bool) -> bool:
    """Say whether an element is named as a wall and offers something, or has a price after a cut text."""
    kinds = kinds_of(element)
    is_named = ElementKind.WALL in kinds
    is_cut = is_cut or (ElementKind.PAID in kinds and is_start)
    if element.tag not in _BOXES or not (is_named or is_cut):
        return False
    links = any(True for _ in element.iter("a", "button", "form", "input"))
    if not links and not is_named:
        return False
    text = collapsed(element.text_content()) or ""
    price = bool(_PRICE.search(text))
    return len(text) <= _MAX_BOX and (price or (is_named and links))


def paid_parts(tree: HtmlElement, nodes: Iterable[Node]) -> list[HtmlElement] | None:
    """Return the elements that the page itself calls the paid part of its story; None if it names none."""
    selectors = [
        match
        for node in nodes
        if "cssSelector" in node and str(node.get("isAccessibleForFree")).casefold() == "false"
        for selector in as_list(node["cssSelector"])
        if isinstance(selector, str) and (match := _SELECTOR.fullmatch(selector.strip()))
    ]
    if not selectors:
        return None
    elements = (element for element in tree.iter() if isinstance(element.tag, str))
    return [element for element in elements if any(_selects(match, element) for match in selectors)]


def _selects(match: re.Match[str], element: HtmlElement) -> bool:
    if match[1] == "#":
        return bool(element.get("id") == match[2])
    return match[2] in (element.get("class") or "").split()


def _stated_words(nodes: Iterable[Node]) -> int:
    """Return how many words the page says that its story has, 0 if it does not say."""
    stated = (str(node.get("wordCount") or "").strip() for node in nodes)
    return max(
        (int(words) for words in stated if words.isascii() and words.isdigit() and len(words) < 7), default=0
    )
