"""PDF files: the text in the order in which a person reads it."""

from __future__ import annotations

import pytest
from fpdf import FPDF

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract

STORY = (
    "The dam above Carrow broke on Monday, after three days of rain that no gauge had measured before.",
    "Engineers closed the road below it and asked 400 people in the lower town to leave their houses.",
    "Nobody was hurt, the mayor said in the evening, and by then the water had begun to fall again.",
    "The company that owns the dam said that it had been inspected in the spring and found to be sound.",
)


def paper() -> FPDF:
    made = FPDF()
    made.set_auto_page_break(False)
    made.add_page()
    made.set_font("helvetica", size=20)
    made.cell(text="Dam breaks above Carrow", new_x="LMARGIN", new_y="NEXT")
    made.set_font("helvetica", size=10)
    return made


def column(made: FPDF, left: float, width: float, top: float, text: str) -> None:
    made.set_xy(left, top)
    made.multi_cell(width, 5, text, align="L")


def draft(made: FPDF) -> Draft:
    [found] = extract(Document("paper.pdf", Media.PDF, bytes(made.output())))
    return found


def test_one_column_is_paragraphs_under_its_headline() -> None:
    made = paper()
    top = 30.0
    for paragraph in STORY:
        column(made, 10, 120, top, paragraph)
        top = made.get_y() + 5
    found = draft(made)
    assert found.title == "Dam breaks above Carrow"
    assert found.text == "\n\n".join(STORY)


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(columns: int) -> None:
    made, width = paper(), 186 / columns
    parts = [" ".join(STORY[number:] + STORY[:number]) for number in range(columns)]
    for number, text in enumerate(parts):
        column(made, 10 + number * (width + 4), width - 6, 30 + number * 1.7, text)
    assert draft(made).text == "\n\n".join(parts)


def test_a_headline_over_columns_and_a_second_story_below_it() -> None:
    made = paper()
    column(made, 10, 50, 30, STORY[0])
    column(made, 75, 50, 30, STORY[1])
    made.set_xy(10, 70)
    made.set_font("helvetica", size=14)
    made.cell(text="What the company says about the dam above Carrow and the rain")
    made.set_font("helvetica", size=10)
    column(made, 10, 50, 80, STORY[2])
    column(made, 75, 50, 80, STORY[3])
    text = draft(made).text
    assert [text.index(part[:30]) for part in STORY] == sorted(text.index(part[:30]) for part in STORY)
    assert all(part in text for part in STORY)


def test_a_word_broken_at_the_end_of_a_line_is_whole_again() -> None:
    made = paper()
    lines = (
        "Engineers closed the road be-",
        "low the dam, a well-known one,",
        "and asked people of the well-",
        "known town to leave it at once.",
    )
    for number, line in enumerate(lines):
        made.set_xy(10, 30 + 5 * number)
        made.cell(text=line)
    column(made, 10, 120, 70, STORY[0])
    text = draft(made).text
    assert "the road below the dam, a well-known one, and asked people of the well-known town" in text


def test_headers_footers_and_numbers_of_pages_are_no_text() -> None:
    made = paper()
    for number in range(3):
        if number:
            made.add_page()
        made.set_xy(10, 5)
        made.cell(text=f"Harbour Post, 4 August 2025, page {number + 1}")
        made.set_xy(100, 285)
        made.cell(text=str(number + 1))
        column(made, 10, 120, 40, STORY[number])
    assert draft(made).text == "\n\n".join(STORY[:3])


def test_title_and_day_that_the_file_states() -> None:
    made = paper()
    made.set_title("Dam breaks above Carrow after rain")
    column(made, 10, 120, 30, STORY[0])
    assert draft(made).title == "Dam breaks above Carrow after rain"


def test_a_title_that_a_program_gave_is_none() -> None:
    made = paper()
    made.set_title("Microsoft Word - dam_v3.doc")
    column(made, 10, 120, 30, " ".join(STORY))
    assert draft(made).title == "Dam breaks above Carrow"


def test_a_file_without_text_is_rejected() -> None:
    made = FPDF()
    made.add_page()
    made.rect(10, 10, 100, 100)
    with pytest.raises(RejectedDocument, match="a scan has none"):
        draft(made)


def test_an_encrypted_file_is_rejected() -> None:
    made = paper()
    column(made, 10, 120, 30, STORY[0])
    made.set_encryption(owner_password="a", user_password="b")
    with pytest.raises(RejectedDocument, match="encrypted"):
        draft(made)


@pytest.mark.parametrize("body", [b"%PDF-1.7 broken", b"no pdf"])
def test_a_broken_file_is_rejected(body: bytes) -> None:
    with pytest.raises(RejectedDocument, match="cannot be read"):
        extract(Document("paper.pdf", Media.PDF, body))
