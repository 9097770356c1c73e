"""What the features of a sentence mean, on passages made by hand; vectors lie in a plane."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pytest

from service.evidence.logistic import LogisticModel
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence, extract_features, own_features, score_sentences, scored
from tests.handmade import AS_OF, BETWEEN, EAST, NORTH, direction, question, ranked

BRIDGE = "When will the Kess Bridge open?"
# The bridge's name is rare, "open" is not.
RARITY = {"kess": 4.0, "bridg": 3.0, "open": 1.0}
DIAGONAL = math.sqrt(1 / 2)  # cosine of directions 45 degrees apart


def rarity(stem: str) -> float:
    return RARITY.get(stem, 2.0)


def read(text: str, *passages: RankedPassage) -> list[Evidence]:
    return extract_features(question(text), direction(*EAST), passages, rarity)


def only(text: str, passage: RankedPassage) -> Evidence:
    [found] = read(text, passage)
    return found


def by_text(found: Sequence[Evidence], text: str) -> Evidence:
    [item] = [item for item in found if item.text == text]
    return item


# Which sentences are read


def test_captions_links_and_calls_are_no_evidence() -> None:
    said = "The Kess Bridge opens on 4 May."
    around = [
        "Mia Holm/AFP The Kess Bridge opens in Ormskay, 4 May.",
        "Opening day:Kess Bridge in figures",
        "See our live updates on the Kess Bridge here.",
    ]
    assert [item.text for item in read(BRIDGE, ranked([around[0], said, *around[1:]]))] == [said]
    assert read(BRIDGE, ranked(around)) == []


def test_no_passages_give_no_sentences() -> None:
    assert read(BRIDGE) == []
    assert score_sentences(question(BRIDGE), direction(*EAST), [], rarity) == []


def test_sentences_are_cut_at_their_offsets_in_the_article() -> None:
    found = read(BRIDGE, ranked(["It opens on 4 May.", "Rain fell."], start=1_000))
    spans = {item.text: (item.start, item.end) for item in found}
    # 18 characters, a blank, 10 characters
    assert spans == {"It opens on 4 May.": (1_000, 1_018), "Rain fell.": (1_019, 1_029)}


def test_of_many_sentences_the_64_nearest_are_read() -> None:
    near = ranked([f"Near {number}." for number in range(40)], [EAST] * 40, story="near")
    far = ranked([f"Far {number}." for number in range(40)], [NORTH] * 40, story="far")
    found = read(BRIDGE, far, near)
    assert len(found) == 64
    assert sum(item.text.startswith("Near") for item in found) == 40


def test_at_equal_meaning_sentences_of_better_retrieved_passages_are_read() -> None:
    worse = ranked([f"Worse {number}." for number in range(40)], score=0.1, story="worse")
    better = ranked([f"Better {number}." for number in range(40)], score=0.9, story="better")
    found = read(BRIDGE, worse, better)
    assert sum(item.text.startswith("Better") for item in found) == 40


# Features of meaning


def test_similarity_is_the_cosine_of_question_and_sentence() -> None:
    found = read(BRIDGE, ranked(["One.", "Two.", "Three."], [EAST, NORTH, BETWEEN]))
    similarity = {item.text: item.feature("similarity") for item in found}
    assert similarity == pytest.approx({"One.": 1, "Two.": 0, "Three.": DIAGONAL}, abs=1e-6)


def test_passage_is_the_cosine_of_question_and_the_mean_of_its_sentences() -> None:
    found = read(BRIDGE, ranked(["One.", "Two."], [EAST, NORTH], story="a"), ranked(["Three."], story="b"))
    passage = {item.text: item.feature("passage") for item in found}
    # the mean of east and north lies between them
    assert passage == pytest.approx({"One.": DIAGONAL, "Two.": DIAGONAL, "Three.": 1}, abs=1e-6)


def test_a_passage_whose_sentences_cancel_out_has_no_similarity() -> None:
    found = read(BRIDGE, ranked(["One.", "Two."], [EAST, (-1.0, 0.0)]))
    assert [item.feature("passage") for item in found] == pytest.approx([0, 0], abs=1e-6)


def test_the_vector_of_the_evidence_is_that_of_its_sentence() -> None:
    found = read(BRIDGE, ranked(["One.", "Two."], [EAST, NORTH]))
    assert by_text(found, "Two.").vector.tolist() == pytest.approx(NORTH)


# Features of words


def test_overlap_is_the_share_of_the_questions_words_by_rarity() -> None:
    # The question's words weigh kess 4 + bridge 3 + open 1 = 8; the sentence has bridge and open: 4/8.
    assert only(BRIDGE, ranked(["Bridges opened."])).feature("overlap") == pytest.approx(4 / 8)
    assert only(BRIDGE, ranked(["Rain fell."])).feature("overlap") == 0


def test_words_of_the_part_that_asks_count_double() -> None:
    # "ferry" and "sank" set the scene, 2 each; "people" and "died" ask, 2·2 each: 12 in all.
    asked = "The ferry sank. How many people died?"
    assert only(asked, ranked(["A ferry sank."])).feature("overlap") == pytest.approx(4 / 12)
    assert only(asked, ranked(["People died."])).feature("overlap") == pytest.approx(8 / 12)


def test_context_adds_the_title_and_the_sentence_before() -> None:
    passage = ranked(["Opening is near.", "It is in May.", "Rain fell."], title="The bridge")
    context = {item.text: item.feature("context") for item in read(BRIDGE, passage)}
    assert context == pytest.approx(
        {
            "Opening is near.": 4 / 8,  # open, and bridge in the title
            "It is in May.": 4 / 8,  # the same, open in the sentence before
            "Rain fell.": 3 / 8,  # bridge only: the opening is two sentences back
        }
    )


def test_missing_is_the_rarest_absent_word_beside_the_rarest_of_the_question() -> None:
    # The rarest word of the question is kess, 4.
    found = read(BRIDGE, ranked(["Kess opens."], story="a"), ranked(["Kess Bridge opens."], story="b"))
    assert by_text(found, "Kess opens.").feature("missing") == pytest.approx(3 / 4)
    assert by_text(found, "Kess Bridge opens.").feature("missing") == 0
    assert only(BRIDGE, ranked(["Rain fell."])).feature("missing") == 1


def test_names_count_when_all_their_words_are_there() -> None:
    assert only(BRIDGE, ranked(["The Kess rose."])).feature("names") == 0
    assert only(BRIDGE, ranked(["The Kess rose."], title="The bridge")).feature("names") == 1
    assert only("Why was Ada Voss in Lyon?", ranked(["Lyon saw rain."])).feature("names") == 1 / 2


def test_a_question_without_names_has_them_all() -> None:
    assert only("Why did it close?", ranked(["Rain fell."])).feature("names") == 1


@pytest.mark.parametrize(
    ("asked", "sentence", "expected"),
    [
        (BRIDGE, "It opens on 4 May.", 1),
        (BRIDGE, "It is long.", 0),
        ("How much did the tower cost?", "It cost £4 million.", 1),
        ("How much did the tower cost?", "It has 40 windows.", 0),
        ("Which ferry sank?", "The Star sank.", 0),  # no kind of thing is asked for
    ],
)
def test_expected_is_the_kind_of_thing_asked_for(asked: str, sentence: str, expected: float) -> None:
    assert only(asked, ranked([sentence])).feature("expected") == expected


def test_new_counts_names_and_figures_that_the_question_lacks() -> None:
    # Voss, 14 and Sunday are new; Kess and Bridge are the question's; "She" begins the sentence.
    found = only(BRIDGE, ranked(["She, Voss, opens the Kess Bridge on Sunday 14."]))
    assert found.feature("new") == pytest.approx(math.log(1 + 3))


def test_unstated_sentences_are_marked() -> None:
    found = read(BRIDGE, ranked(["The council gave no date for the opening.", "It opens on 4 May."]))
    assert by_text(found, "The council gave no date for the opening.").unstated
    assert not by_text(found, "It opens on 4 May.").unstated


# Features of place and time


@pytest.mark.parametrize(
    ("asked", "told", "timed"),
    [
        ("Who led it in 2019?", "Amsel led it from 2018 to 2020.", 1),
        ("Who led it in 2019?", "Amsel led it in 2021.", 0),
        ("Who led it in 2019?", "Amsel led it.", 0),
        ("Who led it in 2019 and in 2021?", "Amsel led it in 2021.", 0.5),
        (f"Who led it in {AS_OF.year}?", "Amsel led it.", 1),  # published in that year
        ("Who led it?", "Amsel led it in 2019.", 0),
    ],
)
def test_timed_is_the_share_of_the_times_asked_for_that_are_told(asked: str, told: str, timed: float) -> None:
    assert only(asked, ranked([told])).feature("timed") == timed


def test_retrieval_is_the_score_of_the_passage() -> None:
    assert only(BRIDGE, ranked(["Rain fell."], score=0.37)).feature("retrieval") == 0.37


def test_fresh_falls_to_1_over_e_in_two_weeks() -> None:
    old = ranked(["Rain fell."], published_at=AS_OF - timedelta(days=14))
    assert only(BRIDGE, ranked(["Rain fell."])).feature("fresh") == pytest.approx(1)
    assert only(BRIDGE, old).feature("fresh") == pytest.approx(1 / math.e)


def test_nothing_is_fresh_for_a_question_about_the_past() -> None:
    assert only("When did the line first open?", ranked(["Rain fell."])).feature("fresh") == 0


def test_an_article_without_a_date_is_as_fresh_as_it_is_visible() -> None:
    # made visible at AS_OF
    assert only(BRIDGE, ranked(["Rain fell."], published_at=None)).feature("fresh") == pytest.approx(1)


def test_lead_falls_with_the_distance_from_the_articles_start() -> None:
    assert only(BRIDGE, ranked(["Rain fell."])).feature("lead") == 1
    assert only(BRIDGE, ranked(["Rain fell."], start=1_000)).feature("lead") == pytest.approx(1 / math.e)


@pytest.mark.parametrize(
    ("sentence", "short", "asks"),
    [
        ("One two three four five.", 1, 0),  # four blanks
        ("One two three four five six.", 0, 0),
        ("Who will pay for all of this?", 0, 1),
        ("“Who will pay for all of this?”", 0, 1),
        ("He asked who would pay for it.", 0, 0),
    ],
)
def test_short_and_asking_sentences_are_marked(sentence: str, short: float, asks: float) -> None:
    found = only(BRIDGE, ranked([sentence]))
    assert (found.feature("short"), found.feature("asks")) == (short, asks)


# Scores


def test_sentences_come_by_their_probability_best_first() -> None:
    found = score_sentences(
        question(BRIDGE),
        direction(*EAST),
        [ranked(["Rain fell.", "Wind rose.", "The Kess Bridge opens on 4 May."], [NORTH, BETWEEN, EAST])],
        rarity,
    )
    scores = [item.score for item in found]
    assert found[0].text == "The Kess Bridge opens on 4 May."
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score < 1 for score in scores)


def test_scores_are_those_of_the_model_for_the_features_given() -> None:
    found = read(BRIDGE, ranked(["One.", "Two."], [NORTH, EAST]))
    model = LogisticModel((1.0, 0.0), 0.0, 0.5)
    rated = scored(found, lambda item: np.array([item.feature("similarity"), 7.0]), model)
    # sigmoid(1), sigmoid(0)
    assert [item.score for item in rated] == pytest.approx([1 / (1 + math.exp(-1)), 0.5])
    assert [item.text for item in rated] == ["Two.", "One."]
    assert scored([], own_features, model) == []


def test_features_are_finite_whatever_the_question_and_the_words() -> None:
    for asked in (BRIDGE, "Why?", "what the who", "ذهب", "1 2 3"):
        for sentence in ("Rain.", "…", "?", "Кесс 14"):
            assert np.isfinite(only(asked, ranked([sentence], title="")).features).all()
