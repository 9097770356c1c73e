"""JSON text as records: one object, or each of a list, which may stand under `articles`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.extract.encoding import decode

_LIST = "articles"


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record, and where in its file: "" for the one object, or as `[0]` or `articles[0]`."""

    place: str
    body: bytes

    def origin(self, name: str) -> str:
        """Return how messages name it, in a file of this name or in none ("")."""
        between = "." if name and self.place.startswith(_LIST) else ""
        return f"{name}{between}{self.place}" or "record"


def records_of(body: bytes) -> Iterator[FoundRecord]:
    """Yield the records of a JSON file. Raises ValueError for what holds none.

    An object with more than `articles` is a record: publishers name related stories so.
    """
    try:
        content = json.loads(decode(body))
    except (ValueError, RecursionError) as exc:
        raise ValueError(f"not valid JSON ({exc})") from exc
    wrapped = isinstance(content, dict) and set(content) == {_LIST}
    listed = content[_LIST] if wrapped else content
    if isinstance(listed, list):
        name = _LIST if wrapped else ""
        yield from (FoundRecord(f"{name}[{index}]", _encoded(each)) for index, each in enumerate(listed))
    elif isinstance(content, dict) and not wrapped:
        yield FoundRecord("", body)
    else:
        raise ValueError(f'must be an object, a list of them, or {{"{_LIST}": [...]}}')


def _encoded(record: object) -> bytes:
    """Return a record as JSON no longer than it was in UTF-8: its size is what the limit is for."""
    try:
        return json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:  # half of a surrogate pair: only an escape can hold it
        return json.dumps(record).encode()
