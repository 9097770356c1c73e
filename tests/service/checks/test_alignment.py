"""What a shortening may leave out of a sentence, and what it may not."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from service.checks.alignment import added, unsafe
from service.checks.terms import Terms
from service.checks.verify import SourceSentence, verify_statement

NOW = datetime(2025, 10, 8, 12, tzinfo=UTC)


def flaw(statement: str, sentence: str, *before: str) -> str | None:
    claim, source = Terms.of(statement, NOW), Terms.of(sentence, NOW)
    earlier = [Terms.of(each, NOW) for each in before]
    new = added(claim, source, earlier)
    return f"added: {new.word}" if new else unsafe(claim, source, earlier)


PORT = "The port of Velmar, which opened in 1911, will close in March, the harbour board said on Monday."


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The port of Velmar will close in March, the harbour board said.", PORT),
        ("The harbour board said the port of Velmar will close in March.", PORT),
        ("Divers found a bell.", "Divers found a bell in the wreck on Thursday."),
        ("Divers found a bell on Thursday.", "On Thursday divers found a bell in the wreck."),
        ("Voters in Brenzau rejected the plan.", "Voters in the alpine town of Brenzau rejected the plan."),
        ("Mara Keel resigned.", "Finance Minister Mara Keel resigned after a vote."),
        ("The new bridge opened.", "Kessmouth's new bridge opened."),
        ("The clerk was fined.", "A court in Halton fined the clerk."),
        ("The clerk was fined by a court.", "A court in Halton fined the clerk."),
        ("A court fined the clerk.", "The clerk was fined by a court in Halton."),
        ("The mayor of Velmar resigned.", "Velmar's mayor resigned."),
        ("The firm closed a plant in Ghent.", "The firm opened a plant in Lyon and closed a plant in Ghent."),
        ("The council voted for the tram.", "The council voted for the tram because the road is full."),
    ],
)
def test_asides_may_be_left_out_and_parts_may_move(statement: str, sentence: str) -> None:
    assert flaw(statement, sentence) is None


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("The minister resigned.", "The deputy minister resigned."),
        ("The climber crossed the ice field.", "The climber attempted to cross the ice field."),
        ("The climber crossed the ice field.", "The climber all but crossed the ice field."),
        ("The law protects tenants.", "The law in theory protects tenants."),
        ("The fire destroyed the hall.", "The fire nearly destroyed the hall."),
        ("The board approved the merger.", "The board stopped short of a vote that approved the merger."),
        ("The party will support the budget.", "The party will support the budget if the tax is dropped."),
        ("Mara Tull will run the ministry.", "Mara Tull will run the ministry until a successor is named."),
        ("The port will close.", "The port will close as long as the new one opens."),
        (
            "He kept a guard to patrol the quay.",
            "He kept a guard to patrol the quay in the event of a strike.",
        ),
        ("The firm hid the memo.", "The firm hid the memo, the lawsuit of its former clerk alleges."),
        ("The dam burst.", "Had the dam burst, the town would have drowned."),
        ("The mayor lied.", "Did the mayor lie?"),
        ("The shop opened.", "The shop opened only on Mondays."),
        ("The pond poses no danger.", "In the eyes of the mining company, the pond poses no danger."),
        ("The port is closed.", "The board said the port is closed."),
        ("She was arrested.", "He was arrested."),
        ("Velmar sued Norland.", "Velmar was sued by Norland."),
        ("Velmar sued Norland.", "Norland sued Velmar."),
        ("Prices rose to 5%.", "Prices rose by 5%."),
        ("Keel resigned.", "Keel is to resign."),
        ("Keel is the minister.", "Keel was the minister."),
        ("The port will Not close.", "The port will close."),
        ("Keel shot Carter.", "Keel shot Carter's dog."),
        ("Keel bought Telmex.", "Keel bought Telmex shares."),
        ("The plant makes bombs.", "The plant makes bombs or toys."),
        ("Keel was born in Paris.", "Keel was born in Rome and died in Paris."),
        (
            "In 2018 the firm made $7 million.",
            "In 2018 the firm lost $5 million and in 2019 it made $7 million.",
        ),
        ("Turnout was 40% in Rome.", "Turnout was 40% in Paris and 60% in Rome."),
        ("Keel killed the man.", "Keel, whose father killed the man, wept."),
        ("Talks ended on Monday.", "Talks began on Monday and ended."),
        ("It is.", "Keel left."),
        ("The hall closed on 3 May and opened on 7 June.", "The hall closed on 7 June and opened on 3 May."),
    ],
)
def test_what_the_rest_leans_on_may_not_be_left_out_or_turned_round(statement: str, sentence: str) -> None:
    assert flaw(statement, sentence)


@pytest.mark.parametrize(
    "statement",
    ["The port will close for good.", "The port will not close.", "Only the port will close in March."],
)
def test_nothing_may_be_added(statement: str) -> None:
    assert (flaw(statement, PORT) or "").startswith("added: ")


def test_a_name_stands_for_a_pronoun_only_of_a_sentence_before() -> None:
    first, second = "Mara Keel leads the board.", "She resigned on Monday."
    assert flaw("Mara Keel resigned on Monday.", second, first) is None
    assert flaw("Keel leads the board.", "He leads the board.")


def test_hostile_texts_take_no_time() -> None:
    units = ("a ", "said and ", "by the of ", ", ", "5% of 5% of ", "dog's ", "Monday ", "2024 ", "he said ")
    for unit in (*units, "Keel met Carter on Monday, and "):
        statement, sentence = (unit * 300)[:600], (unit * 600)[:1200]
        started = time.process_time()
        verify_statement(statement, [SourceSentence(sentence, NOW, None)] * 4, NOW)
        assert time.process_time() - started < 5, unit


def test_a_long_source_takes_no_time() -> None:
    for unit in ("On 3 May 2021 Keel met 12 people. ", "a ", "A-", "A", "US "):
        started = time.process_time()
        verify_statement("Twelve people met.", [SourceSentence((unit * 20_000)[:20_000], NOW, None)], NOW)
        assert time.process_time() - started < 3, unit
