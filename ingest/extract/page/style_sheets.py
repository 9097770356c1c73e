"""Which elements of a page its own style sheets give a style to, by selectors of tags, classes and ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement  # type: ignore[import-untyped]

_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACES = re.compile(r"[{}]|[^{}]+")
_COMPOUND = re.compile(r"(?:[a-z][\w-]*)?(?:[.#][\w-]+|\[[\w-]+(?:=[\"']?[\w-]*[\"']?)?\])*", re.I)
_PART = re.compile(r"([.#])([\w-]+)|\[([\w-]+)(?:=[\"']?([\w-]*)[\"']?)?\]|([a-z][\w-]*)", re.I)
# Blocks that hold on every screen; "@media (min-width: 0)" is a screen like any other.
_EVERYWHERE = re.compile(r"@media\s+(?:only\s+)?(?:all|screen)\s*$|@layer\b", re.I)
_MAX_SELECTOR = 300  # characters
_MAX_ANCESTORS = 5


@dataclass(frozen=True, slots=True)
class Compound:
    """What one element must be: `p.lead#first[data-x]`."""

    tag: str | None
    id: str | None
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]

    def matches(self, element: HtmlElement) -> bool:
        """Say whether `element` is such an element."""
        return (
            (self.tag is None or element.tag == self.tag)
            and (self.id is None or element.get("id") == self.id)
            and self.classes <= set((element.get("class") or "").split())
            and all(
                element.get(name) is not None and (value is None or element.get(name) == value)
                for name, value in self.attributes
            )
        )

    @property
    def key(self) -> str:
        """What to look the compound up by: its rarest part."""
        named = f"#{self.id}" if self.id else next((f".{name}" for name in sorted(self.classes)), None)
        return named or self.tag or f"[{self.attributes[0][0]}"


class Styled:
    """The elements that rules with a style of some kind apply to."""

    def __init__(self, tree: HtmlElement, is_kind: Callable[[str], bool]) -> None:
        self._selectors: dict[str, list[tuple[Compound, ...]]] = defaultdict(list)
        for sheet in tree.iter("style"):
            if (sheet.get("media") or "all").strip().lower() not in ("all", "screen"):
                continue
            for selectors, style in _rules(_COMMENT.sub("", sheet.text_content())):
                if is_kind(style):
                    for selector in filter(None, map(_compounds, selectors.split(","))):
                        self._selectors[selector[-1].key].append(selector)

    def __contains__(self, element: HtmlElement) -> bool:
        keys = [element.tag, f"#{element.get('id')}", *(f"[{name}" for name in element.attrib)]
        keys += [f".{name}" for name in (element.get("class") or "").split()]
        selectors = (selector for key in keys for selector in self._selectors.get(key, ()))
        return any(_applies(selector, element) for selector in selectors)


def _applies(selector: tuple[Compound, ...], element: HtmlElement) -> bool:
    *above, last = selector
    if not last.matches(element):
        return False
    around = element.iterancestors()
    return all(any(compound.matches(ancestor) for ancestor in around) for compound in reversed(above))


def _compounds(selector: str) -> tuple[Compound, ...] | None:
    """Read `.page > p.lead`; None for what only a browser knows, such as `:hover` or `a + b`."""
    parts = selector.replace(">", " ").split() if len(selector) <= _MAX_SELECTOR else []
    if not 0 < len(parts) <= _MAX_ANCESTORS or not all(_COMPOUND.fullmatch(part) for part in parts):
        return None
    return tuple(map(_compound, parts))


def _compound(text: str) -> Compound:
    tag, id_, classes, attributes = None, None, set(), []
    for sign, name, attribute, value, plain in _PART.findall(text):
        if sign == ".":
            classes.add(name)
        elif sign:
            id_ = name
        elif attribute:
            attributes.append((attribute.lower(), value or None))
        else:
            tag = plain.lower()
    return Compound(tag, id_, frozenset(classes), tuple(attributes))


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and style of the rules that hold on every screen, not in a block for some."""
    opened: list[str] = []  # what stands before each brace that is open
    last = ""
    for token in _BRACES.findall(sheet):
        if token == "{":
            opened.append(last.rpartition(";")[2].strip())  # after "@import …;"
            last = ""
        elif token == "}":
            if opened and not opened[-1].startswith("@") and all(map(_EVERYWHERE.match, opened[:-1])):
                yield opened[-1], last
            opened, last = opened[:-1], ""
        else:
            last = token
