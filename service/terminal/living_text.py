"""Kept answers, follows, forecasts and webhooks as plain text for people. `width` as in answer_text.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from ingest.terminal.output import day, minute, table, wrap
from ingest.text.clean import one_line
from service.answer import Answer, LaterChange
from service.follows.atom import gone_text, new_text
from service.follows.follow import Follow, FollowRow, News
from service.forecasts.forecast import Forecast
from service.kept.kept import KeptAnswer, KeptRow
from service.terminal.answer_text import answer_text, publisher_and_time, source_text
from service.terminal.summary_text import summary_text
from service.webhooks.webhook import Webhook

_INDENT = "    "
_QUESTION = 70


def kept_text(rows: Sequence[KeptRow], width: int | None = None) -> str:
    """Return a line for each kept answer, and under a stale one what changed."""
    lines: list[str] = []
    for row in rows:
        state = "stale" if row.stale_at else "stands"
        lines.append(f"{row.id}  {day(row.kept_at)}  {state:6}  {_short(row.question)}")
        lines += [wrap(_in_a_line(change), width, _INDENT) for change in row.changes]
    return "\n".join(lines)


def kept_answer_text(kept: KeptAnswer, width: int | None = None) -> str:
    """Return an answer as it was given, with what changed since before it."""
    result = kept.result
    text = answer_text(result, width) if isinstance(result, Answer) else summary_text(result, width)
    asked = f"{one_line(kept.question)} (kept {minute(kept.kept_at)})"
    head = [wrap(asked, width)]
    if result.stale:
        head.append(wrap("Stale: what it rests on has changed since.", width))
        head += [change_text(each, width) for each in result.stale]
    return "\n\n".join([*head, text])


def change_text(change: LaterChange, width: int | None = None) -> str:
    """Return what changed: the words of before, those of now, who published them and when."""
    lines = [wrap(_in_a_line(change), width)]
    if change.quote:
        lines.append(wrap(f"before: {one_line(change.quote)}", width, _INDENT))
    if change.citation:
        lines.append(wrap(f"now:    {one_line(change.citation.quote)}", width, _INDENT))
        lines.append(wrap(source_text(change.citation), width, _INDENT))
    return "\n".join(lines)


def _in_a_line(change: LaterChange) -> str:
    of = f"[{change.marker}] " if change.marker else ""
    who = f" ({one_line(change.publisher)}, {day(change.at)})" if change.publisher else f" ({day(change.at)})"
    return f"{of}{change.kind}: {one_line(change.message)}{who}"


def follows_text(rows: Sequence[FollowRow], width: int | None = None) -> str:
    """Return a line for each follow."""
    cells = [
        (
            row.id,
            day(row.made_at),
            _news(row.news),
            day(row.last_news_at) if row.last_news_at else "",
            row.question,
        )
        for row in rows
    ]
    return table([("id", "since", "news", "last", "question"), *cells], width)


def follow_text(follow: Follow, width: int | None = None) -> str:
    """Return what a follow says and what was new."""
    blocks = [wrap(f"Following {follow.id}: {one_line(follow.question)}", width)]
    blocks += [news_text(each, width) for each in follow.news]
    if follow.says:
        said = [wrap(f"{one_line(each.quote)} ({day(each.said_at)})", width, _INDENT) for each in follow.says]
        blocks.append("\n".join(["Told so far:", *said]))
    else:
        blocks.append("The archive does not say yet.")
    if follow.feed:
        blocks.append(f"Feed: {one_line(follow.feed)}")
    return "\n\n".join(blocks)


def news_text(news: News, width: int | None = None) -> str:
    """Return what one look found new."""
    lines = [f"New, {minute(news.at)}:"]
    lines += [wrap(new_text(each), width, _INDENT) for each in news.new]
    lines += [wrap(gone_text(each), width, _INDENT) for each in news.gone]
    return "\n".join(lines)


def forecasts_text(found: Sequence[Forecast], width: int | None = None) -> str:
    """Return forecasts with their time, who says so, and later articles that bear on them."""
    return "\n\n".join(_forecast(each, width) for each in found)


def _forecast(forecast: Forecast, width: int | None) -> str:
    who = f", {one_line(forecast.speaker.name)} says" if forecast.speaker else ""
    lines = [wrap(f"{_time(forecast)}{who}: {one_line(forecast.citation.quote)}", width)]
    lines.append(wrap(source_text(forecast.citation), width, _INDENT))
    for each in forecast.later:
        told = f"later: {one_line(each.quote)} ({publisher_and_time(each)})"
        lines.append(wrap(told, width, _INDENT))
    return "\n".join(lines)


def _time(forecast: Forecast) -> str:
    last: datetime = forecast.due_until - timedelta(seconds=1)
    if last - forecast.due_from < timedelta(days=1):
        return day(last)
    return f"{day(forecast.due_from)} to {day(last)}"


def webhooks_text(found: Sequence[Webhook], width: int | None = None) -> str:
    """Return a line for each webhook."""
    cells = [
        (
            each.id,
            day(each.made_at),
            str(each.state),
            str(each.tries),
            each.type,
            each.url,
            each.failure or "",
        )
        for each in found
    ]
    return table([("id", "made", "state", "tries", "type", "url", "last failure"), *cells], width)


def _news(count: int) -> str:
    return str(count) if count else "none"


def _short(question: str) -> str:
    line = one_line(question)
    return line if len(line) <= _QUESTION else f"{line[: _QUESTION - 1]}…"
