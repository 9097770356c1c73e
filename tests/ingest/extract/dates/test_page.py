"""Which of the dates on a page is the story's, and on whose clock."""

from __future__ import annotations

import pytest

from ingest.document import Document, Media
from ingest.extract import extract

STORY = "".join(
    f"<p>The harbour council of Orrin voted on measure {number} to replace the old lifting bridge.</p>"
    for number in range(4)
)
PLAIN = "https://post.example/bridge"


def meta(value: str, name: str = "article:published_time") -> str:
    return f'<meta property="{name}" content="{value}">'


def ld(published: str) -> str:
    return (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Bridge to be replaced", '
        f'"datePublished": "{published}"}}</script>'
    )


def published(
    head: str = "", above: str = "", below: str = "", url: str = PLAIN, lang: str = "en"
) -> str | None:
    return shown_on(
        f"<article><h1>Bridge to be replaced</h1>{above}{STORY}</article>{below}", head, url, lang
    )


def shown_on(body: str, head: str = "", url: str = PLAIN, lang: str = "en") -> str | None:
    head = f"<head><title>Bridge to be replaced</title>{head}</head>"
    page = f'<!doctype html><html lang="{lang}">{head}<body>{body}</body></html>'
    [draft] = extract(Document("page.html", Media.HTML, page.encode(), url))
    return draft.published_at.isoformat() if draft.published_at else None


@pytest.mark.parametrize(
    ("stated", "url", "moment"),
    [
        ("2019-07-10T00:30:00+02:00", PLAIN, "2019-07-10T00:30:00+02:00"),
        ("2019-07-09T22:30:00Z", "https://post.example.at/bridge", "2019-07-10T00:30:00+02:00"),
        ("2019-07-09T22:30:00+00:00", "https://www.post.co.uk/bridge", "2019-07-09T23:30:00+01:00"),
        ("2019-07-09T16:30:00Z", "https://post.example.jp/bridge", "2019-07-10T01:30:00+09:00"),
        (
            "2019-07-10T05:00:00Z",
            "https://post.example.ca/bridge",
            "2019-07-10T05:00:00+00:00",
        ),  # two days there
        ("2019-07-09T22:30:00Z", "https://post.io/bridge", "2019-07-09T22:30:00+00:00"),
        ("2019-07-09T22:30:00Z", "https://post.example/2019/07/10/bridge", "2019-07-10T00:30:00+02:00"),
        ("2019-07-10T02:30:00Z", "https://post.example/2019/07/09/bridge", "2019-07-09T23:30:00-03:00"),
        ("2019-07-09T00:00:00Z", "https://post.example/2019/07/10/bridge", "2019-07-09T00:00:00+00:00"),
        ("2019-07-09 22:30", "https://post.example.at/bridge", "2019-07-09T22:30:00+00:00"),
    ],
)
def test_the_day_is_the_publishers(stated: str, url: str, moment: str) -> None:
    assert published(meta(stated), url=url) == moment


def test_the_clock_is_the_one_that_the_page_shows() -> None:
    shown = '<time datetime="2019-07-09T22:30:00Z">10 July 2019</time>'
    assert published(meta("2019-07-09T22:30:00Z"), shown) == "2019-07-10T00:30:00+02:00"
    local = '<time datetime="2019-07-10T08:30:00+10:00">today</time>'
    assert published(meta("2019-07-09T22:30:00Z"), local) == "2019-07-10T08:30:00+10:00"
    other = '<time class="updated" datetime="2019-07-10T09:00:00Z">10 July 2019</time>'
    assert published(meta("2019-07-09T22:30:00Z"), other) == "2019-07-09T22:30:00+00:00"


