"""What the styles of a page give to its elements: the cascade of CSS, for the properties that can hide text.

Sheets in the page, `style` and the old attributes for colours count, and below them the classes of well-known
frameworks; what else a linked sheet says is not known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import tinycss2  # type: ignore[import-untyped]
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list  # type: ignore[import-untyped]
from cssselect2.compiler import CompiledSelector  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.page.idle_rules import without_idle_rules

# A narrow and a wide screen, in pixels: text that either shows is seen.
_NARROW, _WIDE = 375, 1920
_PROPERTIES = (
    r"--[^\s:]+|display|(?:content-)?visibility|opacity|filter|color|-webkit-text-fill-color"
    r"|background(?:-color|-image)?|font(?:-size)?|position|left|right|top|bottom|inset|text-indent"
    r"|margin(?:-left|-top)?|clip(?:-path)?|transform|scale|translate|(?:max-)?(?:height|width)|overflow(?:-[xy])?"
)
_READ = re.compile(_PROPERTIES)
_DECLARED = re.compile(rf"(?:^|[;\s/])(?:{_PROPERTIES})\s*:", re.IGNORECASE)
_FONT_SIZE = re.compile(r"(?:^| )([\d.]+(?:[a-z]+|%)|0)(?=[/ ]|$)")
_IMAGE = re.compile(r"(?:url|gradient|image|image-set)\(")
_VARIABLE = re.compile(r"var\( ?(--[\w-]+) ?(?:,([^()]*))?\)")
_FEATURE = re.compile(
    r"\((?:(?P<end>min|max)-width ?:|width ?(?P<sign>[<>])=?) ?(?P<size>\d*\.?\d+)(?P<unit>px|r?em)?\)"
)
_MEDIUM = re.compile(r"(?:only )?(?:all|screen)")
_EM = 16  # pixels
_STEP = re.compile(r"[\s>+~]+")
_DEEPEST = 8  # blocks in blocks, and variables in variables
# Nobody writes so much for one element; a page that does may be made to keep the matcher busy.
_MAX_SELECTOR = 300  # characters
_MAX_ANCESTORS = 6
_MAX_VALUE = 1_000  # characters
_COLOURED = ("font", "body", "table", "tr", "td", "th")
_COLOURS = {"bgcolor": "background-color", "text": "color", "color": "color"}

_NOT_DISPLAYED = """
    [hidden] .d-none .hidden .hide .is-hidden .u-hidden .uk-hidden .ng-hide .slds-hide .ion-hide
    .w3-hide .mui--hide .display-none .pf-u-display-none .pf-v5-u-display-none .hidden-xs-up
    .visible-print .visible-print-block"""
_INVISIBLE = """
    .invisible .is-invisible .uk-invisible .visibility-hidden .v-hidden .slds-hidden .opacity-0
    .text-hide"""
_FOR_SCREEN_READERS = """
    .sr-only .is-sr-only .usa-sr-only .show-for-sr .screen-reader .screenreader .screen-reader-only
    .screenreader-only .screen-reader-text .screenreader-text .pf-u-screen-reader
    .pf-v5-u-screen-reader .euiScreenReaderOnly .visually-hidden .visuallyhidden .visuallyHidden
    .u-visually-hidden .u-hiddenVisually .govuk-visually-hidden .nhsuk-u-visually-hidden
    .cdk-visually-hidden .bx--visually-hidden .cds--visually-hidden .hide-visually .a11y-hidden
    .assistive-text .slds-assistive-text .offscreen .off-screen .element-invisible"""
_DISPLAYS = (
    "block", "inline", "inline-block", "flex", "inline-flex", "grid", "inline-grid", "table", "table-row",
    "table-cell", "contents",
)  # fmt: skip
_SHOWN_WIDE = [
    *(f".d-{size}-{shown}" for size in ("sm", "md", "lg", "xl", "xxl") for shown in _DISPLAYS),
    *(rf".{size}\:{shown}" for size in ("sm", "md", "lg", "xl", r"\32 xl") for shown in _DISPLAYS),
    *(f".is-{shown}-{size}" for size in ("tablet", "desktop", "widescreen") for shown in _DISPLAYS),
]
# What Bootstrap, Tailwind, Foundation, Bulma, UIkit, Drupal, WordPress and others call what they hide.
_FRAMEWORKS = (
    f"{','.join([*_NOT_DISPLAYED.split(), *_FOR_SCREEN_READERS.split()])}{{display:none}}"
    f"{','.join(_INVISIBLE.split())}{{visibility:hidden}}"
    f"@media (min-width:640px){{{','.join(_SHOWN_WIDE)}{{display:block}}}}"
)


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Where a rule holds: on screens of some widths, and below all that is in no layer."""

    least: float = 0
    most: float = float("inf")
    layered: bool = False


@dataclass(frozen=True, slots=True)
class _Declaration:
    name: str
    value: str
    important: bool
    on: _Conditions


class Styles:
    """The styles of the elements of a page."""

    def __init__(self, tree: HtmlElement) -> None:
        self._matcher = Matcher()
        for selector, declarations in _frameworks():
            self._matcher.add_selector(selector, declarations)
        names: set[str] | None = None
        for sheet in tree.iter("style"):
            names = names or _names(tree)
            used = without_idle_rules(sheet.text_content(), names, _DECLARED)
            for on in _screens(sheet.get("media") or "all", _Conditions()):
                for selector, declarations in _compiled(used, on):
                    self._matcher.add_selector(selector, declarations)
        wrapped = ElementWrapper.from_html_root(tree).iter_subtree()
        self._told = {each.etree_element: list(self._declarations(each)) for each in wrapped}

    @property
    def screens(self) -> Iterator[Mapping[HtmlElement, dict[str, str]]]:
        """The properties of each element by their names, on a narrow and on a wide screen."""
        for width in (_NARROW, _WIDE):
            yield {element: _cascade(told, width) if told else {} for element, told in self._told.items()}

    def _declarations(self, wrapped: ElementWrapper) -> Iterator[_Declaration]:
        """Yield what is said of an element, by rising specificity."""
        element = wrapped.etree_element
        for name in _COLOURS.keys() & element.keys() if element.tag in _COLOURED else ():
            yield _Declaration(_COLOURS[name], element.get(name).lower(), False, _Conditions(layered=True))
        for _, _, pseudo_element, declarations in self._matcher.match(wrapped):
            if pseudo_element is None:
                yield from declarations
        yield from _declared(element.get("style") or "", _Conditions())


