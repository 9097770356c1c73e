"""Which questions an arriving article may concern: those that one of its passages is near to in meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import select

from ingest.embeddings.embedder import Vector, Vectors
from ingest.library import Library
from ingest.store.schema import passages, vectors, versions
from service.answer import Citation

# A passage is near that is this share as near as the best of those that an answer cites. It only saves
# reading what is on something else.
_SHARE = 0.75
# What is less near than this is on something else, whatever is cited.
_LEAST = 0.25
_IDS = 300


def reach_of(library: Library, vector: Vector, cited: Iterable[Citation]) -> float:
    """Return how near to a question an arriving passage must be, by those that its answer cites."""
    found = vectors_of(library, list({(each.article_id, each.version) for each in cited}))
    best = max((float((stacked @ vector).max()) for stacked in found.values()), default=0.0)
    return max(_LEAST, _SHARE * best)


def vectors_of(library: Library, which: Sequence[tuple[str, int]]) -> dict[str, Vectors]:
    """Return the vectors of the passages of versions, by the ids of their articles."""
    wanted = set(which)
    ids = list(dict.fromkeys(id_ for id_, _ in which))
    found: defaultdict[str, list[Vector]] = defaultdict(list)
    query = select(passages.c.article_id, passages.c.version, vectors.c.passage)
    query = query.join(vectors, vectors.c.passage_id == passages.c.id)
    with library.archive.begin() as db:
        for at in range(0, len(ids), _IDS):
            for id_, version, vector in db.execute(
                query.where(passages.c.article_id.in_(ids[at : at + _IDS]))
            ):
                if (id_, version) in wanted:
                    found[id_].append(np.frombuffer(vector, np.float32))
    return {id_: np.stack(each) for id_, each in found.items()}


def latest_of(library: Library, arrived: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return of the versions that arrived those that are their article's latest, each once."""
    ids = list(dict.fromkeys(id_ for id_, _ in arrived))
    latest: dict[str, int] = {}
    query = select(versions.c.article_id, versions.c.number).where(versions.c.visible_until.is_(None))
    with library.archive.begin() as db:
        for at in range(0, len(ids), _IDS):
            found = db.execute(query.where(versions.c.article_id.in_(ids[at : at + _IDS])))
            latest |= {id_: number for id_, number in found}
    return [(id_, number) for id_, number in dict.fromkeys(arrived) if latest.get(id_) == number]


def near(
    questions: Mapping[str, tuple[Vector, float]], arrived: Mapping[str, Vectors]
) -> dict[str, list[str]]:
    """Return by the id of each question the ids of the articles that are near to it, the nearest first."""
    if not questions or not arrived:
        return {}
    articles = list(arrived)
    stacked = np.concatenate([arrived[id_] for id_ in articles])
    starts = np.cumsum([0, *(len(arrived[id_]) for id_ in articles)])[:-1]
    fitting = {id_: each for id_, each in questions.items() if len(each[0]) == stacked.shape[1]}
    found: dict[str, list[str]] = {}
    for id_, (vector, reach) in fitting.items():
        best = np.maximum.reduceat(stacked @ vector, starts)
        order = np.argsort(-best, kind="stable")
        if close := [articles[int(at)] for at in order if best[at] >= reach]:
            found[id_] = close
    return found
