"""Text of a page that nobody sees: hidden by markup, style or colour, it is no text of the story."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

import tinycss2  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]
from tinycss2.color5 import Color, parse_color  # type: ignore[import-untyped]

from ingest.extract.page.blocks import text_sizes
from ingest.extract.page.style_sheets import Styles, resolved

# Shown only by a program, or to a reader without programs.
_TAGS = ("template", "noscript")
_NOTHING = r"[-+]?(?:0+(?:\.0\d*)?|\.0\d*)(?:px|r?em|pt|%|vw|vh|ch|ex)?"
_FAR = r".*-\d{3,}(?:\.\d+)?(?:px|em|rem|vw|vh|%|ch)?.*"
_FAINT_SHARE = r"(?:0*[0-4]?(?:\.\d*)?%|0+(?:\.0*)?|0*\.0(?:[0-4]\d*)?)"
_MOVES = (
    "left", "right", "top", "bottom", "text-indent", "margin", "margin-left", "margin-top", "inset",
    "translate",
)  # fmt: skip
_HIDING = {
    "display": re.compile("none"),
    "content-visibility": re.compile("hidden"),
    "opacity": re.compile(rf"-.*|{_FAINT_SHARE}"),
    "filter": re.compile(rf".*opacity\( ?{_FAINT_SHARE} ?\).*"),
    "clip": re.compile(r"rect\(.*\)"),
    "clip-path": re.compile(r"inset\((?:50|100)%.*\)|circle\(0.*\)|polygon\(0 0 ?,? ?0 0.*\)"),
    "transform": re.compile(rf".*(?:scale[xy]?\(0(?: ?, ?0)?\)|translate(?:[xy]|3d)?\({_FAR}\)).*"),
    "scale": re.compile(r"0(?: 0)*"),
    **dict.fromkeys(_MOVES, re.compile(_FAR)),
}
_CROPPED = re.compile(rf"{_NOTHING}|1px")
_TINY = re.compile(rf"{_NOTHING}|(?:0?\.\d+|1)px")
_RELATIVE = re.compile(r".*(?:[^r]em|%|inherit|smaller|larger)")
# Text that is fainter, or differs less from what is below it, is not seen; pale grey (#eee) on white is.
_FAINT = 0.05
# What holds more of the page's text than this is no aside: a program shows it when the page has loaded.
_MOST = 0.5


@dataclass(frozen=True, slots=True)
class _Look:
    """How the text of an element looks: which element makes it invisible or tiny, or gives it its colours."""

    variables: dict[str, str]
    colour: str | None
    ground: str | None  # the colour below it, None where that is not known
    invisible: HtmlElement | None = None
    tiny: HtmlElement | None = None
    painted: HtmlElement | None = None

    def inside(self, element: HtmlElement, given: dict[str, str], *, is_styled: bool) -> _Look:
        """Return how an element in this one looks; `is_styled`: an unknown sheet may give it colours."""
        is_link = element.tag == "a"  # it has a colour of its own
        if not given and not (is_styled and self.ground) and not (is_link and self.colour):
            return self
        own = {name: value for name, value in given.items() if name.startswith("--")}
        variables = self.variables | own if own else self.variables
        style = resolved(given, variables)
        invisible, tiny = self.invisible, self.tiny
        if (visibility := style.get("visibility", "inherit")) != "inherit":
            invisible = None if visibility == "visible" else self.invisible
            invisible = element if invisible is None and visibility != "visible" else invisible
        if size := style.get("font-size"):
            tiny = tiny if _RELATIVE.fullmatch(size) else None
            tiny = element if tiny is None and _TINY.fullmatch(size) else tiny
        colour = style.get("-webkit-text-fill-color") or style.get("color")
        colour = colour or (None if is_link else self.colour)
        is_moved = style.get("position") in ("absolute", "fixed")
        ground = None if is_styled or is_moved else self.ground
        has_image = style.get("background-image", "none") != "none"
        if (below := style.get("background-color")) and _colour(below) and not _is_faint(below):
            ground = below
        elif has_image:
            ground = None
        if has_image and colour and _is_faint(colour):
            colour = None  # letters that are cut out of the picture
        is_plain = (colour, ground) == (self.colour, self.ground)
        return _Look(variables, colour, ground, invisible, tiny, self.painted if is_plain else element)

    @property
    def unseen(self) -> HtmlElement | None:
        """The element that makes the text unseen, None where it is seen."""
        if self.invisible is not None or self.tiny is not None:
            return self.tiny if self.invisible is None else self.invisible
        is_unseen = self.colour and (_is_faint(self.colour) or _same(self.colour, self.ground))
        return self.painted if is_unseen else None


def remove_hidden(tree: HtmlElement, kept: Collection[HtmlElement] = ()) -> None:
    """Remove what nobody sees from a page, apart from `kept`: the story, shown to those who pay."""
    sizes = text_sizes(tree)
    most = _MOST * sizes[tree]
    paid = {inner for element in kept for inner in element.iter()}
    screens = [_Screen.of(tree, styles) for styles in Styles(tree).screens]
    hidden = [element for element in screens[0].hidden if all(element in screen.hidden for screen in screens)]
    alike: Counter[tuple[str | None, ...]] = Counter()  # paragraphs that a program shows one by one
    for element in hidden:
        alike[_make(element)] += sizes[element]
    for element in hidden:
        if element.getparent() is not None and alike[_make(element)] <= most and element not in kept:
            element.drop_tree()
    for element, by in screens[0].unseen.items():
        if all(element in screen.unseen for screen in screens) and sizes[by] <= most and element not in paid:
            element.text = None
            for child in element:
                child.tail = None
    for element in tree.iter():
        element.attrib.pop("style", None)  # trafilatura has an opinion of its own on styles


def _make(element: HtmlElement) -> tuple[str | None, ...]:
    return element.tag, element.get("class"), element.get("style")


@dataclass(frozen=True, slots=True)
class _Screen:
    """What is not seen on a screen: whole elements, and the text of some, each by an element around it."""

    hidden: dict[HtmlElement, None]
    unseen: dict[HtmlElement, HtmlElement]

    @classmethod
    def of(cls, tree: HtmlElement, styles: Mapping[HtmlElement, dict[str, str]]) -> _Screen:
        has_sheets = bool(tree.xpath("//link[contains(@rel, 'stylesheet')]"))
        looks: dict[HtmlElement | None, _Look] = {None: _Look({}, None, None if has_sheets else "white")}
        screen = cls({}, {})
        for element, given in styles.items():
            is_styled = has_sheets and ("class" in element.attrib or "id" in element.attrib)
            around = looks.get(element.getparent()) or looks[None]
            looks[element] = look = around.inside(element, given, is_styled=is_styled)
            if element.tag in ("html", "head", "body"):
                continue
            if _is_hidden(element, resolved(given, look.variables) if given else given):
                screen.hidden[element] = None
            if (by := look.unseen) is not None:
                screen.unseen[element] = by
        return screen


def _is_hidden(element: HtmlElement, style: dict[str, str]) -> bool:
    """Say whether nothing of an element is seen."""
    if element.tag in _TAGS or (element.tag == "dialog" and "open" not in element.attrib):
        return element.tag != "dialog" or element.find(".//h1") is None
    if not style:
        return False
    if any(name in _HIDING and _HIDING[name].fullmatch(value) for name, value in style.items()):
        return True
    sizes = (style.get(f"{most}{side}", "auto") for most in ("", "max-") for side in ("height", "width"))
    overflows = {style.get(f"overflow{axis}", "").split(" ")[0] for axis in ("", "-x", "-y")}
    return not overflows.isdisjoint(("hidden", "clip")) and any(map(_CROPPED.fullmatch, sizes))


def _is_faint(colour: str) -> bool:
    found = _colour(colour)
    return found is not None and found.alpha < _FAINT


def _same(one: str, other: str | None) -> bool:
    ours, theirs = _colour(one), _colour(other or "")
    if ours is None or theirs is None:
        return False
    return all(abs(part - below) < _FAINT for part, below in zip(ours, theirs, strict=True))


@lru_cache(maxsize=1_000)
def _colour(value: str) -> Color | None:
    """Return the colour in a value, as red, green, blue and opacity, None where it names none of those."""
    for token in tinycss2.parse_component_value_list(value):
        found = parse_color(token) if token.type in ("ident", "hash", "function") else None
        if found and found != "currentcolor":
            return found.to("srgb") if found.space in ("srgb", "hsl", "hwb") else None
    return None
