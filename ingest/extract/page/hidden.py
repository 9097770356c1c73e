"""Text of a page that nobody sees: hidden by markup, style or colour, it is no text of the story."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.page.blocks import text_sizes
from ingest.extract.page.style_sheets import Styled

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
    rf"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|content-visibility:hidden|opacity:0*(?:\.0+|\.00\d+|(?<=0))%?"
    rf"|font-size:(?:{_NOTHING}|[01]px)|filter:opacity\(0+%?\)|font:(?:\w+ )*{_NOTHING}(?:/| )[^;]*"
    rf"|(?:left|right|top|bottom|text-indent|margin-left|margin-top|inset|margin):[^;]*{_FAR}[^;]*"
    r"|clip:rect\([^)]*\)|clip-path:(?:inset\((?:50|100)%[^)]*\)|circle\(0[^)]*\)|polygon\(0 0,? ?0 0[^)]*\))"
    rf"|transform:[^;]*(?:scale[xy]?\(0(?:,0)?\)|translate[xy]?\([^)]*{_FAR}[^)]*\))"
    r"|color:(?:transparent|rgba\([^)]*[,/] ?0?\.?0+%?\)|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00))"
    r")(?:!important)?(?:;|$)",
)
_CROPPED = re.compile(rf"(?:^|;)(?:max-)?(?:height|width):(?:{_NOTHING}|1px)(?:!important)?(?:;|$)")
_NO_OVERFLOW = re.compile(r"(?:^|;)overflow(?:-[xy])?:(?:hidden|clip)")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_COLOUR_NAMES = {"white": "ffffff", "black": "000000", "red": "ff0000", "gray": "808080", "grey": "808080"}
# What holds more of the page's text than this is no aside: a program shows it when the page has loaded.
_MOST = 0.5
# Nobody writes so much style for one element; a page that does may be made to keep the patterns busy.
_MAX_STYLE = 1_000


def remove_hidden(tree: HtmlElement, kept: Collection[HtmlElement] = ()) -> None:
    """Remove what nobody sees from a page, apart from `kept`: the story, shown to those who pay."""
    sizes = text_sizes(tree)
    most = _MOST * sizes[tree]
    for element in list(_hidden(tree)):
        if element.getparent() is not None and sizes[element] <= most and element not in kept:
            element.drop_tree()


def _hidden(tree: HtmlElement) -> Iterator[HtmlElement]:
    hidden_by_sheets = Styled(tree, hides)
    backgrounds = _backgrounds(tree)
    for element in tree.iter():
        if not isinstance(element.tag, str) or element.getparent() is None or element.tag in ("head", "body"):
            continue
        if (
            element.tag in _TAGS
            or "hidden" in element.attrib
            or _CLASSES.search(element.get("class") or "")
            or element in hidden_by_sheets
            or (element.tag == "dialog" and "open" not in element.attrib and element.find(".//h1") is None)
            or hides(element.get("style") or "")
            or _is_unseen(element, backgrounds[element])
        ):
            yield element


def hides(style: str) -> bool:
    """Return whether a style makes what it applies to invisible."""
    plain = _plain(style)
    if _HIDING.search(plain) or (_CROPPED.search(plain) and _NO_OVERFLOW.search(plain)):
        return True
    colour, background = _COLOUR.search(plain), _BACKGROUND.search(plain)
    return bool(colour and background and _same_colour(colour[1], background[1]))


def _plain(style: str) -> str:
    """Return a style in small letters without spaces around its signs, empty if it is too long."""
    if len(style) > _MAX_STYLE:
        return ""
    return re.sub(r"\s*([:;,/!])\s*|\s+", lambda match: match[1] or " ", style.lower()).strip("; ")


def _backgrounds(tree: HtmlElement) -> dict[HtmlElement, str | None]:
    """Return the colour below each element, None where a style sheet may give it another."""
    has_sheets = bool(tree.xpath("//style | //link[contains(@rel, 'stylesheet')]"))
    found: dict[HtmlElement, str | None] = {}
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        stated = _BACKGROUND.search(_plain(element.get("style") or ""))
        own = stated[1] if stated else element.get("bgcolor")
        is_styled = has_sheets and ("class" in element.attrib or "id" in element.attrib)
        found[element] = own or (None if is_styled else found.get(element.getparent()))
    return found


def _is_unseen(element: HtmlElement, background: str | None) -> bool:
    """Return whether the text of an element, all of it, has the colour that is below it."""
    colour = _COLOUR.search(_plain(element.get("style") or "")) if background else None
    if not (colour and background and _same_colour(colour[1], background)):
        return False
    return element.find(".//*[@style]") is None and element.find(".//*[@class]") is None


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
