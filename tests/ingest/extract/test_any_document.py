"""Whatever a document holds, it is rejected or becomes an article that can be stored, cut and cited."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.text.passages import cut_passages
from ingest.text.sentences import split_sentences
from tests import anything

_LINES = ("title", "publisher", "byline", "section", "agency", "guid", "url")


def drafts_of(media: Media, body: bytes) -> list[Draft]:
    try:
        return extract(Document("x", media, body, "https://tarn.example/x"))
    except RejectedDocument:
        return []


def assert_storable(draft: Draft) -> None:
    assert draft.title
    assert draft.text
    for name in ("text", *_LINES):
        value = getattr(draft, name)
        if value is not None:
            value.encode()  # has no half of a surrogate pair
            assert value.strip() == value
            assert "\x00" not in value
            assert unicodedata.is_normalized("NFC", value)
            assert name == "text" or "\n" not in value


def assert_citable(text: str) -> None:
    sentences, end = split_sentences(text), 0
    for sentence in sentences:
        assert not text[end : sentence.start].strip()
        found = text[sentence.start : sentence.end]
        assert found
        assert found == found.strip()
        end = sentence.end
    assert not text[end:].strip()
    passages = cut_passages("a", 1, text)
    assert [sentence for passage in passages for sentence in passage.sentences] == sentences


@settings(max_examples=150)
@given(anything.page, st.sampled_from([Media.HTML, Media.TEXT, Media.MARKDOWN]))
@example(anything.STORY, Media.TEXT)
def test_any_page_is_rejected_or_can_be_cited(page: str, media: Media) -> None:
    for draft in drafts_of(media, page.encode("utf-8", "surrogatepass")):
        assert_storable(draft)
        assert_citable(draft.text)


@settings(max_examples=150)
@given(anything.record)
@example({"title": "A long evening", "text": anything.STORY, "published": 1e400})
def test_any_record_is_rejected_or_can_be_cited(record: dict[str, object]) -> None:
    for draft in drafts_of(Media.RECORD, json.dumps(record).encode()):
        assert_storable(draft)
        assert_citable(draft.text)
