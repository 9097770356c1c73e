"""HTML pages: trafilatura finds the text, the page's own metadata the rest."""

from __future__ import annotations

import re

from lxml.html import HtmlElement  # type: ignore[import-untyped]
from trafilatura import bare_extraction, load_html

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.draft import Fields, collapsed, to_draft
from ingest.extract.encoding import decode
from ingest.extract.lines.boilerplate import is_no_story
from ingest.extract.lines.credits import is_role, names_in
from ingest.extract.page.bare_text import wrap_bare_text
from ingest.extract.page.blocks import Block, read_blocks, reading_size
from ingest.extract.page.furniture import remove_furniture
from ingest.extract.page.hidden import remove_hidden
from ingest.extract.page.index_page import is_index
from ingest.extract.page.json_ld import Node, json_ld_nodes
from ingest.extract.page.live_blog import add_posts, read_live_page
from ingest.extract.page.metadata import BROKEN_TREE, PageMetadata, read_metadata
from ingest.extract.page.paywall import is_stub, paid_parts
from ingest.extract.page.readings import Headline, stated_body, vote
from ingest.extract.page.site_talk import is_site_talk, remove_site_talk
from ingest.extract.page.tables import spell_out_tables
from ingest.rights import Rights
from ingest.text.clean import normalise_text
from ingest.text.letters import PLAIN_QUOTES

_MIN_CHARACTERS = 100
_SENTENCE_END = re.compile(r"[.!?。！？।؟…][\"'”’»)\]]*$")
_ITEM = re.compile(r"^(?:[-*•]\s+|\|\s*)|\s*\|$")
_TABLE_RULE = re.compile(r"^[|\s:-]+$")
_STOP = re.compile(r"[.。।][\"'”’»)\]]*$")
_HEADLINE_WORDS = 4
_LABEL_WORDS = 3
_ABOVE = 4  # lines among which a byline stands: below a standfirst of some paragraphs


def extract_page(document: Document) -> list[Draft]:
    """Return the one article of an HTML page."""
    tree = _load(document)
    metadata = read_metadata(tree, document.url)
    if not metadata.title:
        raise RejectedDocument(document.origin, "the page has no title")
    headline, nodes = Headline.of(metadata.title), json_ld_nodes(tree)
    live = read_live_page(tree, nodes, metadata.title, metadata.url)
    # After the metadata, which stand in elements that nobody sees.
    remove_hidden(tree, kept=paid_parts(tree, nodes) or ())
    seen = read_blocks(tree)
    remove_furniture(tree, headline, metadata.url)
    remove_site_talk(read_blocks(tree), headline)
    spell_out_tables(tree)
    wrap_bare_text(tree)
    blocks = read_blocks(tree)
    reviewed = _reviewed_claims(nodes)
    text = _story_text(tree, metadata, blocks, stated_body(nodes, metadata.title), reviewed)
    _check(document.origin, text)
    if is_stub(tree, nodes, seen, text, metadata.stub):
        reason = f"only the free start of a paid article ({len(text)} characters)"
        raise RejectedDocument(document.origin, reason)
    if is_index(tree, nodes, blocks, text, metadata.url):
        raise RejectedDocument(document.origin, "the page is an index: it lists other stories")
    if is_site_talk(text, headline):
        reason = f"the text found is the site's own, and does not tell {metadata.title!r}"
        raise RejectedDocument(document.origin, reason)
    return [add_posts(to_draft(_fields(metadata, text)), live)]


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


def _reviewed_claims(nodes: list[Node]) -> set[str]:
    """Return the claims that a fact check is of: set apart on its page, they read as what it says itself."""
    claims = [node.get("claimReviewed") for node in nodes]
    return {_key(claim) for claim in claims if isinstance(claim, str)} - {""}


def _story_text(
    tree: HtmlElement, metadata: PageMetadata, blocks: list[Block], stated: str, reviewed: set[str]
) -> str:
    try:
        found = bare_extraction(tree, include_comments=False, with_metadata=False)
    except BROKEN_TREE:
        found = None
    text = found.text if found is not None and not isinstance(found, dict) else None
    lines = _story_lines((text or "").split("\n"), metadata)
    voted = vote(blocks, lines, Headline.of(metadata.title or ""), stated)
    links = {collapsed(block.text) for block in blocks if _is_link_line(block)}
    told = [line for line in voted if collapsed(line) not in links and not _is_claim(line, reviewed)]
    return "\n\n".join(_story_lines(told, metadata))


def _is_claim(line: str, reviewed: set[str]) -> bool:
    """Say whether a line is a claim that the page reviews, as such or after a label ("Claim: …")."""
    label, _, rest = line.partition(":")
    return _key(line) in reviewed or (len(label.split()) <= _LABEL_WORDS and _key(rest) in reviewed)


def _is_link_line(block: Block) -> bool:
    """Say whether a paragraph is nothing but a link, worded as a headline: it points to another story."""
    is_text = block.element.tag in ("p", "div", "section")
    is_headline = len(block.text.split()) >= _HEADLINE_WORDS and not _STOP.search(block.text)
    return is_text and is_headline and block.link is not None


def _story_lines(lines: list[str], metadata: PageMetadata) -> list[str]:
    plain = [_ITEM.sub("", line.strip()).strip() for line in lines if not _TABLE_RULE.match(line)]
    kept = [line for line in plain if line and not is_no_story(line)]
    titles = {_key(metadata.title), _key(metadata.byline), _key(f"by {metadata.byline}")}
    while kept and _key(kept[0]) in titles:
        kept.pop(0)
        if kept and is_role(kept[0]):
            kept.pop(0)
    return [line for at, line in enumerate(kept) if at >= _ABOVE or not _is_credit(line, metadata)]


def _is_credit(line: str, metadata: PageMetadata) -> bool:
    """Say whether a line above a story is its title once more, or says who wrote it."""
    marked = names_in(line, marked=True)
    is_author = marked is not None and _key(marked) == _key(metadata.byline)
    return is_author or names_in(line) is not None or _key(line) == _key(metadata.title)


def _key(text: str | None) -> str:
    return (collapsed(text) or "").translate(PLAIN_QUOTES).casefold().strip("\"'. ")


def _check(origin: str, text: str) -> None:
    if reading_size(text) < _MIN_CHARACTERS or not _has_sentences(text):
        raise RejectedDocument(origin, f"no article text found ({len(text)} characters)")


def _has_sentences(text: str) -> bool:
    return any(reading_size(line) >= 40 and _SENTENCE_END.search(line) for line in text.split("\n"))


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
        rights=Rights.of(metadata.said) if metadata.said else None,
        corrections=metadata.corrections,
    )
