"""The best sentences are read once more, together with the question and with the sentences around them.

Words and meaning compared from afar tell what a sentence is about; which one says what was asked, and whether
any does (service/evidence/refuse.py), a reader of both tells better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from service.evidence import scoring
from service.evidence.copies import SentencePlace
from service.evidence.logistic import Floats, LogisticModel, load_logistic
from service.evidence.rescoring.foretold import with_foretold
from service.evidence.rescoring.holders import holders_first, with_holders
from service.evidence.rescoring.reader import Reader, Window
from service.evidence.scoring import Evidence, scored
from service.evidence.speech import by_speaker
from service.questions.question import Question
from service.questions.speech import asked_speech

# Windows that are read: those around the sentences that score best.
WINDOWS = 4

FEATURES = (
    *scoring.FEATURES,
    "reading",  # the log-odds that the reader gives it
    # The same for the question without the times it names, which articles word in other ways, where the
    # sentence tells of these times or is of them.
    "timeless",
)


def read_sentence_model() -> LogisticModel:
    """Return the model of a read sentence's probability to answer."""
    return load_logistic("reading", FEATURES)


def rescore(question: Question, found: Sequence[Evidence], reader: Reader) -> list[Evidence]:
    """Return the evidence with its log-odds and the scores that follow from them, best first."""
    found = holders_first(question, found)
    read = merge_rescored(found, read_windows(question, found, reader), read_sentence_model())
    read = with_holders(question, read)
    speech = asked_speech(question.text)
    return with_foretold(question, by_speaker(speech, read) if speech else read)


def merge_rescored(
    found: Sequence[Evidence], read: Sequence[Evidence], model: LogisticModel
) -> list[Evidence]:
    """Return what was found, best first: `read`, by the model, then the rest of it in its order."""
    if not read:
        return list(found)
    best = scored(read, read_features, model)
    seen, least = {_place(item) for item in best}, best[-1].score
    rest = [replace(item, score=min(item.score, least)) for item in found if _place(item) not in seen]
    return best + rest


def read_windows(question: Question, found: Sequence[Evidence], reader: Reader) -> list[Evidence]:
    """Return what stands in the windows around the best, with its log-odds; `found` is sorted, best first."""
    windows, places = _best_windows(found)
    asked = _read(question.text, windows, places, reader)
    timeless = (
        asked if question.timeless == question.text else _read(question.timeless, windows, places, reader)
    )
    return [
        replace(
            item,
            log_odds=asked[place].log_odds,
            timeless_log_odds=timeless[place].log_odds,
            answer=asked[place].answer(item.text),
        )
        for item in found
        if (place := _place(item)) in asked
    ]


def _best_windows(found: Sequence[Evidence]) -> tuple[list[Window], list[list[SentencePlace]]]:
    """Return the windows around the best, which are read, and the sentences that each has."""
    windows: list[Window] = []
    places: list[list[SentencePlace]] = []
    covered: set[SentencePlace] = set()
    speakers = {_place(item): item.speaker for item in found if item.speaker}
    for item in found:
        if len(windows) == WINDOWS:
            break
        if _place(item) not in covered:
            window, inside = _around(item, speakers)
            windows.append(window)
            places.append(inside)
            covered.update(inside)
    return windows, places


@dataclass(frozen=True, slots=True)
class _ReadSentence:
    """What was read of a sentence: its likeliest answer is `length` long, and begins `ahead` of its end."""

    log_odds: float
    ahead: int | None
    length: int

    def answer(self, text: str) -> tuple[int, int] | None:
        """Return where the sentence's text has the answer, counted from its end: a name may stand before."""
        if self.ahead is None or self.ahead > len(text):
            return None
        start = len(text) - self.ahead
        return start, start + self.length


def _read(
    text: str, windows: Sequence[Window], places: Sequence[Sequence[SentencePlace]], reader: Reader
) -> dict[SentencePlace, _ReadSentence]:
    """Return the best reading of each place, for a question of this text."""
    best: dict[SentencePlace, _ReadSentence] = {}
    for inside, window, found in zip(places, windows, reader.read(text, windows), strict=True):
        for place, span, odds, answer in zip(
            inside, window.sentences, found.log_odds, found.answers, strict=True
        ):
            if place not in best or odds > best[place].log_odds:
                ahead, length = (span[1] - answer[0], answer[1] - answer[0]) if answer else (None, 0)
                best[place] = _ReadSentence(float(odds), ahead, length)
    return best


def read_features(item: Evidence) -> Floats:
    """Return the features of a sentence that was read, in the order of FEATURES."""
    assert item.log_odds is not None
    assert item.timeless_log_odds is not None
    timeless = item.timeless_log_odds if item.feature("timed") > 0 else item.log_odds
    return np.append(item.features, (item.log_odds, timeless))


def _place(item: Evidence) -> SentencePlace:
    return item.stored.passage.id, item.index


def _around(item: Evidence, speakers: Mapping[SentencePlace, str]) -> tuple[Window, list[SentencePlace]]:
    """Return a sentence with the one before and the one after, and their places.

    Where a speaker is known whom a sentence does not name, the name stands before it, as in a transcript.
    """
    passage, text = item.stored.passage, item.stored.text
    first, last = max(0, item.index - 1), min(len(passage.sentences), item.index + 2)
    inside = [(passage.id, index) for index in range(first, last)]
    read, spans, at = "", [], passage.sentences[first].start - passage.start
    for place in inside:
        sentence = passage.sentences[place[1]]
        start, end = sentence.start - passage.start, sentence.end - passage.start
        speaker = speakers.get(place)
        read += text[at:start]
        begins = len(read)
        read += f"{speaker}: " if speaker and speaker not in text[start:end] else ""
        read += text[start:end]
        spans.append((begins, len(read)))
        at = end
    return Window(item.stored.title, read, tuple(spans)), inside
