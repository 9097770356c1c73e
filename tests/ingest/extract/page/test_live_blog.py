"""Live blogs: which pages are, and where each post stands in the text. The texts are invented."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.extract import extract
from tests.ingest.extract.pages import page, paragraphs
from tests.ingest.support import on

TITLE = "Mayoral election in Orrin"
LEAD = (
    "Orrin elects a mayor today, and we report from polling stations and the town hall until the last count."
)
# Newest first, as most live blogs have it.
POSTS = (
    (
        "2025-06-11T01:10:00+02:00",
        "Lind concedes",
        "Outgoing mayor Ruta Lind congratulated her successor by telephone and will leave within the week.",
    ),
    (
        "2025-06-11T00:30:00+02:00",
        "Wirth wins",
        "Tomas Wirth has won the mayoral election with 54 percent of the votes, the election office said.",
    ),
    (
        "2025-06-10T14:00:00+02:00",
        "Turnout at noon",
        "Turnout stood at 31 percent at noon, the election office said in a short statement to reporters.",
    ),
    (
        "2025-06-10T09:00:00+02:00",
        "Polls open",
        "Polling stations opened at nine, and long queues formed in the harbour district before that.",
    ),
)
PUBLISHED = '<meta property="article:published_time" content="2025-06-10T08:00:00+02:00">'
STORY = paragraphs(*(text for _, _, text in POSTS))


def read(
    body: str, head: str = PUBLISHED, title: str = TITLE, url: str = "https://post.example/orrin"
) -> Draft:
    html = page(f"<main><h1>{title}</h1>{body}</main>", head, title)
    [draft] = extract(Document("page", Media.HTML, html.encode(), url))
    return draft


def told(draft: Draft) -> list[tuple[datetime, str]]:
    """Return time and last line of each post."""
    return [(post.posted_at, draft.text[post.start : post.end].split("\n")[-1]) for post in draft.posts]


def series(tag: str = "article", time: str = '<time datetime="{0}">x</time>') -> str:
    return "".join(
        f"<{tag} class=entry>{time.format(at)}<h3>{head}</h3><p>{text}</p></{tag}>"
        for at, head, text in POSTS
    )


def stated(**fields: object) -> str:
    """Return the JSON-LD of a live blog that states its posts."""
    updates = [
        {"@type": "BlogPosting", "headline": head, "datePublished": at, "articleBody": text}
        for at, head, text in POSTS
    ]
    node = {"@type": "LiveBlogPosting", "headline": TITLE, "liveBlogUpdate": updates, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


ALL = [(datetime.fromisoformat(at), text) for at, _, text in POSTS]
BARE = "".join(f"<h3>{head}</h3><p>{text}</p>" for _, head, text in POSTS)
MICRODATA = "".join(
    f'<div itemprop="liveBlogUpdate" itemscope><p><time datetime="{at}" itemprop="datePublished">x</time></p>'
    f"<h3>{head}</h3><p>{text}</p></div>"
    for at, head, text in POSTS
)
TYPED = (
    '<script type="application/ld+json">{"@type": "LiveBlogPosting", "headline": "Mayoral election"}</script>'
)


@pytest.mark.parametrize(
    ("body", "head", "url"),
    [
        (BARE, stated(datePublished="2025-06-10T08:00:00+02:00"), "https://post.example/orrin"),
        (MICRODATA, PUBLISHED, "https://post.example/orrin"),
        (f"<div>{series()}</div>", PUBLISHED + TYPED, "https://post.example/orrin"),
        (f"<div class='liveticker'>{series('div')}</div>", PUBLISHED, "https://post.example/orrin"),
        (f"<ul>{series('li')}</ul>", PUBLISHED, "https://post.example/live/orrin"),
    ],
    ids=["JSON-LD", "microdata", "a type and a series", "named so", "by its address"],
)
def test_a_page_that_says_so_is_a_live_blog(body: str, head: str, url: str) -> None:
    draft = read(f"<p>{LEAD}</p>{body}", head, url=url)
    assert [at for at, _ in told(draft)] == [at for at, _ in ALL]
    assert all(text in line for (_, line), (_, text) in zip(told(draft), ALL, strict=True))
    assert all(LEAD not in draft.text[post.start : post.end] for post in draft.posts)
    assert draft.published_at == datetime.fromisoformat("2025-06-10T08:00:00+02:00")
    assert draft.modified_at == ALL[0][0]


def test_what_stands_before_the_posts_is_none() -> None:
    draft = read(f"<p>{LEAD}</p>{BARE}", stated())
    assert draft.text.startswith(LEAD)
    assert draft.posts[0].start > len(LEAD)


def test_a_heading_is_of_its_post() -> None:
    draft = read(f"<div class=live-blog>{series()}</div>")
    [won] = [draft.text[post.start : post.end] for post in draft.posts if post.posted_at == ALL[1][0]]
    assert won.split("\n")[0] in ("Wirth wins", POSTS[1][2])
    assert "Turnout" not in won


@pytest.mark.parametrize(
    "form",
    [
        '<div class="live-update"><time datetime="{at}">x</time><p>{text}</p></div>',
        '<div><time data-epoch="{epoch}">now</time><p>{text}</p></div>',
        '<article data-created-at="{at}"><p>{text}</p></article>',
        '<div class=live-update><time datetime="{at}">x</time><time class=updated datetime="{at}">x</time>'
        "<p>{text}</p></div>",
    ],
)
def test_times_in_the_data_of_posts_and_posts_that_are_called_updates(form: str) -> None:
    posts = "".join(
        form.format(at=at, text=text, epoch=int(datetime.fromisoformat(at).timestamp()))
        for at, _, text in POSTS
    )
    assert told(read(f"<div class=live-blog>{posts}</div>")) == ALL


def test_times_without_a_zone_are_on_the_clock_of_the_page() -> None:
    draft = read(f"<div class=live-blog>{series().replace('+02:00', '')}</div>")
    assert [at for at, _ in told(draft)] == [at for at, _ in ALL]


def test_a_page_without_a_date_was_published_with_its_first_post() -> None:
    draft = read(f"<div class=live-blog>{series()}</div>", head="")
    assert draft.published_at == ALL[-1][0]


def test_the_time_of_a_change_is_told_from_that_of_the_post() -> None:
    changed = '<p class="updated">Edited <time datetime="2025-06-11T03:00Z">x</time></p>'
    times = changed + '<time datetime="{0}">x</time>'
    draft = read(f"<div class=live-blog>{series(time=times)}</div>")
    assert {post.modified_at for post in draft.posts} == {on("2025-06-11 03:00")}
    assert [at for at, _ in told(draft)] == [at for at, _ in ALL]


def test_a_live_blog_without_dates_of_its_own_is_no_post() -> None:
    draft = read(BARE, stated(coverageStartTime="2025-06-10T08:30:00+02:00"))
    assert draft.title == TITLE
    assert draft.published_at == datetime.fromisoformat("2025-06-10T08:30:00+02:00")
    assert len(draft.posts) == len(POSTS)


def test_posts_that_the_page_does_not_show_are_left_out() -> None:
    draft = read(paragraphs(*(text for _, _, text in POSTS[:2])), stated())
    assert told(draft) == ALL[:2]


COMMENTS = "".join(
    f"<li class={{0}}><time datetime='{at}'>x</time><p>I queued for an hour, and it was well worth it.</li>"
    for at, _, _ in POSTS
)
TEASERS = "".join(
    f"<article><time datetime='{at}'>x</time><h3><a href='/news/{n}'>{head} and what follows from it</a></h3>"
    f"<p>{text}</p></article>"
    for n, (at, head, text) in enumerate(POSTS)
)


@pytest.mark.parametrize(
    ("body", "head"),
    [
        (STORY, PUBLISHED),
        (f"<article>{STORY}</article><ol>{COMMENTS.format('comment')}</ol>", PUBLISHED),
        (f"<article>{STORY}</article><ol>{COMMENTS.format('x')}</ol>", PUBLISHED),
        (f"<article><p>{LEAD}</p>{STORY}</article><div class=live-news>{TEASERS}</div>", PUBLISHED),
        (series(time='<time datetime="2025-06-10">x</time>'), PUBLISHED),
        (series(), PUBLISHED.replace("06-10", "06-20")),
        (series()[: len(series()) // 2] + STORY, PUBLISHED),
    ],
    ids=["a story", "comments", "comments unnamed", "teasers", "days", "told in hindsight", "few"],
)
def test_other_pages_are_none_even_if_called_live(body: str, head: str) -> None:
    assert read(body, head, "Mayoral election in Orrin: live", "https://post.example/live/orrin").posts == ()


def test_a_series_on_a_page_that_is_not_called_live_is_none() -> None:
    assert read(f"<div>{series()}</div>").posts == ()
