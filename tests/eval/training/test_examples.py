"""Windows to learn to read from."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from eval.datasets.squad import ParagraphQuestion
from eval.training.examples import Example, ExampleMaker, kept_apart

BRIDGE = (
    "The Kess Bridge crosses the river at Orle. It was opened on 4 May 1931 by Mayor Ada Voss. "
    "Trams have used it since 1950. The bridge was painted green in 1977. Pigeons nest below."
)
FERRY = "The ferry of Orle began in 1802. It was sold to Ben Otway in 1911. The ferry has two decks."


def asked(question: str, answer: str | None, paragraph: str = BRIDGE) -> ParagraphQuestion:
    spans = ((paragraph.index(answer), paragraph.index(answer) + len(answer)),) if answer else ()
    return ParagraphQuestion("set", "Orle", question, paragraph, (answer,) if answer else (), spans)


OPENED = asked("Who opened the Kess Bridge in 1931?", "Mayor Ada Voss")
SOLD = asked("Who bought the ferry of Orle from the Crown in 1911?", "Ben Otway", FERRY)
DEEP = asked("How deep is the river under the Kess Bridge?", None)
ALL = (OPENED, SOLD, DEEP)


def made(question: ParagraphQuestion, of: Sequence[ParagraphQuestion] = ALL) -> list[Example]:
    """Return the examples of a question under many seeds."""
    return [example for seed in range(60) for example in ExampleMaker(of, seed).examples(question)]


def test_an_answer_keeps_its_place_in_the_window() -> None:
    answers = [example.text[slice(*example.answer)] for example in made(OPENED) if example.answer]
    assert len(answers) == 60
    assert set(answers) == {"Mayor Ada Voss"}


def test_windows_have_up_to_two_sentences_around_the_answer() -> None:
    texts = {example.text for example in made(OPENED) if example.answer}
    assert len(texts) > 3
    assert "It was opened on 4 May 1931 by Mayor Ada Voss." in texts
    assert all("Pigeons" not in text for text in texts)


def test_each_answered_question_has_a_window_without_its_answer() -> None:
    wrong = [e for e in made(OPENED) if e.answer is None and e.question.endswith(OPENED.question)]
    assert len(wrong) >= 50
    assert all("Ada Voss" not in example.text for example in wrong)
    # from its own paragraph and from the other of the article
    assert {example.text in FERRY for example in wrong} == {True, False}


def test_an_unanswerable_question_has_the_window_nearest_to_it() -> None:
    examples = made(DEEP)
    assert len(examples) == 60
    assert {example.answer for example in examples} == {None}
    assert all("The Kess Bridge crosses the river at Orle." in example.text for example in examples)


def test_a_question_with_another_name_or_number_is_not_answered() -> None:
    changed = {e.question for e in made(OPENED) if not e.question.endswith(OPENED.question)}
    assert changed
    for question in changed:
        assert "1911" in question or "Orle" in question or "Crown" in question
    assert all(e.answer is None for e in made(OPENED) if e.question in changed)


def test_some_questions_tell_first_what_has_happened() -> None:
    scenes = {e.question.removesuffix(OPENED.question).strip() for e in made(OPENED)} - {OPENED.question}
    told = {scene for scene in scenes if scene and scene in BRIDGE}
    assert len(told) > 2
    assert not any("Ada Voss" in scene for scene in told)
    plain = [e for e in made(OPENED) if e.question == OPENED.question]
    assert len(plain) > len(made(OPENED)) / 3


def test_some_windows_have_no_title() -> None:
    titles = [example.title for example in made(OPENED)]
    assert 0 < titles.count("") < len(titles) / 2


def test_an_answer_across_sentences_is_kept_whole() -> None:
    answer = "1950. The bridge was painted green in 1977"
    whole = {e.text[slice(*e.answer)] for e in made(asked("What happened later?", answer)) if e.answer}
    assert whole == {answer}


def test_a_paragraph_without_stops_is_cut() -> None:
    endless = "word " * 2_000
    examples = made(asked("Which word?", None, endless), (asked("Which word?", None, endless),))
    assert all(len(example.text) <= 900 for example in examples)


@pytest.mark.parametrize("name", ["squad2-dev", "squad1-train"])
def test_some_articles_are_kept_apart_always_the_same(name: str) -> None:
    titles = [f"Article {number}" for number in range(1_000)]
    apart = [title for title in titles if kept_apart(name, title)]
    assert apart == [title for title in titles if kept_apart(name, title)]
    assert 0.25 < len(apart) / 1_000 < 0.42 if name == "squad2-dev" else 0.005 < len(apart) / 1_000 < 0.05