@pytest.mark.parametrize(
    ("head", "above", "url", "day"),
    [
        (meta("2023-05-01T10:00:00Z"), "", "https://post.example/2019/11/19/bridge", "2019-11-19"),
        (ld("2023-05-01"), "", "https://post.example/news/20191119/bridge.html", "2019-11-19"),
        (ld("2023-05-01"), "", "https://post.example/2019/nov/19/bridge", "2019-11-19"),
        (ld("2023-05-01"), "", "https://post.example/2019/November/19/bridge", "2019-11-19"),
        (ld("2023-05-01"), "", "https://post.example/blog/2019-11-19-bridge", "2019-11-19"),
        (ld("2023-05-01"), "", "https://post.example/2019/11/19.html", "2019-11-19"),
        (
            "",
            '<time datetime="2023-05-01">1 May</time>',
            "https://post.example/2019/11/19/bridge",
            "2019-11-19",
        ),
        (
            ld("2023-05-01") + meta("2019-11-19T08:15:00Z"),
            "",
            "https://post.example/2019/11/19/b",
            "2019-11-19T08:15",
        ),
        (ld("2023-05-01"), "", "https://post.example/bridge-20191119-opens", "2019-11-19"),
        (ld("2019-11-20T08:00:00+09:00"), "", "https://post.example/2019/11/19/bridge", "2019-11-20T08:00"),
        (ld("2023-05-01"), "", "https://post.example/20191399/bridge", "2023-05-01"),  # no day
        (ld("2023-05-01"), "", "https://post.example/2099/11/19/bridge", "2023-05-01"),  # not yet
    ],
)
def test_a_date_in_the_address_wins_over_one_that_contradicts_it(
    head: str, above: str, url: str, day: str
) -> None:
    assert str(published(head, above, url=url)).startswith(day)


def test_the_date_that_the_address_contradicts_is_that_of_a_change() -> None:
    page = f"<html><head><title>Bridge replaced</title>{ld('2023-05-01')}</head><body>{STORY}</body></html>"
    url = "https://post.example/2019/11/19/bridge"
    [draft] = extract(Document("page.html", Media.HTML, page.encode(), url))
    assert draft.modified_at is not None
    assert draft.modified_at.isoformat() == "2023-05-01T00:00:00+00:00"


@pytest.mark.parametrize(
    ("shown", "lang", "moment"),
    [
        ("Published: June 10, 2025 11:30 p.m. EDT", "en", "2025-06-10T23:30:00-04:00"),
        ("By Lena Varga | 10 June 2025, 9.30pm BST", "en-GB", "2025-06-10T21:30:00+01:00"),
        ("June 10, 2025 at 12:05 a.m. ET", "en-US", "2025-06-10T00:05:00-04:00"),
        ("Jan. 10, 2025, 12:30 PM ET", "en-US", "2025-01-10T12:30:00-05:00"),
        ("10. Juni 2025, 14:30 Uhr", "de", "2025-06-10T14:30:00+00:00"),
        ("Publié le 10 juin 2025 à 14h30", "fr", "2025-06-10T14:30:00+00:00"),
        ("06/05/2025 7 AM PT", "en-US", "2025-06-05T07:00:00-07:00"),
        ("06/05/2025 07:00 GMT+2", "en-GB", "2025-05-06T07:00:00+02:00"),
        ("Posted on 10th June 2025", "en-GB", "2025-06-10T00:00:00+00:00"),
        ("2025-06-10 23:30 (CEST)", "en", "2025-06-10T23:30:00+02:00"),
        ("10 de junio de 2025", "es", "2025-06-10T00:00:00+00:00"),
        ("公開2025年6月10日 18時30分 JST", "ja", "2025-06-10T18:30:00+09:00"),
        ("2025년 6월 10일", "ko", "2025-06-10T00:00:00+00:00"),
        ("Publisert 10. juni 2025 kl. 06.05 CEST", "nb", "2025-06-10T06:05:00+02:00"),
        ("10 июня 2025, 02:20 МСК", "ru", "2025-06-10T02:20:00+03:00"),
        ("10.06.2025 12.07.2025", "de", "2025-06-10T00:00:00+00:00"),
        (
            "Updated - June 11, 2025 09:12 am IST | Published - June 10, 2025 04:10 am IST",
            "en-IN",
            "2025-06-10T04:10:00+05:30",
        ),
        ("Aktualisiert: 11.06.2025, 18 Uhr; veröffentlicht: 10.06.2025", "de", "2025-06-10T00:00:00+00:00"),
        ("10 June 2025, 07:15 (updated 11 June 2025)", "en-GB", "2025-06-10T07:15:00+00:00"),
        ("Updated 10 June 2025, 07:15", "en-GB", "2025-06-10T07:15:00+00:00"),
        (
            'Updated <time datetime="2025-06-11T09:00Z">11 June</time> | Posted '
            '<time datetime="2025-06-10T09:00Z">10 June</time>',
            "en",
            "2025-06-10T09:00:00+00:00",
        ),
    ],
)
def test_hours_and_zones_in_the_line_of_credits(shown: str, lang: str, moment: str) -> None:
    assert published(above=f'<p class="article-date">{shown}</p>', lang=lang) == moment


