"""Fits the two small models in service/models.json on public questions.

News questions teach what time is worth, questions over paragraphs what words and meaning are worth and, with
those that their paragraph does not answer, when to refuse.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from eval.build import ALL_PASSAGES, build_home, cached_home, eval_settings
from eval.datasets.realtimeqa import read_articles, read_questions
from eval.datasets.squad import ParagraphQuestion, paragraph_documents, read_paragraph_questions
from eval.learning import (
    Bools,
    Floats,
    area_under_curve,
    fit_logistic,
    fit_ranking,
    refusal_f1,
)
from eval.matching import holds
from eval.progress import Progress, silent
from ingest.filters import Filters
from ingest.library import Library, open_library
from service import evidence, refuse
from service.ask import rarity_in
from service.evidence import Evidence, read_sentences
from service.models import MODELS_FILE, LogisticModel, to_record
from service.question import parse_question
from service.retrieve import retrieve

_PASSAGES = 30
_SEED = 20221
# Questions taken, at most, from the paragraphs' own set, half of them answerable, and from another set: off
# the topic.
_ON_TOPIC = 2_400
_OFF_TOPIC = 600
_ANSWERED_SET, _OTHER_SET = "squad2-dev", "squad1-train"
_RIDGE = 1e-3
# The threshold is as high as it can be without refusing more than this share of the news questions whose
# evidence holds the answer. The paragraph questions alone would put it where an eighth of those are refused.
_MOST_REFUSED = 0.03


@dataclass(frozen=True, slots=True)
class Case:
    """A question to learn from; no golds: nothing in the archive answers it."""

    question: str
    as_of: datetime
    golds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """A case with the sentences found for it, and which of them hold the answer."""

    case: Case
    sentences: list[Evidence]
    right: Bools

    @property
    def rows(self) -> Floats:
        return np.stack([item.features for item in self.sentences])


@dataclass(frozen=True, slots=True)
class FitReport:
    """The figures are of the half of the paragraph questions that the answer model was not fitted on."""

    news_questions: int
    paragraph_questions: int
    answer_auc: float
    refusal_f1: float
    threshold: float


def fit_models(
    news: Path,
    questions: Path,
    until: datetime,
    cache: Path,
    on_progress: Progress = silent,
    out: Path = MODELS_FILE,
) -> FitReport:
    """Fit both models on the news questions asked before `until` and the paragraph questions.

    They are written to `out`.
    """
    paragraphs = list(read_paragraph_questions(questions, (_ANSWERED_SET, _OTHER_SET)))
    news_cases = [
        Case(q.question, q.as_of, (q.gold,)) for q in read_questions(news) if q.as_of < until and q.gold_urls
    ]
    news_home = cached_home(cache, str(news.resolve()), "news")
    build_home(news_home, lambda: read_articles(news), ALL_PASSAGES, on_progress)
    own = [item for item in paragraphs if item.set == _ANSWERED_SET]
    own_home = cached_home(cache, str(questions.resolve()), _ANSWERED_SET)
    build_home(own_home, lambda: paragraph_documents(own), ALL_PASSAGES, on_progress)
    from_news = _read_all(news_home, news_cases, on_progress)
    from_paragraphs = _read_all(own_home, _paragraph_cases(paragraphs), on_progress)
    sentence = _fit_sentence(from_news, from_paragraphs)
    report, answer = _fit_answer(sentence, from_news, from_paragraphs)
    kept = {
        "sentence": to_record(sentence, evidence.FEATURES),
        "answer": to_record(answer, refuse.FEATURES),
    }
    out.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return report


def _paragraph_cases(paragraphs: Sequence[ParagraphQuestion]) -> list[Case]:
    draw = random.Random(_SEED)
    now = datetime.now(UTC)
    own = [item for item in paragraphs if item.set == _ANSWERED_SET]
    titles = {item.title for item in own}
    other = [item for item in paragraphs if item.set == _OTHER_SET and item.title not in titles]
    cases = [Case(item.question, now, item.answers) for item in draw.sample(own, min(_ON_TOPIC, len(own)))]
    off_topic = draw.sample(other, min(_OFF_TOPIC, len(other)))
    cases += [Case(item.question, now, ()) for item in off_topic]
    draw.shuffle(cases)
    return cases


def _read_all(home: Path, cases: Sequence[Case], on_progress: Progress) -> list[Read]:
    with open_library(eval_settings(home)) as library:
        found = []
        for number, case in enumerate(cases, start=1):
            found.append(_read(library, case))
            on_progress("read the evidence", number / len(cases))
        return [read for read in found if read.sentences]


def _read(library: Library, case: Case) -> Read:
    question = parse_question(case.question, as_of=case.as_of)
    vector = library.embedder.embed_question(question.text)
    passages = retrieve(library, question, vector, Filters(case.as_of), limit=_PASSAGES)
    sentences = read_sentences(question, vector, passages, rarity_in(library))
    return Read(case, sentences, np.array([holds(item.text, case.golds) for item in sentences], bool))


def _fit_sentence(news: Sequence[Read], paragraphs: Sequence[Read]) -> LogisticModel:
    """Fit the order of sentences, then the scale on which its score is a probability."""
    groups = [[read for read in group if read.right.any()] for group in (news, paragraphs)]
    lists = [(read.rows, read.right) for group in groups for read in group]
    # Both kinds of question count alike, however many there are of each.
    shares = np.concatenate([np.full(len(group), 1 / max(len(group), 1)) for group in groups])
    weights = fit_ranking(lists, shares, ridge=_RIDGE)
    rows = np.concatenate([read.rows for read in (*news, *paragraphs)])
    right = np.concatenate([read.right for read in (*news, *paragraphs)])
    slope, bias = fit_logistic((rows @ weights)[:, None], right, np.ones(len(right)), ridge=0.0)
    return LogisticModel(tuple((weights * slope[0]).tolist()), bias, 0.5)


def _fit_answer(
    sentence: LogisticModel, news: Sequence[Read], paragraphs: Sequence[Read]
) -> tuple[FitReport, LogisticModel]:
    half = len(paragraphs) // 2
    fitted, held = paragraphs[:half], paragraphs[half:]
    rows = np.stack([_answer_row(sentence, read) for read in (*fitted, *news)])
    right = np.array([bool(read.case.golds) for read in (*fitted, *news)])
    weights, bias = fit_logistic(rows, right, np.ones(len(rows)), ridge=_RIDGE)
    model = LogisticModel(tuple(weights.tolist()), bias, 0.5)
    answerable = np.array([bool(read.case.golds) for read in held])
    chance = model.probability(np.stack([_answer_row(sentence, read) for read in held]))
    answered = [_answer_row(sentence, read) for read in news if read.right.any()]
    threshold = float(np.quantile(model.probability(np.stack(answered)), _MOST_REFUSED))
    report = FitReport(
        news_questions=len(news),
        paragraph_questions=len(paragraphs),
        answer_auc=area_under_curve(chance, answerable),
        refusal_f1=refusal_f1(chance, answerable, threshold),
        threshold=threshold,
    )
    return report, LogisticModel(model.weights, model.bias, threshold)


def _answer_row(sentence: LogisticModel, read: Read) -> Floats:
    scores = sentence.probability(read.rows)
    order = np.argsort(-scores)
    ranked = [replace(read.sentences[row], score=float(scores[row])) for row in order]
    return refuse.features(ranked)
