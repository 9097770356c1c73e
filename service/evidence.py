"""Passages become scored sentences: how surely does each one answer the question?

A sentence is scored by a logistic model over a few readable features. Its weights are in evidence.json, and
`dateline eval fit` fits them on public questions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.embedding import Vector
from ingest.keywords import stems
from ingest.passage_store import StoredPassage
from service.answer_types import answers_type, says_unstated
from service.expect import Expect
from service.question import Question
from service.recency import freshness
from service.retrieve import RankedPassage

_MODEL_FILE = Path(__file__).with_name("evidence.json")
# Shorter "sentences" are captions, section labels and bylines.
_SHORT_WORDS = 5
# Sentences whose words are read: those nearest to the question in meaning.
_KEPT = 64
_NEW_WORD = re.compile(r"(?<![.!?]\s)(?<!^)\b(?:[A-Z][\w'’-]+|\d[\d,.]*\d|\d)")

FEATURES = (
    "similarity",  # cosine of question and sentence, in context
    "passage",  # cosine of question and the mean of the passage's sentences
    "overlap",  # share of the question's words (by rarity) that the sentence has
    "context",  # the same for the sentence, the one before and the title
    "names",  # share of the question's names in the sentence, the one before or the title
    "expected",  # the sentence has the kind of thing asked for
    "unstated",  # the sentence says that the thing asked for was not given
    "new",  # names and figures that are not in the question, log(1 + count)
    "retrieval",  # the passage's fused score
    "fresh",  # 1 today, 1/e after two weeks; 0 for a question about the past
    "lead",  # 1 at the start of the article, 1/e after 1,000 characters
    "short",
    "asks",  # the sentence is a question itself
)
Features = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage. `score` is the probability (0 to 1) that it answers the question."""

    stored: StoredPassage
    index: int
    text: str
    score: float
    vector: Vector
    expected: bool
    unstated: bool

    @property
    def start(self) -> int:
        return self.stored.passage.sentences[self.index].start

    @property
    def end(self) -> int:
        return self.stored.passage.sentences[self.index].end


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model: sigmoid(bias + weights · features)."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, features: Features) -> npt.NDArray[np.float64]:
        logits: npt.NDArray[np.float64] = features @ np.array(self.weights) + self.bias
        return np.asarray(1 / (1 + np.exp(-logits)))


@lru_cache(maxsize=1)
def sentence_model() -> Model:
    """Return the model kept in the package."""
    kept = json.loads(_MODEL_FILE.read_text(encoding="utf-8"))["sentence"]
    return Model(tuple(kept["weights"][name] for name in FEATURES), kept["bias"])


def score_sentences(
    question: Question,
    vector: Vector,
    passages: Sequence[RankedPassage],
    rarity: Callable[[str], float],
    model: Model | None = None,
) -> list[Evidence]:
    """Return the sentences of the passages that may answer, best first, at most _KEPT.

    `rarity` gives a stem's inverse document frequency.
    """
    candidates, rows = read_features(question, vector, passages, rarity)
    if not candidates:
        return []
    scores = (model or sentence_model()).probability(rows)
    scored = [replace(item, score=float(score)) for item, score in zip(candidates, scores, strict=True)]
    return sorted(scored, key=lambda item: -item.score)


def read_features(
    question: Question,
    vector: Vector,
    passages: Sequence[RankedPassage],
    rarity: Callable[[str], float],
) -> tuple[list[Evidence], Features]:
    """Return the sentences nearest to the question, unscored, and their features (sentences, FEATURES)."""
    if not passages:
        return [], np.zeros((0, len(FEATURES)))
    reader = _Reader(question, rarity)
    found: list[Evidence] = []
    rows: list[list[float]] = []
    for ranked, index, similarity, passage in _nearest(vector, passages):
        evidence, row = reader.read(ranked, index)
        found.append(evidence)
        rows.append([similarity, passage, *row])
    return found, np.array(rows)


