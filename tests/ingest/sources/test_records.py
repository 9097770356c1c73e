"""Records of JSON: sizes are those of UTF-8, and what is no record is refused."""

from __future__ import annotations

import json

import pytest

from ingest.sources.records import records_of


def test_a_record_is_no_larger_than_it_was_sent() -> None:
    record = {"title": "Паром", "text": "Паром опоздал из-за тумана. " * 100}
    [found] = records_of(json.dumps([record], ensure_ascii=False).encode())
    assert json.loads(found.body) == record
    assert len(found.body) == len(json.dumps(record, ensure_ascii=False).encode())
    [odd] = records_of(b'[{"title": "\\ud800 caf\\u00e9"}]')
    assert json.loads(odd.body) == {"title": "\ud800 café"}


def test_an_object_with_more_than_articles_is_a_record() -> None:
    [found] = records_of(b'{"title": "A", "articles": [1]}')
    assert found.origin("a.json") == "a.json"


@pytest.mark.parametrize("body", [b"7", b"{bad", b'{"articles": 7}'])
def test_what_holds_no_record_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"must be an object|not valid JSON"):
        list(records_of(body))
