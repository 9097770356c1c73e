"""Dialogues to learn from what a follow-up carries: people's, some made by rules, and changes of topic.

Of changes of topic there are few in what people wrote down, so questions that stand alone are put behind
dialogues on other matters.
"""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.datasets.squad import ParagraphQuestion
from ingest.errors import InputError
from service.dialogue.turns import Turn

# Of this set only the users' turns are given.
_USERS_ONLY = "cast"
# Histories of this set begin with the titles of an article and its section.
_TITLED = "canard"
_MADE_BY_RULES = "synth-followup"
NEW_TOPIC = "new topic"
NEWS = "news"  # our own: invented news, with the answers of a news archive
_NEWS_FILE = Path(__file__).parents[1] / "sets/dialogues.jsonl"
# How often a dialogue counts, by its set: our own and those of people over articles most, tables less.
WEIGHTS = {
    NEWS: 10.0,
    "canard": 3.0,
    "cast": 6.0,
    "followup": 1.0,
    "synth-followup": 1.0,
    NEW_TOPIC: 1.5,
}
_APART = 8  # one conversation in so many measures
NOW = datetime(2022, 9, 1, tzinfo=UTC)  # what "today" in a dialogue is read from makes no difference
_MADE, _NEW, _ALONE = 1_500, 2_000, 600


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Earlier turns, a question that may lean on them, and the question as it stands alone."""

    history: tuple[Turn, ...]
    question: str
    rewrite: str
    set: str


def read_dialogues(path: Path) -> Iterator[Dialogue]:
    """Yield the dialogues of a rewrite.jsonl.gz: `history, question, rewrite, set`. Raises InputError."""
    if not path.is_file():
        raise InputError(f"{path}: no such file; give a rewrite.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                yield _dialogue(json.loads(line))
            except (ValueError, KeyError, TypeError) as exc:
                raise InputError(f"{path}:{number}: not a dialogue ({exc!r})") from exc


def is_kept_apart(dialogue: Dialogue) -> bool:
    """Return whether a dialogue measures, and is not trained on; those of a conversation stay together."""
    return zlib.crc32(dialogue.history[0].question.encode()) % _APART == 0


def news_dialogues() -> list[Dialogue]:
    """Return the dialogues over invented news that the project has itself."""
    lines = _NEWS_FILE.read_text(encoding="utf-8").splitlines()
    return [_dialogue({"set": NEWS, **json.loads(line)}) for line in lines]


def _dialogue(record: Mapping[str, Any]) -> Dialogue:
    history = _turns(record["history"], record["set"])
    return Dialogue(history, record["question"], record["rewrite"], record["set"])


def all_dialogues(
    written: Sequence[Dialogue], questions: Sequence[ParagraphQuestion], draw: random.Random
) -> list[Dialogue]:
    """Return people's dialogues, also without their titles, some made by rules, and changes of topic."""
    people = [each for each in written if each.set != _MADE_BY_RULES]
    made = [each for each in written if each.set == _MADE_BY_RULES]
    untitled = [replace(each, history=each.history[1:]) for each in people if each.set == _TITLED]
    alone = draw.sample(people, min(_ALONE, len(people)))
    return [
        *people,
        *(each for each in untitled if each.history),
        *draw.sample(made, min(_MADE, len(made))),
        *_new_topics(written, questions, draw),
        *(replace(each, question=each.rewrite, set=NEW_TOPIC) for each in alone),
    ]


def _new_topics(
    written: Sequence[Dialogue], questions: Sequence[ParagraphQuestion], draw: random.Random
) -> Iterator[Dialogue]:
    """Yield dialogues after which something else is asked, which needs nothing of them."""
    free = [each.rewrite for each in written if each.set in (_TITLED, _USERS_ONLY)]
    count = min(_NEW, len(written))
    asked = [each.question for each in draw.sample(questions, min(count // 2, len(questions)))]
    for number, question in enumerate([*asked, *draw.choices(free, k=count - len(asked))]):
        if number % 3 == 0:  # as people type
            question = question.lower().rstrip("?") if number % 2 else question[:1].lower() + question[1:]
        yield Dialogue(draw.choice(written).history, question, question, NEW_TOPIC)


def _turns(texts: Sequence[str], of: str) -> tuple[Turn, ...]:
    if of == _USERS_ONLY or len(texts) % 2:
        return tuple(Turn(text, "") for text in texts)
    return tuple(Turn(asked, told) for asked, told in zip(texts[::2], texts[1::2], strict=True))
