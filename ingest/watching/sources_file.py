"""`sources.toml`: what is watched, one table for each source.

[[source]]
name = "Harbour Post"
feed = "https://harbourpost.example/rss"     # RSS, Atom or JSON Feed
every = "10 min"

[[source]]
name = "Wire drop"
folder = "/srv/wire"
"""

from __future__ import annotations

import re
import tomllib
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from ingest.errors import InputError, validator_message

_EVERY = re.compile(r"(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)")
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LEAST_EVERY, _MOST_EVERY = timedelta(seconds=5), timedelta(days=7)


class SourceKind(StrEnum):
    """Where a source's articles are listed."""

    FEED = "feed"
    SITEMAP = "sitemap"
    FOLDER = "folder"


def _duration(value: object) -> object:
    if not isinstance(value, str):
        return value
    found = _EVERY.fullmatch(value.strip().lower())
    if found is None:
        raise ValueError(f"{value!r} is not a time such as '30 s', '15 min', '2 hours' or '1 day'")
    return timedelta(seconds=int(found[1]) * _SECONDS[found[2][0]])


class WatchedSource(BaseModel):
    """A source as the file names it. Just one of `feed`, `sitemap` and `folder` is given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    feed: str | None = None
    sitemap: str | None = None
    folder: Path | None = None
    every: Annotated[timedelta, BeforeValidator(_duration)] = timedelta(minutes=15)
    text: Literal["auto", "feed", "page"] = Field(
        "auto", description="Where the text is taken from; auto: the feed where it has the whole."
    )
    publisher: str | None = Field(None, min_length=1, max_length=200)
    revisit: bool = Field(True, description="Look again at pages of the last two days, for corrections.")

    @model_validator(mode="after")
    def _is_one_place(self) -> WatchedSource:
        given = [kind for kind in SourceKind if getattr(self, kind) is not None]
        if len(given) != 1:
            named = " and ".join(given) or "none"
            raise ValueError(f"give one of {', '.join(SourceKind)}; this has {named}")
        if not _LEAST_EVERY <= self.every <= _MOST_EVERY:
            raise ValueError("'every' must be between 5 s and 7 days")
        if self.kind is not SourceKind.FOLDER:
            parts = urlsplit(self.place)
            if parts.scheme not in ("http", "https") or not parts.hostname:
                raise ValueError(f"{self.place!r} is not an http:// or https:// address")
        return self

    @property
    def kind(self) -> SourceKind:
        return next(kind for kind in SourceKind if getattr(self, kind) is not None)

    @property
    def place(self) -> str:
        """The address or the folder."""
        return str(getattr(self, self.kind))


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    source: list[WatchedSource] = Field(min_length=1)


def read_sources(file: Path) -> list[WatchedSource]:
    """Return the sources of a file; a folder is taken from where the file is. Raises InputError."""
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as exc:
        raise InputError(f"{file}: cannot be read ({exc.strerror})") from exc
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as exc:
        raise InputError(f"{file}: not valid TOML ({exc})") from exc
    try:
        found = _File.model_validate(content).source
    except ValidationError as exc:
        raise InputError(f"{file}: {_problem(content, exc)}") from exc
    names = [source.name for source in found]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise InputError(
            f"{file}: two sources have the name {twice!r}; what is known of one goes by its name"
        )
    return [_placed(source, file.parent) for source in found]


def _placed(source: WatchedSource, base: Path) -> WatchedSource:
    if source.folder is None:
        return source
    folder = (base / source.folder.expanduser()).resolve()
    return source.model_copy(update={"folder": folder})


def _problem(content: dict[str, Any], error: ValidationError) -> str:
    """Return what is wrong first, with the source and the field."""
    first = error.errors()[0]
    where = first["loc"]
    message = validator_message(first["msg"])
    if len(where) < 2 or not isinstance(where[1], int):
        return f"{'.'.join(map(str, where)) or 'the file'}: {message}; each source is a table [[source]]"
    given = content["source"][where[1]]
    name = given.get("name") if isinstance(given, dict) else None
    source = f"source {name!r}" if name else f"source {where[1] + 1}"
    field = ".".join(map(str, where[2:]))
    return f"{source}: {field + ': ' if field else ''}{message}"