def _names(tree: HtmlElement) -> set[str]:
    """Return the classes and ids of a page."""
    return {name for value in tree.xpath("//@class | //@id") for name in value.split()}


@lru_cache(maxsize=128)  # to read one takes as long as the rest of its page, and the pages of a site share it
def _compiled(sheet: str, on: _Conditions) -> list[tuple[CompiledSelector, list[_Declaration]]]:
    found = []
    for selectors, declarations in _rules(sheet, on):
        try:
            found += [(selector, declarations) for selector in compile_selector_list(selectors)]
        except (SelectorError, RecursionError):
            continue  # a browser leaves out such a rule, too
    return found


@cache
def _frameworks() -> list[tuple[CompiledSelector, list[_Declaration]]]:
    return _compiled(_FRAMEWORKS, _Conditions())


def resolved(style: dict[str, str], variables: dict[str, str]) -> dict[str, str]:
    """Return a style with the values of the variables that it names."""
    return {name: _resolved(value, variables) if "var(" in value else value for name, value in style.items()}


def _resolved(value: str, variables: dict[str, str]) -> str:
    for _ in range(_DEEPEST):
        value = _VARIABLE.sub(lambda match: variables.get(match[1], match[2] or "").strip(), value)[
            :_MAX_VALUE
        ]
    return value


def _cascade(told: list[_Declaration], width: int) -> dict[str, str]:
    # The sort keeps the order of specificity.
    ranked = sorted(told, key=lambda each: (each.important, not each.on.layered))
    return {each.name: each.value for each in ranked if each.on.least <= width <= each.on.most}


def _rules(sheet: str, on: _Conditions) -> Iterator[tuple[str, list[_Declaration]]]:
    """Yield the selectors and declarations of the rules of a sheet, also of rules that stand in others."""
    nodes = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
    todo = [(node, "", on, 0) for node in reversed(nodes)]
    while todo:
        node, outer, on, depth = todo.pop()
        if node.type not in ("at-rule", "qualified-rule") or not node.content or depth > _DEEPEST:
            continue
        prelude, within = _written(node.prelude), [on]
        if node.type == "at-rule":
            within = list(_within(node.lower_at_keyword, prelude, on))
        else:
            outer = _nested(prelude, outer)
        for each in within if _is_plain(outer) else ():
            inner = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            if outer and (declarations := list(_declared(inner, each))):
                yield outer, declarations
            todo += [(child, outer, each, depth + 1) for child in reversed(inner)]


def _within(keyword: str, prelude: str, on: _Conditions) -> Iterator[_Conditions]:
    """Yield where the rules of a block hold; what is to be animated or printed never does."""
    if keyword == "media":
        yield from _screens(prelude, on)
    elif keyword == "layer":
        yield replace(on, layered=True)
    elif keyword == "supports" and not prelude.lower().startswith("not"):
        yield on


def _screens(media: str, on: _Conditions) -> Iterator[_Conditions]:
    """Yield the screens that a list of media queries names by their widths."""
    for query in media.lower().split(","):
        least, most = on.least, on.most
        for part in map(str.strip, query.split(" and ")):
            if found := _FEATURE.fullmatch(part):
                size = float(found["size"].strip(".") or 0) * (
                    _EM if (found["unit"] or "").endswith("em") else 1
                )
                if found["end"] == "min" or found["sign"] == ">":
                    least = max(least, size)
                else:
                    most = min(most, size)
            elif not _MEDIUM.fullmatch(part):
                break
        else:
            yield replace(on, least=least, most=most)


def _is_plain(selectors: str) -> bool:
    parts = [part.strip() for part in selectors.split(",")]
    return all(len(part) <= _MAX_SELECTOR and len(_STEP.split(part)) <= _MAX_ANCESTORS for part in parts)


def _nested(selector: str, outer: str) -> str:
    if not outer:
        return selector
    return selector.replace("&", f":is({outer})") if "&" in selector else f":is({outer}) {selector}"


def _written(tokens: Iterable[tinycss2.ast.Node]) -> str:
    try:
        text = tinycss2.serialize([token for token in tokens if token.type != "comment"])
    except RecursionError:  # brackets in brackets
        return ""
    return " ".join(text.split())


def _declared(source: str | list[tinycss2.ast.Node], on: _Conditions) -> Iterator[_Declaration]:
    """Yield the declarations that may hide text; short forms give the long ones."""
    for node in source if isinstance(source, list) else tinycss2.parse_blocks_contents(source):
        if node.type == "declaration" and _READ.fullmatch(node.lower_name):
            value = _written(node.value).lower()
            for name, part in _long_forms(node.lower_name, value) if len(value) <= _MAX_VALUE else ():
                yield _Declaration(name, part, node.important, on)


def _long_forms(name: str, value: str) -> Iterator[tuple[str, str]]:
    if name == "font" and (size := _FONT_SIZE.search(value)):
        yield "font-size", size[1]
    elif name == "background":
        yield "background-color", value
        yield "background-image", value if _IMAGE.search(value) else "none"
    else:
        yield name, value
