"""Windows to learn to read from: a question, a few sentences, and where the answer stands in them, if at all.

A reader that only ever saw windows with an answer would find one everywhere. So each question also comes with
the window most like an answer that has none, from its own paragraph or another of the same article, and some
windows with an answer come with a question changed in one name or number, which they no longer answer. And
since people tell what has happened before they ask, some questions begin with a sentence of their paragraph.
"""

from __future__ import annotations

import math
import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eval.datasets.squad import ParagraphQuestion
from ingest.text.sentences import split_sentences
from ingest.text.stems import stems

# Sentences before and after the one that may answer: mostly as when questions are answered, one each.
_AROUND = ((1, 1), (1, 1), (1, 1), (0, 1), (1, 0), (0, 0), (0, 2), (2, 0))
_CHANGED_SHARE = 0.5
_NO_TITLE_SHARE = 0.2
_ELSEWHERE_SHARE = 0.5  # from another paragraph of the article
_SCENE_SHARE, _SCENE_CHARACTERS = 0.25, 200
# A window of a table or a list without stops is of no use, and slow.
_MOST_CHARACTERS = 900
_NEAREST = 12
# Articles that the reader is not trained on, one in so many: to see what it learned and, of the set whose
# questions may have no answer, to fit on what it made of them.
_APART, _UNANSWERED_APART = 50, 3
UNANSWERED_SET = "squad2-dev"
_NUMBER = re.compile(r"\b\d[\d,.]*\b")
_NAME = re.compile(r"(?<!^)(?<![.?!] )\b[A-Z][\w'’-]+(?: (?:of |the )?[A-Z][\w'’-]+)*")


@dataclass(frozen=True, slots=True)
class Example:
    """`answer` is (start, end) in `text`, None if the text does not answer the question."""

    question: str
    title: str
    text: str
    answer: tuple[int, int] | None


def kept_apart(of: str, title: str) -> bool:
    """Return whether an article of a set is not to be trained on."""
    return zlib.crc32(title.encode()) % (_UNANSWERED_APART if of == UNANSWERED_SET else _APART) == 0


