"""Fits the network of service/dialogue/carry.json: which terms of its dialogue does a question need?

A term is right if at least half of its words stand in the question as people wrote it to stand alone.
"""

from __future__ import annotations

import json
import random
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.datasets.squad import read_paragraph_questions
from eval.progress import Progress, silent
from eval.training.dialogues import NEW_TOPIC, NOW, Dialogue, all_dialogues, read_dialogues
from eval.training.learning import Bools, Floats, fit_network
from service.dialogue.carry import CARRY_FILE, MAX_TURNS, CarryModel
from service.dialogue.leaning import QUESTION_FEATURES, question_features
from service.dialogue.terms import TERM_FEATURES, terms_of
from service.english.lemmas import content_stems

_SEED = 20221
_QUESTIONS = "squad1-train"
# How often a dialogue counts, by its set: those of people over articles most, tables and bookings less.
_WEIGHTS = {"canard": 3.0, "cast": 6.0, "followup": 1.0, "gecor": 0.3, "synth-followup": 1.0, NEW_TOPIC: 1.5}
_UNITS, _RIDGE = 32, 1e-3
# Log-odds, chosen on dialogues for measuring: a wrong term costs the search more than a missing one.
_LEAST = 0.0
_APART = 8  # one conversation in so many


@dataclass(frozen=True, slots=True)
class CarryExample:
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


def _examples(dialogues: Sequence[Dialogue], on_progress: Progress) -> list[CarryExample]:
    found = []
    for number, dialogue in enumerate(dialogues, start=1):
        found += [example] if (example := _example(dialogue)) else []
        on_progress("read the dialogues", number / len(dialogues))
    return found


def _example(dialogue: Dialogue) -> CarryExample | None:
    history = dialogue.history[-MAX_TURNS:]
    terms = terms_of(history, dialogue.question, NOW)
    if not terms:
        return None
    asked, alone = content_stems(dialogue.question), content_stems(dialogue.rewrite)
    lacking = [set(term.stems) - asked for term in terms]
    return CarryExample(
        dialogue,
        np.array([term.features for term in terms]),
        np.array(question_features(dialogue.question, history, NOW)),
        np.array([2 * len(stems & alone) >= len(stems) for stems in lacking], bool),
    )


def _fit(fitted: Sequence[CarryExample]) -> CarryModel:
    counts = [len(each.right) for each in fitted]
    asked = np.repeat(np.array([each.asked for each in fitted]), counts, axis=0)
    network = fit_network(
        np.hstack([np.concatenate([each.rows for each in fitted]), asked]),
        np.concatenate([each.right for each in fitted]),
        # A long dialogue has more terms, and is one dialogue.
        np.repeat([each.weight / np.sqrt(len(each.right)) for each in fitted], counts),
        units=_UNITS,
        ridge=_RIDGE,
        seed=_SEED,
    )
    return CarryModel(
        middle=network.middle.round(4),
        scale=network.scale.round(4),
        hidden=network.hidden.round(4),
        hidden_bias=network.hidden_bias.round(4),
        units=network.units.round(4),
        direct=network.direct.round(4),
        bias=float(network.bias[0].round(4)),
        least=_LEAST,
    )


def _record(model: CarryModel, fitted: Sequence[CarryExample]) -> dict[str, object]:
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
        "features": [*TERM_FEATURES, *QUESTION_FEATURES],
        "least": model.least,
        "network": {
            name: np.asarray(values).tolist() for name, values in asdict(model).items() if name != "least"
        },
    }


def _report(model: CarryModel, fitted: Sequence[CarryExample], apart: Sequence[CarryExample]) -> CarryReport:
    scores = [model.scores(each.rows, each.asked) for each in apart]
    chosen = [found >= model.least for found in scores]
    hits = sum(int((each.right & some).sum()) for each, some in zip(apart, chosen, strict=True))
    new = [not some.any() for each, some in zip(apart, chosen, strict=True) if each.dialogue.set == NEW_TOPIC]
    return CarryReport(
        fitted=len(fitted),
        apart=len(apart),
        terms_carried=hits / sum(int(each.right.sum()) for each in apart),
        terms_right=hits / max(1, sum(int(some.sum()) for some in chosen)),
        new_topics=float(np.mean(new)),
    )
