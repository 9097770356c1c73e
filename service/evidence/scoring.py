"""Passages become scored sentences: how surely does each one answer the question?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.embeddings.embedder import Vector
from ingest.store.passages import StoredPassage
from ingest.text.stems import stems
from service.english.machines.addressed import asks_what_machines_are_told, speaks_to_machines
from service.english.words import folded
from service.evidence.answer_types import answers_type, says_unstated
from service.evidence.copies import repeated_sentences
from service.evidence.logistic import Floats, LogisticModel, load_logistic
from service.evidence.recency import freshness, times_met
from service.evidence.retrieve import RankedPassage
from service.questions.expect import Expect, asking_part
from service.questions.question import Question, Recency

# Sentences whose words are read: those nearest to the question in meaning and best retrieved. Of 90 quiz
# questions, none lost a sentence with the answer that 30 passages held.
_KEPT = 64
_RETRIEVAL_WEIGHT = 0.5
# Shorter sentences seldom answer by themselves.
_SHORT_WORDS = 5
# A question may begin with sentences that set the scene; words of the part that asks count more.
_ASKING_WEIGHT = 2.0
# What stands around a word but does not belong to it.
_AROUND = ".,;:!?()[]\"'“”‘’…—–-$€£%"

# What is left of the score of a sentence that cannot answer, and its log-odds.
_OF_NO_ANSWER, _LEAST_ODDS = 0.01, -30.0

# Who says what a sentence of a passage, by its index, has in quotation marks.
Speaking = Callable[[StoredPassage, int], str | None]

FEATURES = (
    "similarity",  # cosine of question and sentence, in context
    "passage",  # cosine of question and the mean of the passage's sentences
    "overlap",  # share of the question's words (by rarity) that the sentence has
    "context",  # the same for the sentence, the one before and the title
    "missing",  # rarity of the rarest word that these lack, over that of the question's rarest word
    "names",  # share of the question's names in the sentence, the one before or the title
    "expected",  # the sentence has the kind of thing asked for
    "new",  # names and figures that are not in the question, log(1 + count)
    "retrieval",  # the passage's fused score
    "timed",  # the share of the times that the question names which it tells of, or is of; 0 for none
    "fresh",  # 1 today, 1/e after two weeks; 0 for a question about the past
    "lead",  # 1 at the start of the article, 1/e after 1,000 characters
    "short",
    "asks",  # the sentence is a question itself
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a passage. `score` is the probability (0 to 1) that it answers the question.

    `unstated`: it says that what was asked for was not given. `features` are in the order of FEATURES.
    `log_odds`: that the answer stands in it, by the reader (rescore.py); None: not read.
    `timeless_log_odds`: the same of the question without the times it names.
    `answer`: where its text has the likeliest answer, as (start, end), by the reader.
    `speaker`: who says what it has in quotation marks, where the question asks for that.
    `foretold`: it gives the answer as a plan, a forecast or a condition, and not as a fact.
    """

    stored: StoredPassage
    index: int
    text: str
    score: float
    vector: Vector
    unstated: bool
    features: Floats
    log_odds: float | None = None
    timeless_log_odds: float | None = None
    answer: tuple[int, int] | None = None
    speaker: str | None = None
    foretold: bool = False

    @property
    def start(self) -> int:
        return self.stored.passage.sentences[self.index].start

    @property
    def end(self) -> int:
        return self.stored.passage.sentences[self.index].end

    def feature(self, name: str) -> float:
        return float(self.features[FEATURES.index(name)])


def set_last(item: Evidence) -> Evidence:
    """Return a sentence that cannot answer, whatever was read of it, so that it stands far behind others."""
    score = item.score * _OF_NO_ANSWER
    return replace(item, score=score, log_odds=_LEAST_ODDS, timeless_log_odds=_LEAST_ODDS)


def sentence_model() -> LogisticModel:
    """Return the model of a sentence's probability to answer."""
    return load_logistic("sentence", FEATURES)


def score_sentences(
    question: Question,
    vector: Vector,
    passages: Sequence[RankedPassage],
    rarity: Callable[[str], float],
    speakers: Speaking | None = None,
) -> list[Evidence]:
    """Return the sentences of the passages that may answer, best first.

    `rarity` gives a stem's inverse document frequency. `speakers`, for a question about speech, says whose it
    is: a sentence counts as if it named them.
    """
    found = extract_features(question, vector, passages, rarity, speakers)
    return scored(found, own_features, sentence_model())


def own_features(item: Evidence) -> Floats:
    """Return the features that FEATURES names."""
    return item.features


def scored(
    found: Sequence[Evidence], features: Callable[[Evidence], Floats], model: LogisticModel
) -> list[Evidence]:
    """Return what was found with the model's scores for these features, best first."""
    if not found:
        return []
    scores = model.probability(np.stack([features(item) for item in found]))
    rated = [replace(item, score=float(score)) for item, score in zip(found, scores, strict=True)]
    return sorted(rated, key=lambda item: -item.score)


def extract_features(
    question: Question,
    vector: Vector,
    passages: Sequence[RankedPassage],
    rarity: Callable[[str], float],
    speakers: Speaking | None = None,
) -> list[Evidence]:
    """Return the sentences nearest to the question with their features, without scores.

    A caption, a link or a label is no evidence. What speaks to a machine that reads is none either, but for a
    question about just that.
    """
    extractor = _FeatureExtractor(question, rarity, speakers)
    wanted = asks_what_machines_are_told(question.text)
    return [
        extractor.evidence(ranked, index, similarity, passage)
        for ranked, index, similarity, passage in _nearest(vector, passages)
        if (wanted or not speaks_to_machines(ranked.stored.sentence(index))) and ranked.stored.tells(index)
    ]


