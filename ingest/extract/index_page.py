"""A page that lists stories (a homepage, a section, a tag) is no story."""

from __future__ import annotations

from collections.abc import Iterable

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.blocks import Block, leads_elsewhere
from ingest.extract.json_ld import Node
from ingest.extract.readings import is_story, same_headline

_MIN_TEASERS = 3
_HEADLINE_WORDS = 3
_SUMMARY = 450  # characters: three sentences
_MOST = 0.6
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def states_article(tree: HtmlElement, nodes: Iterable[Node], title: str) -> bool:
    """Say whether a page calls itself an article; one that lists articles describes those, not itself."""
    if "article" in [
        (kind or "").strip().lower() for kind in tree.xpath("//meta[@property='og:type']/@content")
    ]:
        return True
    return any(node.get("articleBody") or same_headline(node, title) for node in nodes if is_story(node))


def is_index(blocks: list[Block], text: str, url: str | None) -> bool:
    """Say whether most of what was taken for the story on a page are summaries under links to other pages."""
    lines = {line for line in text.split("\n") if line}
    teasers = list(_teasers(blocks, url))
    summaries = {block.text for teaser in teasers for block in teaser}
    told = sum(len(line) for line in lines)
    teased = sum(len(line) for line in lines if line in summaries)
    return len(teasers) >= _MIN_TEASERS and teased >= _MOST * told


def _teasers(blocks: list[Block], url: str | None) -> Iterable[list[Block]]:
    """Yield each linked headline with the short text under it, up to the next one."""
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and not _is_headline(block, url):
            run += [block] if run else []
            continue
        if run and sum(len(item.text) for item in run[1:]) <= _SUMMARY and _is_told(run):
            yield run
        run = [] if block is None else [block]


def _is_told(run: list[Block]) -> bool:
    return len(run) > 1 or len(run[0].text) > _SUMMARY // 5


def _is_headline(block: Block, url: str | None) -> bool:
    return leads_elsewhere(block.link, url) and len(block.text.split()) >= _HEADLINE_WORDS
