"""What a request for a summary looks like; what comes back are the records of summaries/summary.py."""

from __future__ import annotations

from pydantic import Field

from service.answer import EXTRACTIVE
from service.api import examples
from service.api.schemas import Filtered, Words
from service.summaries.styles import LEAST_WORDS, MOST_SENTENCES, MOST_WORDS, Style
from service.summaries.summary import SummaryRequest

_MAX_PUBLISHERS = 100

EXAMPLES = {
    "topic": {
        "summary": "A topic, by the days of what happened",
        "value": {"question": "The Kess Bridge", "style": "timeline", "as_of": "2025-10-31"},
    },
    "article": {
        "summary": "One article in three sentences",
        "value": {"article_id": examples.ARTICLE_ID, "style": "bullets", "max_sentences": 3},
    },
    "period": {
        "summary": "What a publisher wrote within dates",
        "value": {"publishers": [examples.PUBLISHER], "after": "2025-10-20", "before": "2025-10-25"},
    },
    "disputes": {
        "summary": "What sources differ on",
        "value": {"question": "march against closing the accident unit", "style": "disputes"},
    },
}


class SummaryBody(Filtered):
    """What to summarise: an article, a story, a question or topic, or what was published within dates."""

    article_id: str | None = Field(None, max_length=64, description="One article.")
    story_id: str | None = Field(
        None,
        max_length=64,
        description="A story, as citations name it: all its copies, each in the version of `as_of`. "
        "Earlier versions only date the sides of a dispute.",
    )
    question: Words | None = Field(None, description="A question or a topic.")
    publishers: tuple[str, ...] = Field(
        (), max_length=_MAX_PUBLISHERS, description="Only these publishers; none means all."
    )
    style: Style = Style.BRIEF
    max_words: int | None = Field(
        None,
        ge=LEAST_WORDS,
        le=MOST_WORDS,
        description="Default: 120, for a timeline 300, or no limit with `max_sentences`.",
    )
    max_sentences: int | None = Field(None, ge=1, le=MOST_SENTENCES)
    writer: str | None = Field(
        None,
        max_length=50,
        description="Who writes: `extractive` or `model`. Default: as set.",
        examples=[EXTRACTIVE],
    )

    def to_request(self) -> SummaryRequest:
        return SummaryRequest(
            article_id=self.article_id,
            story_id=self.story_id,
            question=self.question,
            as_of=self.as_of,
            after=self.after,
            before=self.before,
            publishers=self.publishers,
            style=self.style,
            max_words=self.max_words,
            max_sentences=self.max_sentences,
        )
