"""Who says something: a story is one source, whoever prints it, and so is a publisher of several stories.

A publisher has one voice under its name and under that of its host.
"""

from __future__ import annotations

from collections.abc import Iterable

from ingest.article import Article
from ingest.store.publishers import family_of

# The publisher that stands for each story, by the story's id.
Voices = dict[str, str]


def voices_of(articles: Iterable[Article]) -> Voices:
    """Return the voices behind articles; of one story the last article names the publisher."""
    return {article.story_id: article.publisher or article.story_id for article in articles}


def is_one_publisher(one: Article, other: Article) -> bool:
    """Return whether both name their publisher, and it is one."""
    if one.publisher is None or other.publisher is None:
        return False
    return family_of(one.publisher) == family_of(other.publisher)


def independent_sources(voices: Voices) -> int:
    """Return how many sources are independent of each other."""
    return len({family_of(publisher) for publisher in voices.values()})
