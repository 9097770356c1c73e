"""Pages for tests of extraction: one invented story in all kinds of markup."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.document import Document, Media
from ingest.extract import extract

FIXTURES = Path(__file__).parents[1] / "fixtures"
TITLE = "Orrin Bay to replace its lifting bridge"
STORY = (
    "The harbour council of Orrin Bay voted on Tuesday to replace the old lifting bridge with a fixed span.",
    "Councillor Mara Tennick said the work would cost 41 million crowns, paid from harbour dues.",
    "The present bridge was closed to lorries in March after engineers found cracks in two bearings.",
    "Fishing crews had asked the council to wait until the herring season is over, but were outvoted.",
)
REST = (
    "Engineer Osric Thole told the meeting that the second bearing would fail within eighteen months.",
    "The contract is to be signed on 3 November, the council's clerk said after the vote.",
)
CONSENT = (
    "We and our 214 partners store information on your device, such as identifiers in cookies.",
    "You may accept or manage your choices by clicking below, including your right to object, at any time.",
    "These choices will be signalled to our partners, and you can withdraw consent on the privacy page.",
)


def paragraphs(*texts: str) -> str:
    """Return texts as paragraphs of HTML."""
    return "".join(f"<p>{text}</p>" for text in texts)


def page(body: str, head: str = "", title: str = TITLE) -> str:
    """Return a page of HTML."""
    return f"<html lang=en><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def json_ld(**fields: object) -> str:
    """Return the JSON-LD of a news article with the title and `fields`."""
    node = {"@type": "NewsArticle", "headline": TITLE, **fields}
    return f'<script type="application/ld+json">{json.dumps(node)}</script>'


def text_of(html: str | bytes, url: str | None = None) -> str:
    """Return the text of the story on a page."""
    body = html.encode() if isinstance(html, str) else html
    [draft] = extract(Document("page", Media.HTML, body, url))
    return draft.text
