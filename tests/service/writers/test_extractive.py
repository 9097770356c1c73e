"""Which sentences are quoted, in which order; evidence is made by hand and sorted, best first."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from service.answer import Support
from service.evidence.agreement.repeats import choose_distinct, repeats
from service.evidence.cite import cite
from service.evidence.scoring import Evidence
from service.writers.extractive import quote, select_quotes
from tests.handmade import AS_OF, BETWEEN, EAST, NORTH, evidence, question, ranked

OPENING = question("When will the Kess Bridge open?")
MARCHED = question("How many people marched in Northgate?")
# Eight directions 45 degrees apart: no two of them say the same thing.
COMPASS = [
    (1.0, 0.0),
    (1.0, 1.0),
    (0.0, 1.0),
    (-1.0, 1.0),
    (-1.0, 0.0),
    (-1.0, -1.0),
    (0.0, -1.0),
    (1.0, -1.0),
]


def texts(chosen: list[Evidence]) -> list[str]:
    return [item.text for item in chosen]


def sentences(*scores: float) -> list[Evidence]:
    return [
        evidence(f"Sentence {number}.", score, COMPASS[number], story=f"story-{number}")
        for number, score in enumerate(scores)
    ]


# Which sentences


def test_no_evidence_gives_no_sentences() -> None:
    assert select_quotes(OPENING, [], 4) == []


def test_the_best_sentences_are_chosen_in_their_order() -> None:
    assert texts(select_quotes(OPENING, sentences(0.9, 0.8, 0.7), 4)) == [
        "Sentence 0.",
        "Sentence 1.",
        "Sentence 2.",
    ]


def test_never_more_than_the_limit() -> None:
    found = sentences(*[0.9] * 8)
    for limit in (1, 2, 4, 8):
        assert texts(select_quotes(OPENING, found, limit)) == [
            f"Sentence {number}." for number in range(limit)
        ]


def test_a_sentence_that_says_the_same_is_left_out() -> None:
    found = [
        evidence("It opens on 4 May.", 0.9, EAST),
        evidence("It will open on 4 May.", 0.8, (1.0, 0.1)),  # cosine 0.995
        evidence("The council paid.", 0.7, NORTH),
    ]
    assert texts(select_quotes(OPENING, found, 4)) == ["It opens on 4 May.", "The council paid."]


def test_the_same_words_are_left_out_whatever_their_vectors() -> None:
    found = [evidence("It opens.", 0.9, EAST), evidence("It opens.", 0.8, NORTH, story="copy")]
    assert texts(select_quotes(OPENING, found, 4)) == ["It opens."]


def test_another_date_is_another_statement_and_a_date_more_is_not() -> None:
    may, june = evidence("It opens on 4 May.", 0.9, EAST), evidence("It opens on 9 June.", 0.8, EAST)
    reported = evidence("It opens on 4 May, the council said on Tuesday.", 0.8, EAST)
    assert not repeats(may, june)
    assert repeats(may, reported)
    assert repeats(reported, may)


def test_repeating_goes_both_ways_and_a_sentence_repeats_itself() -> None:
    one, same, other = (
        evidence("One.", 0.9, EAST),
        evidence("Same.", 0.9, (1.0, 0.1)),
        evidence("Other.", 0.9, BETWEEN),
    )
    assert repeats(one, one)
    assert repeats(one, same)
    assert repeats(same, one)
    assert not repeats(one, other)


def test_sentences_a_quarter_as_sure_as_the_first_are_the_last_taken() -> None:
    # a quarter of 0.8 is 0.2
    assert texts(choose_distinct(sentences(0.8, 0.21, 0.19), 4)) == ["Sentence 0.", "Sentence 1."]
    assert texts(choose_distinct(sentences(0.8, 0.1, 0.05), 4, always=2)) == ["Sentence 0.", "Sentence 1."]


# What limits the best sentence


def marked(text: str, answer: str, score: float, story: str, vector: tuple[float, float]) -> Evidence:
    """A sentence in which the reader marked the answer."""
    start = text.index(answer)
    item = evidence(text, score, vector, story=story)
    return replace(item, answer=(start, start + len(answer)))


def test_what_gives_the_same_answer_again_is_left_out_unless_another_source_does() -> None:
    first = marked("It cost the city £194 million.", "£194 million", 0.9, "a", EAST)
    again = marked("The £194 million bridge is late.", "The £194 million bridge", 0.8, "a", NORTH)
    confirmed = marked("Auditors put it at £194 million.", "£194 million", 0.75, "b", NORTH)
    other = marked("At first £186 million was named.", "£186 million", 0.7, "a", BETWEEN)
    assert choose_distinct([first, again, confirmed, other], 4) == [first, confirmed, other]


def test_that_no_date_was_given_comes_second_whatever_its_score() -> None:
    found = [
        *sentences(0.9, 0.8, 0.7),
        evidence("He gave no date.", 0.01, COMPASS[3], unstated=True, context=0.5),
    ]
    assert texts(select_quotes(OPENING, found, 4)) == [
        "Sentence 0.",
        "He gave no date.",
        "Sentence 1.",
        "Sentence 2.",
    ]
    assert texts(select_quotes(OPENING, found, 2)) == ["Sentence 0.", "He gave no date."]
    assert texts(select_quotes(OPENING, found, 1)) == ["Sentence 0."]


def test_that_no_date_was_given_for_something_else_is_left_where_it_is() -> None:
    off = evidence("He gave no date.", 0.01, COMPASS[3], unstated=True, context=0.3)
    assert texts(select_quotes(OPENING, [*sentences(0.9, 0.8), off], 4)) == ["Sentence 0.", "Sentence 1."]


def test_that_no_date_was_given_comes_first_and_once_if_it_is_the_best() -> None:
    best = evidence("He gave no date.", 0.95, COMPASS[7], unstated=True, context=0.9)
    assert texts(select_quotes(OPENING, [best, *sentences(0.9, 0.8)], 4)) == [
        "He gave no date.",
        "Sentence 0.",
        "Sentence 1.",
    ]


def test_the_figure_of_another_source_comes_second() -> None:
    police = evidence("About 18,000 people marched, police said.", 0.9, EAST, story="a", context=0.9)
    other = evidence("The weather was fine.", 0.8, NORTH, story="a", context=0.9)
    stewards = evidence("Some 45,000 people marched, stewards said.", 0.7, (1.0, 0.8), story="b", context=0.9)
    assert texts(select_quotes(MARCHED, [police, other, stewards], 4)) == [
        police.text,
        stewards.text,
        other.text,
    ]


# Statements


def test_a_statement_is_its_quotation_with_markers_from_1() -> None:
    said = quote(sentences(0.8, 0.6), 0.91234567)
    assert [each.text for each in said] == ["Sentence 0.", "Sentence 1."]
    assert [[citation.quote for citation in each.citations] for each in said] == [
        [each.text] for each in said
    ]
    assert [each.citations[0].marker for each in said] == [1, 2]
    assert {each.support for each in said} == {Support.QUOTED}
    assert [each.score for each in said] == [0.9123, 0.6843]  # 0.6 / 0.8 of the first


def test_a_citation_says_where_the_sentence_stands() -> None:
    passage = ranked(["Rain fell.", "It opens on 4 May."], start=500, title="Bridge", story="bridge")
    item = evidence("It opens on 4 May.", 0.9)
    found = Evidence(passage.stored, 1, item.text, 0.9, item.vector, False, item.features)
    citation = cite(found, 3)
    # "Rain fell." and a blank are 11 characters
    assert (citation.marker, citation.start, citation.end) == (3, 511, 529)
    assert (citation.article_id, citation.version, citation.story_id) == ("bridge", 1, "bridge")
    assert (citation.title, citation.publisher, citation.url) == (
        "Bridge",
        "The bridge",
        "https://quay.example/bridge",
    )
    assert (citation.sha256, citation.published_at) == (passage.stored.sha256, AS_OF)


def test_for_the_present_the_latest_of_those_that_answer_alike_comes_first() -> None:
    told = {"context": 0.9}
    may = evidence("It opens on 14 September.", 0.9, published_at=AS_OF - timedelta(days=90), **told)
    now = evidence("It opens on 29 November.", 0.6, (1.0, 0.5), story="later", **told)
    assert texts(select_quotes(question("When will it open?"), [may, now], 4))[0] == now.text
    assert texts(select_quotes(question("When did it open in 2013?"), [may, now], 4))[0] == may.text
    aside = evidence("A band will play.", 0.6, (0.5, 1.0), story="later", **told)
    assert texts(select_quotes(question("When will it open?"), [may, aside], 4))[0] == may.text
