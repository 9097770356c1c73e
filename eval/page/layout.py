"""Lays a page out with the templates beside this file."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from ingest.terminal.output import day, minute
from ingest.text.clean import clean


def laid_out(page: object) -> str:
    """Return a page as one HTML file that needs nothing else; all text in it is cleaned and escaped."""
    return _TEMPLATES.get_template("report.html.j2").render(page=page)


def number(value: float) -> str:
    """Return a share with three decimals, anything larger with one."""
    return f"{value:.3f}" if value <= 1 else f"{value:,.1f}"


def _cleaned(value: object) -> object:
    # What a macro gives has __html__: it is markup, and its text is clean by now.
    return value if hasattr(value, "__html__") else clean(str(value))


_TEMPLATES = Environment(
    loader=PackageLoader(__name__.rpartition(".")[0]),
    autoescape=True,
    undefined=StrictUndefined,
    finalize=_cleaned,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)
_TEMPLATES.filters |= {"day": day, "minute": minute, "number": number}
