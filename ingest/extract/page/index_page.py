"""A page that lists stories (a homepage, a section, a tag, an author's page) is no story."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.page.blocks import Block, leads_elsewhere
from ingest.extract.page.json_ld import Node
from ingest.extract.page.readings import SENTENCE_END, Headline, as_list, is_story, same_headline

_LISTS = {"CollectionPage", "SearchResultsPage"}
# What Yoast's SEO program for WordPress writes in titles of pages that list posts.
_LIST_TITLE = re.compile(r", Author at |^You searched for | Archives? (?:[-|–—]|$)")
_MIN_TEASERS = 3
_HEADLINE_WORDS = 3
_HEADINGS = ("h1", "h2", "h3", "h4")
_SUMMARY = 450  # characters: three sentences
_MOST = 0.6
_INTRODUCTION = 400  # characters
_MANY = 8  # links, each in a line of its own
_TOLD = 0.5  # of the headline's words: a story has them, a list of stories does not


def is_index(tree: HtmlElement, nodes: list[Node], blocks: list[Block], text: str, url: str | None) -> bool:
    """Say whether most of what was taken for the story on a page are teasers of other pages."""
    title = " ".join((tree.findtext(".//title") or "").split())
    headline = Headline.of(title)
    lines = {line for line in text.split("\n") if line}
    told = " ".join(line for line in lines if SENTENCE_END.search(line))
    if _states_article(tree, nodes, title):
        return False
    if _LIST_TITLE.search(title) or "profile" in _open_graph_types(tree) or _is_profile(nodes):
        return True
    teasers = list(_teasers(blocks, url))
    teased = "\n".join(block.text for teaser in teasers for block in teaser)
    links = {block.text for block in blocks if _opens(block, url)}
    if len(text) < _INTRODUCTION and len(links) >= _MANY and len(text) < sum(map(len, links)):
        return True
    if headline.is_long() and headline.support(told) >= _TOLD:
        return False
    size = sum(len(line) for line in lines if line in teased)
    return len(teasers) >= _MIN_TEASERS and size >= _MOST * sum(map(len, lines))


def _open_graph_types(tree: HtmlElement) -> set[str]:
    return {kind.strip().lower() for kind in tree.xpath("//meta[@property='og:type']/@content")}


def _is_profile(nodes: list[Node]) -> bool:
    """Say whether a page calls itself somebody's, and no story."""
    kinds = {str(kind) for node in nodes for kind in as_list(node.get("@type"))}
    return "ProfilePage" in kinds and not any(map(is_story, nodes))


def _states_article(tree: HtmlElement, nodes: Iterable[Node], title: str) -> bool:
    """Say whether a page calls itself an article; one that lists articles describes those, not itself."""
    if any(_LISTS & {str(kind) for kind in as_list(node.get("@type"))} for node in nodes):
        return False
    if "article" in _open_graph_types(tree):
        return True
    shown = [title, *(heading.text_content() for heading in tree.iter("h1"))]
    stories = [node for node in nodes if is_story(node)]
    return any(same_headline(node, line) for node in stories for line in shown) or len(stories) == 1


def _teasers(blocks: list[Block], url: str | None) -> Iterator[list[Block]]:
    """Yield the blocks of each teaser: a linked headline and the text under it, or what a link ends."""
    run: list[Block] = []
    link: str | None = None  # where the teaser of `run` leads to
    for block in blocks:
        opening = _opens(block, url)
        if opening and opening != link:
            yield from _short(run, link)
            run, link = [block], opening
        elif not opening and _closes(block, url) and (link is None or block.last != link):
            yield from _short(run, link)
            yield from _short([*run[-2:], block], block.last)
            run, link = [], None
        else:
            run.append(block)
    yield from _short(run, link)


def _short(run: list[Block], link: str | None) -> Iterator[list[Block]]:
    if (
        link
        # Under a heading that leads to a page of its own, a blog shows the whole post.
        and (_heads(run[0]) or sum(len(block.text) for block in run[1:]) <= _SUMMARY)
        and (len(run) > 1 or run[0].link is None)
    ):
        yield run


def _opens(block: Block, url: str | None) -> str | None:
    link = block.link or block.first or _pictured(block)
    is_headline = len(block.text.split()) >= _HEADLINE_WORDS and leads_elsewhere(link, url)
    return link if is_headline and not _closes(block, url) else None


def _heads(block: Block) -> bool:
    around = [block.element, *block.element.iterancestors()][:2]
    return block.link is not None and any(element.tag in _HEADINGS for element in around)


def _pictured(block: Block) -> str | None:
    """Return where the picture leads that a block is the caption of."""
    figure = block.element.getparent() if block.element.tag == "figcaption" else None
    link = None if figure is None or figure.tag != "figure" else figure.find(".//a[@href]")
    return None if link is None else link.get("href")


def _closes(block: Block, url: str | None) -> bool:
    """Say whether a block is or ends in a short link, "Read more"."""
    return leads_elsewhere(block.last, url) and 0 < block.last_words <= _HEADLINE_WORDS
