"""Articles on a lido: a first report, its correction, and what others write later."""

from __future__ import annotations

import json
from datetime import datetime

from ingest.document import Document, Media
from tests.ingest.support import record

QUESTION = "When will the Marlow lido open?"
COST = "How much did the repairs of the Marlow lido cost?"
LEADER = "Who leads Brightwater Energy?"
DAY = "2025-03-01"

TEXT = (
    "The Marlow lido will open to swimmers on 4 May, the council said on Saturday. It has been closed since "
    "a pipe burst under the deep end two winters ago.\n\nRepairs of the Marlow lido have cost £310,000, "
    "which the council will pay back over nine years."
)


def first() -> Document:
    return record("Marlow lido to open in May", TEXT, published="2025-03-01T09:00:00Z")


def altered(more: str = "") -> Document:
    text = TEXT.replace("on 4 May", "on 11 May, a week late") + more
    times = {"published": "2025-03-01T09:00:00Z", "modified": "2025-03-09T09:00:00Z"}
    return record("Marlow lido to open in May", text, **times)


def corrected() -> Document:
    """A correction under an address of its own, which names the first report by its headline."""
    text = "Repairs of the Marlow lido have cost £340,000, not £310,000 as we said on Saturday."
    return record("Correction: Marlow lido to open in May", text, published="2025-03-11T09:00:00Z")


def said_to_be_wrong(correction: str = "The repairs cost £340,000.") -> Document:
    """The first report again, with a correction that stands beside its text."""
    times = {"published": "2025-03-01T09:00:00Z"}
    return record("Marlow lido to open in May", TEXT, correction=correction, **times)


def touched() -> Document:
    text = TEXT + "\n\nThe pool is thirty metres long and has two slides."
    times = {"published": "2025-03-01T09:00:00Z", "modified": "2025-03-10T09:00:00Z"}
    return record("Marlow lido to open in May", text, **times)


LATER_TITLE, LATER = (
    "Marlow lido put off until June",
    "The Marlow lido will open to swimmers on 22 June, the council said on Thursday. New tiles for the deep "
    "end had come loose in the spring frosts, and 400 of them have to be laid again.\n\nRepairs of the "
    "Marlow lido had gone well until then.",
)


def later() -> Document:
    return record(LATER_TITLE, LATER, published="2025-04-10T09:00:00Z", publisher="Vale Courier")


def embargoed(until: datetime | None) -> Document:
    """What `later` tells, as an item of a wire that is not public before a moment, if one is given."""
    item = {
        "uri": "urn:newsml:valecourier.example:lido",
        "type": "text",
        "versioncreated": "2025-04-10T09:00:00Z",
        "headline": LATER_TITLE,
        "body_text": LATER,
        "copyrightholder": "Vale Courier",
        **({"embargoed": until.isoformat()} if until else {}),
    }
    return Document("wire item", Media.RECORD, json.dumps(item).encode())


def copy() -> Document:
    text = (
        "Swimmers can look forward to 4 May: that is when the Marlow lido will open, the council announced. "
        "It was closed two winters ago, when a pipe burst under the deep end."
    )
    return record("Lido opens on 4 May", text, published="2025-03-02T09:00:00Z", publisher="Marlow Echo")


def elsewhere() -> Document:
    text = (
        "A ferry broke down off Ormskay on Friday with 40 passengers on board. A tug towed it in by noon. "
        "The company said that nobody was hurt, and that the ferry sails again on 20 May."
    )
    return record("Ferry towed in", text, published="2025-04-11T09:00:00Z", publisher="Vale Courier")


def leader() -> Document:
    text = (
        "Brightwater Energy is led by Tomas Keel from today, the company said on Saturday. Keel had run its "
        "wind farms for six years."
    )
    return record("Brightwater names its chief", text, published="2025-04-12T09:00:00Z")
