"""A row of a table can be read alone: it keeps the headings of its columns, and what its cells list."""

from __future__ import annotations

import pytest

from tests.ingest.extract.pages import FIXTURES, STORY, TITLE, page, paragraphs, text_of


def test_saved_page_with_lists_in_cells() -> None:
    text = text_of((FIXTURES / "lists-and-tables" / "page.html").read_bytes())
    assert "Day, Hours: Monday 10:00 AM - 8:00 PM" in text
    assert "Ticket, Price: Child 6 crowns" in text
    assert "Dogs must be kept on the lower deck." in text


@pytest.mark.parametrize(
    ("table", "line"),
    [
        (
            "<thead><tr><td>Ticket<td>Summer<td>Winter</thead><tr><td>Child<td>6 crowns<td>5 crowns",
            "Ticket Child: Summer 6 crowns; Winter 5 crowns",
        ),
        (
            "<tr><td><b>Ticket</b><td><strong>Price</strong><tr><td>Child<td>6 crowns",
            "Ticket, Price: Child 6 crowns",
        ),
        ("<tr><th><th>Price<tr><th>Child<td>6 crowns", "Price: Child 6 crowns"),
        ("<caption>Ferry fares</caption><tr><th>Who<th>Price<tr><td>Child<td>6 crowns", "Ferry fares"),
        (
            "<tr><th>Day<th>From<th>To<tr><td rowspan=2>Monday<td>8:00<td>9:00<tr><td>10:00<td>11:00",
            "Day Monday: From 10:00; To 11:00",
        ),
        (
            "<tr><th>Who<th colspan=2>Fare<tr><td>Child<td>6 crowns<td>5 crowns",
            "Who Child: Fare 6 crowns; Fare 5 crowns",
        ),
        (
            "<tr><th>Day<th>Boats<tr><td>Monday<td><ul><li>08:00<li>09:30</ul>",
            "Day, Boats: Monday 08:00 09:30",
        ),
        (
            "<tr><th rowspan=2>Club<th colspan=2>Goals<tr><th>for<th>against<tr><td>Orrin<td>21<td>7",
            "Club Orrin: Goals for 21; Goals against 7",
        ),
        (
            "<tr><td colspan=3><b>Fares</b><tr><td><td>Single<td>Return<tr><td>Vale<td>6<td>11",
            "Fares.\n\nVale: Single 6; Return 11.",
        ),
    ],
)
@pytest.mark.parametrize("around", ["{}", '<figure class="table">{}</figure>', "<div><div>{}</div></div>"])
def test_tables_in_a_story(table: str, line: str, around: str) -> None:
    put = around.format(f"<table>{table}</table>")
    text = text_of(
        page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}{put}{paragraphs(STORY[0])}</article>")
    )
    assert line in text


def test_a_list_in_a_cell_of_a_table_without_headings() -> None:
    table = "<table><tr><td><p>Monday</p><td><ul><li>10:00 AM - 8:00 PM</ul><tr><td>Tuesday<td>Closed</table>"
    text = text_of(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}{table}</article>"))
    assert "10:00 AM - 8:00 PM" in text


def test_a_page_laid_out_in_a_table_is_no_table() -> None:
    rows = f"<tr><th>News</th><th>Menu</th></tr><tr><td>{paragraphs(*STORY)}</td><td>Home</td></tr>"
    body = f"<table>{rows}</table>"
    padded = body.replace(STORY[0], STORY[0] + " It was late." * 30)
    assert STORY[3] in text_of(page(f"<h1>{TITLE}</h1>{padded}")).split("\n\n")


def test_a_table_by_roles_alone_and_a_list_of_terms() -> None:
    head, row = ("".join(f"<b role={role}>{text}</b>" for text in texts) for role, texts in (
        ("columnheader", ("Train", "Leaves", "Arrives")), ("cell", ("R1", "5:52", "6:40"))
    ))  # fmt: skip
    grid = f"<div role=table><div role=row>{head}</div><div role=row>{row}</div></div>"
    glass = "<div><dt>Glass:</dt><dd>First Friday</dd></div>"
    terms = f"<dl>{glass}<dt>Paper</dt><dd>Monday</dd><dd>Tuesday</dd></dl>"
    text = text_of(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY)}{grid}{terms}</article>"))
    assert text.endswith(
        "Train R1: Leaves 5:52; Arrives 6:40.\n\nGlass: First Friday.\n\nPaper: Monday.\n\nPaper: Tuesday."
    )


@pytest.mark.parametrize("inner", ["{}", "<table><tr><td>{}</td></tr></table>"])
def test_a_table_with_the_headline_is_the_page(inner: str) -> None:
    story = inner.format("<br><br>".join(STORY))
    table = f"<table><tr><td><a href=/a>Home</a><td><h1>{TITLE}</h1>{story}<td>Sold in shops.</table>"
    assert text_of(page(table)).split("\n\n")[:4] == list(STORY)
