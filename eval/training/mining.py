"""Windows that would be read for a question, found by our own search in an archive of all paragraphs.

A window that shares words with a question is seldom as near to it as those that a search finds. What the
reader gets to see when it is asked, it should have seen when it learned: so it learns from the windows that
the sentences' scores put first, and for some questions from those that are left when the answer is hidden.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from eval.datasets.squad import ParagraphQuestion, paragraph_documents
from eval.homes import ALL_PASSAGES, build_home, cached_home, eval_settings
from eval.progress import Progress, silent
from eval.training.examples import Example, ExampleMaker
from eval.training.matching import holds
from ingest.library import Library, open_library
from ingest.store.filters import Filters
from service.evidence.reader import Window
from service.evidence.rescore import best_windows
from service.evidence.retrieve import retrieve
from service.evidence.scoring import extract_features, own_features, scored, sentence_model
from service.evidence.search import rarity_in
from service.questions.question import parse_question

_PASSAGES = 24
_HIDDEN_SHARE = 0.35  # of the questions, whose answers are hidden
_WRONG = 2  # windows without an answer that are taken of a question
# Of the questions, whose examples are made as `ExampleMaker` makes them: with names changed, and scenes.
_MADE_SHARE = 0.25
_NO_TITLE_SHARE = 0.1


def mined_examples(
    questions: Sequence[ParagraphQuestion],
    every: Sequence[ParagraphQuestion],
    maker: ExampleMaker,
    cache: Path,
    seed: int,
    on_progress: Progress = silent,
) -> list[Example]:
    """Return examples of `questions`; the archive that is searched holds the paragraphs of `every`."""
    home = cached_home(cache, "mining", str(len(every)), str(seed))
    build_home(home, lambda: paragraph_documents(every), ALL_PASSAGES, on_progress)
    draw, found = random.Random(seed), list[Example]()
    with open_library(eval_settings(home)) as library:
        for number, question in enumerate(questions, start=1):
            if draw.random() < _MADE_SHARE:
                found += maker.examples(question)
            else:
                found += _mined(library, question, maker, draw)
            on_progress("search", number / len(questions))
    return found


def _mined(
    library: Library, question: ParagraphQuestion, maker: ExampleMaker, draw: random.Random
) -> list[Example]:
    hidden = bool(question.answers) and draw.random() < _HIDDEN_SHARE
    windows = _windows(library, question, hidden=hidden)
    right = [(window, answer) for window in windows if (answer := _answer(question, window))]
    wrong = [window for window in windows if not _says(question, window)]
    found = [Example(question.question, window.title, window.text, answer) for window, answer in right[:1]]
    if not right and not hidden and question.spans:
        found += [example for example in maker.examples(question) if example.answer][:1]
    found += [
        Example(question.question, window.title, window.text, None)
        for window in draw.sample(wrong, min(_WRONG, len(wrong)))
    ]
    return [
        Example(each.question, "", each.text, each.answer) if draw.random() < _NO_TITLE_SHARE else each
        for each in found
    ]


def _windows(library: Library, asked: ParagraphQuestion, *, hidden: bool) -> list[Window]:
    """Return the windows that would be read; with `hidden` as if no passage had the answer."""
    now = datetime.now(UTC)
    question = parse_question(asked.question, as_of=now)
    vector = library.embedder.embed_question(question.text)
    passages = retrieve(library, question, vector, Filters(now), limit=_PASSAGES).passages
    if hidden:
        passages = [
            each for each in passages if not holds(f"{each.stored.title}\n{each.stored.text}", asked.answers)
        ]
    evidence = extract_features(question, vector, passages, rarity_in(library))
    return best_windows(scored(evidence, own_features, sentence_model()))[0]


def _answer(question: ParagraphQuestion, window: Window) -> tuple[int, int] | None:
    """Return where in a window of the question's own paragraph the answer stands."""
    at = question.paragraph.find(window.text)
    if at < 0:
        return None
    end = at + len(window.text)
    inside = [span for span in question.spans if at <= span[0] and span[1] <= end]
    return (inside[0][0] - at, inside[0][1] - at) if inside else None


def _says(question: ParagraphQuestion, window: Window) -> bool:
    folded = window.text.casefold()
    return any(answer.casefold() in folded for answer in question.answers)
