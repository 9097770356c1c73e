"""Which topics articles are about, and which only lend their words."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.embeddings.embedder import Vector
from service.evidence.scoring import Evidence, extract_features
from service.summaries.topic import Topic, relevance
from tests.handmade import EAST, NORTH, direction, question, ranked

RARITY = {"the": 0.1, "in": 0.1}
STRIKE = [
    "Ferry crews in Ormskay walked out on Monday over night shifts.",
    "The strike is the first of ferry crews since 2011.",
    "Their union wants the company to hire forty more people.",
    "The company said the strike had stopped nine of ten ferries.",
    "Talks in Ormskay go on tomorrow.",
]


def found(topic: str, sentences: Sequence[str], *, title: str, alike: tuple[float, float]) -> list[Evidence]:
    """Return the sentences of one passage, all of them as like the topic as `alike` is to EAST."""
    passage = ranked(sentences, [alike] * len(sentences), title=title)
    items = extract_features(question(topic), direction(*EAST), [passage], lambda stem: RARITY.get(stem, 5.0))
    return sorted(items, key=relevance, reverse=True)


def has(
    topic: str,
    sentences: Sequence[str],
    title: str,
    alike: tuple[float, float],
    shorter: tuple[float, float] = EAST,
) -> bool:
    """Return whether sentences are about a topic that lies EAST, and without any of its words `shorter`."""
    items = found(topic, sentences, title=title, alike=alike)
    return topic_of(topic, items, shorter).has(items)


def topic_of(topic: str, items: Sequence[Evidence], shorter: tuple[float, float] = EAST) -> Topic:
    def embed(text: str) -> Vector:
        return direction(*(EAST if text == topic else shorter))

    return Topic.of(question(topic), lambda stem: RARITY.get(stem, 5.0), items, embed)


CLOSE, FAR = (1.0, 1.0), (0.4, 1.0)  # cosines with the topic: 0.71, 0.37


@pytest.mark.parametrize(
    "topic", ["ferry strike", "The ferry strike in Ormskay", "Ormskay ferry crews", "Striking ferry crews"]
)
def test_an_article_about_the_topic_is_enough(topic: str) -> None:
    assert has(topic, STRIKE, "Ferries stop in Ormskay", CLOSE)


@pytest.mark.parametrize(
    "topic",
    [
        "ferry strike in Lisbon",
        "Lisbon ferry strike",
        "the Harlan ferry disaster of Port Amery",
        "strike of the bus drivers in Lisbon",
    ],
)
def test_the_same_thing_elsewhere_is_another_topic(topic: str) -> None:
    assert not has(topic, STRIKE, "Ferries stop in Ormskay", CLOSE)


def test_words_that_meet_by_chance_are_no_topic() -> None:
    listed = ["Amery had a coup in 1960.", *(f"Its river {n} is long." for n in ("Ab", "Eb", "Ib", "Ob"))]
    assert not has("coup in Amery", listed, "Poor countries", FAR)


def test_a_word_of_the_same_root_is_half_of_it() -> None:
    sentences = ["Jonas Tefer was elected in Ormskay on Sunday.", "He won 52 per cent in the election."]
    assert has("presidential election in Ormskay", sentences, "Tefer wins the Ormskay presidency", CLOSE)
    assert not has("presidential election in Ormskay", sentences, "Tefer wins in Ormskay", FAR)


def test_what_nothing_near_mentions_is_told() -> None:
    topic = question("the Lisbon ferry strike")
    items = found(topic.text, STRIKE, title="Ferries stop", alike=CLOSE)
    assert topic_of(topic.text, items).missing(topic, items) == ("lisbon",)


def test_nothing_found_has_no_topic() -> None:
    assert not topic_of("ferry strike", []).has([])


def test_a_word_that_is_missing_must_be_meant() -> None:
    topic, title = "walkout of ferry crews in Ormskay", "Ferries stop in Ormskay"
    assert has(topic, STRIKE[1:], title, CLOSE, shorter=(1.0, -0.5))
    assert not has(topic, STRIKE[1:], title, CLOSE, shorter=NORTH)


@pytest.mark.parametrize("topic", ["ferry strike in 2019", "ferry strike of crew 38"])
def test_a_figure_must_stand_there(topic: str) -> None:
    assert not has(topic, STRIKE, "Ferries stop in Ormskay", CLOSE, shorter=(1.0, -0.5))


def test_the_year_of_an_article_need_not_stand_in_it() -> None:
    assert has("ferry strike in 2025", STRIKE, "Ferries stop in Ormskay", CLOSE)


def test_words_together_in_another_sense_are_no_topic() -> None:
    assert not has("ferry strike", STRIKE, "Ferry strike in Ormskay", (0.6, 1.0))


DEPOT = [
    "On Tuesday Orle Depot reported lower sales.",
    "Shares of Orle Depot fell by a tenth.",
    "Analysts expect Orle Depot to recover.",
    "At home the chain is still first.",
    "Rivals of Orle Depot fell, too.",
    "Nobody at Orle Depot was free to speak.",
]


@pytest.mark.parametrize("topic", ["Orle Depot", "the Orle Depot", "orle depot", "ORLE DEPOT"])
def test_a_name_alone_needs_no_likeness_but_to_be_named(topic: str) -> None:
    assert has(topic, DEPOT, "Sales fall", FAR)
    assert not has(topic, [*DEPOT[:2], *STRIKE], "Sales fall", CLOSE)


def test_a_title_with_the_name_is_enough() -> None:
    assert has("Orle Depot", STRIKE, "Orle Depot loses a tenth", FAR)


def test_words_of_a_name_that_stand_apart_are_not_the_name() -> None:
    apart = [f"In Orle number {number} the old depot was closed." for number in range(6)]
    assert not has("Orle Depot", apart, "A depot in Orle closes", CLOSE)