@pytest.mark.parametrize(
    "other",
    [
        '<ol class="comment-list"><li><time datetime="2025-09-12">12 September 2025</time> Yes.</li></ol>',
        '<div id="disqus_thread"><span class="date">12 September 2025</span></div>',
        '<div class="news-ticker"><time datetime="2025-09-12T10:00Z">10:00</time> Fire in Orrin</div>',
        '<aside><time datetime="2025-09-12">12 September 2025</time></aside>',
        '<div class="aside secondary"><p class="date">12 September 2025</p></div>',
        '<section class="related-stories"><span class="date">September 12, 2025</span></section>',
        '<script>var built = "2025-09-12T08:00:00Z", date = "2025-09-12";</script>',
        '<link rel="stylesheet" href="/styles.css?20250912">',
        '<img src="/uploads/2025/09/12/pier.jpg" alt="">',
        '<nav><time datetime="2025-09-12">Friday</time></nav>',
        "<footer><p>© 2025 The Post. Terms as of 12.09.2025</p></footer>",
        '<div class="page-footer">Printed 12 September 2025</div>',
        '<div class="most-read"><time datetime="2025-09-12">12 Sep</time></div>',
    ],
)
def test_a_date_of_something_else_is_none_of_the_storys(other: str) -> None:
    assert published(below=other) is None
    shown = '<div class="responsive"><p class="byline">By Lena Varga | Published: June 10, 2025</p></div>'
    assert published(above=shown, below=other) == "2025-06-10T00:00:00+00:00"


EVENT = '<div class="event"><time datetime="2025-12-24T19:00">24 December, 7 pm</time> Choir</div>'
MASTHEAD = '<div class="today"><time datetime="2026-03-12">Thursday, 12 March 2026</time></div>'
CARDS = (
    '<div class="grid"><a href="/x"><h3>Keeper retires</h3></a><time datetime="2025-09-20">20.9.</time></div>'
)


def test_a_date_in_the_story_or_elsewhere_on_the_page_is_none_of_the_storys() -> None:
    def page(credits: str, after: str = "") -> str | None:
        return shown_on(
            f"{MASTHEAD}<main><article><h1>Bridge to be replaced</h1>{credits}{STORY}{EVENT}{STORY}{after}"
            f"</article>{CARDS}</main><p>This page was generated on 2026-03-12 04:11</p>"
        )

    assert page("") is None
    assert page("<p class='author'>Lena Varga joined the Post on 15 August 2011.</p>") is None
    assert (
        page("", f'{CARDS}<figure><figcaption class="credit">The bridge, 14 July 2019</figcaption></figure>')
        is None
    )
    for credits in (
        '<p class="meta">Lena Varga &bull; Posted Tue 10 Jun 2025 at 2:15pm</p>',
        "<div>Jun 10, 2025</div>",
        '<figure><p class="credit">14 July 2019</p></figure><p class="date">10 June 2025</p>',
        "<p>The council of Orrin wants to be rid of the old lift bridge.</p><i class=date>10 June 2025</i>",
    ):
        assert str(page(credits)).startswith("2025-06-10")
    links = "<p>The crews of the ferries had struck for nine days over this before the council met.</p>"
    links += '<ul><li>Crews strike <time datetime="2025-02-28">28 Feb</time></li></ul>'
    assert page(f'<div class="by">Lena Varga, 10 June 2025</div>{links}') == "2025-06-10T00:00:00+00:00"
    assert page("", '<p class="c">© The Post, 12 March 2026</p>') is None
    assert page("", "<footer>First published on 10 June 2025.</footer>") == "2025-06-10T00:00:00+00:00"


@pytest.mark.parametrize(
    ("above", "below", "day"),
    [
        ("<p>The crews vote on <time datetime=2025-11-18>18 November</time>.</p>", "", None),
        ("", "<div>When: <time datetime=2025-12-02>2 December</time></div>", None),
        (
            "<p>10 June 2025</p><div><b>Choir</b><br>Wann: <time datetime=2025-12-02>2.12.</time></div>",
            "",
            "2025-06-10",
        ),
        (
            "<i class=meta>10 June 2025</i><div><time datetime=2025-12-02>2 Dec</time>, pier</div>",
            "",
            "2025-06-10",
        ),
        ("<p>By Ann Lorne, <time datetime=2025-06-10>10 June</time>.</p>", "", "2025-06-10"),
        (
            "<p><time datetime=2025-06-10>10 June</time> – Crews have struck for nine days.</p>",
            "",
            "2025-06-10",
        ),
        ("<p>Datum: <time datetime=2025-06-10>10. Juni 2025</time></p>", "", "2025-06-10"),
        ("", "<p><time datetime=2025-06-10>10 June 2025</time></p>", "2025-06-10"),
        ("<i class=day>10 June 2025</i> <time datetime=2025-06-10T08:00Z>8am</time>", "", "2025-06-10T08:00"),
    ],
)
def test_the_time_of_an_event_is_none_of_the_storys(above: str, below: str, day: str | None) -> None:
    found = shown_on(f"<article><h1>Bridge to be replaced</h1>{above}<div>{STORY}{below}</div></article>")
    assert (found or "none").startswith(day or "none")


