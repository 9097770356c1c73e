"""The records: what text becomes when it is stored, and where ids come from."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Draft, article_id, passage_id, text_sha256
from ingest.text.clean import normalise_text


@pytest.mark.parametrize(
    ("given_text", "stored"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\u2028two\x85three", "one\ntwo\nthree"),
        ("cafe\u0301", "café"),
        ("  \n text \n ", "text"),
        ("a\x00b\ufeffc\x1b", "abc"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("tab\tstays", "tab\tstays"),
        ("👩‍👩‍👧 stays 👍🏽", "👩‍👩‍👧 stays 👍🏽"),
    ],
)
def test_text_is_normalised(given_text: str, stored: str) -> None:
    assert normalise_text(given_text) == stored


@given(st.text())
def test_normalising_twice_changes_nothing_and_the_result_can_be_stored(text: str) -> None:
    stored = normalise_text(text)
    assert normalise_text(stored) == stored
    assert unicodedata.is_normalized("NFC", stored)
    assert stored.encode().decode() == stored


def test_sha256_is_that_of_the_utf8_bytes() -> None:
    assert text_sha256("Größe") == hashlib.sha256("Größe".encode()).hexdigest()


def test_article_id_comes_from_the_url_then_the_guid_then_the_text() -> None:
    with_url = Draft("Title", "Text", url="https://a.example/1", guid="7", publisher="A")
    assert article_id(with_url) == article_id(Draft("Other", "Other", url="https://a.example/1"))
    with_guid = Draft("Title", "Text", guid="7", publisher="A")
    assert article_id(with_guid) == article_id(Draft("Other", "Other", guid="7", publisher="A"))
    assert article_id(with_guid) != article_id(Draft("Title", "Text", guid="7", publisher="B"))
    bare = Draft("Title", "Text")
    assert article_id(bare) == article_id(Draft("Other title", "Text"))
    assert len({article_id(with_url), article_id(with_guid), article_id(bare)}) == 3


def test_ids_are_short_and_say_where_a_passage_belongs() -> None:
    id_ = article_id(Draft("Title", "Text"))
    assert len(id_) == 16
    assert passage_id(id_, 2, 0) == f"{id_}-2-0"
