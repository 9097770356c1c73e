"""Windows of invented news to learn to read from: all that answers is right, and nothing of it is wrong."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from eval.training.examples import Example
from eval.training.news import NEWS_FILE, NewsGroup, news_examples, read_news

STRIKE = (
    "Drivers of the Orle trams will walk out on 4 May, their union said. It has 310 members. The company "
    "called the strike needless. The last one was in 2011."
)
END = "The strike at the Orle trams ended on Friday. Drivers get 6 percent more."
RECORD = {
    "articles": [
        {"title": "Tram drivers to strike", "date": "2025-04-20", "text": STRIKE},
        {"title": "Strike ends", "date": "2025-05-09", "text": END},
    ],
    "questions": [
        {
            "kind": "plain",
            "question": "When does the tram strike begin?",
            "answers": [
                {
                    "article": 0,
                    "sentence": "Drivers of the Orle trams will walk out on 4 May, their union said.",
                    "words": "4 May",
                }
            ],
        },
        {"kind": "missing", "question": "How many trams were idle?", "answers": []},
    ],
}


@pytest.fixture
def group(tmp_path: Path) -> NewsGroup:
    file = tmp_path / "news.jsonl"
    file.write_text(json.dumps(RECORD) + "\n", encoding="utf-8")
    return read_news(file)[0]


def of(examples: list[Example], question: str) -> list[Example]:
    return [each for each in examples if each.question == question]


def test_windows_with_the_words_answer_and_no_other_does(group: NewsGroup) -> None:
    examples = of(list(news_examples(group, random.Random(1))), "When does the tram strike begin?")
    right = [each for each in examples if each.answer]
    assert [each.text[slice(*each.answer)] for each in right if each.answer] == ["4 May", "4 May"]
    wrong = [each.text for each in examples if each.answer is None]
    assert wrong
    assert not any("4 May" in text for text in wrong)


def test_of_a_question_without_an_answer_all_windows_are_wrong(group: NewsGroup) -> None:
    examples = of(list(news_examples(group, random.Random(1))), "How many trams were idle?")
    assert len(examples) == 3
    assert not any(each.answer for each in examples)


def test_an_answer_that_stands_nowhere_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_text(json.dumps(RECORD).replace('"4 May"', '"5 May"'), encoding="utf-8")
    with pytest.raises(ValueError, match="substring not found"):
        read_news(file)


def test_the_kept_news_is_whole_and_has_both_kinds_of_question() -> None:
    groups = read_news(NEWS_FILE)
    questions = [question for group in groups for question in group.questions]
    assert len(groups) > 200
    assert 0.25 < sum(not question.answers for question in questions) / len(questions) < 0.45
    assert 0.05 < sum(group.is_kept_apart for group in groups) / len(groups) < 0.25
