"""Fits the small models in service/evidence/logistic.json on public questions.

News questions teach what time is worth, questions over paragraphs what words and meaning are worth. When to
refuse is learned from questions that their paragraph does not answer, questions about other matters, and the
answered ones asked again, of the archive without the passages that hold their answer, and with another year.
News and most paragraphs are in one archive, these paragraphs in a second, others in a third, invented news in
a fourth: what is refused in a small archive is not always refused in a large one. Paragraphs and invented
news are of articles that the reader (service/evidence/rescoring/reader.py) was not trained on: of the others
it knows the answers.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path

import numpy as np

from eval.datasets.realtimeqa import read_articles, read_questions
from eval.datasets.squad import ParagraphQuestion, paragraph_documents, read_paragraph_questions
from eval.homes import ALL_PASSAGES, build_home, cached_home, eval_settings
from eval.progress import Progress, silent
from eval.training.examples import UNANSWERED_SET, kept_apart
from eval.training.learning import (
    Bools,
    Floats,
    area_under_curve,
    fit_logistic,
    fit_ranking,
    refusal_f1,
)
from eval.training.matching import holds
from eval.training.news import NEWS_FILE, NewsGroup, news_documents, read_news
from ingest.library import Library, open_library
from ingest.store.filters import Filters
from service.evidence import refuse, scoring
from service.evidence.logistic import MODELS_FILE, LogisticModel, model_record
from service.evidence.rescoring import rescore
from service.evidence.rescoring.reader import Reader, shared_reader
from service.evidence.retrieve import retrieve
from service.evidence.scoring import Evidence, extract_features
from service.evidence.search import rarity_in
from service.questions.question import Question, parse_question

_PASSAGES = 30
# Passages that are hidden, at most, without fewer than _PASSAGES being left.
_MOST_HIDDEN = 50
_SEED = 20221
# The sets of the smaller archive.
_SMALL_SETS = ("squadshifts-new-wiki", "qed-nq")
# Questions taken, at most: those that their paragraph answers, those that it does not, and some of another
# set, about other matters.
_ANSWERED, _UNANSWERED, _OFF_TOPIC = 1_000, 600, 600
_OTHER_SET = "squad1-train"
_RIDGE = 1e-3
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_YEARS_APART = 6
# The threshold is as high as it can be without refusing more than this share of the news questions whose
# evidence holds the answer.
_MOST_REFUSED = 0.075


@dataclass(frozen=True, slots=True)
class FitCase:
    """A question to learn from; no golds: nothing in the archive answers it.

    Passages that hold one of the wordings `hidden` count as not being in the archive.
    """

    question: str
    as_of: datetime
    golds: tuple[str, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """A case with the sentences found for it, best first once they have scores."""

    case: FitCase
    sentences: list[Evidence]

    @property
    def right(self) -> Bools:
        """Whether each sentence holds the answer."""
        return np.array([holds(item.text, self.case.golds) for item in self.sentences], bool)


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
    invented: Path = NEWS_FILE,
) -> FitReport:
    """Fit the models on the news questions asked before `until`, the paragraph questions and invented news.

    They are written to `out`.
    """
    groups = _evidence_of_all(news, questions, until, cache, on_progress)
    # These teach which sentence answers. When to refuse they do not: so near to what is told, they taught to
    # refuse less of what is not told at all (ClapNQ's F1 .64 with them, .70 without).
    near = _found_in_invented(invented, cache, on_progress)
    sentence = _fit_scores((groups[0], groups[1] + near), scoring.own_features)
    groups = [[_ordered(read, sentence) for read in group] for group in groups]
    near = [_ordered(read, sentence) for read in near]
    reader = shared_reader(0)
    parts = [_read_all(group, reader, on_progress) for group in groups]
    read_near = _read_all(near, reader, on_progress)
    again = _fit_scores((parts[0], parts[1] + read_near), rescore.read_features)
    groups = [_ordered_again(group, part, again) for group, part in zip(groups, parts, strict=True)]
    report, answer = _fit_answer(*groups)
    kept = {
        "sentence": model_record(sentence, scoring.FEATURES),
        "answer": model_record(answer, refuse.FEATURES),
        "reading": model_record(again, rescore.FEATURES),
    }
    out.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    return report


def _evidence_of_all(
    news: Path, questions: Path, until: datetime, cache: Path, on_progress: Progress
) -> list[list[Read]]:
    """Return what was found for groups of cases.

    They are the news questions, the paragraph questions to fit on, those held, and of the first two: with the
    passages that answer them hidden, and with another year.
    """
    news_cases = [
        FitCase(q.question, q.as_of, (q.gold,))
        for q in read_questions(news)
        if q.as_of < until and q.gold_urls
    ]
    paragraphs = list(read_paragraph_questions(questions, (UNANSWERED_SET, _OTHER_SET)))
    own = [item for item in paragraphs if item.set == UNANSWERED_SET]
    others = list(read_paragraph_questions(questions, _SMALL_SETS))
    names = (str(news.resolve()), str(questions.resolve()))
    large, small = cached_home(cache, *names), cached_home(cache, names[1], *_SMALL_SETS)
    alone = cached_home(cache, names[1], UNANSWERED_SET)
    build_home(large, lambda: chain(read_articles(news), paragraph_documents(own)), ALL_PASSAGES, on_progress)
    build_home(small, lambda: paragraph_documents(others), ALL_PASSAGES, on_progress)
    build_home(alone, lambda: paragraph_documents(own), ALL_PASSAGES, on_progress)
    cases = _paragraph_cases(paragraphs)
    fitted, held = cases[: len(cases) // 2], cases[len(cases) // 2 :]
    other = _other_cases(others)
    with open_library(eval_settings(large)) as library:
        found = [
            _find_all(library, some, on_progress)
            for some in (
                news_cases,
                fitted,
                held,
                _with_answers_hidden([*news_cases, *fitted]),
                _with_another_year([*news_cases, *fitted]),
            )
        ]
    for home, some in ((alone, fitted), (small, other)):
        with open_library(eval_settings(home)) as library:
            found[1] += _find_all(library, some, on_progress)
            found[3] += _find_all(library, _with_answers_hidden(some), on_progress)
    return found


def _found_in_invented(file: Path, cache: Path, on_progress: Progress) -> list[Read]:
    """Return what was found for the questions over invented news that the reader did not learn from.

    Those without an answer are near to what is told: another name, another year, what did not happen. What
    names nothing cannot be asked of an archive of many matters, and is left out.
    """
    groups = read_news(file)
    home = cached_home(cache, str(file.resolve()), str(file.stat().st_size))
    build_home(home, lambda: news_documents(groups), ALL_PASSAGES, on_progress)
    cases = [
        FitCase(question.text, _asked_at(group), question.words_in(group))
        for group in groups
        if group.is_kept_apart
        for question in group.questions
    ]
    named = [case for case in cases if _question(case).names]
    with open_library(eval_settings(home)) as library:
        return _find_all(library, named, on_progress)


def _asked_at(group: NewsGroup) -> datetime:
    """Return a moment soon after the last article of a group."""
    return datetime.fromisoformat(max(group.days)).replace(tzinfo=UTC) + timedelta(days=2)


def _paragraph_cases(paragraphs: Sequence[ParagraphQuestion]) -> list[FitCase]:
    draw = random.Random(_SEED)
    now = datetime.now(UTC)
    apart = [item for item in paragraphs if kept_apart(item.set, item.title)]
    own = [item for item in apart if item.set == UNANSWERED_SET]
    titles = {item.title for item in paragraphs if item.set == UNANSWERED_SET}
    other = [item for item in apart if item.set == _OTHER_SET and item.title not in titles]
    taken = _drawn([item for item in own if item.answers], _ANSWERED, draw)
    taken += _drawn([item for item in own if not item.answers], _UNANSWERED, draw)
    cases = [FitCase(item.question, now, item.answers) for item in taken]
    cases += [FitCase(item.question, now, ()) for item in _drawn(other, _OFF_TOPIC, draw)]
    draw.shuffle(cases)
    return cases


def _other_cases(paragraphs: Sequence[ParagraphQuestion]) -> list[FitCase]:
    now = datetime.now(UTC)
    return [
        FitCase(item.question, now, item.answers)
        for item in paragraphs
        if item.answers and kept_apart(item.set, item.title)
    ]


def _drawn(items: Sequence[ParagraphQuestion], most: int, draw: random.Random) -> list[ParagraphQuestion]:
    return draw.sample(items, min(most, len(items)))


def _with_answers_hidden(cases: Sequence[FitCase]) -> list[FitCase]:
    """Return the answered cases with the passages that hold their answer hidden."""
    return [replace(case, golds=(), hidden=case.golds) for case in cases if case.golds]


def _with_another_year(cases: Sequence[FitCase]) -> list[FitCase]:
    """Return the answered cases that name a year with another one, which hardly anything answers."""
    draw = random.Random(_SEED)
    found = []
    for case in cases:
        years = _YEAR.findall(case.question)
        if case.golds and len(years) == 1:
            other = int(years[0]) + draw.choice((-1, 1)) * draw.randint(1, _YEARS_APART)
            found.append(replace(case, question=_YEAR.sub(str(other), case.question), golds=()))
    return found


def _find_all(library: Library, cases: Sequence[FitCase], on_progress: Progress) -> list[Read]:
    found = []
    for number, case in enumerate(cases, start=1):
        found.append(_find(library, case))
        on_progress("find the evidence", number / len(cases))
    return [read for read in found if read.sentences]


def _find(library: Library, case: FitCase) -> Read:
    question = _question(case)
    vector = library.embedder.embed_question(question.text)
    limit = _PASSAGES + (_MOST_HIDDEN if case.hidden else 0)
    passages = [
        ranked
        for ranked in retrieve(library, question, vector, Filters(case.as_of), limit=limit).passages
        if not holds(f"{ranked.stored.title}\n{ranked.stored.text}", case.hidden)
    ][:_PASSAGES]
    return Read(case, extract_features(question, vector, passages, rarity_in(library)))


def _question(case: FitCase) -> Question:
    return parse_question(case.question, as_of=case.as_of)


def _read_all(group: Sequence[Read], reader: Reader, on_progress: Progress) -> list[Read]:
    found = []
    for number, read in enumerate(group, start=1):
        found.append(Read(read.case, rescore.read_windows(_question(read.case), read.sentences, reader)))
        on_progress("read the evidence", number / len(group))
    return found


def _fit_scores(groups: Sequence[Sequence[Read]], features: Callable[[Evidence], Floats]) -> LogisticModel:
    """Fit the order of sentences, then the scale on which its score is a probability.

    `groups` are the news questions and all others that are not held.
    """
    rows = [[np.stack([features(item) for item in read.sentences]) for read in group] for group in groups]
    right = [[read.right for read in group] for group in groups]
    lists, shares = [], []
    for group_rows, group_right in zip(rows, right, strict=True):
        some = [(r, holding) for r, holding in zip(group_rows, group_right, strict=True) if holding.any()]
        lists += some
        # Both kinds of question count alike, however many there are of each.
        shares += [1 / len(some)] * len(some)
    weights = fit_ranking(lists, np.array(shares), ridge=_RIDGE)
    every, holding = (np.concatenate([one for group in part for one in group]) for part in (rows, right))
    slope, bias = fit_logistic((every @ weights)[:, None], holding, np.ones(len(holding)), ridge=0.0)
    return LogisticModel(tuple((weights * slope[0]).tolist()), bias, 0.5)


def _ordered(read: Read, model: LogisticModel) -> Read:
    """Return the case with its sentences scored, best first."""
    return Read(read.case, scoring.scored(read.sentences, scoring.own_features, model))


def _ordered_again(group: Sequence[Read], read: Sequence[Read], model: LogisticModel) -> list[Read]:
    return [
        Read(whole.case, rescore.merge_rescored(whole.sentences, part.sentences, model))
        for whole, part in zip(group, read, strict=True)
    ]


def _fit_answer(
    news: Sequence[Read], paragraphs: Sequence[Read], held: Sequence[Read], *unanswered: Sequence[Read]
) -> tuple[FitReport, LogisticModel]:
    """Fit on all but those held, which are paragraph questions, too."""
    # An answer that was not found is no example of one.
    fitted = [read for read in (*news, *paragraphs) if read.right.any() or not read.case.golds]
    fitted += [read for group in unanswered for read in group]
    answerable = _answerable(fitted)
    weights, bias = fit_logistic(_rows(fitted), answerable, np.ones(len(fitted)), ridge=_RIDGE)
    # Two thirds of these have no answer, only because so many were made of those that have one. How sure an
    # answer is, is said for as many with as without (King and Zeng 2001, "Logistic Regression in Rare Events
    # Data"). What is refused is the same: the threshold moves as well.
    share = float(answerable.mean())
    bias -= math.log(share / (1 - share))
    model = LogisticModel(tuple(weights.tolist()), bias, 0.5)
    chance = model.probability(_rows(held))
    holding = [read for read in news if read.right.any()]
    threshold = float(np.quantile(model.probability(_rows(holding)), _MOST_REFUSED))
    report = FitReport(
        news_questions=len(news),
        paragraph_questions=len(paragraphs) + len(held),
        answer_auc=area_under_curve(chance, _answerable(held)),
        refusal_f1=refusal_f1(chance, _answerable(held), threshold),
        threshold=threshold,
    )
    return report, LogisticModel(model.weights, model.bias, threshold)


def _rows(reads: Sequence[Read]) -> Floats:
    return np.stack([refuse.answer_features(_question(read.case), read.sentences) for read in reads])


def _answerable(reads: Sequence[Read]) -> Bools:
    return np.array([bool(read.case.golds) for read in reads])
