"""What a page's data say of its corrections: `correction` of schema.org, a text or a CorrectionComment."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml.html import fromstring  # type: ignore[import-untyped]

from ingest.text.clean import normalise_text

_MOST, _LONGEST = 20, 2_000
_WORDS = ("text", "description", "name")
_ADDRESS = re.compile(r"\S+:\S+|/\S*")
_TAG = re.compile(r"<[a-zA-Z/]")


def stated_corrections(value: object) -> tuple[str, ...]:
    """Return the words of each correction, without markup; one that only leads elsewhere has none."""
    words = (" ".join(normalise_text(_plain(each)).split()) for each in _texts(value))
    return tuple(dict.fromkeys(each[:_LONGEST] for each in words if each and not _ADDRESS.fullmatch(each)))[
        :_MOST
    ]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            if not isinstance(each, list):
                yield from _texts(each)
    elif isinstance(value, Mapping):
        named = (value.get(name) for name in _WORDS)
        yield from [each for each in named if isinstance(each, str) and each.strip()][:1]


def _plain(text: str) -> str:
    return str(fromstring(f"<div>{text}</div>").text_content()) if _TAG.search(text) else text