def _nearest(
    vector: Vector, passages: Sequence[RankedPassage]
) -> Iterator[tuple[RankedPassage, int, float, float]]:
    """Yield (passage, index of the sentence, its similarity, the passage's) of the _KEPT nearest sentences."""
    sizes = [len(ranked.stored.passage.sentences) for ranked in passages]
    stacked = np.concatenate([ranked.stored.sentence_vectors for ranked in passages])
    similarity = stacked @ vector
    first = np.cumsum([0, *sizes[:-1]])
    means = np.add.reduceat(stacked, first)
    passage = means @ vector / np.maximum(np.linalg.norm(means, axis=1), 1e-9)
    owner = np.repeat(np.arange(len(passages)), sizes)
    # The passage counts too: a sentence that leans on the one before is far from the question by itself.
    nearness = similarity + passage[owner]
    for row in np.argsort(-nearness, kind="stable")[:_KEPT]:
        number = int(owner[row])
        index = int(row - first[number])
        yield passages[number], index, float(similarity[row]), float(passage[number])


@dataclass(frozen=True, slots=True)
class _Words:
    """The question's stems with their rarity, and those of each of its names."""

    rarity: dict[str, float]
    total: float
    names: tuple[frozenset[str], ...]
    all: frozenset[str]

    @classmethod
    def of(cls, question: Question, rarity: Callable[[str], float]) -> _Words:
        weights = {stem: rarity(stem) for stem in stems(" ".join(question.terms))}
        names = tuple(frozenset(stems(name)) for name in question.names)
        return cls(weights, sum(weights.values()) or 1.0, names, frozenset(stems(question.text)))

    def overlap(self, stemmed: frozenset[str]) -> float:
        return sum(weight for stem, weight in self.rarity.items() if stem in stemmed) / self.total

    def named(self, stemmed: frozenset[str]) -> float:
        """Return the share of names all of whose words are there; 1 if the question has none."""
        if not self.names:
            return 1.0
        return sum(name <= stemmed for name in self.names) / len(self.names)


class _Reader:
    """Reads the features of sentences for one question; what it stems, it stems once."""

    def __init__(self, question: Question, rarity: Callable[[str], float]) -> None:
        self._question = question
        self._words = _Words.of(question, rarity)
        self._stems: dict[str, frozenset[str]] = {}

    def read(self, ranked: RankedPassage, index: int) -> tuple[Evidence, list[float]]:
        """Return a sentence of a passage with its features after the first two."""
        stored, question, words = ranked.stored, self._question, self._words
        text = _sentence(stored, index)
        own = self._stemmed(text)
        context = own | self._stemmed(stored.title)
        if index:
            context |= self._stemmed(_sentence(stored, index - 1))
        expected = answers_type(question.expects, text)
        unstated = says_unstated(question.expects, text)
        row = [
            words.overlap(own),
            words.overlap(context),
            words.named(context),
            float(expected and question.expects is not Expect.OTHER),
            float(unstated),
            _new(text, words),
            ranked.score,
            freshness(question, stored.published_at or stored.visible_from),
            math.exp(-stored.passage.sentences[index].start / 1_000),
            float(text.count(" ") < _SHORT_WORDS),
            float(text.rstrip("\"'”’)").endswith("?")),
        ]
        vector = stored.sentence_vectors[index]
        return Evidence(stored, index, text, 0.0, vector, expected, unstated), row

    def _stemmed(self, text: str) -> frozenset[str]:
        found = self._stems.get(text)
        if found is None:
            found = self._stems[text] = frozenset(stems(text))
        return found


def _sentence(stored: StoredPassage, index: int) -> str:
    span, base = stored.passage.sentences[index], stored.passage.start
    return stored.text[span.start - base : span.end - base]


def _new(text: str, words: _Words) -> float:
    found = {match.lower() for match in _NEW_WORD.findall(text)}
    return math.log1p(sum(word not in words.all for word in found))
