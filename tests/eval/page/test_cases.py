"""What is found out about a case for the page."""

from __future__ import annotations

from dataclasses import replace

from eval.cases import TextFact
from eval.page.cases import ShownFact, shown_case
from eval.page.outcome import Outcome
from eval.runs.results import Quoted
from tests.cited import AS_OF
from tests.eval.asked import asked

GOLD = (TextFact(("a wreck", "the wreck")), TextFact(("in fog",)))


def test_it_is_told_which_facts_an_answer_says() -> None:
    shown = shown_case(asked("a", right=False, gold=GOLD, answer_right=0.0), "case o0")
    assert shown.facts == (ShownFact(("a wreck", "the wreck"), True), ShownFact(("in fog",), False))
    assert (shown.classes, shown.outcome) == ("case o0", Outcome.MISSING)


def test_it_cannot_be_told_where_facts_are_not_measured_or_nothing_was_said() -> None:
    unmeasured = asked("a", right=False, gold=GOLD)
    refused = asked("b", right=False, refused=True, gold=GOLD, answer_right=0.0)
    for result in (unmeasured, refused):
        assert [fact.said for fact in shown_case(result, "case").facts] == [None, None]


def test_evidence_is_read_one_place_after_the_other() -> None:
    one, two, three = (Quoted(text, "Dredger", "The Echo", AS_OF) for text in ("one", "two", "three"))
    result = replace(asked("a", right=False), evidence=((one, two), (), (three,)))
    assert shown_case(result, "case").evidence == (one, two, three)
