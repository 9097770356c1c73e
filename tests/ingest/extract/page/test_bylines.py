"""Who wrote a story, by what its page shows below the headline and states for programs."""

from __future__ import annotations

import pytest

from ingest.document import Document, Media
from ingest.extract import extract
from tests.ingest.extract.pages import STORY, TITLE, json_ld, page, paragraphs

BY = '<p class="byline">By Lena Varga</p>'
SITE = '<meta property="og:site_name" content="Orrin Courier">'


def read(above: str, head: str = "", below: str = "") -> tuple[str | None, str]:
    """Return the byline of a page and its text, with `above` between the headline and the story."""
    source = page(f"<article><h1>{TITLE}</h1>{above}{paragraphs(*STORY)}{below}</article>", SITE + head)
    [draft] = extract(Document("page", Media.HTML, source.encode()))
    return draft.byline, draft.text


@pytest.mark.parametrize(
    ("above", "byline"),
    [
        ('<div class="authors">Von <a href="/v">Lena Varga</a></div>', "Lena Varga"),
        ('<p class="firma">Por Lena Varga | 3 de junio de 2025</p>', "Lena Varga"),
        ('<p>Par Lena Varga et Osric Thole</p><p class="x">3 juin 2025</p>', "Lena Varga et Osric Thole"),
        ('<div class="meta__author"><b>Door</b><div>Lena van der Berg</div></div>', "Lena van der Berg"),
        ("<p>BY WILL HUNT<br>STAFF WRITER</p>", "WILL HUNT"),
        (f"<p>{STORY[1]}</p><p>By Lena Varga, AP</p>", "Lena Varga, AP"),
    ],
)
def test_a_byline_below_the_headline_is_read_and_no_part_of_the_text(above: str, byline: str) -> None:
    found, text = read(above)
    assert (found, "Varga" in text, "WRITER" in text) == (byline, False, False)


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("<p>By Friday Morning</p>", ""),
        ("<p>Von Lena Varga stammt der erste Hinweis auf die Risse, die man im Lager fand.</p>", ""),
        ("<figure><img src='a.jpg'><figcaption>By Lena Varga</figcaption></figure>", ""),
        ("", '<div class="comments"><p class="author">Lena Varga</p><p>What a bridge that was.</p></div>'),
        ("", '<div class="book"><h3>The Span</h3><p class="author">Lena Varga</p></div>'),
    ],
)
def test_who_is_named_elsewhere_did_not_write_the_story(above: str, below: str) -> None:
    assert read(above, below=below)[0] is None


@pytest.mark.parametrize(
    ("stated", "above", "byline"),
    [
        ("admin", BY, "Lena Varga"),
        ("OC", "<p>By Lena Varga</p>", "Lena Varga"),
        ("The Orrin Courier", BY, "Lena Varga"),
        ("Web Editor", BY, "Lena Varga"),
        ("admin", "", "admin"),
        ("Osric Thole", BY, "Osric Thole"),
        ("Reuters", BY, "Reuters"),
        ("The Orrin Courier", '<p class="byline">By Courier staff</p>', "The Orrin Courier"),
    ],
)
def test_an_author_stated_who_is_no_person_gives_way_to_one(stated: str, above: str, byline: str) -> None:
    assert read(above, json_ld(author={"name": stated}))[0] == byline
