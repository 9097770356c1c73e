"""Fits the models of service/dialogue/carry.json: does a question need its dialogue, and which terms of it?

A term is right if at least half of its words stand in the question as people wrote it to stand alone.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.datasets.squad import read_paragraph_questions
from eval.progress import Progress, silent
from eval.training.dialogues import NEW_TOPIC, NOW, Dialogue, all_dialogues, read_dialogues
from eval.training.learning import Bools, Floats, area_under_curve, fit_logistic, fit_pairs
from service.dialogue.carry import CARRY_FILE, MAX_TURNS, CarryModel, need_features
from service.dialogue.leaning import QUESTION_FEATURES, question_features
from service.dialogue.terms import TERM_FEATURES, terms_of
from service.english.lemmas import content_stems

_SEED = 20221
_QUESTIONS = "squad1-train"
# How often a dialogue counts, by its set: those of people over articles most, tables and bookings less.
_WEIGHTS = {"canard": 3.0, "cast": 4.0, "followup": 1.0, "gecor": 0.5, "synth-followup": 0.7, NEW_TOPIC: 1.5}
_RIDGE = 1e-4
# Log-odds, chosen on the dialogues kept apart: a word too many costs the search less than one too few, and a
# new topic must bring nothing along.
_LEAST_NEED, _LEAST_TERM = 0.5, -1.0
_APART = 8  # one conversation in so many


@dataclass(frozen=True, slots=True)
class Example:
    """A dialogue as features: a row for each term, those of the question, and which terms are right."""

    dialogue: Dialogue
    rows: Floats
    asked: Floats
    right: Bools

    @property
    def weight(self) -> float:
        return _WEIGHTS[self.dialogue.set]


@dataclass(frozen=True, slots=True)
class CarryReport:
    """Figures on the dialogues kept apart."""

    fitted: int
    apart: int
    need_auc: float
    terms_carried: float
    terms_right: float
    new_topics: float


def fit_carry(
    dialogues: Path, questions: Path, on_progress: Progress = silent, out: Path = CARRY_FILE
) -> CarryReport:
    """Fit on the dialogues, some of the questions as new topics after them; write the models to `out`."""
    draw = random.Random(_SEED)
    written = [each for each in read_dialogues(dialogues) if each.set in _WEIGHTS]
    asked = list(read_paragraph_questions(questions, (_QUESTIONS,)))
    examples = _examples(all_dialogues(written, asked, draw), on_progress)
    apart = [each for each in examples if _kept_apart(each.dialogue)]
    fitted = [each for each in examples if not _kept_apart(each.dialogue)]
    model = _fit(fitted)
    out.write_text(json.dumps(_record(model, fitted), indent=1) + "\n", encoding="utf-8")
    return _report(model, fitted, apart)


def _kept_apart(dialogue: Dialogue) -> bool:
    return zlib.crc32(dialogue.history[0].question.encode()) % _APART == 0


def _examples(dialogues: Sequence[Dialogue], on_progress: Progress) -> list[Example]:
    found = []
    for number, dialogue in enumerate(dialogues, start=1):
        found += [example] if (example := _example(dialogue)) else []
        on_progress("read the dialogues", number / len(dialogues))
    return found


def _example(dialogue: Dialogue) -> Example | None:
    history = dialogue.history[-MAX_TURNS:]
    terms = terms_of(history, dialogue.question, NOW)
    if not terms:
        return None
    asked, alone = content_stems(dialogue.question), content_stems(dialogue.rewrite)
    lacking = [set(term.stems) - asked for term in terms]
    return Example(
        dialogue,
        np.array([term.features for term in terms]),
        np.array(question_features(dialogue.question, history, NOW)),
        np.array([2 * len(stems & alone) >= len(stems) for stems in lacking], bool),
    )


def _fit(fitted: Sequence[Example]) -> CarryModel:
    needing = [each for each in fitted if each.right.any()]
    counts = [len(each.right) for each in needing]
    # A long dialogue has more terms, and is one dialogue.
    weights = np.repeat([each.weight / np.sqrt(len(each.right)) for each in needing], counts)
    terms = fit_pairs(
        np.concatenate([each.rows for each in needing]),
        np.repeat(np.array([each.asked for each in needing]), counts, axis=0),
        np.concatenate([each.right for each in needing]),
        weights,
        ridge=_RIDGE,
        seed=_SEED,
    )
    rows = np.array([need_features(each.rows @ terms @ each.asked, each.asked) for each in fitted])
    needs = np.array([each.right.any() for each in fitted])
    linear, bias = fit_logistic(rows, needs, np.array([each.weight for each in fitted]), ridge=_RIDGE)
    linear[QUESTION_FEATURES.index("any")] += bias
    return CarryModel(terms.round(4), linear.round(4), _LEAST_NEED, _LEAST_TERM)


def _record(model: CarryModel, fitted: Sequence[Example]) -> dict[str, object]:
    sets = [each.dialogue.set for each in fitted]
    return {
        "made_by": "dateline eval fit-carry",
        "dialogues": {name: sets.count(name) for name in sorted(set(sets))},
        "licences": {
            "canard": "CC BY-SA 4.0",
            "cast": "MIT",
            "followup": "Apache-2.0",
            "gecor": "CC BY 4.0",
            "synth-followup": "questions of SQuAD, CC BY-SA 4.0",
        },
        "least_need": model.least_need,
        "least_term": model.least_term,
        "needs": {
            "question": _named(model.needs[: len(QUESTION_FEATURES)]),
            "named question": _named(model.needs[len(QUESTION_FEATURES) : -1]),
            "best term": float(model.needs[-1]),
        },
        "terms": {term: _named(row) for term, row in zip(TERM_FEATURES, model.terms, strict=True)},
    }


def _named(weights: Floats) -> dict[str, float]:
    return dict(zip(QUESTION_FEATURES, weights.tolist(), strict=True))


def _report(model: CarryModel, fitted: Sequence[Example], apart: Sequence[Example]) -> CarryReport:
    scores = [model.scores(each.rows, each.asked) for each in apart]
    need = np.array([model.need(found, each.asked) for found, each in zip(scores, apart, strict=True)])
    needing = np.array([each.right.any() for each in apart])
    new = np.array([each.dialogue.set == NEW_TOPIC for each in apart])
    chosen = [
        (found >= model.least_term) & (least >= model.least_need)
        for found, least in zip(scores, need, strict=True)
    ]
    hits = sum(int((each.right & some).sum()) for each, some in zip(apart, chosen, strict=True))
    return CarryReport(
        fitted=len(fitted),
        apart=len(apart),
        need_auc=area_under_curve(need, needing),
        terms_carried=hits / sum(int(each.right.sum()) for each in apart),
        terms_right=hits / max(1, sum(int(some.sum()) for some in chosen)),
        new_topics=float((need[new] < model.least_need).mean()),
    )
