"""Statements of publishers, and what they amount to."""

from __future__ import annotations

import pytest

from ingest.rights import Rights, as_headers, said_in_headers, statement


@pytest.mark.parametrize(
    ("said", "reserved", "most"),
    [
        ("robots: noai, noimageai", True, None),
        ("robots: NOINDEX,follow", True, None),
        ("robots: none", True, None),
        ("robots: nosnippet", False, 0),
        ("robots: max-snippet: 120, max-image-preview:large", False, 120),
        ("robots: noarchive", False, None),
        (f"robots: max-snippet:{'9' * 40}", False, 2**31 - 1),
        ("x-robots-tag: noai", True, None),
        ("x-robots-tag: otherbot: noindex, nosnippet", False, None),
        ("x-robots-tag: otherbot: noindex, dateline: max-snippet:40", False, 40),
        ("x-robots-tag: unavailable_after: 25 Jun 2030 15:00:00 GMT, noai", True, None),
        ("x-robots-tag: unavailable_after: Sunday, 06-Nov-44 08:49:37 GMT, noai", True, None),
        ("tdm-reservation: 1", True, None),
        ("tdm-reservation: 0", False, None),
        ("tdm-policy: https://post.example/policy.json", False, None),
        ("usage terms: Not for resale.", False, None),
    ],
)
def test_a_statement_reserves(said: str, reserved: bool, most: int | None) -> None:
    rights = Rights.of([said])
    assert (rights.reserved, rights.most_characters) == (reserved, most)


@pytest.mark.parametrize(
    "said",
    [
        "robots: index, follow, max-snippet:-1, max-image-preview:large",
        "robots: ",
        "x-robots-tag: otherbot: noarchive",
        "tdm-reservation: maybe",
        "content-type: noai",
    ],
)
def test_what_says_nothing_of_the_use_is_not_kept(said: str) -> None:
    assert Rights.of([said]) == Rights()


def test_the_least_that_may_be_shown_counts_and_the_nearest_word_on_mining() -> None:
    page = ["robots: max-snippet:90", "tdm-reservation: 0"]
    rights = Rights.of([*page, "x-robots-tag: max-snippet:50", "tdm-reservation: 1"])
    assert rights == Rights((*page, "x-robots-tag: max-snippet:50", "tdm-reservation: 1"), False, 50)
    assert rights.line.startswith("at most 50 characters shown (robots: max-snippet:90; ")


def test_of_headers_those_count_that_speak_of_use_each_as_it_is_sent() -> None:
    headers = [
        ("Server", "noai"),
        ("X-Robots-Tag", "noai"),
        ("x-robots-tag", "a: b"),
        ("TDM-Reservation", "1"),
    ]
    assert said_in_headers(headers) == ("x-robots-tag: noai", "x-robots-tag: a: b", "tdm-reservation: 1")
    assert statement("robots", "no\x00ai,\n  noindex") == "robots: no ai, noindex"


def test_what_a_server_said_is_read_again_from_its_headers() -> None:
    said = (
        "x-robots-tag: otherbot: noindex",
        "x-robots-tag: max-snippet:9",
        "tdm-policy: https://é.example/p",
    )
    headers = as_headers(said)
    assert headers == {
        "x-robots-tag": "max-snippet:9, otherbot: noindex",
        "tdm-policy": "https://.example/p",
    }
    assert Rights.of(said_in_headers(headers.items())).most_characters == 9
