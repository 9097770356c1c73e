"""Passages and evidence made by hand, for tests of what scores, chooses and refuses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from ingest.article import Article, Kind, Passage, Sentence, text_sha256
from ingest.embeddings.embedder import Vector, unit
from ingest.store.passages import StoredPassage
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import FEATURES, Evidence
from service.questions.question import Question, parse_question

AS_OF = datetime(2025, 10, 8, 12, tzinfo=UTC)
EAST, NORTH = (1.0, 0.0), (0.0, 1.0)
BETWEEN = (1.0, 1.0)  # its cosine with each of them is 0.707


def question(text: str, as_of: datetime = AS_OF) -> Question:
    return parse_question(text, as_of=as_of)


def direction(x: float, y: float) -> Vector:
    """Return a unit vector of the plane in which these tests take place."""
    return unit(np.array([x, y]))


def ranked(
    sentences: Sequence[str],
    vectors: Sequence[tuple[float, float]] | None = None,
    *,
    score: float = 1.0,
    start: int = 0,
    title: str = "Untitled",
    story: str = "story",
    publisher: str | None = None,
    published_at: datetime | None = AS_OF,
) -> RankedPassage:
    """Return a passage that begins at `start` of its article; blanks separate its sentences.

    Each story has a publisher of its own unless one is named.
    """
    spans, at = [], start
    for sentence in sentences:
        spans.append(Sentence(at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    stored = StoredPassage(
        passage=Passage(f"{story}-1-0", story, 1, start, start + len(text), 9, tuple(spans)),
        article=Article(story, f"https://quay.example/{story}", publisher or f"The {story}", story),
        text=text,
        title=title,
        sha256=text_sha256(text),
        kind=Kind.ARTICLE,
        published_at=published_at,
        visible_from=AS_OF,
        sentence_vectors=np.stack([direction(*vector) for vector in vectors or [EAST] * len(sentences)]),
    )
    return RankedPassage(stored, score)


def evidence(
    text: str,
    score: float,
    vector: tuple[float, float] = EAST,
    *,
    story: str = "story",
    publisher: str | None = None,
    published_at: datetime = AS_OF,
    unstated: bool = False,
    **features: float,
) -> Evidence:
    """Return a sentence that is a passage of its own; features that are not named are 0."""
    assert features.keys() <= set(FEATURES)
    stored = ranked([text], [vector], story=story, publisher=publisher, published_at=published_at).stored
    values = np.array([features.get(name, 0.0) for name in FEATURES])
    return Evidence(stored, 0, text, score, direction(*vector), unstated, values)
