"""Plans, outcomes and conditions among evidence that is made by hand; [the answer] is marked."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.evidence.rescoring.foretold import with_foretold
from service.evidence.scoring import Evidence
from tests.handmade import AS_OF, evidence, question

WON = question("Who won the race in Orle?")
PLAN, OUTCOME = "[Reve] will win the race in Orle.", "[Hald] won the race in Orle."


def read(marked: str, score: float, *, odds: float = 2.0, days: int = 0, story: str = "") -> Evidence:
    text = marked.replace("[", "").replace("]", "")
    item = evidence(text, score, story=story or text, published_at=AS_OF + timedelta(days=days))
    return replace(item, log_odds=odds, answer=(marked.index("["), marked.index("]") - 1))


def texts(found: list[Evidence]) -> list[str]:
    return [("* " if item.foretold else "") + item.text for item in found]


def test_an_outcome_comes_before_its_plan_which_is_marked() -> None:
    found = with_foretold(WON, [read(PLAN, 0.9), read(OUTCOME, 0.4, days=1)])
    assert texts(found) == ["Hald won the race in Orle.", "* Reve will win the race in Orle."]


def test_what_was_written_before_or_beside_a_plan_or_hardly_answers_is_not_its_outcome() -> None:
    for other in (
        read(OUTCOME, 0.4, days=-1),
        read(OUTCOME, 0.4, story="one"),
        read(OUTCOME, 0.4, days=1, odds=-2.0),
        replace(read(OUTCOME, 0.4, days=1), vector=read(OUTCOME, 0.4).vector[::-1]),
    ):
        first, *_ = with_foretold(WON, [read(PLAN, 0.9, story="one"), other])
        assert first.text == "Reve will win the race in Orle."
        assert first.foretold


def test_a_condition_is_no_answer_to_what_happened() -> None:
    condition = read("If [Reve] wins, he will be mayor.", 0.9, odds=6.0)
    last = with_foretold(WON, [condition, read(OUTCOME, 0.02, odds=-1.0)])[-1]
    assert last.text == "If Reve wins, he will be mayor."
    assert last.foretold
    assert last.log_odds is not None
    assert last.log_odds < -10
    asked_of_now = with_foretold(question("Who is to win the race?"), [condition])
    assert asked_of_now == [replace(condition, foretold=True)]


def test_of_the_future_the_order_stays_and_plans_are_marked() -> None:
    found = [read("It will open on [4 May].", 0.9), read("It opens on [9 May].", 0.4, days=1)]
    assert texts(with_foretold(question("When will the lido open?"), found)) == [
        "* It will open on 4 May.",
        "It opens on 9 May.",
    ]


def test_what_was_said_and_why_is_a_fact_whatever_it_says() -> None:
    for text in ("Why did Hald win?", "What did Hald say about the lido?", "Who said that it will open?"):
        found = [read("“[It will open in May],” Hald said.", 0.9)]
        assert with_foretold(question(text), found) == found


def test_yes_or_no_is_foretold_by_the_verb_that_is_asked() -> None:
    asked = question("Has the lido reopened?")
    plan, closed = (
        read("[The lido] expects to reopen in May.", 0.9),
        read("[The lido] will close in May.", 0.8),
    )
    assert texts(with_foretold(asked, [plan, closed])) == [
        "* The lido expects to reopen in May.",
        "The lido will close in May.",
    ]
