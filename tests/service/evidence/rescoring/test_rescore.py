"""The best sentences are read again, with those around them; passages are made by hand."""

from __future__ import annotations

import pytest

from service.evidence.rescoring.reader import Reader
from service.evidence.rescoring.rescore import FEATURES, WINDOWS, read_features, read_windows, rescore
from service.evidence.rescoring.trunk import shared_trunk
from service.evidence.scoring import Evidence, score_sentences
from tests.handmade import EAST, direction, question, ranked

COUNCIL = (
    "The council met on Tuesday in the town hall of Orle.",
    "The Kess Bridge was discussed for an hour.",
    "It will open to trams on 14 June, the mayor said.",
    "Two members of the public were heard.",
)
WEATHER = ("Rain fell on the Kess Bridge.", "The wind rose in the afternoon.", "Pigeons nested.")
OPENING = question("When will the Kess Bridge open to trams?")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(shared_trunk())


def found(*passages: tuple[str, ...]) -> list[Evidence]:
    some = [ranked(sentences, story=f"s{number}") for number, sentences in enumerate(passages)]
    return score_sentences(OPENING, direction(*EAST), some, lambda stem: 1.0)


def test_the_sentence_that_answers_comes_first(reader: Reader) -> None:
    again = rescore(OPENING, found(COUNCIL, WEATHER), reader)
    assert again[0].text == COUNCIL[2]
    assert [item.score for item in again] == sorted((item.score for item in again), reverse=True)
    assert all(0 <= item.score <= 1 for item in again)


def test_nothing_is_lost(reader: Reader) -> None:
    before = found(COUNCIL, WEATHER)
    again = rescore(OPENING, before, reader)
    assert sorted(item.text for item in again) == sorted(item.text for item in before)


def test_what_was_not_read_comes_last(reader: Reader) -> None:
    passages = [(f"Bridge number {number} was painted.",) for number in range(WINDOWS + 8)]
    again = rescore(OPENING, found(*passages), reader)
    assert [item.log_odds is not None for item in again] == [True] * WINDOWS + [False] * 8


def test_a_window_reads_the_sentences_around_the_best_too(reader: Reader) -> None:
    read = read_windows(OPENING, found(COUNCIL)[:1], reader)
    assert len(read) == 1
    everything = read_windows(OPENING, found(COUNCIL), reader)
    assert {item.index for item in everything} == {0, 1, 2, 3}


def test_a_question_is_read_without_its_times_too(reader: Reader) -> None:
    dated = question("When did the council of Orle say in May 1987 that trams will cross the Kess Bridge?")
    assert all(
        item.log_odds != item.timeless_log_odds for item in read_windows(dated, found(COUNCIL), reader)
    )
    assert all(
        item.log_odds == item.timeless_log_odds for item in read_windows(OPENING, found(COUNCIL), reader)
    )


def test_no_evidence_is_not_read(reader: Reader) -> None:
    assert rescore(OPENING, [], reader) == []


def test_features_are_the_sentences_own_and_its_reading(reader: Reader) -> None:
    [first, *_] = read_windows(OPENING, found(COUNCIL), reader)
    row = read_features(first)
    assert row.shape == (len(FEATURES),)
    assert row[-1] == first.log_odds
