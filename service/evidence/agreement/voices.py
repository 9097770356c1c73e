"""Who says something: a story is one source, whoever prints it, and so is a publisher of several stories."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.article import Article

# The publisher that stands for each story, by the story's id.
Voices = dict[str, str]


def voices_of(articles: Iterable[Article]) -> Voices:
    """Return the voices behind articles; of one story the last article names the publisher."""
    return {article.story_id: article.publisher or article.story_id for article in articles}


def independent_sources(voices: Voices) -> int:
    """Return how many sources are independent of each other."""
    return len(set(voices.values()))