def _nearest(
    vector: Vector, passages: Sequence[RankedPassage]
) -> Iterator[tuple[RankedPassage, int, float, float]]:
    """Yield (passage, index of the sentence, its similarity, the passage's), at most _KEPT, nearest first.

    What an earlier article of the story says in the same words is left out.
    """
    if not passages:
        return
    sizes = [len(ranked.stored.passage.sentences) for ranked in passages]
    stacked = np.concatenate([ranked.stored.sentence_vectors for ranked in passages])
    similarity = stacked @ vector
    first = np.cumsum([0, *sizes[:-1]])
    means = np.add.reduceat(stacked, first)
    passage = means @ vector / np.maximum(np.linalg.norm(means, axis=1), 1e-9)
    owner = np.repeat(np.arange(len(passages)), sizes)
    # The passage counts too: a sentence that leans on the one before is far from the question by itself.
    retrieval = np.array([ranked.score for ranked in passages])
    nearness = similarity + (passage + _RETRIEVAL_WEIGHT * retrieval)[owner]
    repeated = repeated_sentences(ranked.stored for ranked in passages)
    places = [
        (ranked.stored.passage.id, index)
        for ranked, n in zip(passages, sizes, strict=True)
        for index in range(n)
    ]
    rows = [row for row in np.argsort(-nearness, kind="stable") if places[row] not in repeated]
    for row in rows[:_KEPT]:
        number = int(owner[row])
        yield passages[number], int(row - first[number]), float(similarity[row]), float(passage[number])


@dataclass(frozen=True, slots=True)
class _Words:
    """The question's stems with their rarity, those of each of its names, and all its words, folded."""

    rarity: dict[str, float]
    names: tuple[frozenset[str], ...]
    all: frozenset[str]

    @classmethod
    def of(cls, question: Question, rarity: Callable[[str], float]) -> _Words:
        asking = frozenset(stems(asking_part(question.text) or question.text))
        weights = {
            stem: rarity(stem) * (_ASKING_WEIGHT if stem in asking else 1.0)
            for stem in stems(" ".join(question.terms))
        }
        names = tuple(frozenset(stems(name)) for name in question.names)
        return cls(weights, names, frozenset(folded(raw.strip(_AROUND)) for raw in question.text.split()))

    def overlap(self, stemmed: frozenset[str]) -> float:
        total = sum(self.rarity.values())
        return sum(weight for stem, weight in self.rarity.items() if stem in stemmed) / (total or 1.0)

    def missing(self, stemmed: frozenset[str]) -> float:
        rarest = max(self.rarity.values(), default=1.0)
        absent = max((weight for stem, weight in self.rarity.items() if stem not in stemmed), default=0.0)
        return absent / (rarest or 1.0)

    def named(self, stemmed: frozenset[str]) -> float:
        """Return the share of names all of whose words are there; 1 if the question has none."""
        if not self.names:
            return 1.0
        return sum(name <= stemmed for name in self.names) / len(self.names)


class _FeatureExtractor:
    """Gives the sentences of passages their features for one question; what it stems, it stems once."""

    def __init__(
        self, question: Question, rarity: Callable[[str], float], speakers: Speaking | None = None
    ) -> None:
        self._question = question
        self._speakers = speakers
        self._words = _Words.of(question, rarity)
        self._stems: dict[str, frozenset[str]] = {}

    def evidence(self, ranked: RankedPassage, index: int, similarity: float, passage: float) -> Evidence:
        """Return a sentence of a passage with its features."""
        stored, question, words = ranked.stored, self._question, self._words
        text = stored.sentence(index)
        speaker = self._speakers(stored, index) if self._speakers else None
        said = text if speaker is None or speaker in text else f"{speaker}: {text}"
        own = self._stemmed(said)
        context = own | self._stemmed(stored.title)
        if index:
            context |= self._stemmed(stored.sentence(index - 1))
        past = question.recency is Recency.PAST
        features = (
            similarity,
            passage,
            words.overlap(own),
            words.overlap(context),
            words.missing(context),
            words.named(context),
            question.expects is not Expect.OTHER and answers_type(question.expects, said),
            _new(text, words),
            ranked.score,
            times_met(question, text, stored.public_since) if question.mentioned else 0.0,
            0.0 if past else freshness(question, stored.public_since),
            math.exp(-stored.passage.sentences[index].start / 1_000),
            text.count(" ") < _SHORT_WORDS,
            text.rstrip("\"'”’)").endswith("?"),
        )
        vector = stored.sentence_vectors[index]
        unstated = says_unstated(question.expects, text)
        found = np.array(features, np.float64)
        return Evidence(stored, index, text, 0.0, vector, unstated, found, speaker=speaker)

    def _stemmed(self, text: str) -> frozenset[str]:
        found = self._stems.get(text)
        if found is None:
            found = self._stems[text] = frozenset(stems(text))
        return found


def _new(text: str, words: _Words) -> float:
    """Count names and figures that the question does not have; a name that begins the text is not seen."""
    found = set()
    for raw in text.split()[1:]:
        word = raw.strip(_AROUND)
        if word and (word[0].isupper() or word[0].isdigit()):
            found.add(word.casefold().removesuffix("'s").removesuffix("’s"))
    return math.log1p(sum(word not in words.all for word in found))
