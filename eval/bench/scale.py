"""How the stages of an answer grow with the archive, on made-up articles with made-up vectors.

Nothing is embedded, so that an archive of a million passages is a matter of its indexes alone. The vector of
a text is the mean of its words', so that texts with words in common are near, as of a real embedder.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import perf_counter

import numpy as np

from eval.bench.figures import Goal
from eval.bench.memory import in_own_process, peak_memory
from eval.homes import cached_home, copy_home, eval_settings
from eval.metrics.intervals import percentile
from eval.progress import Progress, silent
from ingest.document import Document, Media
from ingest.embeddings.embedder import PassageText, PassageVectors, Vector, Vectors, unit
from ingest.embeddings.minilm import DIMENSION, MODEL_NAME
from ingest.errors import BackendError
from ingest.library import Library, open_library
from ingest.pipeline import IngestReport, ingest
from ingest.settings import Settings
from service.answer import Citation
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary, open_askable
from service.web.finding import find_articles
from service.web.layout import laid_out
from service.web.reading import reading
from service.web.view import View

# By how much an answer, without reading, may take longer of the largest archive than of the smallest.
GROWTH = Goal(2, at_least=False)
QUESTIONS = 40  # with each kind of filter
_WARM_UP = 3
_SEED = 7
_WORDS = 30_000
_PUBLISHERS = 50
_FIRST, _DAYS = datetime(2023, 1, 1, tzinfo=UTC), 1_000
_SENTENCES, _SENTENCE_WORDS, _TITLE_WORDS = 18, 16, 6
_ARTICLES_AT_ONCE = 2_000
_FIRST_ARTICLES = 50  # how many passages an article has is seen in these
_VOWELS = ("a", "e", "i", "o", "u", "ea", "ou")
_SYLLABLES = [f"{first}{vowel}" for first in "bcdfghklmnprstvwz" for vowel in _VOWELS]
_LISTED = 50
_READING, _WITHOUT_READING = "read", "without reading"


@dataclass(frozen=True, slots=True)
class FilteredStage:
    """Milliseconds of a stage of answers under one kind of filter; `stage` may be "total"."""

    filters: str
    stage: str
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class ScaleFigures:
    """What one archive took: `memory` and `disk` in MB, `start` in seconds until the first answer."""

    passages: int
    articles: int
    stages: tuple[FilteredStage, ...]
    memory: float
    disk: float
    start: float


@dataclass(frozen=True, slots=True)
class ScaleReport:
    """`growth` is the p50 of an answer without reading, of the largest archive over that of the smallest."""

    archives: tuple[ScaleFigures, ...]
    growth: float
    met: bool


class MadeUpEmbedder:
    """Gives a text the mean of its words' random vectors."""

    name = MODEL_NAME  # the archive is asked under the name of the local model
    dimension = DIMENSION

    def __init__(self) -> None:
        self._vectors: dict[str, Vector] = {}

    def embed_question(self, text: str) -> Vector:
        """Return the unit vector of a text, shape (dimension,)."""
        words = text.casefold().split() or [""]
        vector: Vector = unit(np.mean([self._vector(word.strip(".,?")) for word in words], axis=0))
        return vector

    def _vector(self, word: str) -> Vector:
        found = self._vectors.get(word)
        if found is None:
            draw = np.random.default_rng(zlib.crc32(word.encode()))
            found = self._vectors[word] = draw.normal(size=DIMENSION).astype(np.float32)
        return found

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts, shape (len(texts), dimension)."""
        return np.array([self.embed_question(text) for text in texts], np.float32).reshape(-1, DIMENSION)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of passages, in their order."""
        return [
            PassageVectors(
                self.embed_question(f"{passage.title} {passage.text}"),
                self.embed_texts([passage.text[start:end] for start, end in passage.sentences]),
            )
            for passage in passages
        ]


@cache
def made_up_words() -> list[str]:
    """Return the words, the most frequent first."""
    draw = np.random.default_rng(_SEED)
    found: dict[str, None] = {}
    while len(found) < _WORDS:
        syllables = draw.integers(len(_SYLLABLES), size=draw.integers(2, 5))
        found["".join(_SYLLABLES[int(index)] for index in syllables)] = None
    return list(found)


class _Articles:
    """Articles by their numbers, with words as rare as in a language."""

    def __init__(self) -> None:
        self._words = np.array(made_up_words())
        chances = 1 / np.arange(1, _WORDS + 1)
        self._sums = np.cumsum(chances / chances.sum())

    def article(self, number: int) -> Document:
        draw = np.random.default_rng((_SEED, number))
        title = " ".join(word.capitalize() for word in self._drawn(draw, _TITLE_WORDS))
        sentences = (" ".join(self._drawn(draw, _SENTENCE_WORDS)).capitalize() for _ in range(_SENTENCES))
        record = {
            "id": f"article-{number}",
            "title": title,
            "text": ". ".join(sentences) + ".",
            "publisher": publisher(number % _PUBLISHERS),
            "published_at": (_FIRST + timedelta(days=number * 37 % _DAYS)).isoformat(),
        }
        return Document(f"article {number}", Media.RECORD, json.dumps(record).encode())

    def question(self, number: int) -> str:
        """Return a question in words of the title and the text of an article."""
        record = json.loads(self.article(number).body)
        words = record["text"].split()
        return f"What did {record['title'].split()[0]} {words[20].strip('.')} say of {words[40].strip('.')}?"

    def _drawn(self, draw: np.random.Generator, count: int) -> list[str]:
        return [str(word) for word in self._words[np.searchsorted(self._sums, draw.random(count))]]


