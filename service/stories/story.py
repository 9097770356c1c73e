"""What a story is: articles that print one text, copied or lightly rewritten, with what each of them adds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ingest.article import Article
from ingest.store.reading.shown import VersionSummary
from ingest.store.reading.story_list import ListedStory
from service.answer import Citation


class StepKind(StrEnum):
    """What came."""

    ARTICLE = "article"
    NEW_VERSION = "new_version"
    CORRECTION = "correction"
    RETRACTION = "retraction"


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article of a story.

    `copy_of` is the id of the earlier article that its first wording is most like, and `in_common` the share
    of the shorter one's runs of four words that both have, 0 to 1, estimated within about 0.05. The first
    article has neither.
    """

    article: Article
    latest: VersionSummary
    agency: str | None
    copy_of: str | None
    in_common: float | None


@dataclass(frozen=True, slots=True)
class StoryStep:
    """A wording that became public, and what it changed.

    `added` are the most telling of its sentences that no wording before it had, at most three, and
    `more_added` counts the others. `dropped` are those that the article had until then, and `more_dropped`
    the others. Sentences that say the same in other words count as the same.
    """

    at: datetime
    kind: StepKind
    article_id: str
    version: int
    title: str
    publisher: str | None
    added: tuple[Citation, ...]
    more_added: int
    dropped: tuple[Citation, ...]
    more_dropped: int


@dataclass(frozen=True, slots=True)
class StoryValue:
    """A figure or a day in a sentence's own words, and since when the story has had it."""

    value: str
    citation: Citation
    since: datetime


@dataclass(frozen=True, slots=True)
class StoryDifference:
    """Values for one thing, in the order in which they were first said.

    `replaced`: only the last of them is in an article now. Otherwise articles differ as they stand.
    """

    values: tuple[StoryValue, ...]
    replaced: bool


@dataclass(frozen=True, slots=True)
class Story:
    """What is known of a story, in its articles' own sentences.

    `articles` are in the order of publication, those without a date last; the first is the first report.
    `agency` sent it, as the first article says that names one. `publishers` printed it, one name for each; to
    an answer it is one source. `course` is what became public, in order, of the first 60 articles. Markers of
    the citations count from 1. `more_articles`: it has more than are listed. `related` are stories of their
    own on the same event within a week, the first published first; round-ups may be among them.
    `independent_sources` counts the publishers that begin this story or one of these. `warnings` say which
    versions were left out because they are not as they were stored, and which articles because their
    publishers reserved them.
    """

    id: str
    title: str
    agency: str | None
    publishers: tuple[str, ...]
    articles: tuple[StoryArticle, ...]
    more_articles: bool
    course: tuple[StoryStep, ...]
    differing: tuple[StoryDifference, ...]
    related: tuple[ListedStory, ...]
    independent_sources: int
    warnings: tuple[str, ...] = ()

    @property
    def citations(self) -> list[Citation]:
        """All citations, in the order of their markers."""
        told = [each for step in self.course for each in (*step.added, *step.dropped)]
        return told + [value.citation for each in self.differing for value in each.values]
