"""Answers, passages and checked citations as plain text for people.

`width` is in columns; None leaves every line whole, for files and pipes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.terminal.output import day, minute, wrap
from ingest.text.clean import one_line
from service.answer import (
    Answer,
    Citation,
    Coverage,
    Refusal,
    Statement,
    carried_by,
    currency_line,
    fallback_note,
    remarks,
)

if TYPE_CHECKING:
    from service.check import CheckedCitation, CheckedStatement
    from service.evidence.found import FoundPassage

_INDENT = "    "
_QUOTE = "    > "
_ROW = 2  # more markers in a row are written as a range


def answer_text(answer: Answer, width: int | None = None) -> str:
    """Return the statements with their markers, what sources differ on, and under them every citation."""
    blocks = [_refusal(answer.refusal, width)] if answer.refusal else _statements(answer, width)
    blocks += [citation_text(citation, width) for citation in told_once(answer.citations)]
    blocks.append(wrap(_searched(answer), width))
    return "\n\n".join(blocks)


def carried_text(words: Sequence[str]) -> str:
    """Return the line that says what was carried from earlier turns."""
    return f"Carried: {one_line(', '.join(words))}"


def _statements(answer: Answer, width: int | None) -> list[str]:
    blocks = ["\n".join(wrap(marked(statement), width) for statement in answer.statements)]
    blocks += [wrap(each, width) for each in remarks(answer)]
    if reason := fallback_note(answer.writer, answer.writing):
        blocks.append(wrap(reason, width))
    return blocks + [wrap(one_line(warning), width) for warning in answer.warnings]


def marked(statement: Statement) -> str:
    """Return a statement in one line, with its markers, who is quoted and what is to be known of it."""
    text = f"{statement.told} {_ranges(c.marker for c in statement.citations)}"
    if statement.said_by:
        text += f" (said by {one_line(statement.said_by)})"
    return " ".join([text, *(f"({note})" for note in statement.notes)])


def _markers(markers: Iterable[int]) -> str:
    return " ".join(f"[{marker}]" for marker in markers)


def _ranges(markers: Iterable[int]) -> str:
    """Return "[1] [4-7]": three markers in a row or more are one."""
    runs: list[list[int]] = []
    for marker in markers:
        if runs and marker == runs[-1][-1] + 1:
            runs[-1].append(marker)
        else:
            runs.append([marker])
    return " ".join(_run(run) for run in runs)


def _run(run: Sequence[int]) -> str:
    return f"[{run[0]}-{run[-1]}]" if len(run) > _ROW else _markers(run)


def _refusal(refusal: Refusal, width: int | None) -> str:
    text = wrap(f"No answer ({refusal.reason}): {one_line(refusal.message)}", width)
    return f"{text}\n\nNearest passages:" if refusal.nearest else text


def publisher_and_time(cited: Citation | FoundPassage) -> str:
    """Return who published words and on which day, or for a post of a live blog at which time."""
    when = minute(cited.posted_at) if cited.posted_at else day(cited.published_at)
    return f"{one_line(cited.publisher or 'unknown publisher')}, {when}"


def source_text(citation: Citation, width: int | None = None) -> str:
    """Return in one line the source of a citation and where it stands."""
    head = publisher_and_time(citation)
    where = f"article {one_line(citation.article_id)}, version {citation.version}"
    return _hanging(
        f"[{citation.marker}] {head}: {one_line(citation.title)} ({where}){standing_text(citation)}", width
    )


def citation_text(citation: Citation, width: int | None = None) -> str:
    """Return a citation with its source and quotation."""
    head = publisher_and_time(citation)
    text = _source(
        f"[{citation.marker}] {head}: {one_line(citation.title)}{standing_text(citation)}",
        citation.url,
        citation.quote,
        citation.article_id,
        citation.version,
        width,
    )
    more = carried_by(citation)
    return f"{text}\n{wrap(more, width, _INDENT)}" if more else text


def told_once(citations: Iterable[Citation]) -> list[Citation]:
    """Return citations for one list: the words of a notice stand with the first, which the others name."""
    first: dict[str, int] = {}
    told: list[Citation] = []
    for each in citations:
        kind, mark, _ = (each.standing or "").partition(": “")
        marker = first.setdefault(each.standing or "", each.marker)
        again = mark and marker != each.marker
        told.append(replace(each, standing=f"{kind}, as [{marker}]") if again else each)
    return told


def standing_text(citation: Citation) -> str:
    return f" ({one_line(citation.standing)})" if citation.standing else ""


def _source(head: str, url: str | None, quote: str, article_id: str, version: int, width: int | None) -> str:
    lines = [_hanging(head, width)]
    if url:
        lines.append(f"{_INDENT}{one_line(url)}")  # never folded, so that it can be clicked
    lines.append(wrap(quote, width, _QUOTE))
    lines.append(f"{_INDENT}article {one_line(article_id)}, version {version}")
    return "\n".join(lines)


def _hanging(text: str, width: int | None) -> str:
    """Return the text wrapped, its further lines under the first word after the marker."""
    return wrap(text, width, _INDENT).removeprefix(_INDENT)


def _searched(answer: Answer) -> str:
    parts = [f"As of {day(answer.as_of)}: {_coverage(answer.coverage)}"]
    if answer.statements:
        count = answer.independent_sources
        parts.append(f"{count} independent {'source' if count == 1 else 'sources'}.")
    if answer.currency:
        parts.append(currency_line(answer.currency))
    if answer.id:
        parts.append(f"Kept as {answer.id}.")
    return " ".join(parts)


def _coverage(coverage: Coverage) -> str:
    if not coverage.articles:
        return "no article was there to search."
    articles = f"{coverage.articles:,} {'article' if coverage.articles == 1 else 'articles'} searched"
    if coverage.earliest is None:
        return f"{articles}."
    return f"{articles}, published {day(coverage.earliest)} to {day(coverage.latest)}."


def passages_text(passages: Sequence[FoundPassage], width: int | None = None) -> str:
    """Return passages, best first, each with its source and whole text."""
    return "\n\n".join(_passage(rank, found, width) for rank, found in enumerate(passages, 1))


def _passage(rank: int, found: FoundPassage, width: int | None) -> str:
    head = publisher_and_time(found)
    return _source(
        f"{rank}.  {head}: {one_line(found.title)}",
        found.url,
        found.text or "(reserved by its publisher: not quoted)",
        found.article_id,
        found.version,
        width,
    )


def checked_text(
    checked: Sequence[CheckedCitation],
    statements: Sequence[CheckedStatement] = (),
    width: int | None = None,
) -> str:
    """Return a line for each citation and for each statement that does not hold, then how many hold."""
    lines = [_hanging(_checked(each), width) for each in checked]
    lines += [_hanging(_failing(each), width) for each in statements if not each.holds]
    lines.append(_tally(checked))
    if statements:
        holding = sum(each.holds for each in statements)
        noun = "statement holds" if len(statements) == 1 else "statements hold"
        lines.append(f"{holding} of {len(statements)} {noun}")
    return "\n".join(lines)


def _failing(each: CheckedStatement) -> str:
    markers = "".join(f"[{marker}]" for marker in each.markers)
    return f"{markers} does not hold: {one_line(each.text)}: {one_line(each.message)}"


def _checked(each: CheckedCitation) -> str:
    verdict = f"{each.verdict}, stale" if each.stale else str(each.verdict)
    where = f"article {one_line(each.article_id)}, version {each.version}"
    return f"[{each.marker}] {verdict}: {one_line(each.message)} ({where})"


def _tally(checked: Sequence[CheckedCitation]) -> str:
    from service.check import Verdict

    if not checked:
        return "no citations to check"
    counts = {verdict: sum(each.verdict is verdict for each in checked) for verdict in Verdict}
    stale = sum(each.stale for each in checked)
    parts = [f"{count} {verdict}" for verdict, count in counts.items() if count]
    total = f"{len(checked)} {'citation' if len(checked) == 1 else 'citations'}: {', '.join(parts)}"
    return f"{total}; {stale} stale" if stale else total