def publisher(number: int) -> str:
    """Return the name of a made-up publisher."""
    return f"Publisher {number}"


def measure_scale(
    sizes: Sequence[int], cache: Path, on_progress: Progress = silent, questions: int = QUESTIONS
) -> ScaleReport:
    """Build an archive of each size, in passages, unless it is kept under `cache`, and ask each of them."""
    found, smaller = [], None
    for size in sorted(sizes):
        home = cached_home(cache, "scale", str(size))
        if smaller and not home.exists():
            copy_home(smaller, home)
        _fill(home, size, on_progress)
        found.append(_measure(home, questions, on_progress))
        smaller = home
    growth = _typical(found[-1]) / _typical(found[0])
    return ScaleReport(tuple(found), growth, GROWTH.met_by(growth))


def _settings(home: Path) -> Settings:
    return eval_settings(home).model_copy(update={"embedding": "local"})


def _fill(home: Path, passages: int, on_progress: Progress) -> None:
    articles = _Articles()
    with open_library(_settings(home)) as opened:
        library: Library = replace(opened, embedder=MadeUpEmbedder())
        held = -1
        while (counts := library.archive.counts()).passages < passages:
            if counts.passages == held:
                raise BackendError(f"the archive in {home} does not grow; delete it and build it again")
            held = counts.passages

            def show(report: IngestReport, held: int = held) -> None:
                on_progress(f"build {passages:,} passages", min(1.0, (held + report.passages) / passages))

            each = counts.passages / counts.articles if counts.articles else passages / _FIRST_ARTICLES
            some = min(max(1, round((passages - held) / each)), _ARTICLES_AT_ONCE)
            ingest(library, (articles.article(counts.articles + number) for number in range(some)), show)


def _measure(home: Path, questions: int, on_progress: Progress) -> ScaleFigures:
    seconds: dict[tuple[str, str], list[float]] = defaultdict(list)
    articles = _Articles()
    with open_askable(_settings(home)) as opened:
        library = replace(AskableLibrary.of(opened), embedder=MadeUpEmbedder())
        counts = library.archive.counts()
        for number in range(_WARM_UP + questions):
            for filters, request in _requests(articles, number * 7919 % counts.articles):
                start = perf_counter()
                answer = ask(library, request)
                total = perf_counter() - start
                without = {_WITHOUT_READING: total - answer.timings[_READING], "total": total}
                if number >= _WARM_UP:
                    for stage, took in (answer.timings | without).items():
                        seconds[filters, stage].append(took)
            for stage, took in _page_seconds(library, articles.question(number), answer.citations):
                if number >= _WARM_UP:
                    seconds["page", stage].append(took)
            on_progress(f"ask {counts.passages:,} passages", (number + 1) / (_WARM_UP + questions))
    start, memory = in_own_process(first_answer, home)
    return ScaleFigures(
        passages=counts.passages,
        articles=counts.articles,
        stages=tuple(
            FilteredStage(filters, stage, *(percentile(took, percent) * 1000 for percent in (50, 95)))
            for (filters, stage), took in sorted(seconds.items(), key=lambda item: item[0][0] != "none")
        ),
        memory=memory,
        disk=sum(file.stat().st_size for file in home.rglob("*") if file.is_file()) / 2**20,
        start=start,
    )


def _requests(articles: _Articles, number: int) -> Iterator[tuple[str, AskRequest]]:
    asked = articles.question(number)
    after = _FIRST + timedelta(days=number * 37 % _DAYS - 15)
    yield "none", AskRequest(asked)
    yield "dates", AskRequest(asked, after=after, before=after + timedelta(days=30))
    yield "publisher", AskRequest(asked, publishers=(publisher(number % _PUBLISHERS),))


def _page_seconds(
    library: AskableLibrary, question: str, citations: Sequence[Citation]
) -> Iterator[tuple[str, float]]:
    """Yield how long the page takes to open a citation's article, and for the list of a half-typed word."""
    for citation in citations[:1]:
        start = perf_counter()
        place = (citation.version, citation.start, citation.end, citation.marker)
        laid_out("source.html.j2", read=reading(library.archive, citation.article_id, *place))
        yield "open a citation", perf_counter() - start
    words = " ".join(question.split()[2:4])[:-2]
    start = perf_counter()
    found = find_articles(library, words, View(), _LISTED)
    laid_out("list.html.j2", view=View(), words=words, listed=found.articles, next_offset=None)
    yield "search as one types", perf_counter() - start


def first_answer(home: Path) -> tuple[float, float]:
    """Open an archive and ask it one question; return the seconds, and this process's peak memory in MB."""
    question = _Articles().question(0)
    start = perf_counter()
    with open_askable(_settings(home)) as opened:
        library = replace(AskableLibrary.of(opened), embedder=MadeUpEmbedder())
        ask(library, AskRequest(question))
        return perf_counter() - start, peak_memory()


def _typical(found: ScaleFigures) -> float:
    """Return the p50 of what reading leaves of an answer without filters, in ms."""
    return next(each.p50 for each in found.stages if (each.filters, each.stage) == ("none", _WITHOUT_READING))
