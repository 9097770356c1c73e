"""Rules of a style sheet that do nothing on a page: most of a sheet, and slower to read than its page."""

from __future__ import annotations

import re
from collections.abc import Collection

# What may hold a brace that opens or ends nothing, and braces and semicolons that do.
_PART = re.compile(
    r"/\*[^*]*+(?:\*(?!/)[^*]*+)*+(?:\*/)?"
    r'|"[^"\\\n]*+(?:\\[\s\S][^"\\\n]*+)*+"?'
    r"|'[^'\\\n]*+(?:\\[\s\S][^'\\\n]*+)*+'?"
    r"|url\([^)\"']*+\)|\\[\s\S]|[{};]",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"[\w\s.#:>+~*,%<!-]*+")
_NAME = re.compile(r"[.#]([\w-]+)")


def without_idle_rules(sheet: str, names: Collection[str], properties: re.Pattern[str]) -> str:
    """Return a sheet without plain rules that name a class or an id which is none of `names`, or no property.

    `properties` is searched in the declarations. What is not plain stays.
    """
    kept, last = [], 0
    begin, is_begun = 0, False  # a statement, which may have comments before it
    block: tuple[int, int] | None = None  # where the prelude and the declarations of the last block begin
    for part in _PART.finditer(sheet):
        sign, start, end = part[0], part.start(), part.end()
        if sign == "{":
            block = begin, end
        elif sign == "}" and block:
            prelude, declarations = sheet[block[0] : block[1] - 1], sheet[block[1] : start]
            if _is_idle(prelude, declarations, names, properties):
                kept.append(sheet[last : block[0]])
                last = end
            block = None
        elif sign.startswith("/*") and not is_begun:
            is_begun = bool(sheet[begin:start].strip())
        elif sign not in ("}", ";"):
            is_begun = True
        if sign in ("{", "}", ";"):
            is_begun = False
        if not is_begun:
            begin = end
    return "".join([*kept, sheet[last:]])


def _is_idle(prelude: str, declarations: str, names: Collection[str], properties: re.Pattern[str]) -> bool:
    if not _PLAIN.fullmatch(prelude) or declarations.count("(") != declarations.count(")"):
        return False
    if not properties.search(declarations):
        return "\\" not in declarations
    return not any(all(name in names for name in _NAME.findall(part)) for part in prelude.split(","))
