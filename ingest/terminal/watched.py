"""How the watched sources stand, as text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.terminal.output import minute, table
from ingest.watching.report import DeadItem, SourceReport
from ingest.watching.trying import SourceCheck


def sources_text(reports: Sequence[SourceReport], width: int | None) -> str:
    """Return the reports as a table, with what is wrong below."""
    if not reports:
        return "no sources are watched; see `dateline watch --help`"
    rows = [["source", "state", "answered", "newest", "waiting", "taken", "dead"]]
    rows += [
        [
            each.name,
            each.standing.value,
            minute(each.checked_at) if each.checked_at else "-",
            minute(each.latest) if each.latest else "-",
            *(f"{count:,}" for count in (each.waiting, each.taken, each.dead)),
        ]
        for each in reports
    ]
    lines = [table(rows, width)]
    lines += [f"{each.name}: {each.problem} ({_times(each.failures)})" for each in reports if each.problem]
    if any(each.dead for each in reports):
        lines.append("what could not be taken, and why: dateline sources --dead")
    return "\n".join(lines)


def _times(failures: int) -> str:
    return "once" if failures == 1 else f"{failures} times in a row"


def dead_text(items: Sequence[DeadItem]) -> str:
    """Return what could not be taken, a line for each."""
    lines = [f"{item.source}: {item.url or item.title}: {item.reason}" for item in items]
    return "\n".join(lines) or "nothing; everything that was listed was taken, or waits"


def checks_text(found: Sequence[SourceCheck], width: int | None) -> str:
    """Return what each source lists, or what is wrong with it."""
    rows = [
        (
            each.name,
            f"wrong: {each.problem}"
            if each.problem
            else f"{each.entries:,} listed"
            if each.entries
            else "ok",
            f"newest {minute(each.newest)}" if each.newest else "",
        )
        for each in found
    ]
    return table(rows, width)
