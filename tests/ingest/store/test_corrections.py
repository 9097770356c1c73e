"""Notices under an address of their own reach the article that they withdraw or correct."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.article import Draft, Kind, article_id
from ingest.store.archive import Acceptance, Archive
from ingest.store.corrections import corrected_by, corrections_of
from ingest.store.reading.shown import article_notices
from tests.ingest.support import SEEN, accept_indexed, draft, on

TITLE = "Water company knew of lead in schools"
LEAD = replace(
    draft(
        TITLE,
        "The water company knew for months that there was lead in three schools.",
        published_at="2025-03-01",
    ),
    url="https://compass.example/lead",
    publisher="Daily Compass",
)
OTHER = replace(
    draft("Ferry sails again", "The ferry to the island sails again.", published_at="2025-03-01"),
    url="https://compass.example/ferry",
    publisher="Daily Compass",
)


def notice(title: str, text: str, publisher: str | None = "dailycompass.example") -> Draft:
    made = draft(title, text, published_at="2025-03-09")
    return replace(made, url="https://compass.example/notice", publisher=publisher, kind=Kind.RETRACTION)


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    accept_indexed(opened, [LEAD, OTHER], SEEN)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "retraction",
    [
        notice(f"Retraction: {TITLE}", "We no longer believe that the memorandum is genuine."),
        notice(f"RETRACTED – {TITLE.upper()}", "We no longer believe that the memorandum is genuine."),
        notice("Retraction", f"The article “{TITLE}” of 1 March has been withdrawn."),
        notice("Editor's note: a withdrawal", "We withdraw https://www.compass.example/lead. It was false."),
    ],
)
def test_it_becomes_a_version_of_the_article_that_it_names(archive: Archive, retraction: Draft) -> None:
    [(outcome, article, number)] = accept_indexed(archive, [retraction], SEEN)
    assert (outcome, article.id, number) == (Acceptance.UPDATED, article_id(LEAD), 2)
    assert [version.kind for version in archive.versions(article.id)] == [Kind.ARTICLE, Kind.RETRACTION]
    assert article.url == LEAD.url
    # Read again, it changes nothing.
    [(outcome, *_)] = archive.accept([retraction], SEEN)
    assert outcome is Acceptance.UNCHANGED


@pytest.mark.parametrize(
    "retraction",
    [
        notice(f"Retraction: {TITLE}", "It was false.", publisher="Harbour Post"),
        notice(f"Retraction: {TITLE}", "It was false.", publisher=None),
        notice("Retraction", "An article of ours was false."),
        notice("Retraction", f"We withdraw “{TITLE}” and https://compass.example/ferry both."),
    ],
)
def test_where_it_is_not_sure_it_stays_an_article_of_its_own(archive: Archive, retraction: Draft) -> None:
    [(outcome, article, number)] = archive.accept([retraction], SEEN)
    assert (outcome, number) == (Acceptance.NEW, 1)
    assert article.id not in (article_id(LEAD), article_id(OTHER))


def test_what_is_no_retraction_is_not_moved(archive: Archive) -> None:
    report = replace(notice(f"Opinion: {TITLE}", "It was true."), kind=Kind.ARTICLE)
    [(outcome, *_)] = archive.accept([report], SEEN)
    assert outcome is Acceptance.NEW


LED = "In our report on lead we wrongly said that there was lead in three schools. It was in two."


def correction(title: str, text: str, publisher: str | None = "dailycompass.example") -> Draft:
    return replace(
        notice(title, text, publisher), url="https://compass.example/put-right", kind=Kind.CORRECTION
    )


def corrections(archive: Archive, article: Draft = LEAD) -> list[str]:
    with archive.begin() as db:
        return corrections_of(db, article_id(article))


@pytest.mark.parametrize(
    "item",
    [
        correction(f"Correction: {TITLE}", "The lead was in two schools, not three."),
        correction(f"UPDATE 2-CORRECTED-{TITLE}", "The lead was in two schools."),
        correction("Corrections and clarifications", f"Our report “{TITLE}” misstated where there was lead."),
        correction("Lead in schools", f"{LED} See https://www.compass.example/lead?utm_source=mail."),
    ],
)
def test_a_correction_stays_an_article_that_the_other_one_has(archive: Archive, item: Draft) -> None:
    [(outcome, article, number)] = accept_indexed(archive, [item], SEEN)
    assert (outcome, article.id, number) == (Acceptance.NEW, article_id(item), 1)
    assert corrections(archive) == [article_id(item)]
    assert corrections(archive, OTHER) == []
    with archive.begin() as db:
        assert corrected_by(db, [article_id(item), article_id(OTHER)]) == {
            article_id(LEAD): [article_id(item)]
        }
    [told] = article_notices(archive, archive.version(article_id(LEAD)))
    assert (told.kind, told.article_id, told.version) == (Kind.CORRECTION, article_id(item), 1)
    words = item.text if told.start is not None else item.title
    assert told.words in words
    archive.remove(article_id(item))
    assert corrections(archive) == []


def test_a_correction_may_come_before_its_article(archive: Archive) -> None:
    later = replace(
        LEAD, title="Über lead", url="https://compass.example/uber", text="There is lead in Über."
    )
    item = correction("Correction: Über lead", "There is none.")
    accept_indexed(archive, [item], SEEN)
    assert corrections(archive, later) == []
    accept_indexed(archive, [later], SEEN)
    assert corrections(archive, later) == [article_id(item)]


@pytest.mark.parametrize(
    "item",
    [
        correction(f"Correction: {TITLE}", "It was in two.", publisher="Harbour Post"),
        correction(f"Correction: {TITLE}", "It was in two.", publisher=None),
        correction("Correction", "An article of ours was wrong."),
        correction("Correction", f"We misstated facts in “{TITLE}” and https://compass.example/ferry both."),
        # It corrects itself, and only mentions the other one.
        correction(
            "Water company fined",
            "The company was fined £2 million on Friday by a court in Orle, which sat for two days.\n\n"
            f"It had been said to know of it for months: “{TITLE}”, https://compass.example/lead.\n\n"
            "Correction: An earlier version gave another sum.",
        ),
    ],
)
def test_a_correction_that_names_no_one_article_corrects_none(archive: Archive, item: Draft) -> None:
    accept_indexed(archive, [item], SEEN)
    assert corrections(archive) == corrections(archive, OTHER) == []


def test_a_correction_that_names_another_article_later_moves(archive: Archive) -> None:
    item = correction(f"Correction: {TITLE}", "It was in two schools.")
    accept_indexed(archive, [item, replace(item, title="Correction: Ferry sails again")], SEEN)
    assert corrections(archive) == []
    assert corrections(archive, OTHER) == [article_id(item)]


PARAGRAPHS = (
    "An article on Saturday about lead in schools misstated how many. They were two, not three.",
    "The report “Ferry sails again” gave the wrong fare. It is £4.",
    "Because of an editing error, an article on Thursday about the seals of Orle misspelled a warden's name.",
)


def column(*paragraphs: str) -> Draft:
    """A column of the Monday after the articles."""
    item = correction("Corrections and clarifications", "\n\n".join(paragraphs))
    return replace(item, published_at=on("2025-03-03"))


def told_of(archive: Archive, article: Draft) -> list[str]:
    return [each.words for each in article_notices(archive, archive.version(article_id(article)))]


def test_each_paragraph_of_a_column_reaches_the_article_that_it_is_about(archive: Archive) -> None:
    accept_indexed(archive, [column(*PARAGRAPHS)], SEEN)
    assert told_of(archive, LEAD) == [PARAGRAPHS[0]]
    assert told_of(archive, OTHER) == [PARAGRAPHS[1]]


def test_a_column_in_one_paragraph_is_read_article_by_article(archive: Archive) -> None:
    ferry = "An article on 1 March about the ferry to the island gave the wrong fare."
    lead = "An article on Saturday about lead in three schools misstated who knew."
    accept_indexed(archive, [column(f"{lead} {ferry}")], SEEN)
    assert (told_of(archive, LEAD), told_of(archive, OTHER)) == ([lead], [ferry])


def test_a_description_reaches_an_article_that_comes_after_it(archive: Archive) -> None:
    late = replace(
        OTHER, title="Seals of Orle", text="The seals of Orle are counted.", url="https://x.example/s"
    )
    late = replace(late, published_at=on("2025-02-27"))
    accept_indexed(archive, [column(*PARAGRAPHS), replace(late, published_at=on("2025-02-25"))], SEEN)
    assert told_of(archive, late) == []
    accept_indexed(archive, [replace(late, url="https://x.example/t")], SEEN)
    assert told_of(archive, replace(late, url="https://x.example/t")) == [PARAGRAPHS[2]]


@pytest.mark.parametrize(
    "paragraph",
    [
        "An article on Sunday about the ferry to the town misstated its fare.",  # it told of an island
        "An article on Wednesday about the ferry to the island misstated its fare.",
        "An article on Saturday about the island misstated its area.",  # too little
    ],
)
def test_what_is_described_otherwise_is_not_reached(archive: Archive, paragraph: str) -> None:
    accept_indexed(archive, [column(paragraph)], SEEN)
    assert told_of(archive, OTHER) == []


def test_of_two_articles_that_fit_a_description_none_is_reached(archive: Archive) -> None:
    again = replace(OTHER, title="Ferry is full", url="https://compass.example/full")
    item = column("An article on Saturday about the ferry to the island misstated its fare.")
    accept_indexed(archive, [again, item], SEEN)
    assert told_of(archive, OTHER) == told_of(archive, again) == []


def stated(*words: str) -> Draft:
    text = f"{LEAD.text} It was in “two” schools,\nnot three, the company said later."
    return replace(LEAD, text=text, modified_at=on("2025-03-02"), kind=Kind.CORRECTION, corrections=words)


def test_what_a_pages_data_state_is_a_notice_where_it_stands(archive: Archive) -> None:
    there, only = 'It was in "two" schools, not three', "The number of schools was wrong."
    accept_indexed(archive, [stated(there, only)], SEEN)
    version = archive.version(article_id(LEAD))
    found, beside = article_notices(archive, version)
    assert found.start is not None
    assert version.text[found.start :].startswith(found.words)
    assert (found.words, found.source) == ("It was in “two” schools,\nnot three", None)
    assert (beside.words, beside.start) == (only, None)
    assert beside.line == f"corrected: “{only}” (in the data of its page)"
    assert article_notices(archive, archive.versions(article_id(LEAD))[0]) == ()


def test_what_is_stated_of_a_text_that_is_known_is_added_to_it(archive: Archive) -> None:
    for words in ("It was in two.", "It was in two.", "And not in three."):
        [(outcome, _, number)] = accept_indexed(archive, [replace(LEAD, corrections=(words,))], SEEN)
        assert (outcome, number) == (Acceptance.UNCHANGED, 1)
    assert told_of(archive, LEAD) == ["It was in two.", "And not in three."]
    archive.remove(article_id(LEAD))
