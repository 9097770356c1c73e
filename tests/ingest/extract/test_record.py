"""JSON records and Markdown."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Draft, Kind, article_id
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract

FIXTURES = Path(__file__).parents[1] / "fixtures"
BASE = {"title": "A bridge", "text": "The bridge is shut."}


def record(**fields: object) -> Draft:
    [draft] = extract(Document("r.jsonl:1", Media.RECORD, json.dumps(BASE | fields).encode()))
    return draft


def markdown(source: str) -> Draft:
    [draft] = extract(Document("x.md", Media.MARKDOWN, source.encode()))
    return draft


def test_news_please_record() -> None:
    fields = {"title": "T", "maintext": "M.", "date_publish": "2022-09-03 10:00:00", "date_modify": None,
              "source_domain": "tool.example", "authors": ["A. One", "B. Two"], "language": "en"}  # fmt: skip
    [draft] = extract(Document("r", Media.RECORD, json.dumps(fields).encode()))
    assert draft.text == "M."
    assert draft.published_at == datetime(2022, 9, 3, 10, tzinfo=UTC)
    assert (draft.publisher, draft.byline, draft.language) == ("tool.example", "A. One, B. Two", "en")


def test_trafilatura_record_has_its_url_in_source() -> None:
    draft = record(
        source="https://tool.example/a/?utm_source=x", hostname="tool.example", author="A", date="2022-09-03"
    )
    assert draft.url == "https://tool.example/a/?utm_source=x"
    assert draft.publisher == "tool.example"


@pytest.mark.parametrize(
    ("value", "hour"),
    [("2022-09-03T10:00:00+02:00", 8), (1662192000, 8), (1662192000000, 8), ("September 3, 2022", 0),
     ("Sat, 03 Sep 2022 08:00:00 GMT", 8), ("3 de septiembre de 2022", 0), ("20220903", 0)],
)  # fmt: skip
def test_published_date_in_many_spellings(value: object, hour: int) -> None:
    assert record(published=value).published_at == datetime(2022, 9, 3, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"title": None}, "'title'"), ({"title": 7}, "'title'"), ({"title": "  "}, "'title'"),
        ({"text": ""}, "'text'"), ({"text": ["a"]}, "'text'"), ({"text": "\u0000"}, "'text'"),
        ({"published": "soon"}, "'published'.*'soon'"), ({"published": True}, "'published'.*True"),
        ({"published": "1492-01-01"}, "'published'"), ({"authors": [1]}, "'authors'"), ({"url": 5}, "'url'"),
        ({"kind": "poem"}, "'kind'.*poem"), ({"language": {}}, "'language'"),
    ],
)  # fmt: skip
def test_bad_field_is_rejected_by_name(fields: dict[str, object], named: str) -> None:
    with pytest.raises(RejectedDocument, match=f"^r.jsonl:1: field {named}"):
        record(**fields)


def test_dateline_and_agency_are_read_and_the_text_stays() -> None:
    draft = record(text="ROME, May 4, 2023 (AFP) - It rains.")
    assert (draft.agency, draft.text) == ("AFP", "ROME, May 4, 2023 (AFP) - It rains.")
    assert draft.published_at == datetime(2023, 5, 4, tzinfo=UTC)


def test_title_is_one_line_and_text_is_normalised() -> None:
    draft = record(title=" A\n bridge ", text="Cafe\u0301.\r\n\r\n\r\n  \r\nOpen.  \r\n")
    assert (draft.title, draft.text) == ("A bridge", "Café.\n\nOpen.")


def test_record_says_its_kind_and_guid() -> None:
    draft = record(kind="retraction", id=42, publisher={"name": "The Post"})
    assert (draft.kind, draft.guid, draft.publisher) == (Kind.RETRACTION, "42", "The Post")


def test_an_id_beside_a_publisher_that_was_only_inferred_is_none() -> None:
    one, other = (record(guid="1", byline="AFP Staff Writers", text=text) for text in ("One.", "Two."))
    assert one.publisher == other.publisher == "AFP"
    assert article_id(one) != article_id(other)


def test_bare_query_of_an_old_site_stays_in_the_url() -> None:
    assert record(url="http://old.example/view.asp?1234#top").url == "http://old.example/view.asp?1234#top"


def test_markdown_with_front_matter() -> None:
    [draft] = extract(Document("f.md", Media.MARKDOWN, (FIXTURES / "front_matter.md").read_bytes()))
    assert draft.url == "https://alpine.example/glacier-train/?utm_medium=mail"
    assert (draft.publisher, draft.byline, draft.section) == (
        "Alpine Post",
        "Reto Caduff, Lia Meier",
        "Railways",
    )
    assert draft.published_at == datetime(2021, 11, 5, tzinfo=UTC)
    assert draft.modified_at == datetime(2021, 11, 6, 7, tzinfo=UTC)
    assert draft.text.split("\n\n") == [
        "The train up the Morgen glacier will have two carriages from December, the operator said.",
        "One carriage seats 48 people.",
        "The other has room for skis.",
        "It climbs 1,100 metres in nineteen minutes & never stops.",
    ]


def test_markdown_heading_is_the_title() -> None:
    draft = markdown("# Glacier *train*\n\nIt runs.\n\n# Later\n\nIt stops.\n")
    assert (draft.title, draft.text) == ("Glacier train", "It runs.\n\nLater\n\nIt stops.")


def test_unreadable_date_in_front_matter_is_none() -> None:
    assert markdown("---\ntitle: A\ndate: soon\n---\nText.\n").published_at is None


def test_broken_front_matter_is_rejected() -> None:
    with pytest.raises(RejectedDocument, match="not valid YAML"):
        markdown("---\ntitle: [\n---\nText.\n")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["title", "text", "url", "published", "authors", "publisher", "source", "id", "kind", "language"]
)


@settings(max_examples=200)
@given(fields=st.dictionaries(KEYS, JSON))
def test_any_record_is_extracted_or_rejected(fields: dict[str, object]) -> None:
    try:
        record(**fields)
    except RejectedDocument:
        return
