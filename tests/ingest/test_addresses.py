"""Addresses: which of them are one article's, and how they are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.addresses import address_key, host_of, is_front_page, shown_address

STORY = "https://orrinpost.example/2025/tunnel"


@pytest.mark.parametrize(
    "url",
    [
        "http://orrinpost.example/2025/tunnel",
        "https://www.orrinpost.example/2025/tunnel/",
        "https://amp.orrinpost.example/2025/tunnel",
        "https://m.orrinpost.example/2025/tunnel",
        "https://orrinpost.example/amp/2025/tunnel",
        "https://orrinpost.example/2025/tunnel/amp/",
        "https://orrinpost.example/2025/tunnel?amp=1",
        "https://orrinpost.example/2025/tunnel?outputType=amp",
        "https://orrinpost.example:443/2025//tunnel#comments",
        "https://ana:secret@orrinpost.example/2025/tunnel",
        "https://orrinpost.example/2025/tunnel?utm_source=x&fbclid=1&mc_cid=9&igshid=3&gclid=a",
        "https://orrinpost.example/2025/tunnel?ref=twitter&source=rss&via=app",
        "HTTPS://OrrinPost.example/2025/tunnel",
        "https://orrinpost.example/2025/tunnel/index.html",
        "https://orrinpost.example/2025/tunnel!amp",
        "https://orrinpost.example/2025/tunnel;jsessionid=0A1B",
        "https://orrinpost.example/2025/tunnel?mode=amp&replytocom=88#respond",
        "https://orrinpost.example/2025/tunnel?page=all&print=1&onepage=true",
        "https://orrinpost.example/2025/tunnel?msclkid=1&mibextid=x&gbraid=2&_hsenc=3&share=email&nb=1",
        "https://www-orrinpost-example.cdn.ampproject.org/c/s/www.orrinpost.example/2025/tunnel?amp=1&usqp=m1",
        "https://www.google.co.uk/amp/s/orrinpost.example/2025/tunnel",
        "https://web.archive.org/web/20250611000000id_/http://www.orrinpost.example/2025/tunnel",
    ],
)
def test_one_article_has_many_addresses(url: str) -> None:
    assert address_key(url) == address_key(STORY)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/news?ref=12", "https://a.example/news?ref=13"),
        ("https://a.example/news?source=12", "https://a.example/news?source=13"),
        ("https://a.example/news?id=12", "https://a.example/news?id=13"),
        ("https://a.example/#!/story/14", "https://a.example/#!/story/15"),
        ("https://a.example/#/story/14", "https://a.example/#/story/15"),
        ('https://a.example/x"18', 'https://a.example/x"19'),
        ("https://a.example/<20", "https://a.example/<21"),
        ("https://a.example/view.asp?1234", "https://a.example/view.asp?1235"),
        ("https://a.example/amplifier", "https://a.example/"),
        ("https://a.example/x", "https://b.example/x"),
        ("https://a.example/Story", "https://a.example/story"),
        ("https://m.example/x", "https://example/x"),
        ("https://a.example/x?page=2", "https://a.example/x"),
        ("https://a.example/x?view=12", "https://a.example/x"),
        ("https://a.example/x?print=12", "https://a.example/x?print=13"),
        ("https://a.example/index.php?id=1", "https://a.example/index.php?id=2"),
        ("https://a.example/index.php/1", "https://a.example/index.php/2"),
        ("https://a.example/s?icid=12", "https://a.example/s?icid=13"),
        (
            "https://web.archive.org/web/2020/https://a.example/1",
            "https://web.archive.org/web/2020/https://a.example/2",
        ),
        ("https://www.google.com/amphora/s/a.example/1", "https://a.example/1"),
    ],
)
def test_different_articles_keep_different_addresses(one: str, other: str) -> None:
    assert address_key(one) != address_key(other)


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://a.example", True),
        ("http://www.a.example/index.html?utm_source=x", True),
        ("https://a.example/sm", False),
        ("https://a.example/?p=10", False),
        ("https://a.example/#/story/14", False),
        ("https://a.example/news/", False),
    ],
)
def test_a_front_page_is_the_address_of_no_story(url: str, front: bool) -> None:
    assert is_front_page(url) is front


@pytest.mark.parametrize(
    ("given_", "shown"),
    [
        ("https://ana:secret@a.example:8080/x?utm_source=y#z", "https://a.example:8080/x?utm_source=y#z"),
        (' https://a.example/x"1<2 ', "https://a.example/x%221%3C2"),
        ("https://a.example/gr%C3%B6%C3%9Fe", "https://a.example/gr%C3%B6%C3%9Fe"),
        ("https://[2001:db8::1]/x", "https://[2001:db8::1]/x"),
        ("ftp://a.example/x", None),
        ("javascript:alert(1)", None),
        ("https:///x", None),
        ("https://a.example:99999/x", None),
        ("https://a.example/" + "x" * 2_000, None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_is_shown_as_it_was_given_but_for_secrets(given_: str | None, shown: str | None) -> None:
    assert shown_address(given_) == shown


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    for url in (text, f"https://{text}", f"https://a.example/{text}", f"https://a.example/?{text}#{text}"):
        shown = shown_address(url)
        if shown is not None:
            assert shown_address(shown) == shown
            assert address_key(address_key(shown)) == address_key(shown)
            assert host_of(shown)


@pytest.mark.parametrize("url", ["https://.tramino.de", "https://a..example/story", "https://./"])
def test_a_host_with_an_empty_name_in_it_is_none(url: str) -> None:
    assert shown_address(url) is None
