from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.article import Article, Kind, Version, text_sha256
from ingest.text.sentences import split_sentences
from service.answer import ChangeKind
from service.kept.wording import change_of, cited, stands_in

FIRST = (
    "The lido will open on 4 May, the council said. Repairs have cost £310,000.\n\n"
    "“We can hardly wait,” said Ada Marsh, who swims there."
)


def version(text: str, number: int = 1, kind: Kind = Kind.ARTICLE) -> Version:
    at = datetime(2025, 3, number, 9, tzinfo=UTC)
    return Version(
        article_id="lido",
        number=number,
        title="Lido to open in May",
        text=text,
        sha256=text_sha256(text),
        byline=None,
        agency=None,
        dateline=None,
        section=None,
        language="en",
        published_at=datetime(2025, 3, 1, 9, tzinfo=UTC),
        modified_at=at,
        first_seen_at=at,
        kind=kind,
        visible_from=at,
        visible_until=None,
    )


ARTICLE = Article("lido", "https://vale.example/lido", "Vale Courier", "lido")


def changed(index: int, later: Version) -> ChangeKind | None:
    """Return what a later version does to a sentence of the first."""
    change = change_of(cited(1, ARTICLE, version(FIRST), split_sentences(FIRST)[index]), ARTICLE, later)
    if change and change.citation:
        spot = change.citation
        assert later.text[spot.start : spot.end] == spot.quote
        assert spot.sha256 == later.sha256
    return change.kind if change else None


def test_a_version_that_leaves_the_sentence_changes_nothing() -> None:
    later = version(FIRST.replace("£310,000", "£340,000") + " It rained.", 2)
    assert changed(0, later) is None
    assert changed(1, later) is ChangeKind.ALTERED
    assert changed(2, later) is None


@pytest.mark.parametrize(
    "text",
    [
        FIRST.replace("“", '"').replace("”", '"'),
        FIRST.replace(". ", ".\n\n"),
        FIRST.replace(" ", "  "),
        "CORRECTION: the pool is in Marlow. " + FIRST,
        FIRST.upper(),
    ],
)
def test_typesetting_is_no_change(text: str) -> None:
    assert [changed(index, version(text, 2)) for index in range(3)] == [None] * 3


def test_a_sentence_that_goes_on_is_another_one() -> None:
    text = "The bridge opens on 4 May. Traffic is light."
    assert stands_in("The bridge opens on 4 May.", text)
    assert not stands_in("The bridge opens on 4 May.", text.replace("May.", "May, not 11 May as we said."))
    assert not stands_in("Traffic is light.", text.replace("Traffic", "Nobody believes that traffic"))


def test_a_sentence_without_a_like_is_dropped() -> None:
    assert changed(1, version("The lido will open on 4 May, the council said.", 2)) is ChangeKind.DROPPED


def test_the_words_that_stand_instead_are_cited() -> None:
    later = version(FIRST.replace("on 4 May", "on 11 May, a week late"), 2)
    change = change_of(cited(3, ARTICLE, version(FIRST), split_sentences(FIRST)[0]), ARTICLE, later)
    assert change is not None
    assert change.kind is ChangeKind.ALTERED
    assert change.citation is not None
    assert change.citation.quote == "The lido will open on 11 May, a week late, the council said."
    assert (change.marker, change.publisher, change.at) == (3, "Vale Courier", later.modified_at)


def test_a_retraction_overrides_what_it_leaves_standing() -> None:
    notice = "This article has been withdrawn: the council never gave a date.\n\n"
    later = version(notice + FIRST, 2, Kind.RETRACTION)
    assert changed(0, later) is ChangeKind.RETRACTED
    change = change_of(cited(1, ARTICLE, version(FIRST), split_sentences(FIRST)[0]), ARTICLE, later)
    assert change is not None
    assert change.citation is not None
    assert change.citation.quote.startswith("This article has been withdrawn")


def test_what_the_publisher_says_of_it_is_told_with_it() -> None:
    cited_first = cited(1, ARTICLE, version(FIRST), split_sentences(FIRST)[0])
    note = "Correction: An earlier version of this article gave the wrong day."
    other = change_of(cited_first, ARTICLE, version(FIRST.replace("4 May", "11 May") + f"\n\n{note}", 2))
    gone = change_of(cited_first, ARTICLE, version(f"It has no date yet.\n\n{note}", 2))
    withdrawn = "The lido was ours to open.\n\nWe have withdrawn this article, which was wrong."
    taken = change_of(cited_first, ARTICLE, version(withdrawn, 2, Kind.RETRACTION))
    assert other is not None
    assert gone is not None
    assert taken is not None
    assert taken.citation is not None
    assert other.message == f"version 2 of the article has this sentence in other words: “{note}”"
    assert gone.message == f"version 2 of the article no longer has this sentence: “{note}”"
    assert taken.citation.quote == "We have withdrawn this article, which was wrong."
    assert taken.message.endswith(f"withdrawn the article: “{taken.citation.quote}”")


def test_the_version_that_is_cited_changes_nothing() -> None:
    again = replace(version(FIRST), kind=Kind.RETRACTION)
    assert changed(0, again) is None
