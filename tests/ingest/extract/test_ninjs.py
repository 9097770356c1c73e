"""IPTC ninjs of three generations, as agencies send it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.article import Draft, Kind
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.rights import Rights
from ingest.sources.files import read_paths

TEXT = "The harbour council voted on Monday to dredge the basin.\n\nThe work will cost 41 million crowns."
MARKUP = (
    "<section><h2>The vote</h2>\n<p>The council voted <b>on Monday</b>\n to dredge the basin.</p>"
    "<figure>The basin</figure><ul><li>It will cost 41 million crowns.</li></ul></section>"
)
PLAIN = "The vote\n\nThe council voted on Monday to dredge the basin.\n\nIt will cost 41 million crowns."
ITEM = {
    "uri": "urn:newsml:orrinpress.example:20250610:harbour-1",
    "type": "text",
    "versioncreated": "2025-06-10T23:30:00-05:00",
    "headline": "Harbour to be dredged",
    "language": "en-GB",
    "usageterms": "Not for publication in Orrin before noon",
}
HEADLINES = [{"role": "short", "value": "Harbour"}, {"role": "main", "value": "Harbour to be dredged"}]


def read(item: dict[str, object]) -> Draft:
    [draft] = extract(Document("item.json", Media.RECORD, json.dumps(item).encode()))
    return draft


def test_the_first_generation_names_its_bodies() -> None:
    draft = read({**ITEM, "byline": "By Lena Varga", "body_text": TEXT, "body_xhtml": MARKUP})
    assert (draft.title, draft.text, draft.byline) == ("Harbour to be dredged", TEXT, "Lena Varga")
    assert (draft.publisher, draft.guid, draft.url) == ("orrinpress.example", ITEM["uri"], None)
    assert draft.language == "en"
    assert draft.published_at is not None
    assert draft.published_at.isoformat() == "2025-06-10T23:30:00-05:00"
    assert draft.modified_at is None
    assert read({**ITEM, "body_xhtml": MARKUP}).text == PLAIN


@pytest.mark.parametrize(("created", "content"), [("created", "contenttype"), ("Created", "contentType")])
def test_later_generations_list_them(created: str, content: str) -> None:
    bodies: list[object] = [{"role": "main", content: "text/html", "value": MARKUP}]
    item: dict[str, object] = {
        "uri": "https://press.example/items/7",
        f"first{created}": "2025-06-10T08:00:00Z",
        f"version{created}": "2025-06-10T09:00:00Z",
        "headlines": HEADLINES,
        "bodies": bodies,
        "by": "Lena Varga",
        "copyrightholder": "Orrin Press",
    }
    draft = read(item)
    assert (draft.title, draft.text, draft.byline) == ("Harbour to be dredged", PLAIN, "Lena Varga")
    assert (draft.url, draft.guid, draft.publisher) == ("https://press.example/items/7", None, "Orrin Press")
    assert draft.published_at is not None
    assert draft.modified_at is not None
    assert (draft.published_at.hour, draft.modified_at.hour) == (8, 9)
    both = [*bodies, {content: "text/plain", "value": TEXT}]
    assert read({**item, "bodies": both}).text == TEXT


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"type": "picture", "body_text": "A caption of the basin."}, "of type 'picture'"),
        ({"type": "event"}, "of type 'event'"),
        ({"body_text": " "}, "of type 'text'"),
        ({"bodies": [None, {"value": 7}]}, "of type 'text'"),
        ({"body_text": TEXT, "pubstatus": "withheld"}, "withholds"),
        ({"body_text": TEXT, "headline": None}, "field 'title'"),
        ({"body_text": TEXT, "versioncreated": "soon"}, "must be a date"),
    ],
)
def test_items_without_a_story_are_rejected_with_the_reason(fields: dict[str, object], reason: str) -> None:
    with pytest.raises(RejectedDocument, match=reason):
        read({**ITEM, **fields})


def test_a_cancelled_item_retracts_its_story() -> None:
    assert read({**ITEM, "body_text": TEXT, "pubstatus": "canceled"}).kind is Kind.RETRACTION


def test_a_cancelled_item_without_its_text_retracts_too() -> None:
    cancelled = {**ITEM, "body_text": "", "pubstatus": "canceled"}
    assert read(cancelled).text == ITEM["headline"]
    draft = read({**cancelled, "ednote": "Kill: the harbour is not to be dredged."})
    assert (draft.kind, draft.text) == (Kind.RETRACTION, "Kill: the harbour is not to be dredged.")


def test_a_date_that_is_none_leaves_a_record_undated() -> None:
    assert read({**ITEM, "body_text": TEXT, "versioncreated": "0001-01-01T00:00:00Z"}).published_at is None


def test_arrays_and_lines_hold_items(tmp_path: Path) -> None:
    items = [{**ITEM, "uri": f"urn:x:{number}", "body_text": f"{TEXT} {number}"} for number in range(3)]
    (tmp_path / "array.json").write_text(json.dumps(items))
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, items)))
    documents = list(read_paths([str(tmp_path)], max_bytes=100_000))
    drafts = [extract(document)[0] for document in documents if isinstance(document, Document)]
    assert [draft.title for draft in drafts] == ["Harbour to be dredged"] * 6


def test_an_embargo_and_usage_terms_go_with_the_item() -> None:
    draft = read({**ITEM, "body_text": TEXT, "embargoed": "2999-06-11T12:00:00+02:00"})
    noon = datetime(2999, 6, 11, 10, tzinfo=UTC)
    assert draft.rights == Rights((f"usage terms: {ITEM['usageterms']}",), embargoed_until=noon)
    later = read(
        {"rightsInfo": {"linkedRights": "https://orrinpress.example/terms"}, **ITEM, "body_text": TEXT}
    )
    assert later.rights is not None
    assert (later.rights.said[1], later.rights.embargoed_until) == (
        "usage terms: https://orrinpress.example/terms",
        None,
    )
    with pytest.raises(RejectedDocument, match="embargoed until 'noon', which is no moment"):
        read({**ITEM, "body_text": TEXT, "embargoed": "noon"})
