"""Of one story a sentence is evidence once, in the article that had it first; the others stand behind it.

An article that may not be quoted whole, or that was withdrawn, gives way to one that may.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from ingest.article import Article, Kind, Version
from ingest.store.archive import Archive
from ingest.store.passages import PassageStore, StoredPassage
from ingest.store.reading.story_list import articles_of_story
from ingest.text.letters import PLAIN_QUOTES
from service.answer import Citation, OtherArticle, Statement

SentencePlace = tuple[str, int]  # a passage's id and a sentence's number in it

# Articles of a story that are looked into, and of these that are named with one citation.
_MOST_READ, _MOST_NAMED = 500, 20


def repeated_sentences(passages: Iterable[StoredPassage]) -> dict[SentencePlace, str]:
    """Return which sentences an earlier article of the story has among the passages, and in which of them.

    Case, white space and the form of quotation marks may differ.
    """
    first: dict[tuple[str, str], StoredPassage] = {}
    repeated: dict[SentencePlace, str] = {}
    for stored in sorted(passages, key=_order):
        for index in range(len(stored.passage.sentences)):
            said = first.setdefault((stored.article.story_id, _folded(stored.sentence(index))), stored)
            if said.article.id != stored.article.id:
                repeated[stored.passage.id, index] = said.passage.id
    return repeated


def with_others(archive: Archive, passages: PassageStore, statement: Statement, as_of: datetime) -> Statement:
    """Return the statement, its citations with the other articles of the story that have their words.

    Those that may not even be found are left out.
    """
    citations = tuple(_with_others(archive, passages, each, as_of) for each in statement.citations)
    return replace(statement, citations=citations)


def _with_others(archive: Archive, passages: PassageStore, citation: Citation, as_of: datetime) -> Citation:
    words = re.compile(rf"(?<!\w){re.escape(_folded(citation.quote))}(?!\w)")
    found = [
        _other(article, version)
        for article, version in articles_of_story(archive, citation.story_id, as_of, _MOST_READ)
        if article.id != citation.article_id
        and words.search(_folded(version.text))
        and passages.allowance(article.id) is not None
    ]
    return replace(citation, others=tuple(found[:_MOST_NAMED]), more_others=len(found[_MOST_NAMED:]))


def _other(article: Article, version: Version) -> OtherArticle:
    return OtherArticle(article.id, version.title, article.publisher, version.published_at, article.url)


def _order(stored: StoredPassage) -> tuple[bool, bool, datetime, str, int]:
    """What still stands, and may be quoted whole, comes before what does not, however early that was."""
    limited = not stored.allowance.whole
    since = stored.public_since
    return stored.kind is Kind.RETRACTION, limited, since, stored.article.id, stored.passage.start


def _folded(text: str) -> str:
    return " ".join(text.translate(PLAIN_QUOTES).casefold().split())
