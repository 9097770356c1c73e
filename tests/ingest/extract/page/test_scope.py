"""The site's terms beside the story are left out by where they stand; a story in two parts stays whole."""

from __future__ import annotations

import pytest

from tests.ingest.extract.pages import REST, STORY, TITLE, page, paragraphs, text_of

HEADLINE = f"<h1>{TITLE}</h1>"
RIGHTS = (
    "Alle Inhalte sind urheberrechtlich geschützt; jede Verwendung bedarf der Zustimmung des Verlags.",
    "Der Verlag übernimmt keine Haftung für die Richtigkeit der bereitgestellten Angaben und Verweise.",
    "Für Seiten, auf die verwiesen wird, haftet allein deren Anbieter, und Gerichtsstand ist Orrin Bay.",
    "Tous droits réservés : la reproduction est interdite, et aucune responsabilité n'est acceptée.",
)


@pytest.mark.parametrize("tag", ["div class=fuss", "div", "section class=q"])
@pytest.mark.parametrize("around", ["{}{}", "<div><div>{}</div></div><div><div>{}</div></div>"])
def test_terms_longer_than_the_story(tag: str, around: str) -> None:
    story = f"<div class=inhalt>{HEADLINE}{paragraphs(*STORY[:2])}</div>"
    terms = f"<{tag}>{paragraphs(*RIGHTS)}</{tag.split()[0]}>"
    assert text_of(page(around.format(story, terms))) == "\n\n".join(STORY[:2])


def test_a_line_of_rights_in_a_layout_of_tables() -> None:
    story = f"<td><font size=5><b>{TITLE}</b></font>{paragraphs(*STORY)}</td>"
    rights = "<td colspan=2><font>The Post is not responsible for other sites. Copyright 2003</font></td>"
    menu = "<td><a href=/>Front page</a><br><a href=/sport>Sport</a></td>"
    text = text_of(page(f"<table><tr>{menu}{story}</tr><tr>{rights}</tr></table>"))
    assert all(told in text for told in STORY)
    assert "Copyright" not in text


@pytest.mark.parametrize("start", [2, 3, 4])
def test_a_start_beside_the_headline_and_the_rest_elsewhere(start: int) -> None:
    whole = (*STORY, *REST)
    head = f"<div class=top>{HEADLINE}{paragraphs(*whole[:start])}</div>"
    text = text_of(page(f"{head}<div class=rest>{paragraphs(*whole[start:])}</div>"))
    assert text == "\n\n".join(whole)


NEXT = (
    "A baker in Lower Thrussel has won the prize of the county for a rye loaf that took her three days.",
    "The jury praised the crust of the loaf and the patience that it takes to let a dough rest for so long.",
)


@pytest.mark.parametrize("around", ["{}{}", "<div class=item>{}</div><div class=item>{}</div>", "{1}{0}"])
@pytest.mark.parametrize("tag", ["article", 'div class=post itemtype="https://schema.org/NewsArticle"'])
@pytest.mark.parametrize("heading", ["h1", "h2"])
def test_a_page_that_goes_on_with_the_next_story(around: str, tag: str, heading: str) -> None:
    own, other = (
        f"<{tag}><{heading}>{title}</{heading}>{paragraphs(*told)}</{tag.split()[0]}>"
        for title, told in ((TITLE, STORY), ("Baker wins a prize for her rye", NEXT))
    )
    assert text_of(page(f"<main>{around.format(own, other)}</main>")) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "body",
    [
        "<article><h1>{title}</h1>{start}<section><h1>The vote</h1>{rest}</section></article>",
        "<article><h1>{title}</h1>{start}<article><h1>The vote</h1>{rest}</article></article>",
        "<article><h1>{title}</h1>{start}</article><article><h2>The vote</h2>{rest}</article>",
        "<article><h1>Orrin Bay</h1>{start}</article><article><h1>The vote</h1>{rest}</article>",
        "<h1>{title}</h1><article><h1>A</h1>{start}</article><article><h1>The vote</h1>{rest}</article>",
    ],
)
def test_the_chapters_of_a_story_stay(body: str) -> None:
    text = text_of(page(body.format(title=TITLE, start=paragraphs(*STORY), rest=paragraphs(*REST))))
    assert all(told in text for told in (*STORY, *REST))
