"""A page that lists stories is rejected; a live blog, six things and a story with pointers are not."""

from __future__ import annotations

import pytest

from ingest.errors import RejectedDocument
from tests.ingest.extract.pages import FIXTURES, REST, STORY, TITLE, page, paragraphs, text_of

URL = "https://post.example/health"
TEASERS = (
    ("Why walking backwards is good for you", "Some doctors say that it helps the knees. Others doubt it."),
    ("The hidden calories we eat each day", "We take in more than we think. A team in Calder counted them."),
    (
        "Can music make you sleep better?",
        "A therapy with sound is said to help. The evidence is thin so far.",
    ),
    ("Your second brain and you", "The gut is said to change how we feel. Two new books explain how."),
    ("What the long summer did to bees", "Beekeepers lost a third of their hives. They blame a mite."),
)
FORMS = (
    '<li><a href="/s/{n}">{head}</a><p>{text}</p></li>',
    '<div><h3><a href="/s/{n}">{head}</a></h3><p>{text}</p></div>',
    '<a href="/s/{n}"><h3>{head}</h3><p>{text}</p></a>',
    '<article><h2><a href="/s/{n}">{head}</a></h2><p>By Lena Varga</p><p>{text}</p></article>',
    '<div><h2><a href="/s/{n}">{head}</a></h2><p><a href="/s/{n}">{text}</a></p></div>',
    '<p><a href="/s/{n}"><b>{head}</b></a> {text}</p>',
    '<div><h3>{head}</h3><p>{text}</p><a href="/s/{n}">Continue reading</a></div>',
)


def listed(form: str) -> str:
    return "".join(form.format(n=n, head=head, text=text) for n, (head, text) in enumerate(TEASERS))


def test_saved_section_page() -> None:
    with pytest.raises(RejectedDocument, match="index"):
        text_of((FIXTURES / "index-page" / "page.html").read_bytes())


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("title", ["Health - Orrin Post", "Orrin Post", "Articles tagged sleep | Orrin Post"])
def test_lists_of_teasers_are_rejected(form: str, title: str) -> None:
    with pytest.raises(RejectedDocument, match=r"index|no article text"):
        text_of(page(f"<main><h1>{title}</h1>{listed(form)}</main>", title=title), URL)


def test_a_tag_page_that_describes_its_articles_is_rejected() -> None:
    items = '{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"Your second brain"}]}'
    head = f'<script type="application/ld+json">{{"@type":"CollectionPage","mainEntity":{items}}}</script>'
    with pytest.raises(RejectedDocument):
        text_of(page(f"<main>{listed(FORMS[1])}</main>", head, "Sleep | Orrin Post"), URL)


@pytest.mark.parametrize("link", ["/health?post={n}", "#post-{n}"])
def test_a_live_blog_is_no_index(link: str) -> None:
    posts = listed('<div><time>10:00</time><h2><a href="' + link + '">{head}</a></h2><p>{text}</p></div>')
    title = "Calories, music, bees: live updates"
    text = text_of(page(f"<main><h1>{title}</h1>{posts}</main>", title=title), URL)
    assert all(told in text for _, told in TEASERS)


def test_six_things_with_links_to_others_are_no_index() -> None:
    things = listed(
        '<h2><a href="https://shop{n}.example/">{n}. {head}</a></h2><p>{text} It opened in 1911.</p>'
    )
    text = text_of(page(f"<main><h1>Six things to know</h1>{things}</main>", title="Six things to know"), URL)
    assert all(told in text for _, told in TEASERS)


def test_a_story_with_a_pointer_after_each_paragraph_is_no_index() -> None:
    pointed = "".join(
        f'<p>{told}</p><p><strong><a href="/r/{n}">{TEASERS[n][0].upper()}</a></strong></p>'
        for n, told in enumerate(STORY)
    )
    text = text_of(page(f"<main><h1>{TITLE}</h1>{pointed}{paragraphs(*REST)}</main>"), URL)
    assert text == "\n\n".join([*STORY, *REST])


@pytest.mark.parametrize("foot", ["", '<p><a href="/s/{n}#c">3 comments</a></p>'])
def test_a_front_page_of_whole_posts_is_an_index(foot: str) -> None:
    posts = listed('<div><h2><a href="/s/{n}">{head}</a></h2>' + paragraphs(*STORY) + foot + "</div>")
    with pytest.raises(RejectedDocument, match="index"):
        text_of(page(f"<main>{posts}</main>", title="Fennick Notes"), URL)


BIOGRAPHY = (
    "Lena Varga has reported from the harbour since 2009, and won the prize of the coast in 2018.",
    "Before that she taught chemistry at the school of Tarn, as her father had done before her.",
)


@pytest.mark.parametrize(
    ("title", "head"),
    [
        ("Lena Varga, Author at Orrin Post", ""),
        ("Lena Varga", '<meta property="og:type" content="profile">'),
        ("Lena Varga", '<script type="application/ld+json">{"@type":"ProfilePage"}</script>'),
    ],
)
def test_the_page_of_an_author_is_no_story(title: str, head: str) -> None:
    with pytest.raises(RejectedDocument, match="index"):
        text_of(page(f"<main><h1>Lena Varga</h1>{paragraphs(*BIOGRAPHY)}</main>", head, title), URL)


def test_an_archive_of_links_and_a_hub_of_videos_are_indexes() -> None:
    editions = listed('<p><a href="/e/{n}">{head}</a> (1 June 2025)</p><p><a href="/f/{n}">{head}</a></p>')
    videos = listed('<figure><a href="/v/{n}"><img></a><figcaption>{head}: {text} 2:10</figcaption></figure>')
    for body in (f"{paragraphs(BIOGRAPHY[0] + ' All is here.')}{editions}", videos):
        with pytest.raises(RejectedDocument, match=r"index|no article text"):
            text_of(page(f"<main><h1>All of it</h1>{body}</main>", title="All of it"), URL)


@pytest.mark.parametrize("title", ["404 Not Found", "Page not found - Orrin Post", "Access Denied"])
def test_an_error_of_the_server_is_no_story(title: str) -> None:
    told = "You asked for a page that is not here, or to which nobody has given you access. "
    told += "Please go back to where you came from."
    with pytest.raises(RejectedDocument, match="site's own"):
        text_of(page(f"<main><h1>{title}</h1><p>{told}</p></main>", title=title), URL)
