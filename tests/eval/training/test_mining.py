"""Windows that a search finds for questions to train on: with the answer, without it, and hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.datasets.squad import ParagraphQuestion
from eval.training.examples import Example, ExampleMaker
from eval.training.mining import mined_examples

PARAGRAPHS = {
    "Carrow": "The dam above Carrow broke in 1931 after a week of rain. Its wall was 40 metres high. "
    "The town below it was rebuilt by the engineer Ines Duarte, who is buried there.",
    "Orsu": "The dam above Orsu broke in 1958 in a night of frost. Nobody lived below it at that time. "
    "It was rebuilt by the engineer Paul Amsel out of granite from the same valley.",
}


def question(title: str, text: str, answer: str) -> ParagraphQuestion:
    paragraph = PARAGRAPHS[title]
    start = paragraph.index(answer)
    return ParagraphQuestion("a set", title, text, paragraph, (answer,), ((start, start + len(answer)),))


QUESTIONS = [
    question("Carrow", "When did the dam above Carrow break?", "1931"),
    question("Carrow", "Who rebuilt the town below Carrow?", "Ines Duarte"),
    question("Orsu", "When did the dam above Orsu break?", "1958"),
    question("Orsu", "Who rebuilt the dam above Orsu?", "Paul Amsel"),
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Example]:
    cache: Path = tmp_path_factory.mktemp("mining")
    maker = ExampleMaker(QUESTIONS, 1)
    return mined_examples(QUESTIONS * 10, QUESTIONS, maker, cache, 1)


def test_a_window_with_the_answer_marks_it(found: list[Example]) -> None:
    answers = {each.answers[0] for each in QUESTIONS}
    marked = [each.text[slice(*each.answer)] for each in found if each.answer]
    assert len(marked) > 10
    assert set(marked) == answers


def test_a_window_without_an_answer_does_not_say_it(found: list[Example]) -> None:
    answers = {each.question: each.answers[0] for each in QUESTIONS}
    wrong = [each for each in found if each.answer is None and each.question in answers]
    assert len(wrong) > 10
    assert not any(answers[each.question] in each.text for each in wrong)


def test_the_nearest_other_paragraph_is_among_them(found: list[Example]) -> None:
    """What a search takes for the answer without being it is what is learned from."""
    asked = "When did the dam above Carrow break?"
    assert any("1958" in each.text for each in found if each.question == asked and each.answer is None)
