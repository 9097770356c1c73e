"""What stands around the story is left out by its markup; a story told in such markup stays."""

from __future__ import annotations

import pytest

from tests.ingest.extract.pages import REST, STORY, TITLE, page, paragraphs, text_of

HEADLINE = f"<h1>{TITLE}</h1>"
START = STORY[:2]
COMMENTS = (
    "I have lived beside that lifting bridge for thirty years and nobody ever asked me, so there.",
    "My brother drove a lorry over the bridge in Orrin Bay every day and never saw a crack in it.",
    "They will spend the whole sum on consultants and come back to the harbour council for more.",
    "Lovely idea, but where do people park while they replace it? On my verge, as usual, with their cups.",
)
LETTER = (
    "Every morning our editors choose the pieces you cannot miss and send a digest of five minutes.",
    "More than 80,000 readers get it already: choose the topics and the hour, and we do the rest for you.",
)
TEASERS = (
    ("Herring prices fall again", "The boats of the bay got a tenth less for their catch this week."),
    ("Museum closes for the winter", "It will be closed until spring so that the roof can be renewed."),
    ("New director for the choir", "The pianist follows the present one, who retires after nineteen years."),
)


def test_names_of_a_program_are_no_words() -> None:
    body = f'<div id="ad6ed79d-88fd-4c8e">{paragraphs(*STORY)}</div>'
    assert text_of(page(f"<main>{HEADLINE}{body}</main>")) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "thread",
    ['id="responses" class="comments"', "class=kommentare", "id=lista-comentarios", 'class="reacties x"'],
)
@pytest.mark.parametrize("around", ["{}{}", "<main>{}{}</main>", "<div><div>{}</div>{}</div>"])
def test_comments_longer_than_the_story(thread: str, around: str) -> None:
    items = "".join(f"<li><b>user{at}</b><p>{text}</p></li>" for at, text in enumerate(COMMENTS * 2))
    story = f"<div class=a>{HEADLINE}<div class=b>{paragraphs(*START)}</div></div>"
    text = text_of(page(around.format(story, f"<div {thread}><ol>{items}</ol></div>")))
    assert text == "\n\n".join(START)


def test_comments_by_their_schema() -> None:
    items = "".join(f'<div itemtype="https://schema.org/Comment"><p>{text}</p></div>' for text in COMMENTS)
    text = text_of(page(f"<div>{HEADLINE}<div class=b>{paragraphs(*START)}</div><div>{items}</div></div>"))
    assert text == "\n\n".join(START)


@pytest.mark.parametrize("name", ["class=c-nieuwsbrief", "data-block=newsletter", "id=infolettre", "class=x"])
def test_a_newsletter_within_the_story(name: str) -> None:
    box = f"<div {name}><h4>News</h4>{paragraphs(*LETTER)}<form><input type=email></form></div>"
    body = f"<div class=body>{paragraphs(*START)}{box}{paragraphs(*STORY[2:])}</div>"
    assert text_of(page(f"<div>{HEADLINE}{body}</div>")) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "teaser",
    [
        '<div class=w><a href="/n/{0}"><h4>{1}</h4></a><p>{2}</p></div>',
        '<li><a href="/n/{0}">{1}</a><p>{2}</p></li>',
        '<a class=w href="/n/{0}"><h4>{1}</h4><p>{2}</p></a>',
        '<article><h3><a href="/n/{0}">{1}</a></h3><p>{2}</p></article>',
        '<div><strong><a href="/n/{0}">{1}</a></strong> <span>{2}</span></div>',
    ],
)
@pytest.mark.parametrize("around", ["{}", "<div class=q>{}</div>"])
def test_teasers_of_other_stories_behind_the_story(teaser: str, around: str) -> None:
    teasers = "".join(teaser.format(at, *told) for at, told in enumerate(TEASERS))
    text = text_of(page(f"<main>{HEADLINE}{paragraphs(*STORY)}{around.format(teasers)}</main>"))
    assert text == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "caption",
    [
        "<p class=bu>{}</p>",
        "<p class=legende>{}</p>",
        '<p class="foto-bijschrift">{}</p>',
        '<div class="slides"><span>1 / 14</span> <span>{}</span></div>',
        "<div><button>toggle caption</button><p>{}</p><button>hide caption</button></div>",
        "<div class=video>This video can not be played {}</div>",
    ],
)
def test_captions_by_other_names(caption: str) -> None:
    shown = caption.format("A crane lifts the old span.")
    body = f"{paragraphs(*START)}{shown}{paragraphs(*STORY[2:])}"
    assert text_of(page(f"<main>{HEADLINE}{body}</main>")) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "paragraph",
    [
        "<p class=promo-text>{}</p>",
        '<div class="slide"><img src=x><p>{}</p></div>',
        '<div class="social-story"><p>{}</p></div>',
        '<p class="related-note">{}</p>',
    ],
)
def test_a_story_told_in_such_markup_stays(paragraph: str) -> None:
    body = "".join(paragraph.format(text) for text in (*STORY, *REST))
    assert text_of(page(f"<main>{HEADLINE}{body}</main>")) == "\n\n".join([*STORY, *REST])


def test_one_sentence_with_a_link_in_it_stays() -> None:
    last = f'<p class="related-note">{STORY[3].replace("council", "<a href=/c>council</a>")}</p>'
    text = text_of(page(f"<main>{HEADLINE}{paragraphs(*STORY[:3])}{last}</main>"))
    assert text == "\n\n".join(STORY)
