"""Passages become scored sentences: how surely does each one answer the question?

A sentence is scored by a logistic model over a few readable features. Its weights are in evidence.json, and
`dateline eval fit` fits them on public questions.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.embedding import Vector
from ingest.keywords import stems
from ingest.passage_store import StoredPassage
from service.question import Expect, Question
from service.recency import freshness
from service.retrieve import RankedPassage
from service.values import answers_type, says_unstated

_MODEL_FILE = Path(__file__).with_name("evidence.json")
# Shorter "sentences" are captions, section labels and bylines.
_SHORT_WORDS = 5
_NEW_WORD = re.compile(r"(?<![.!?]\s)(?<!^)\b(?:[A-Z][\w'’-]+|\d[\d,.]*\d|\d)")

FEATURES = (
    "similarity",  # cosine of question and sentence, in context
    "passage",  # cosine of question and the mean of the passage's sentences
    "overlap",  # share of the question's words (by rarity) that the sentence has
    "context",  # the same for the sentence, the one before and the title
    "around",  # the same for the whole passage and the title
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
    """Return the sentences of the passages, best first. `rarity` gives a stem's inverse document frequency."""
    words = _Words.of(question, rarity)
    found: list[Evidence] = []
    rows: list[list[float]] = []
    for ranked in passages:
        for evidence, row in _sentences(question, vector, ranked, words):
            found.append(evidence)
            rows.append(row)
    if not found:
        return []
    scores = (model or sentence_model()).probability(np.array(rows))
    scored = [_with_score(evidence, float(score)) for evidence, score in zip(found, scores, strict=True)]
    return sorted(scored, key=lambda evidence: -evidence.score)


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


def _sentences(
    question: Question, vector: Vector, ranked: RankedPassage, words: _Words
) -> list[tuple[Evidence, list[float]]]:
    stored = ranked.stored
    spans = stored.passage.sentences
    base = stored.passage.start
    texts = [stored.text[span.start - base : span.end - base] for span in spans]
    stemmed = [frozenset(stems(text)) for text in texts]
    title = frozenset(stems(stored.title))
    similarity = stored.sentence_vectors @ vector
    mean = stored.sentence_vectors.mean(axis=0)
    passage = float(mean @ vector / max(float(np.linalg.norm(mean)), 1e-9))
    around = words.overlap(title.union(*stemmed))
    fresh = freshness(question, stored.published_at or stored.visible_from)
    found = []
    for index, text in enumerate(texts):
        context = stemmed[index] | title | (stemmed[index - 1] if index else frozenset())
        expected = question.expects is Expect.OTHER or answers_type(question.expects, text)
        unstated = says_unstated(question.expects, text)
        row = [
            float(similarity[index]),
            passage,
            words.overlap(stemmed[index]),
            words.overlap(context),
            around,
            words.named(context),
            float(expected),
            float(unstated),
            _new(text, words),
            ranked.score,
            fresh,
            math.exp(-spans[index].start / 1_000),
            float(text.count(" ") < _SHORT_WORDS),
            float(text.rstrip("\"'”’)").endswith("?")),
        ]
        evidence = Evidence(stored, index, text, 0.0, stored.sentence_vectors[index], expected, unstated)
        found.append((evidence, row))
    return found


def _new(text: str, words: _Words) -> float:
    found = {match.lower() for match in _NEW_WORD.findall(text)}
    return math.log1p(sum(word not in words.all for word in found))


def _with_score(evidence: Evidence, score: float) -> Evidence:
    return Evidence(
        evidence.stored,
        evidence.index,
        evidence.text,
        score,
        evidence.vector,
        evidence.expected,
        evidence.unstated,
    )
