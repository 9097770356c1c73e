"""Who counts as a source of its own."""

from __future__ import annotations

from ingest.article import Article
from service.evidence.agreement.voices import independent_sources, is_one_publisher, voices_of


def article(id_: str, publisher: str | None, story: str | None = None) -> Article:
    return Article(id_, None, publisher, story or id_)


def test_a_publisher_under_two_names_is_one_source() -> None:
    articles = [article("a", "Harbour Post"), article("b", "harbourpost.example"), article("c", "Echo")]
    assert independent_sources(voices_of(articles)) == 2


def test_copies_of_a_story_are_one_source_whoever_prints_them() -> None:
    assert independent_sources(voices_of([article("a", "Post"), article("b", "Echo", "a")])) == 1


def test_who_names_no_publisher_is_nobodys() -> None:
    assert not is_one_publisher(article("a", None), article("b", None))
    assert independent_sources(voices_of([article("a", None), article("b", None)])) == 2
