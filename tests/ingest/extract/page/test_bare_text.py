"""Paragraphs without tags of their own beside some that have them."""

from __future__ import annotations

import pytest
from lxml import html  # type: ignore[import-untyped]

from ingest.extract.page.bare_text import wrap_bare_text
from tests.ingest.extract.pages import STORY, page, paragraphs, text_of

ALSO = "<td><font><b>Also today</b><br><a href=/a>Keeper of the light retires</a></font></td>"


@pytest.mark.parametrize("cell", ["{}", "<table><tr><td>{}</td></tr></table>"])
def test_the_first_paragraph_stands_bare_in_a_page_of_tables(cell: str) -> None:
    story = cell.format(STORY[0] + "".join(f"<p>{text}" for text in STORY[1:]))
    title = "Orrin Bay to replace its lifting bridge"
    main = f"<td><font><b>{title}</b></font><br><i>June 3, 2025</i><br>{story}</td>"
    found = text_of(page(f"<table><tr><td><a href=/>Front page</a></td>{main}{ALSO}</tr></table>"))
    assert all(text in found for text in STORY)


@pytest.mark.parametrize(
    ("beside", "wrapped"),
    [
        ("<b>Orrin</b> had asked for the bridge for years, and the <i>Post</i> with it.", 1),
        ("<span>This site is guarded by a robot, whose terms of service apply to all.</span>", 0),
        ("June 3, 2025", 0),
    ],
)
def test_what_is_wrapped_is_bare_prose(beside: str, wrapped: int) -> None:
    tree = html.fromstring(f"<body><div>{paragraphs(*STORY)}{beside}<p>End.</p>!</div></body>")
    wrap_bare_text(tree)
    assert len(tree.findall(".//p")) == len(STORY) + 1 + wrapped
    assert tree.text_content() == "".join(STORY) + html.fromstring(beside).text_content() + "End.!"
