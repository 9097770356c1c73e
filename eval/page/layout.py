"""Lays a page out with the templates beside this file."""

from __future__ import annotations

from ingest.terminal.output import day, minute
from service.web.layout import templates_of


def filled_report(page: object) -> str:
    """Return a page as one HTML file that needs nothing else; all text in it is cleaned and escaped."""
    return _TEMPLATES.get_template("report.html.j2").render(page=page)


def number(value: float) -> str:
    """Return a share with three decimals, anything larger with one."""
    return f"{value:.3f}" if value <= 1 else f"{value:,.1f}"


_TEMPLATES = templates_of(__name__.rpartition(".")[0])
_TEMPLATES.filters |= {"day": day, "minute": minute, "number": number}
