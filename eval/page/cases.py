"""A case in a report: what was asked, what is right, what came, and the evidence to judge it by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from xml.etree.ElementTree import Element

from eval.cases import Case, Fact
from eval.metrics.facts import wordings
from eval.page.elements import Child, el
from eval.page.outcome import outcome, which_are_said
from eval.runs.results import ClaimResult, QuestionResult, QuotedEvidence, Result, SummaryResult
from ingest.terminal.output import day, minute
from service.answer import Answer, Citation, Statement
from service.summaries.summary import Summary


def case_details(result: Result, class_: str) -> Element:
    """Return a case that opens to be read in full."""
    why = el("span", outcome(result), class_="why")
    head = el("summary", el("span", result.case.id, class_="id"), result.asked, " ", why)
    return el("details", head, *_read_in_full(result), class_=class_)


def case_line(result: Result, class_: str) -> Element:
    """Return a case as a line of a list."""
    return el("li", el("span", result.case.id, class_="id"), result.asked, class_=class_)


def _read_in_full(result: Result) -> list[Element]:
    if isinstance(result, QuestionResult):
        return _question(result)
    return _summary(result) if isinstance(result, SummaryResult) else _claim(result)


def _question(result: QuestionResult) -> list[Element]:
    case, answer = result.case, result.answer
    parts = [el("p", _circumstances(case, answer.as_of), class_="soft"), *_gold(result)]
    if case.wrong:
        parts += [_head("A wrong answer says"), _facts(case.wrong, which_are_said(case.wrong, answer))]
    if case.choices:
        parts += [_head("Choices"), el("ul", *(_choice(case, index) for index in range(len(case.choices))))]
    return [*parts, *_said(answer), *_evidence(result.evidence), _figures(result)]


def _summary(result: SummaryResult) -> list[Element]:
    tags = f"Summary as of {minute(result.summary.as_of)} · {', '.join(result.case.tags)}"
    facts = result.case.facts
    # Only short facts can be held against statements; the insights of a long summary cannot.
    said = which_are_said(facts, result.summary) if "facts_covered" in result.figures else []
    required = [_head("It must say"), _facts(facts, said)]
    return [
        el("p", tags, class_="soft"),
        *required,
        *_said(result.summary),
        *_evidence(result.evidence),
        _figures(result),
    ]


def _claim(result: ClaimResult) -> list[Element]:
    truth = "The source bears it out." if result.case.true else "The source does not bear it out."
    found = "; ".join(result.flaws) or "The checker found no flaw."
    return [
        el("p", truth, class_="soft"),
        _head("Checker"),
        el("p", found),
        _head("Source"),
        el("blockquote", result.case.source),
    ]


def _circumstances(case: Case, as_of: datetime) -> str:
    parts = [f"As of {minute(as_of)}"]
    filters = case.filters
    if filters.after:
        parts.append(f"after {minute(filters.after)}")
    if filters.before:
        parts.append(f"before {minute(filters.before)}")
    if filters.publishers:
        parts.append(f"publishers: {', '.join(filters.publishers)}")
    return " · ".join([*parts, ", ".join(case.tags)] if case.tags else parts)


def _gold(result: QuestionResult) -> list[Element]:
    case = result.case
    if case.unanswerable:
        return [_head("Right is"), el("p", f"a refusal ({case.unanswerable})")]
    held_against = "answer_right" in result.figures and result.answer.statements
    said = which_are_said(case.gold, result.answer) if held_against else []
    return [_head("A right answer says"), _facts(case.gold, said)]


def _facts(facts: Sequence[Fact], said: Sequence[bool]) -> Element:
    """Return facts as a list, with whether each is said where that is known."""
    marks = [" (said)" if each else " (not said)" for each in said] or [""] * len(facts)
    return el(
        "ul",
        *(
            el("li", " / ".join(wordings(fact)), el("span", mark, class_="soft"))
            for fact, mark in zip(facts, marks, strict=True)
        ),
    )


def _choice(case: Case, index: int) -> Element:
    right = index == case.gold_index
    return el("li", case.choices[index], " (right)" if right else "", class_="right" if right else "")


def _said(answer: Answer | Summary) -> list[Element]:
    if answer.refusal:
        refusal = answer.refusal
        return [
            _head("It refused"),
            el("p", f"{refusal.reason}: {refusal.message}"),
            _head("Nearest passages"),
            *(_quotation(citation) for citation in refusal.nearest),
        ]
    return [_head("It says"), el("ol", *(_statement(statement) for statement in answer.statements))]


def _statement(statement: Statement) -> Element:
    words: list[Child] = [el("p", statement.text, el("span", f" {statement.score:.2f}", class_="soft"))]
    for citation in statement.citations:
        same = citation.quote == statement.text
        words.append(el("p", _source(citation), class_="soft") if same else _quotation(citation))
    return el("li", *words)


def _quotation(citation: Citation) -> Element:
    return el("blockquote", citation.quote, el("p", _source(citation), class_="soft"))


def _source(citation: Citation) -> str:
    place = f"{citation.article_id} v{citation.version} {citation.start}-{citation.end}"
    who = citation.publisher or "no publisher"
    return f"[{citation.marker}] {who}, {day(citation.published_at)}: {citation.title} · {place}"


def _evidence(evidence: QuotedEvidence) -> list[Element]:
    if not any(evidence):
        return []
    parts = [_head("Evidence")]
    for places in evidence:
        for quoted in places:
            source = f"{quoted.publisher or 'no publisher'}, {day(quoted.published_at)}: {quoted.title}"
            parts.append(el("blockquote", quoted.text, el("p", source, class_="soft")))
    return parts


def _figures(result: Result) -> Element:
    known = (f"{name} {value:.3g}" for name, value in result.figures.items() if value is not None)
    return el("p", " · ".join(known), class_="soft")


def _head(text: str) -> Element:
    return el("h3", text)
