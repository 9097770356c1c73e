"""What a forecast is: a sentence that says what will be, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.answer import Citation, Speaker


@dataclass(frozen=True, slots=True)
class Part:
    """Part of an article: `version.text[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """A claim about the future. Its sentence is the citation; all spans are of the cited version's text.

    `event` are the words of the claim, `deadline` those of its time, which stands for [due_from, due_until)
    by the article's day. `speaker` None: the article says it itself, or it is not clear who does. `later` are
    sentences of later articles that bear on it, the nearest first.
    """

    citation: Citation
    speaker: Speaker | None
    event: Part
    deadline: Part
    due_from: datetime
    due_until: datetime
    later: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class ForecastList:
    """Forecasts; `next_offset` if there are more."""

    forecasts: list[Forecast]
    next_offset: int | None
