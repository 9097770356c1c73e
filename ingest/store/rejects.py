"""What could not become an article, and why: kept beside the archive, for somebody to look into."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from ingest.errors import RejectedDocument

FILE = "rejected.jsonl"
# The latest ones; a dump of another format would fill the disk.
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Reject:
    """A document that was rejected last `at` a time. `origin` says which it is, `reason` why."""

    origin: str
    reason: str
    at: datetime


_ADAPTER: TypeAdapter[Reject] = TypeAdapter(Reject)


def read_rejects(home: Path) -> list[Reject]:
    """Return what was rejected, the latest first; a line that cannot be read is left out."""
    try:
        lines = (home / FILE).read_bytes().splitlines()
    except OSError:
        return []
    found = []
    for line in lines:
        with suppress(ValidationError):
            found.append(_ADAPTER.validate_json(line))
    return found[::-1]


def note_rejects(
    home: Path, rejected: Sequence[RejectedDocument], accepted: Collection[str], at: datetime
) -> None:
    """Keep what was rejected, once for each origin, and forget what has been accepted since.

    What goes wrong here stops no ingest: the report says the same.
    """
    kept = {each.origin: each for each in reversed(read_rejects(home))}
    before = dict(kept)
    for origin in accepted:
        kept.pop(origin, None)
    for document in rejected:
        kept.pop(document.origin, None)
        kept[document.origin] = Reject(document.origin, document.reason, at)
    if kept == before:
        return
    lines = [json.dumps({**asdict(each), "at": each.at.isoformat()}) for each in list(kept.values())[-MOST:]]
    fresh = home / f"{FILE}.new"
    with suppress(OSError):
        fresh.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        os.replace(fresh, home / FILE)
