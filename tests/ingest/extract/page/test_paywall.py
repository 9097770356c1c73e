"""What is only the start of a paid story is rejected; a paid story that is all there is not."""

from __future__ import annotations

import pytest

from ingest.errors import RejectedDocument
from tests.ingest.extract.pages import REST, STORY, TITLE, json_ld, page, paragraphs, text_of

WHOLE = (*STORY, *REST)
PAID_PART = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paid"}


def story(*texts: str, after: str = "", head: str = "") -> str:
    return text_of(page(f"<article><h1>{TITLE}</h1>{paragraphs(*texts)}</article>{after}", head))


@pytest.mark.parametrize(
    "wall",
    [
        "Subscribe to continue reading",
        "To continue reading this article, take out a subscription.",
        "This article is for subscribers only.",
        "Already a subscriber? Sign in",
        "Create a free account to read the rest",
        "You have reached your limit of free articles",
        "Unlock this article",
        "Become a member to read the full story",
    ],
)
def test_a_wall_after_a_short_text(wall: str) -> None:
    box = f"<div><p>{wall}</p></div>"
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*STORY, after=box)
    longer = [f"{told} It was the third vote of the year." for told in WHOLE]
    assert longer[-1] in story(*longer, after=box)


@pytest.mark.parametrize(
    "stated",
    [
        {"isAccessibleForFree": False, "wordCount": 900},
        {"isAccessibleForFree": "False", "hasPart": PAID_PART},
    ],
)
def test_a_page_that_says_what_is_missing(stated: dict[str, object]) -> None:
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*WHOLE, head=json_ld(**stated))


def test_the_paid_part_is_there_though_a_style_hides_it() -> None:
    parts = f'{paragraphs(*STORY)}<div class="paid">{paragraphs(*REST, *REST)}</div>'
    head = json_ld(isAccessibleForFree=False, hasPart=PAID_PART) + "<style>.paid{display:none}</style>"
    assert REST[1] in text_of(page(f"<article><h1>{TITLE}</h1>{parts}</article>", head))


def test_a_call_to_subscribers_in_the_menu_walls_nothing() -> None:
    menu = "<nav><p>Already a subscriber? Sign in</p></nav>"
    assert text_of(page(f"{menu}<article><h1>{TITLE}</h1>{paragraphs(*STORY)}</article>")) == "\n\n".join(
        STORY
    )


@pytest.mark.parametrize(
    "wall",
    [
        "Cet article est réservé aux abonnés.",
        "Contenido exclusivo para suscriptores",
        "Nur für Abonnenten",
        "Articolo riservato agli abbonati",
        "Alleen voor abonnees",
        "Treść tylko dla prenumeratorów",
        "この記事は有料会員限定です",
        "Il vous reste 63 % de cet article à lire",
        "Jetzt mit Plus weiterlesen",
    ],
)
def test_a_wall_in_another_language(wall: str) -> None:
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*STORY[:2], wall)
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*STORY[:2], after=f"<div><p>{wall}</p><a href=/x>OK</a></div>")


@pytest.mark.parametrize(
    "name", ["paywall-box", "piano-offer", "regwall", "premium-wall", "abo-hinweis", "tp-box"]
)
def test_a_wall_by_its_name_and_offer(name: str) -> None:
    box = f"<div class={name}><p>Lesen mit unserem Angebot</p><p>4 Wochen 1 €</p><a href=/x>OK</a></div>"
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*STORY[:2], after=box)
    longer = [f"{told} It was the third vote of the year." for told in WHOLE]
    assert longer[0] in story(*longer, after=box)


def test_a_price_after_a_text_cut_short() -> None:
    box = "<div><p>Lesen mit unserem Angebot</p><p>4 Wochen 1 €</p><a href=/x>OK</a></div>"
    with pytest.raises(RejectedDocument, match="paid article"):
        story(STORY[0], "It begins in the autumn of 2019 in a notary's office and ends …", after=box)


@pytest.mark.parametrize("free", [False, "False", "https://schema.org/False"])
def test_a_short_text_that_its_page_calls_paid(free: object) -> None:
    with pytest.raises(RejectedDocument, match="paid article"):
        story(*STORY, head=json_ld(isAccessibleForFree=free))


def test_a_sentence_about_subscribers_walls_nothing() -> None:
    told = "Die Abonnenten zahlen nur noch die Hälfte, sagte der Verleger."
    assert told in story(*STORY, told)
    assert "only 300 subscribers" in story(*STORY, "The paper has only 300 subscribers, the mayor said.")
