"""Summaries as plain text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.answer import EXTRACTIVE, MODEL, Writing
from service.summaries.styles import Style
from service.summaries.summary import Scope, Subject, Summary, Told
from service.terminal.summary_text import summary_text
from tests.service.terminal.test_answer_text import ANSWER

SUMMARY = Summary(
    of=Subject(Scope.QUESTION, None, None, "the bridge", None, None, ()),
    as_of=ANSWER.as_of,
    style=Style.BRIEF,
    statements=ANSWER.statements,
    events=(),
    disputes=(),
    refusal=None,
    words=19,
    independent_sources=1,
    coverage=ANSWER.coverage,
    articles=1,
    passages=1,
    writer=MODEL,
)
BROKEN = Writing("small", fallback="the connection broke off (after statements that stand: 1)")


@pytest.mark.parametrize(
    ("writer", "said"),
    [
        (EXTRACTIVE, f"Quoted, not written: {BROKEN.fallback}."),
        (MODEL, f"Written only in part: {BROKEN.fallback}."),
    ],
)
def test_quotations_and_a_part_of_a_models_text_are_told_apart(writer: str, said: str) -> None:
    assert said in summary_text(replace(SUMMARY, writer=writer, writing=BROKEN)).splitlines()


def test_nothing_is_said_of_a_model_that_wrote_it_all() -> None:
    text = summary_text(replace(SUMMARY, writing=Writing("small")))
    assert "ritten" not in text


def test_what_a_period_leaves_out_is_named() -> None:
    told = Told(2, 7, ("Trams stop", "A wreck in the harbour"))
    lines = summary_text(replace(SUMMARY, told=told)).splitlines()
    assert lines[-4:] == [
        "Told: 2 of 7 stories. Left out:",
        "- Trams stop",
        "- A wreck in the harbour",
        "- and 3 more",
    ]
    assert "Told" not in summary_text(replace(SUMMARY, told=Told(7, 7, ())))
