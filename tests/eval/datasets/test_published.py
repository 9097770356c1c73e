"""Articles of a set are those that ingest makes of it; their words are found where they stand."""

from __future__ import annotations

from datetime import UTC, datetime

from eval.datasets.published import Drafts, EvalSet, find_all, find_nearest, headline, spans_of, whole_text
from ingest.article import article_id
from ingest.extract import extract
from ingest.extract.draft import Fields

FIELDS = Fields(
    title="Bell raised",
    text="Divers raised a bell.  \nThe bell  is bronze.\n\n\n\nIt weighs $20, not $205.",
    url="https://echo.example/2025/05/09/bell?utm_source=x",
    publisher="The Echo",
    byline="By Ada Voss",
    section="Local",
    published_at=datetime(2025, 5, 9, 7, tzinfo=UTC),
)


def test_ingest_makes_the_same_articles_of_the_documents() -> None:
    drafts = Drafts()
    drafts.add(FIELDS)
    drafts.add(Fields("", "LONDON, May 3 - A bridge opened.", guid="b", publisher="Quay Times"))
    found = EvalSet("a set", (), drafts=drafts.all())
    assert [extract(document) for document in found.documents()] == [[draft] for draft in found.drafts]


def test_an_article_is_kept_once() -> None:
    drafts = Drafts()
    assert drafts.add(FIELDS) is drafts.add(FIELDS)
    assert len(drafts.all()) == 1


def test_an_article_without_a_title_is_named_after_its_first_words() -> None:
    assert headline("One two three") == "One two three"
    assert Drafts().add(Fields("", "Divers raised\na bell.")).title == "Divers raised a bell."


def test_words_are_found_whatever_their_case_and_spacing() -> None:
    draft = Drafts().add(FIELDS)
    [span] = find_all(draft, "the bell is\nbronze")
    assert draft.text[span.start : span.end] == "The bell  is bronze"
    assert (span.article, span.version) == (article_id(draft), 1)


def test_words_are_not_found_inside_longer_ones() -> None:
    draft = Drafts().add(FIELDS)
    assert len(find_all(draft, "bell")) == 2
    assert find_all(draft, "bel") == ()
    [span] = find_all(draft, "$20")
    assert draft.text[span.start : span.end + 1] == "$20,"
    assert find_all(draft, " ") == ()


def test_the_place_nearest_to_the_offset_is_taken() -> None:
    draft = Drafts().add(FIELDS)
    first, second = find_all(draft, "bell")
    assert find_nearest(draft, "bell") == first
    assert find_nearest(draft, "bell", near=second.start + 3) == second
    assert find_nearest(draft, "whale") is None


def test_spans_are_those_of_all_articles() -> None:
    drafts = Drafts()
    one, two = drafts.add(FIELDS), drafts.add(Fields("Bell", "A bell rang."))
    assert [span.article for span in spans_of([one, two], "bell")] == [article_id(one)] * 2 + [
        article_id(two)
    ]
    assert whole_text(two).end == len("A bell rang.")
