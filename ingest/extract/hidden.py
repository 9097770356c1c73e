"""Text of a page that nobody sees: hidden by markup, style or colour, it is no text of the story."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.blocks import text_sizes

# Shown only by a program, or to a reader without programs.
_TAGS = ("template", "noscript")
# How style sheets call what only a screen reader is to read.
_CLASSES = re.compile(
    r"(?:^|\s)(?:sr-only|screen-?reader(?:-only|-text)?|visually-?hidden|visuallyhidden|u-visually-hidden|a11y-hidden"
    r"|assistive-text|offscreen|off-screen|hide-visually|element-invisible)(?:\s|$)",
    re.I,
)
_NOTHING = r"[-+]?(?:0+(?:\.0\d*)?|\.0\d*)(?:px|r?em|pt|%|vw|vh|ch|ex)?"
_FAR = r"-\d{3,}(?:\.\d+)?(?:px|em|rem|vw|vh|%|ch)?"
_HIDING = re.compile(
    rf"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|opacity:(?:0+(?:\.0+)?|\.0+)"
    rf"|font-size:{_NOTHING}|font:(?:\w+ )*{_NOTHING}(?:/| )[^;]*"
    rf"|(?:left|right|top|bottom|text-indent|margin-left|margin-top|inset|margin):[^;]*{_FAR}[^;]*"
    r"|clip:rect\([^)]*\)|clip-path:(?:inset\((?:50|100)%[^)]*\)|circle\(0[^)]*\)|polygon\(0 0,? ?0 0[^)]*\))"
    rf"|transform:[^;]*(?:scale[xy]?\(0(?:,0)?\)|translate[xy]?\([^)]*{_FAR}[^)]*\))|color:transparent"
    r")(?:!important)?(?:;|$)",
)
_CROPPED = re.compile(rf"(?:^|;)(?:max-)?(?:height|width):(?:{_NOTHING}|1px)(?:!important)?(?:;|$)")
_NO_OVERFLOW = re.compile(r"(?:^|;)overflow(?:-[xy])?:(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_COLOUR_NAMES = {"white": "ffffff", "black": "000000", "red": "ff0000", "gray": "808080", "grey": "808080"}
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)", re.S)
_BRACES = re.compile(r"[{}]|[^{}]+")
_SIMPLE = re.compile(r"([.#])([\w-]+)")
# What holds more of the page's text than this is no aside: a program shows it when the page has loaded.
_MOST = 0.5
# Nobody writes so much style for one element; a page that does may be made to keep the patterns busy.
_MAX_STYLE = 1_000


def remove_hidden(tree: HtmlElement) -> None:
    """Remove what nobody sees from a page."""
    sizes = text_sizes(tree)
    most = _MOST * sizes[tree]
    for element in list(_hidden(tree)):
        if element.getparent() is not None and sizes[element] <= most:
            element.drop_tree()


def _hidden(tree: HtmlElement) -> Iterator[HtmlElement]:
    classes, ids = _hidden_by_sheets(tree)
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in ("head", "body"):
            continue
        names = element.get("class") or ""
        if (
            element.tag in _TAGS
            or "hidden" in element.attrib
            or _CLASSES.search(names)
            or not classes.isdisjoint(names.split())
            or element.get("id") in ids
            or hides(element.get("style") or "")
        ):
            yield element


def hides(style: str) -> bool:
    """Return whether a style makes what it applies to invisible."""
    if len(style) > _MAX_STYLE:
        return False
    plain = re.sub(r"\s*([:;,/!])\s*|\s+", lambda match: match[1] or " ", style.lower()).strip("; ")
    if _HIDING.search(plain) or (_CROPPED.search(plain) and _NO_OVERFLOW.search(plain)):
        return True
    colour, background = _COLOUR.search(plain), _BACKGROUND.search(plain)
    return bool(colour and background and _same_colour(colour[1], background[1]))


def _same_colour(one: str, other: str) -> bool:
    return (found := _rgb(one)) is not None and found == _rgb(other)


def _rgb(colour: str) -> str | None:
    """Return a colour as six hexadecimal digits, None if it is written in another way."""
    plain = colour.strip().split(" ")[0] if not colour.strip().startswith("rgb") else colour.strip()
    if plain in _COLOUR_NAMES:
        return _COLOUR_NAMES[plain]
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{6})", plain):
        return match[1] if len(match[1]) == 6 else "".join(2 * digit for digit in match[1])
    if match := re.match(r"rgba?\((\d{1,3})[ ,]+(\d{1,3})[ ,]+(\d{1,3})", plain):
        return "".join(f"{min(int(part), 255):02x}" for part in match.groups())
    return None


def _hidden_by_sheets(tree: HtmlElement) -> tuple[set[str], set[str]]:
    """Return the classes and ids that the page's own style sheets hide on every screen."""
    found: dict[str, set[str]] = {".": set(), "#": set()}
    for sheet in tree.iter("style"):
        for selectors, style in _rules(_COMMENT.sub("", sheet.text_content())):
            if not hides(style):
                continue
            for selector in selectors.split(","):
                if match := _SIMPLE.fullmatch(selector.strip()):
                    found[match[1]].add(match[2])
    return found["."], found["#"]


def _rules(sheet: str) -> Iterator[tuple[str, str]]:
    """Yield selectors and style of the rules that hold on every screen, not in a block such as @media."""
    depth, selectors, last = 0, "", ""
    for token in _BRACES.findall(sheet):
        if token == "{":
            depth += 1
            if depth == 1:
                selectors = last.rpartition(";")[2].strip()  # after "@import …;"
            last = ""
        elif token == "}":
            if depth == 1 and not selectors.startswith("@"):
                yield selectors, last
            depth, last = max(0, depth - 1), ""
        else:
            last = token