WP = '<time class="entry-date published" datetime=2025-06-10>10 June</time>'


@pytest.mark.parametrize(
    ("above", "below", "day"),
    [
        ("<p>Publié le 10 juin 2025 à 8h, modifié le 11 juin 2025 à 11h05</p>", "", "2025-06-11T11:05"),
        ("<i>10 June 2025</i> <i>Last updated: 11 June 2025</i>", "", "2025-06-11"),
        (f'<i class="posted-on">{WP}<time class=updated datetime=2025-06-11>1</time></i>', "", "2025-06-11"),
        ("<i>10 June 2025</i>", "<p>Last modified on 11 June 2025</p>", "2025-06-11"),
        (meta("2025-06-10T08:00Z") + "<i>Updated 11 June 2025</i>", "", "2025-06-11"),
        (meta("2025-06-10T08:00Z") + "<i>Updated 10 June 2025</i>", "", None),
        ("<i>Updated 11 June 2025</i>", "", None),
        ("<i>10 June 2025</i>", f"<p>The plan was updated on 11 June 2025.</p>{STORY}", None),
        (
            "<i>10 June 2025</i>",
            "</article><section><h3>Tides</h3><i>Updated 11 June 2025</i></section>",
            None,
        ),
    ],
)
def test_the_change_that_the_page_shows_where_it_has_a_date_before(
    above: str, below: str, day: str | None
) -> None:
    body = f"<article><h1>Bridge to be replaced</h1>{above}{STORY}{below}</article>"
    page = f"<html lang=en><head><title>Bridge to be replaced</title></head><body>{body}</body></html>"
    [draft] = extract(Document("page.html", Media.HTML, page.encode(), PLAIN))
    assert (draft.modified_at.isoformat() if draft.modified_at else "none").startswith(day or "none")


def test_a_date_above_the_headline_is_the_storys_where_it_stands_close() -> None:
    links = (
        "<p>Tides, timetable, harbour office, lost property, guest book, and the archive of all years</p>" * 2
    )
    post = f'<div class="post"><h3>Bridge to be replaced</h3><div>{STORY}</div></div>'
    day = '<div><h2 class="date-header">10 June 2025</h2><div>' + post + "</div></div>"
    assert shown_on(f"<div>{MASTHEAD}{links}{day}</div>") == "2025-06-10T00:00:00+00:00"
    assert shown_on(f"<div>{MASTHEAD}{links}{post}</div>") is None


def test_a_date_that_the_page_shows_too_is_taken_before_one_that_stands_alone() -> None:
    shown = '<time class="entry-date" datetime="2025-06-10T15:25:00+02:00">10 June 2025</time>'
    assert (
        published(ld("2025-06-03T09:00:00Z") + meta("2025-06-10T13:25:00Z"), shown)
        == "2025-06-10T15:25:00+02:00"
    )
    assert published(ld("2025-06-03T09:00:00Z") + meta("2025-06-10T13:25:00Z")) == "2025-06-03T09:00:00+00:00"


def test_the_order_of_day_and_month_is_that_of_other_dates_on_the_page() -> None:
    head = meta("05/04/2025")
    assert published(head, below="<p>The ferry sails again on 25/04/2025.</p>") == "2025-04-05T00:00:00+00:00"
    assert published(head, below="<p>The ferry sails again on 04/25/2025.</p>") == "2025-05-04T00:00:00+00:00"
    assert published(meta("05.04.2025")) == "2025-04-05T00:00:00+00:00"


@pytest.mark.parametrize(
    "value", ["4102444801", "9999999999999", "0001-01-01T00:00:00Z", "1970-01-01", "0000-00-00 00:00:00", "0"]
)
def test_what_no_publisher_means_is_no_date(value: str) -> None:
    assert published(meta(value)) is None
    assert published(meta(value) + meta("2025-06-10", "pubdate")) == "2025-06-10T00:00:00+00:00"
