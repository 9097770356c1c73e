"""Notices are recognised by their parts, in whatever words, and news about notices is none."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Kind
from ingest.text.notices import announced, behind_label, brief, notices_in

STORY = (
    "The Kess Bridge opened to trams on Friday after nine years of work.\n\n"
    "It cost £62 million, a third more than was planned.\n\n"
    "Trams run every ten minutes until midnight.\n\n"
    "A ferry that ran beside it has been sold.\n\n"
    "The mayor cut a ribbon at noon.\n\n"
    "Two bands played.\n\n"
    "It rained."
)
TITLE = "Kess Bridge opens to trams"

WHOSE = ("This article", "This story", "This report", "This column", "Our story on the bridge")
EARLIER = (
    "An earlier version of this article",
    "A previous version of the story",
    "The original version of this report",
)
ERRED = (
    "misstated the cost of the bridge.",
    "incorrectly said that the bridge cost £26 million.",
    "gave the wrong year.",
    "said that it opened on Thursday; it was Friday.",
)
CHANGED = (
    "was corrected on 3 June.",
    "has been amended to make clear that the state paid.",
    "has been updated to correct the name of the mayor.",
    "was changed on 3 June 2025 to remove an incorrect figure.",
)
GONE = (
    "has been withdrawn: the document it rests on is forged.",
    "has been retracted by the editors.",
    "was removed from our website on 3 June.",
    "has been taken down while we look into complaints.",
)
LABELS = (
    "Correction:",
    "CORRECTION -",
    "Clarification, 3 June 2025:",
    "Corrections & clarifications:",
    "*Corrected:*",
    "Erratum:",
)
NEWS = (
    "The Department of Correction said that two officers were hurt.",
    "A correction in share prices was overdue, analysts said.",
    "The journal has retracted the article after an inquiry.",
    "The newspaper said that it had withdrawn the story and apologised to the minister.",
    "The paper printed a correction on Thursday, admitting that its report was wrong.",
    "“This article has been withdrawn,” the editor of the magazine told her staff.",
    "The toll was 12, not 20 as the ministry first reported.",
    "The toll was 12, not 20 as first reported.",
    "The mayor will not stand again, as we first reported in May.",
    "The magazine later added a note: “An earlier version of this article misstated the cost.”",
    "This story has been updated with more details.",
    "This article was updated on 3 June to include a comment from the company.",
    "Editor's note: This interview has been edited for length and clarity.",
    "Editor's note: This story contains descriptions of violence.",
    "A version of this article appeared in print on 3 June.",
    "An earlier version of this story was published in May.",
    "An earlier version of the bill would have banned the sale.",
    "To report an error in this article, write to us.",
    "As we first reported in May, the bridge will not open this year.",
    "The drug was withdrawn from sale in 2019.",
    "The army has withdrawn its tanks, and the minister withdrew her remarks.",
    "Update: the road has reopened.",
    "Note: figures are rounded.",
    "For the record, I was there.",
)  # fmt: skip


def kinds(text: str, title: str = TITLE) -> set[Kind]:
    return {notice.kind for notice in notices_in(title, text)}


@pytest.mark.parametrize("subject", EARLIER)
@pytest.mark.parametrize("error", ERRED)
def test_what_an_earlier_version_said_is_a_correction(subject: str, error: str) -> None:
    for text in (f"{subject} {error}\n\n{STORY}", f"{STORY}\n\n{subject} {error}"):
        assert kinds(text) == {Kind.CORRECTION}


@pytest.mark.parametrize("subject", WHOSE[:4])
@pytest.mark.parametrize("change", CHANGED)
def test_what_was_changed_for_an_error_is_a_correction_wherever_it_stands(subject: str, change: str) -> None:
    paragraphs = STORY.split("\n\n")
    middle = "\n\n".join([*paragraphs[:4], f"({subject} {change})", *paragraphs[4:]])
    assert kinds(middle) == {Kind.CORRECTION}


@pytest.mark.parametrize("label", LABELS)
def test_a_label_that_means_nothing_else_is_enough(label: str) -> None:
    assert kinds(f"{STORY}\n\n{label} The bridge has five spans.") == {Kind.CORRECTION}
    assert kinds(STORY, f"{label.strip('*:-– ')}: {TITLE}") == {Kind.CORRECTION}


@pytest.mark.parametrize(
    "note",
    [
        "Editor’s note: The original headline of this story gave the wrong year.",
        "For the record: Our report said that the bridge has four spans. It has five.",
        "We wrongly described Ms Okoro as the mayor. She is the deputy mayor.",
        "Due to an editing error, a quotation of Ms Okoro was attributed to Mr Dane.",
        "A picture caption on Monday misidentified the engineer.",
        "The spelling of Ms Okoro’s name has been corrected.",
        "In Saturday’s edition Mr Dane was named as the driver. This is not correct.",
        "The caption of this photograph was replaced because it named another ship.",
        "The Courier apologises to Mr Dane for an error in a report of his trial.",
    ],
)
def test_parts_of_few_words_are_enough_at_the_edges_only(note: str) -> None:
    assert kinds(f"{note}\n\n{STORY}") == kinds(f"{STORY}\n\n{note}") == {Kind.CORRECTION}


@pytest.mark.parametrize("gone", GONE)
@pytest.mark.parametrize("subject", WHOSE)
def test_a_piece_that_is_taken_back_is_a_retraction(subject: str, gone: str) -> None:
    assert kinds(f"{subject} {gone}\n\n{STORY}") == {Kind.RETRACTION}
    assert kinds(f"{STORY}\n\nEditors’ note: {subject} {gone}") == {Kind.RETRACTION}


@pytest.mark.parametrize(
    "text",
    [
        "We are withdrawing our report on the bridge, which rests on a forged document.",
        "The Courier has withdrawn in full an article that we published on 4 May.",
        "An article that stood on this page has been deleted.",
        "Attention editors: please kill the story on the Kess Bridge, which is wrong.",
        "MANDATORY KILL\n\nThe item on the Kess Bridge is false.",
        "The story slugged BRIDGE, sent at 0900 GMT, is withdrawn. There will be no replacement.",
        "This story was published in error.",
    ],
)
def test_a_publisher_and_an_agency_take_back_in_their_own_ways(text: str) -> None:
    assert Kind.RETRACTION in kinds(text)


def test_a_part_that_is_taken_out_is_a_correction() -> None:
    assert kinds(f"{STORY}\n\nA sentence in this article that named Mr Dane has been deleted.") == {
        Kind.CORRECTION
    }
    assert kinds(f"{STORY}\n\nThis article was amended to remove a quotation.") == {Kind.CORRECTION}


@pytest.mark.parametrize(
    "foot",
    [
        "The bridge is 40 metres high, not 30 as we first reported.",
        "The bridge is 40 metres high rather than 30 as an earlier version of this article said.",
        "Ida Roth is its engineer and not its owner as this report originally stated.",
        "Contrary to what we reported, the bridge carries trams only.",
    ],
)
def test_a_foot_that_sets_right_what_the_piece_said_is_a_correction(foot: str) -> None:
    assert kinds(f"{STORY}\n\n{foot}") == {Kind.CORRECTION}


def test_each_paragraph_of_a_column_of_corrections_is_a_notice() -> None:
    column = (
        "To report an error, write to the desk.",
        "Life: A May 2 story about the Kess Bridge gave the wrong height.",
        "A map in the travel guide had an incorrect scale.",
        "March",
    )
    told = [notice.words for notice in notices_in("Corrections & clarifications", "\n\n".join(column))]
    assert told == list(column[1:3])
    assert [notice.words for notice in notices_in("Corrections", " ".join((column[1], column[1])))] == [
        f"{column[1]} ".strip()
    ] * 2


@pytest.mark.parametrize("news", NEWS)
def test_news_about_notices_is_none(news: str) -> None:
    for text in (f"{news}\n\n{STORY}", f"{STORY}\n\n{news}", STORY.replace("Two bands", f"{news} Two bands")):
        assert notices_in(TITLE, text) == ()
    assert notices_in(news, STORY) == ()


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("UPDATE 2-CORRECTED-Kess Bridge opens", Kind.CORRECTION),
        ("REFILE-Kess Bridge opens", Kind.CORRECTION),
        ("Kess Bridge opens (corrected)", Kind.CORRECTION),
        ("Corrections and clarifications", Kind.CORRECTION),
        ("MANDATORY KILL-Kess Bridge opens", Kind.RETRACTION),
        ("WITHDRAWN: Kess Bridge opens", Kind.RETRACTION),
        ("ADVISORY-Kess Bridge story withdrawn", Kind.RETRACTION),
        ("Retraction of a story on the Kess Bridge", Kind.RETRACTION),
        ("Kill: a love story", None),
        ("Withdrawn: the offer that divided a town", None),
        ("Corrections: a new head of prisons is named", None),
        ("UPDATE 1-Bank raises rates after error in forecast", None),
        ("Retraction of troops begins", None),
        ("Clarified butter: a guide", None),
    ],
)
def test_a_title_is_read_like_a_label(title: str, kind: Kind | None) -> None:
    assert kinds(STORY, title) == ({kind} if kind else set())
    assert announced(title) is (kind is not None)


def test_the_words_are_those_of_the_text() -> None:
    note = "Correction: An earlier version of this article gave the wrong year."
    alone = "CORRECTION\n\nAn earlier version gave the wrong year."
    for words in (note, alone, f"({note})"):
        text = f"{STORY}\n\n{words}\n\nReporting by Ada Voss"
        [notice] = notices_in(TITLE, text)
        assert notice.words == words
        assert notice.start is not None
        assert text[notice.start : notice.start + len(words)] == words


def test_a_notice_in_the_one_paragraph_of_a_text_is_cut_out_of_it() -> None:
    note = "This article was amended on 3 June 2025. An earlier version named another mayor."
    text = " ".join([STORY.replace("\n\n", " ")] * 4 + [note])
    [notice] = notices_in(TITLE, text)
    assert notice.words == note
    assert text.endswith(notice.words)


def test_what_the_title_announces_is_the_whole_of_a_short_text() -> None:
    text = "The bridge has five spans.\n\nIt was said to have four."
    assert [notice.words for notice in notices_in("Correction: Kess Bridge", text)] == [text]
    long = "\n\n".join([STORY] * 8)
    assert [(notice.words, notice.start) for notice in notices_in("CORRECTED-Bridge opens", long)] == [
        ("CORRECTED-Bridge opens", None)
    ]


def test_the_headline_stands_behind_the_label() -> None:
    assert behind_label("UPDATE 2-CORRECTED-Kess Bridge opens") == "Kess Bridge opens"
    assert behind_label("Retraction – Kess Bridge opens") == "Kess Bridge opens"
    assert behind_label("Kess Bridge opens") is None


def test_a_long_notice_is_shortened_beside_a_citation() -> None:
    assert brief("The year\nwas wrong.") == "“The year was wrong.”"
    assert len(brief("The year was wrong. " * 50)) <= 402


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            ["this article ", "an earlier version of ", "was ", "corrected ", "Correction: ", "we ", "\n"]
        )
        | st.text(max_size=8)
    )
)
def test_the_words_of_any_notice_stand_where_it_says(parts: list[str]) -> None:
    text = "".join(parts)
    for notice in notices_in(text[:80], text):
        assert notice.start is None or text[notice.start :].startswith(notice.words)


@pytest.mark.parametrize(
    "part",
    [
        "this ",
        "a b ",
        "we have ",
        "_",
        "an earlier version of this a b c d ",
        "the article here we were ",
        "3 June ",
        "(a ",
        "in a story on monday about a b, ",
        "not 30 as ",
    ],
)
def test_what_repeats_takes_no_time(part: str) -> None:
    started = time.process_time()
    notices_in(part * 200, part * 200 + "\n\n" + part * 2_000)
    notices_in("Corrections", part * 200 + "\n\n" + part * 2_000)
    assert time.process_time() - started < 0.5