class ExampleMaker:
    """Makes examples; `questions` are all there are, so that windows of the same article can be compared."""

    def __init__(self, questions: Sequence[ParagraphQuestion], seed: int) -> None:
        self._draw = random.Random(seed)
        self._questions: dict[str, list[ParagraphQuestion]] = defaultdict(list)
        self._paragraphs: dict[str, list[str]] = defaultdict(list)
        for question in questions:
            self._questions[question.title].append(question)
            if question.paragraph not in self._paragraphs[question.title]:
                self._paragraphs[question.title].append(question.paragraph)
        self._sentences: dict[str, list[tuple[int, int]]] = {}
        self._stems: dict[str, list[frozenset[str]]] = {}
        self._rarity = self._count()

    def _count(self) -> dict[str, float]:
        seen: Counter[str] = Counter()
        paragraphs = [text for texts in self._paragraphs.values() for text in texts]
        for text in paragraphs:
            seen.update(frozenset().union(*self._sentence_stems(text)))
        return {stem: math.log(1 + len(paragraphs) / count) for stem, count in seen.items()}

    def examples(self, question: ParagraphQuestion) -> Iterator[Example]:
        """Yield the examples of a question: the window that answers it, if any, and some that do not."""
        scene = self._scene(question) if self._draw.random() < _SCENE_SHARE else ""
        for example in (*self._right(question), *self._wrong(question)):
            untitled = self._draw.random() < _NO_TITLE_SHARE
            yield replace(
                example, question=f"{scene}{example.question}", title="" if untitled else example.title
            )

    def _scene(self, question: ParagraphQuestion) -> str:
        """Return a sentence of the paragraph that does not answer, and a blank; "" if there is none."""
        paragraph = question.paragraph
        sentences = [paragraph[start:end] for start, end in self._borders(paragraph)]
        told = [
            sentence
            for sentence in sentences
            if len(sentence) <= _SCENE_CHARACTERS
            and not any(answer.casefold() in sentence.casefold() for answer in question.answers)
        ]
        return f"{self._draw.choice(told)} " if told else ""

    def _right(self, question: ParagraphQuestion) -> Iterator[Example]:
        """Yield the window that answers, and often again with a question that it no longer answers."""
        if not question.spans:
            return
        span = self._draw.choice(question.spans)
        borders = self._borders(question.paragraph)
        home = next((index for index, (_, end) in enumerate(borders) if span[0] < end), len(borders) - 1)
        right = self._window(question, question.paragraph, home, span)
        yield right
        changed = self._changed(question) if self._draw.random() < _CHANGED_SHARE else None
        if changed:
            yield replace(right, question=changed, answer=None)

    def _wrong(self, question: ParagraphQuestion) -> Iterator[Example]:
        """Yield the window that shares most words with the question without answering it."""
        elsewhere = bool(question.spans) and self._draw.random() < _ELSEWHERE_SHARE
        paragraphs = self._paragraphs[question.title] if elsewhere else [question.paragraph]
        for paragraph, index in self._nearest(question, paragraphs):
            wrong = self._window(question, paragraph, index)
            folded = wrong.text.casefold()
            if not any(answer.casefold() in folded for answer in question.answers):
                yield wrong
                return

    def _window(
        self, question: ParagraphQuestion, paragraph: str, index: int, span: tuple[int, int] | None = None
    ) -> Example:
        before, after = self._draw.choice(_AROUND)
        spans = self._borders(paragraph)
        start = spans[max(0, index - before)][0]
        end = spans[min(len(spans) - 1, index + after)][1]
        if end - start > _MOST_CHARACTERS:
            start, end = spans[index][0], spans[index][0] + _MOST_CHARACTERS
        if span is None:
            return Example(question.question, question.title, paragraph[start:end], None)
        # An answer that runs across sentences, or was cut off, is kept whole.
        start, end = min(start, span[0]), max(end, span[1])
        answer = (span[0] - start, span[1] - start)
        return Example(question.question, question.title, paragraph[start:end], answer)

    def _nearest(self, question: ParagraphQuestion, paragraphs: Sequence[str]) -> list[tuple[str, int]]:
        """Return (paragraph, index of the sentence), the most words shared with the question first."""
        wanted = stems(question.question)
        scored: list[tuple[float, int, str, int]] = []
        for paragraph in paragraphs:
            for index, own in enumerate(self._sentence_stems(paragraph)):
                score = sum(self._rarity.get(stem, 1.0) for stem in set(wanted) & own)
                scored.append((-score, len(scored), paragraph, index))
        return [(paragraph, index) for _, _, paragraph, index in sorted(scored)[:_NEAREST]]

    def _changed(self, question: ParagraphQuestion) -> str | None:
        """Return the question with a name or number of another question of the article, if there is one."""
        for pattern in self._draw.sample((_NAME, _NUMBER), 2):
            own = pattern.findall(question.question)
            if not own:
                continue
            other = self._draw.choice(self._questions[question.title])
            taken = set(question.question.casefold().split())
            there = [n for n in pattern.findall(other.question) if taken.isdisjoint(n.casefold().split())]
            if there and other.paragraph != question.paragraph:
                return question.question.replace(self._draw.choice(own), self._draw.choice(there), 1)
        return None

    def _borders(self, paragraph: str) -> list[tuple[int, int]]:
        found = self._sentences.get(paragraph)
        if found is None:
            found = [(span.start, span.end) for span in split_sentences(paragraph)] or [(0, len(paragraph))]
            self._sentences[paragraph] = found
        return found

    def _sentence_stems(self, paragraph: str) -> list[frozenset[str]]:
        found = self._stems.get(paragraph)
        if found is None:
            found = [frozenset(stems(paragraph[start:end])) for start, end in self._borders(paragraph)]
            self._stems[paragraph] = found
        return found
