"""An answer is the same after its JSON has been written and read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from pydantic_core import to_json

from service.answer import (
    Answer,
    Citation,
    Coverage,
    Disagreement,
    Reason,
    Refusal,
    Statement,
    Support,
    Update,
    answer_from_json,
)
from tests.cited import citation

MOMENT = datetime(2025, 10, 3, 7, 30, tzinfo=UTC)
CITATION = citation("It opens soon.", version=2, title="Opening", publisher=None, published_at=MOMENT)
ANSWER = Answer(
    question="When does it open?",
    as_of=MOMENT,
    statements=(Statement("It opens soon.", (CITATION,), Support.QUOTED, 0.75),),
    refusal=None,
    disagreements=(Disagreement(("18,000", "45,000"), (1, 2)),),
    independent_sources=1,
    coverage=Coverage(3, None, MOMENT),
    writer="extractive",
    timings={"retrieve": 0.012},
)
REFUSED = replace(
    ANSWER,
    statements=(),
    disagreements=(),
    refusal=Refusal(Reason.NOT_STATED, "It does not say.", (CITATION,)),
)

# What JSON in UTF-8 can hold: everything but lone surrogates.
text = st.text(st.characters(exclude_categories=["Cs"]))
moments = st.datetimes(
    min_value=datetime(1000, 1, 1), timezones=st.sampled_from([UTC, timezone(timedelta(hours=8))])
)
counts = st.integers(0, 2**53)
shares = st.floats(0, 1)
citations = st.builds(
    Citation,
    marker=counts,
    article_id=text,
    version=counts,
    sha256=text,
    start=counts,
    end=counts,
    quote=text,
    title=text,
    publisher=st.none() | text,
    published_at=st.none() | moments,
    url=st.none() | text,
    story_id=text,
)
several_citations = st.lists(citations, max_size=3).map(tuple)
statements = st.builds(
    Statement, text=text, citations=several_citations, support=st.sampled_from(Support), score=shares
)
refusals = st.builds(Refusal, reason=st.sampled_from(Reason), message=text, nearest=several_citations)
disagreements = st.builds(Disagreement, values=st.lists(text).map(tuple), markers=st.lists(counts).map(tuple))
updates = st.builds(Update, values=st.lists(text).map(tuple), markers=st.lists(counts).map(tuple))
outcomes = st.tuples(st.lists(statements, min_size=1, max_size=3).map(tuple), st.none()) | st.tuples(
    st.just(()), refusals
)
coverages = st.builds(Coverage, articles=counts, earliest=st.none() | moments, latest=st.none() | moments)


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    said, refusal = draw(outcomes)
    return Answer(
        question=draw(text),
        as_of=draw(moments),
        statements=said,
        refusal=refusal,
        disagreements=tuple(draw(st.lists(disagreements, max_size=2))),
        independent_sources=draw(counts),
        coverage=draw(coverages),
        writer=draw(text),
        timings=draw(st.dictionaries(text, shares, max_size=3)),
        updates=tuple(draw(st.lists(updates, max_size=2))),
        newest_cited=draw(st.none() | moments),
    )


@given(answers())
def test_json_gives_the_answer_back(answer: Answer) -> None:
    assert answer_from_json(to_json(answer)) == answer
    assert answer_from_json(to_json(answer, indent=2).decode()) == answer


def test_json_of_an_answer_has_the_names_and_words_of_the_contract() -> None:
    record = json.loads(to_json(ANSWER))
    [statement] = record["statements"]
    assert (record["refusal"], statement["support"]) == (None, "quoted")
    assert statement["citations"][0]["quote"] == "It opens soon."
    assert statement["citations"][0]["published_at"] == "2025-10-03T07:30:00Z"


def test_json_of_a_refusal_has_its_reason_and_no_statements() -> None:
    record = json.loads(to_json(REFUSED))
    assert (record["statements"], record["refusal"]["reason"]) == ([], "not_stated")
    assert record["refusal"]["nearest"][0]["quote"] == "It opens soon."


def test_citations_are_those_of_the_statements_in_order() -> None:
    second = replace(CITATION, marker=2)
    third = replace(CITATION, marker=3)
    two = (
        Statement("One.", (CITATION, second), Support.CHECKED, 0.5),
        Statement("Two.", (third,), Support.QUOTED, 0.5),
    )
    assert replace(ANSWER, statements=two).citations == [CITATION, second, third]


def test_citations_of_a_refusal_are_its_nearest_passages() -> None:
    assert REFUSED.citations == [CITATION]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('"not_stated"', '"unsure"'),
        ('"marker":1', '"marker":"first"'),
        ('"start":0,', ""),
        ('"as_of":"2025-10-03T07:30:00Z"', '"as_of":"soon"'),
        ("}", ""),
    ],
)
def test_json_of_another_shape_is_refused(old: str, new: str) -> None:
    written = to_json(REFUSED).decode()
    assert old in written
    with pytest.raises(ValidationError):
        answer_from_json(written.replace(old, new))
