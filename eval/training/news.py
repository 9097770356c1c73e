"""Windows to learn to read from: invented news, with the questions that readers of it ask.

The articles of a group are of one matter, or of two that are easily confused, so what does not answer is near
to what does. `eval/sets/reading.jsonl` has them, written for this.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eval.training.examples import Example
from ingest.document import Document, Media
from ingest.text.sentences import split_sentences
from ingest.text.stems import stems

NEWS_FILE = Path(__file__).parents[1] / "sets/reading.jsonl"
_APART = 8  # one group in so many measures
_NO_TITLE_SHARE = 0.1
# Windows taken of a question that do not answer it: those that share most words with it, and others.
_NEAR, _FAR = 2, 1


@dataclass(frozen=True, slots=True)
class NewsQuestion:
    """`answers` are (article, start, end) in the texts; none: the articles do not answer."""

    text: str
    kind: str
    answers: tuple[tuple[int, int, int], ...]

    def words_in(self, group: NewsGroup) -> tuple[str, ...]:
        """Return the wordings of the answers."""
        return tuple(dict.fromkeys(group.articles[n][1][start:end] for n, start, end in self.answers))


@dataclass(frozen=True, slots=True)
class NewsGroup:
    """Articles as (title, text) with their days, and questions about them."""

    articles: tuple[tuple[str, str], ...]
    days: tuple[str, ...]
    questions: tuple[NewsQuestion, ...]

    @property
    def is_kept_apart(self) -> bool:
        """Whether the group measures, and is not trained on."""
        return zlib.crc32(self.articles[0][0].encode()) % _APART == 0


def read_news(file: Path = NEWS_FILE) -> list[NewsGroup]:
    """Return the groups of a file, one a line. Raises ValueError where an answer stands nowhere."""
    return [_group(json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _group(record: dict[str, Any]) -> NewsGroup:
    articles = tuple((article["title"], article["text"]) for article in record["articles"])
    questions = []
    for asked in record["questions"]:
        answers = tuple(_place(articles, **answer) for answer in asked["answers"])
        questions.append(NewsQuestion(asked["question"], asked["kind"], answers))
    days = tuple(article["date"] for article in record["articles"])
    return NewsGroup(articles, days, tuple(questions))


def news_documents(groups: Sequence[NewsGroup]) -> Iterator[Document]:
    """Yield the articles as documents for ingest."""
    for number, group in enumerate(groups, start=1):
        for place, ((title, text), day) in enumerate(zip(group.articles, group.days, strict=True)):
            record = {"id": f"news-{number}-{place}", "title": title, "text": text, "published": day}
            yield Document(f"news {number}", Media.RECORD, json.dumps(record).encode())


def _place(
    articles: Sequence[tuple[str, str]], article: int, sentence: str, words: str
) -> tuple[int, int, int]:
    start = articles[article][1].index(sentence) + sentence.index(words)
    return article, start, start + len(words)


def news_examples(group: NewsGroup, draw: random.Random) -> Iterator[Example]:
    """Yield of each question the windows that answer it, and some that do not."""
    windows = _windows(group)
    words = [frozenset(stems(group.articles[each.article][1][each.start : each.end])) for each in windows]
    for question in group.questions:
        right = [(window, place) for window in windows for place in question.answers if window.holds(place)]
        centred = [(window, place) for window, place in right if window.is_around(place)]
        beside = [pair for pair in right if pair not in centred]
        taken = centred + draw.sample(beside, min(len(question.answers), len(beside)))
        for window, (_, start, end) in taken:
            yield window.example(group, question, (start - window.start, end - window.start), draw)
        asked = frozenset(stems(question.text))
        wrong = [
            number
            for number, window in enumerate(windows)
            if not any(window.meets(place) for place in question.answers)
        ]
        wrong.sort(key=lambda number: -len(words[number] & asked))
        for number in wrong[:_NEAR] + draw.sample(wrong[_NEAR:], min(_FAR, len(wrong[_NEAR:]))):
            yield windows[number].example(group, question, None, draw)


@dataclass(frozen=True, slots=True)
class _NewsWindow:
    """A sentence, from `own` to `own_end`, with the one before and the one after."""

    article: int
    start: int
    end: int
    own: int
    own_end: int

    def holds(self, place: tuple[int, int, int]) -> bool:
        return self.article == place[0] and self.start <= place[1] and place[2] <= self.end

    def is_around(self, place: tuple[int, int, int]) -> bool:
        return self.own <= place[1] < self.own_end

    def meets(self, place: tuple[int, int, int]) -> bool:
        return self.article == place[0] and self.start < place[2] and place[1] < self.end

    def example(
        self, group: NewsGroup, question: NewsQuestion, answer: tuple[int, int] | None, draw: random.Random
    ) -> Example:
        title, text = group.articles[self.article]
        if draw.random() < _NO_TITLE_SHARE:
            title = ""
        return Example(question.text, title, text[self.start : self.end], answer)


def _windows(group: NewsGroup) -> list[_NewsWindow]:
    found = []
    for number, (_, text) in enumerate(group.articles):
        spans = split_sentences(text)
        for index, own in enumerate(spans):
            first, last = spans[max(0, index - 1)], spans[min(len(spans) - 1, index + 1)]
            found.append(_NewsWindow(number, first.start, last.end, own.start, own.end))
    return found
