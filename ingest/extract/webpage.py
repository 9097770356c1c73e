"""HTML pages: trafilatura finds the text, the page's own metadata the rest."""

from __future__ import annotations

import re

from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.boilerplate import is_legal, is_pointer, is_site_line
from ingest.extract.draft import Fields, collapsed, to_draft
from ingest.extract.encoding import decode
from ingest.extract.hidden import remove_hidden
from ingest.extract.metadata import BROKEN_TREE, PageMetadata, read_metadata
from ingest.text import normalise_text

_MIN_CHARACTERS = 100
_STUB_CHARACTERS = 600
_WALL = re.compile(
    r"\b(?:subscribe|sign in|log in|register|create (?:a free|an) account) (?:now |today |here )?(?:to|and) "
    r"(?:continue|read|keep|unlock|access|get (?:full|unlimited))|\bthis (?:article|content|story) is "
    r"(?:only available|for subscribers|reserved)|\bto continue reading\b|\balready a subscriber\b",
    re.I,
)
_SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"'”’»)\]]*$")
_ITEM = re.compile(r"^(?:[-*•]\s+|\|\s*)|\s*\|$")
_TABLE_RULE = re.compile(r"^[|\s:-]+$")
_QUOTES = str.maketrans("‘’“”", "''\"\"")


def extract_page(document: Document) -> list[Draft]:
    """Return the one article of an HTML page."""
    tree = _load(document)
    metadata = read_metadata(tree, document.url)
    remove_hidden(tree)  # after the metadata, which stand in elements that nobody sees
    if not metadata.title:
        raise RejectedDocument(document.origin, "the page has no title")
    text = _story_text(tree, metadata)
    _check(document.origin, text, metadata)
    return [to_draft(_fields(metadata, text))]


def _load(document: Document) -> HtmlElement:
    # Only a page of markup gets here: trafilatura would take a lone URL or path for something to load.
    source = normalise_text(decode(document.body))
    if not source:
        raise RejectedDocument(document.origin, "the page is empty")
    try:
        tree = load_html(re.sub(r"^<\?xml[^>]*\?>", "", source))
    except BROKEN_TREE as exc:
        raise RejectedDocument(document.origin, f"the page cannot be parsed as HTML ({exc})") from exc
    if tree is None:
        raise RejectedDocument(document.origin, "the page cannot be parsed as HTML")
    return tree


def _story_text(tree: HtmlElement, metadata: PageMetadata) -> str:
    try:
        found = bare_extraction(tree, include_comments=False, with_metadata=False)
    except BROKEN_TREE:
        found = None
    text = found.text if found is not None and not isinstance(found, dict) else None
    lines = [line.strip() for line in (text or "").split("\n")]
    return "\n\n".join(_story_lines([line for line in lines if line], metadata))


def _story_lines(lines: list[str], metadata: PageMetadata) -> list[str]:
    plain = [_ITEM.sub("", line).strip() for line in lines if not _TABLE_RULE.match(line)]
    kept = [line for line in plain if line and not (is_site_line(line) or is_pointer(line) or is_legal(line))]
    titles = {_key(metadata.title), _key(metadata.byline), _key(f"by {metadata.byline}")}
    while kept and _key(kept[0]) in titles:
        kept.pop(0)
    return kept


def _key(text: str | None) -> str:
    return (collapsed(text) or "").translate(_QUOTES).casefold().rstrip(".")


def _check(origin: str, text: str, metadata: PageMetadata) -> None:
    if len(text) < _MIN_CHARACTERS or not _has_sentences(text):
        raise RejectedDocument(origin, f"no article text found ({len(text)} characters)")
    if len(text) < _STUB_CHARACTERS and (metadata.stub or _WALL.search(text)):
        raise RejectedDocument(origin, f"only the free start of a paid article ({len(text)} characters)")


def _has_sentences(text: str) -> bool:
    return any(len(line) >= 40 and _SENTENCE_END.search(line) for line in text.split("\n"))


def _fields(metadata: PageMetadata, text: str) -> Fields:
    return Fields(
        title=metadata.title or "",
        text=text,
        url=metadata.url,
        publisher=metadata.publisher,
        byline=metadata.byline,
        section=metadata.section,
        language=metadata.language,
        published_at=metadata.published_at,
        modified_at=metadata.modified_at,
    )
