"""The body of a page: all of the story's containers, and never the site's own text in its place."""

from __future__ import annotations

import pytest

from ingest.errors import RejectedDocument
from tests.ingest.extract.pages import (
    CONSENT,
    FIXTURES,
    REST,
    STORY,
    TITLE,
    json_ld,
    page,
    paragraphs,
    text_of,
)

HEADLINE = f"<h1>{TITLE}</h1>"
BOX = f'<div class="overlay-x9">{paragraphs(*CONSENT)}</div>'


def test_story_inside_an_aside() -> None:
    text = text_of((FIXTURES / "story-inside-aside" / "page.html").read_bytes())
    assert len(text.split("\n\n")) == 4
    assert "small files" not in text


def test_body_in_two_sections() -> None:
    text = text_of((FIXTURES / "body-in-two-sections" / "page.html").read_bytes())
    assert len(text.split("\n\n")) == 6
    assert "Advertisement" not in text


@pytest.mark.parametrize(
    "tag",
    ["aside", "footer", "nav", "form", "figure", "dialog", 'div class="sidebar"', 'section class="comment"'],
)
def test_a_story_in_odd_places_beside_a_consent_text(tag: str) -> None:
    name = tag.partition(" ")[0]
    text = text_of(page(f"<{tag}>{HEADLINE}{paragraphs(*STORY)}</{name}>{BOX}"))
    assert text == "\n\n".join(STORY)


def test_a_story_with_breaks_for_paragraphs_beside_a_consent_text() -> None:
    text = text_of(page(f"<div>{HEADLINE}{'<br><br>'.join(STORY)}</div>{BOX}"))
    assert all(sentence in text for sentence in STORY)
    assert not any(sentence in text for sentence in CONSENT)


def test_a_consent_text_alone_is_rejected() -> None:
    with pytest.raises(RejectedDocument):
        text_of(page(f"{HEADLINE}<div id=app></div>{BOX}"))


def test_site_talk_between_the_paragraphs_is_rejected_for_its_lack_of_the_headline() -> None:
    with pytest.raises(RejectedDocument, match="site's own"):
        text_of(page(f"<main>{HEADLINE}{paragraphs(*CONSENT)}</main>"))


@pytest.mark.parametrize(
    "refusal",
    [
        "We see that you come from a country whose law we do not keep, and therefore cannot let you in.",
        "Please show that you are no robot. Press the button below until the bar is full, and then wait.",
        "Bitte bestätigen Sie, dass Sie kein Roboter sind. Viele Anfragen kamen in kurzer Zeit aus dem Netz.",
    ],
)
def test_a_refusal_of_the_site_in_place_of_the_story_is_rejected(refusal: str) -> None:
    with pytest.raises(RejectedDocument, match="site's own"):
        text_of(
            page(f"<main>{HEADLINE}{paragraphs(refusal, 'Nothing else can be done about it here.')}</main>")
        )


def test_a_short_story_that_quotes_somebody_who_says_you_stays() -> None:
    told = (
        "“You could hear it crack,” said a man who stood close to it at noon; nobody was hurt there that day."
    )
    assert text_of(page(f"<main>{HEADLINE}{paragraphs(told)}</main>")) == told


def test_a_story_about_consent_stays() -> None:
    title = "Regulator fines three firms over consent for cookies"
    assert CONSENT[0] in text_of(page(f"<main><h1>{title}</h1>{paragraphs(*CONSENT)}</main>", title=title))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("section", "section"),
        ("div", "div"),
        ('div class="text-1"', 'div class="text-2"'),
        ('div class="story-start"', 'div class="story-rest"'),
        ('div class="free-part"', 'div class="paid-part"'),
    ],
)
def test_two_containers_with_a_pointer_between_them(first: str, second: str) -> None:
    pointer = '<div><p><a href="/x">Herring prices fall after the quota was raised</a></p></div>'
    one, two = (
        f"<{tag}>{paragraphs(*part)}</{tag.split()[0]}>" for tag, part in ((first, STORY), (second, REST))
    )
    text = text_of(page(f"<article>{HEADLINE}{one}{pointer}{two}</article>"))
    assert text == "\n\n".join([*STORY, *REST])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("article__content lead", "article__content"),
        ("article__content", "article__content article__content--end"),
    ],
)
def test_two_containers_of_classes_that_differ(first: str, second: str) -> None:
    one, two = (
        f'<section class="{name}">{paragraphs(*told)}</section>'
        for name, told in ((first, STORY), (second, REST))
    )
    assert text_of(page(f"<section>{HEADLINE}{one}{two}</section>")) == "\n\n".join([*STORY, *REST])


@pytest.mark.parametrize(
    ("name", "box"),
    [
        ("article__content author", paragraphs(*REST)),
        ("article__content", paragraphs(REST[0])),
        ("article__content", f"<h3><a href=/x>What the bearings cost</a></h3>{paragraphs(*REST)}"),
        ("box", paragraphs(*REST)),
    ],
)
def test_a_box_beside_the_story_is_no_part_of_it(name: str, box: str) -> None:
    story = f'<section class="article__content lead">{paragraphs(*STORY)}</section>'
    text = text_of(page(f'<section>{HEADLINE}{story}<section class="{name}">{box}</section></section>'))
    assert text == "\n\n".join(STORY)


def test_the_publishers_own_text_where_the_page_shows_none() -> None:
    body = "\n\n".join([*STORY, *REST])
    assert text_of(page(f"<div id=root></div>{BOX}", json_ld(articleBody=body))) == body


def test_a_first_paragraph_with_the_name_of_something_else() -> None:
    first = f'<p class="share-lead">{STORY[0]}</p>'
    assert text_of(page(f"<main>{HEADLINE}{first}{paragraphs(*STORY[1:])}</main>")) == "\n\n".join(STORY)


def test_a_short_story_has_its_paragraphs_and_not_its_header() -> None:
    story = (
        "The lido at Orrin will cost six million crowns, the county said on Thursday.",
        "Work starts after the bathing season, and takes two summers.",
        "The swimming club has offered to paint the changing rooms themselves.",
    )
    header = (
        "<header><span><a href=/c rel='category tag'>News</a></span><h1>Lido at Orrin to be built</h1>"
        '<div><span class="byline">By Lena Varga</span></div></header>'
    )
    shown = f"<article>{header}<div>{paragraphs(*story)}</div></article>"
    assert text_of(page(shown, title="Lido at Orrin to be built")) == "\n\n".join(story)
