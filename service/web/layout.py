"""Lays pages out with the templates beside this file; all text of others in them is cleaned and escaped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from ingest.moments import clock, long_day
from ingest.store.publishers import family_of
from ingest.terminal.output import day
from ingest.text.clean import clean
from service.answer import Citation, age_line, carried_by
from service.questions.question import MAX_QUESTION

STATIC = Path(__file__).parent / "static"
# Where what is in STATIC is served.
FILES = "/page"
# In a template: what stands before it can be sent. It is cleaned out of every text.
FLUSH = "\x1e"


def templates_of(package: str) -> Environment:
    """Return the templates in a package's `templates/`; what is put into them is cleaned and escaped."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_cleaned,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def laid_out(template: str, **values: Any) -> str:
    """Return a page, or a part of one."""
    return _TEMPLATES.get_template(template).render(values).replace(FLUSH, "")


def laid_out_in_parts(template: str, **values: Any) -> Iterator[str]:
    """Yield a page in parts, each as soon as it stands; values may be iterators that are read on the way."""
    part = ""
    for piece in _TEMPLATES.get_template(template).generate(values):
        # As plain text: what is added to markup is escaped once more.
        *whole, rest = str(piece).split(FLUSH)
        for each in whole:
            yield part + each
            part = ""
        part += rest
    yield part


@cache
def asset(name: str) -> str:
    """Return the address of a file of STATIC, another one whenever the file changes."""
    return f"{FILES}/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:10]}"


def quote_address(citation: Citation) -> str:
    """Return where the cited words are shown in their article."""
    place = urlencode({"start": citation.start, "end": citation.end})
    return f"/articles/{citation.article_id}/versions/{citation.version}?{place}"


def source_address(citation: Citation) -> str:
    """Return where the same is given as a part of a page."""
    place = urlencode({"start": citation.start, "end": citation.end, "marker": citation.marker})
    return f"/articles/{citation.article_id}/versions/{citation.version}/source?{place}"


def web_address(url: str | None) -> str | None:
    """Return an address that a browser may be sent to, None for any other."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc and not parts.username else None


def published(moment: datetime) -> str:
    """Return when something was published; midnight is what a day alone is stored as."""
    return clock(moment) if has_time(moment) else long_day(moment)


def has_time(moment: datetime) -> bool:
    """Return whether a publication has a time, and not a day alone."""
    return moment.time() != time()


def span_name(first: date, last: date) -> str:
    """Return the name of a run of days: a day, a month, a year, or its first and last day."""
    if first == last:
        return long_day(first)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    if (
        first.day == 1
        and (last + timedelta(days=1)).day == 1
        and (first.year, first.month) == (last.year, last.month)
    ):
        return f"{first:%B %Y}"
    return f"{long_day(first)} to {long_day(last)}"


def _cleaned(value: object) -> object:
    # What a macro gives has __html__: it is markup, and its text is clean by now.
    if hasattr(value, "__html__") or value == FLUSH:
        return value
    return clean(str(value))


_TEMPLATES = templates_of(__name__.rpartition(".")[0])
_TEMPLATES.filters |= {
    "family": family_of,
    "day": day,
    "long_day": long_day,
    "clock": clock,
    "published": published,
    "has_time": has_time,
    "web_address": web_address,
    "quote_address": quote_address,
    "carried_by": carried_by,
    "age_line": age_line,
    "source_address": source_address,
}
_TEMPLATES.globals |= {"span_name": span_name, "asset": asset, "flush": FLUSH, "most_question": MAX_QUESTION}
