"""What feeds and sitemaps list, in the forms they have, and what is no list."""

from __future__ import annotations

import gzip
import json
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import RejectedDocument
from ingest.watching.listing import Listing, read_listing
from tests.ingest.watching.site import item, rss

AT = "https://post.example/rss"

ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://post.example/">
<title>Post</title><entry><id>tag:1</id><title>Dam</title><link href="dam"/>
<published>2025-08-04T10:00:00+02:00</published><updated>2025-08-05T10:00:00+02:00</updated>
<author><name>Ines Duarte</name></author></entry></feed>"""

SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"><url><loc> https://post.example/dam </loc>
<lastmod>2025-08-05</lastmod><n:news><n:publication_date>2025-08-04T08:00:00Z</n:publication_date>
<n:title>Dam</n:title></n:news></url></urlset>"""

JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Post",
    "items": [
        {
            "id": 7,
            "url": "/dam",
            "title": "Dam",
            "content_text": "One.\nTwo < three.",
            "date_published": "2025-08-04T10:00:00+02:00",
            "authors": [{"name": "Ines Duarte"}],
        },
        "no item",
        {"title": None},
    ],
}


def listed(text: str | bytes) -> Listing:
    return read_listing(text.encode() if isinstance(text, str) else text, AT)


@pytest.mark.parametrize("text", [ATOM, SITEMAP, json.dumps(JSON_FEED), gzip.compress(SITEMAP.encode())])
def test_each_form_gives_address_title_and_time(text: str | bytes) -> None:
    [entry] = listed(text).entries
    assert (entry.url, entry.title) == ("https://post.example/dam", "Dam")
    assert entry.published is not None
    assert entry.published.timestamp() == 1754294400


def test_an_atom_entry_says_when_it_was_changed_and_an_rss_item_does_not() -> None:
    [entry] = listed(ATOM).entries
    assert entry.updated is not None
    assert entry.updated > entry.moment.replace(day=4)  # type: ignore[union-attr]
    [other] = listed(rss(item("Dam", "https://post.example/dam"))).entries
    assert (other.updated, other.published is not None) == (None, True)


def test_plain_text_of_a_json_feed_becomes_paragraphs() -> None:
    [entry] = listed(json.dumps(JSON_FEED)).entries
    assert entry.content == "<p>One.</p><p>Two &lt; three.</p>"


def test_an_index_names_its_sitemaps() -> None:
    found = listed(
        '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap>'
        "<loc>/a.xml</loc><lastmod>2025-08-05</lastmod></sitemap></sitemapindex>"
    )
    assert [link.url for link in found.sitemaps] == ["https://post.example/a.xml"]


def test_an_item_that_stands_twice_is_one() -> None:
    assert len(listed(rss(*[item("Dam", "https://post.example/dam")] * 2)).entries) == 1


def test_an_address_that_is_no_web_address_is_none() -> None:
    [entry] = listed(rss(item("Dam", "javascript:alert(1)"))).entries
    assert entry.url is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "empty"),
        ("{", "not valid JSON"),
        ('{"a": 1}', "no list 'items'"),
        ("just words", "neither a feed nor a sitemap"),
        (
            '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head></html>',
            "the page names https://post.example/feed.xml",
        ),
        (b"\x1f\x8b broken", "broken gzip"),
    ],
)
def test_what_is_no_list_is_rejected(text: str | bytes, reason: str) -> None:
    with pytest.raises(RejectedDocument) as caught:
        listed(text)
    assert reason in str(caught.value)


def test_entities_are_not_expanded_nor_files_read() -> None:
    bomb = (
        '<?xml version="1.0"?><!DOCTYPE u [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "&a;&a;">]>'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url>'
        "<loc>https://post.example/dam</loc><lastmod>&b;</lastmod></url></urlset>"
    )
    [entry] = listed(bomb).entries
    assert (entry.url, entry.updated) == ("https://post.example/dam", None)


@given(st.binary(max_size=60), st.integers(0, 400), st.sampled_from([ATOM, SITEMAP, json.dumps(JSON_FEED)]))
@settings(max_examples=150)
def test_damaged_lists_are_read_or_rejected(noise: bytes, at: int, text: str) -> None:
    body = text.encode()
    with suppress(RejectedDocument):
        listed(body[:at] + noise + body[at + len(noise) :])


@pytest.mark.parametrize("authors", [1, "Ann Lee", {"name": "Ann Lee"}, [1, {"name": 2}]])
def test_authors_of_a_json_feed_that_are_no_list_of_people_are_none(authors: object) -> None:
    items = [{"id": "1", "url": "https://post.example/1", "title": "Dam", "authors": authors}]
    [entry] = listed(json.dumps(JSON_FEED | {"items": items})).entries
    assert entry.author is None
