"""What an HTML page says about its article: JSON-LD first, then OpenGraph and meta tags, then the markup."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from urllib.parse import urljoin

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.addresses import address_key, host_of, is_front_page, shown_address
from ingest.extract.corrections import stated_corrections
from ingest.extract.dates.page import PageDates, StatedDates, read_dates
from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import read_blocks
from ingest.extract.page.broken import BROKEN_TREE as BROKEN_TREE
from ingest.extract.page.bylines import is_author, marked_byline, named_byline
from ingest.extract.page.json_ld import Node, json_ld_nodes
from ingest.extract.page.readings import Headline, key, without_tags
from ingest.rights import POLICY, RESERVATION, ROBOTS, statement

_STORY_TYPES = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review)$")
_PAGE_TYPES = {"WebPage", "ItemPage"}
_TITLE_META = ("og:title", "twitter:title", "dc.title", "citation_title", "headline", "title")
_PUBLISHED_META = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished", "pubdate",
    "publishdate", "publish-date", "publish_date", "publication_date", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "citation_publication_date", "article.published", "cxenseparse:recs:publishtime",
    "originalpublicationdate",
)  # fmt: skip
# Of the file or of the last change as often as of the publication.
_DATE_META = ("dcterms.created", "dcterms.date", "dc.date", "date")
_MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified",
    "dc.modified", "article.updated", "lastmod", "revised",
)  # fmt: skip
_AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "byl",
    "citation_author",
)
_SITE_META = ("og:site_name", "application-name", "dc.publisher", "publisher", "twitter:app:name:iphone")
_SECTION_META = ("article:section", "parsely-section", "section", "og:article:section")
_LANGUAGE_META = ("og:locale", "content-language", "language")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_]\w+)*")
_RIGHTS_META = (ROBOTS, RESERVATION, POLICY)
_SEPARATOR = re.compile(r"\s+(?:[|\-–—•·*»]|::?)\s+|\s*\|\s*")
_MAX_SUFFIXES = 3
_TOLD = 0.5  # of a headline's words


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """The fields of an article as its page states them; `stub` says that readers have to pay for the text.

    `said` is what the page says of its use (ingest/rights.py).
    """

    title: str | None
    byline: str | None
    publisher: str | None
    published_at: datetime | None
    modified_at: datetime | None
    section: str | None
    language: str | None
    url: str | None
    stub: bool
    said: tuple[str, ...] = ()
    corrections: tuple[str, ...] = ()


def read_metadata(tree: HtmlElement, url: str | None) -> PageMetadata:
    """Return what the page `tree`, fetched from `url`, says about its article."""
    metas = _metas(tree)
    nodes = json_ld_nodes(tree)
    story, page = _nodes(nodes, _OwnPage(tree, metas, url))
    host = host_of(_url(tree, story, metas, url))
    publisher = (
        _name(story.get("publisher"))
        or _first(metas, _SITE_META)
        or _name(page.get("publisher"))
        or _site_name(nodes, host)
    )
    site = _first(metas, _SITE_META[:1]) or publisher
    title = _title(tree, story, metas, publisher)
    dates = _dates(tree, story, page, metas, title, _url(tree, story, metas, url))
    return PageMetadata(
        title=title,
        byline=_byline(tree, story, metas, title, site or host),
        publisher=site,
        published_at=dates.published_at,
        modified_at=dates.modified_at,
        section=_name(story.get("articleSection"), first=True) or _first(metas, _SECTION_META),
        language=next(iter(_languages(tree, story, metas)), None),
        url=_url(tree, story, metas, url),
        stub=_is_paid(story, page, metas),
        said=tuple(_said(tree)),
        corrections=stated_corrections(story.get("correction")),
    )


def _said(tree: HtmlElement) -> Iterator[str]:
    """Yield what the page's meta elements say of its use; a page may have several of one name."""
    for meta in tree.iter("meta"):
        name = (meta.get("name") or "").strip().lower()
        if name in _RIGHTS_META:
            yield statement(name, meta.get("content") or "")


def _is_paid(story: Node, page: Node, metas: dict[str, str]) -> bool:
    free = str(story.get("isAccessibleForFree", page.get("isAccessibleForFree", "")))
    return free.casefold().rpartition("/")[2] == "false" or metas.get("article:content_tier") == "locked"


def _site_name(nodes: list[Node], host: str | None) -> str | None:
    """Return whose the site `host` is, by the one website or else the one organisation of that host."""
    sites = [node for node in nodes if "WebSite" in _types(node) and _is_at(node, host) is not False]
    firms = [node for node in nodes if "Organization" in " ".join(_types(node)) and _is_at(node, host)]
    named = ([_name(node.get("publisher")) or _name(node) for node in sites], [_name(node) for node in firms])
    told = ({name for name in names if name} - {host} for names in named)
    return next((name for names in told if len(names) == 1 for name in names), None)


def _is_at(node: Node, host: str | None) -> bool | None:
    """Say whether a node's address is at a host; None where it has none."""
    hosts = {host_of(str(stated)) for stated in (node.get("url"), node.get("@id")) if stated} - {None}
    return host in hosts if hosts and host else None


def _nodes(nodes: list[Node], own: _OwnPage) -> tuple[Node, Node]:
    """Return the JSON-LD node of the story and that of the page, empty where there is none."""
    stories = own.stories([node for node in nodes if any(_STORY_TYPES.search(name) for name in _types(node))])
    # A page can describe several stories; the first one with a headline and a date is its own.
    complete = [node for node in stories if node.get("headline") and node.get("datePublished")]
    # A live blog may only say since when it covers its event; each of its posts has a date of publication.
    live = [node for node in stories if "liveBlogUpdate" in node and node.get("headline")]
    pages = [node for node in nodes if _PAGE_TYPES & set(_types(node)) and own.has_address(node) is not False]
    return next(iter(live or complete or stories), {}), next(iter(pages), {})


class _OwnPage:
    """Tells which JSON-LD nodes are of the page itself: those of related stories look like its own."""

    def __init__(self, tree: HtmlElement, metas: dict[str, str], url: str | None) -> None:
        self._base = url
        own = self._shown([*_addresses(tree, metas), url])
        self._base = url or next(iter(own), None)
        self._keys = {address_key(each) for each in own}
        shown = (next((each.text_content() for each in tree.iter(tag)), None) for tag in ("title", "h1"))
        titles = [*_all(metas, _TITLE_META), *filter(None, map(collapsed, shown))]
        self._titles = [Headline.of(html.unescape(title)) for title in titles]

    def stories(self, nodes: list[Node]) -> list[Node]:
        """Return the nodes that address or headline tie to the page, else what nothing speaks against."""
        ties = [(node, self._tie(node)) for node in nodes]
        tied = sorted((each for each in ties if each[1] > 0), key=lambda each: -each[1])
        return [node for node, _ in tied] or [node for node, tie in ties if not tie]

    def has_address(self, node: Node) -> bool | None:
        """Say whether a node has the page's address; None where it names none of a page."""
        about = node.get("mainEntityOfPage")
        stated = [
            node.get("url"),
            *((about.get("@id"), about.get("url")) if isinstance(about, dict) else (about,)),
        ]
        keys = {address_key(each) for each in self._shown(stated)}
        # An id need not be an address, but where it is the page's it says so.
        if self._keys & keys.union(map(address_key, self._shown([node.get("@id")]))):
            return True
        return False if keys and self._keys else None

    def _shown(self, stated: Iterable[object]) -> list[str]:
        links = (_joined(self._base, link) for link in stated)
        return [link for link in links if link and not is_front_page(link)]

    def _tie(self, node: Node) -> int:
        """Return how much ties a node to the page: 0 for nothing, less for what speaks against it."""
        headline = Headline.of(collapsed(_text(node.get("headline"))) or "")
        has_address, same = self.has_address(node), any(_is_same(headline, title) for title in self._titles)
        if has_address or same:
            return bool(has_address) + same
        if has_address is False:
            return -1
        if not headline.stems or not self._titles:
            return 0
        told = (max(headline.support(title.title), title.support(headline.title)) for title in self._titles)
        return 1 if max(told) >= _TOLD else -1


def _is_same(one: Headline, other: Headline) -> bool:
    """Say whether two headlines are one, which may have lost its end or gained the site's name."""
    shorter, longer = sorted((key(one.title.rstrip(".… ")), key(other.title)), key=len)
    return longer.startswith(shorter) and len(shorter) * 2 > len(longer)


def _types(node: Node) -> list[str]:
    kind = node.get("@type")
    names = [name for name in (kind if isinstance(kind, list) else [kind]) if isinstance(name, str)]
    return [name.rpartition(":")[2].rpartition("/")[2] for name in names]


def _metas(tree: HtmlElement) -> dict[str, str]:
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        key = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        content = collapsed(meta.get("content"))
        if key and content:
            metas.setdefault(key.strip().lower(), content)
    return metas


def _all(metas: dict[str, str], keys: Iterable[str]) -> list[str]:
    return [metas[key] for key in keys if key in metas]


def _first(metas: dict[str, str], keys: Iterable[str]) -> str | None:
    return next(iter(_all(metas, keys)), None)


def _text(value: object) -> str | None:
    # JSON-LD often carries "&#8217;", sometimes encoded twice, and markup.
    return without_tags(html.unescape(value)) if isinstance(value, str) and value.strip() else None


def _name(value: object, *, first: bool = False) -> str | None:
    """Return the name or names of a JSON-LD value: text, {"name": ...}, or a list of these."""
    if isinstance(value, dict):
        parts = (_name(value.get(part)) for part in ("givenName", "familyName"))
        return _name(value.get("name")) or " ".join(part for part in parts if part) or None
    if isinstance(value, list):
        names = list(dict.fromkeys(name for name in map(_name, value) if name))
        return (names[0] if first else ", ".join(names)) if names else None
    return _names_only(collapsed(_text(value)))


def _names_only(text: str | None) -> str | None:
    return None if text and re.match(r"(?:https?:)?//|@", text) else text


def _title(tree: HtmlElement, story: Node, metas: dict[str, str], publisher: str | None) -> str | None:
    headline = collapsed(_text(story.get("headline")))
    tag = collapsed(next((title.text_content() for title in tree.iter("title")), None))
    shown = [line for line in (collapsed(h1.text_content()) for h1 in tree.iter("h1")) if line]
    stated = next((text for text in _all(metas, _TITLE_META) if text), None) or tag
    if headline:
        # Some headlines are cut for search engines; the page then shows the whole one.
        stem = headline.rstrip(".… ").casefold()
        whole = [line for line in shown if line.casefold().startswith(stem)]
        return whole[0] if whole and headline.endswith(("...", "…")) else headline
    if stated:
        # The headline on the page, where the stated title is that headline and a suffix.
        for line in shown:
            if len(line.split()) >= 3 and stated.casefold().startswith(line.casefold()):
                return line
        stated = html.unescape(stated)
        return _without_site(_shown_part(tree, stated, publisher) or stated, publisher)
    return next(iter(shown), None)


def _shown_part(tree: HtmlElement, stated: str, publisher: str | None) -> str | None:
    """Return the headline of a stated "Site - Headline" that the page shows without h1, as a line of its own.

    What the page does not show is the site's name, which stands in a picture at most.
    """
    breaks = list(islice(_SEPARATOR.finditer(stated), _MAX_SUFFIXES))
    shown = {key(block.text) for block in read_blocks(tree) if block.link is None} if breaks else set()
    if key(stated) in shown:
        return None
    pictures = {key(image.get("alt") or "") for image in tree.iter("img")} if shown else set()
    for at in breaks:
        before, after = stated[: at.start()], stated[at.end() :]
        for headline, rest, fewest in ((after, before, 2), (before, after, 3)):
            is_whole = key(headline) in shown and key(rest) not in shown
            # A subject may stand apart from its headline as well, and is shorter.
            is_long = len(key(headline)) >= len(key(rest)) or key(rest) in {key(publisher or ""), *pictures}
            if is_whole and is_long and len(headline.split()) >= fewest:
                return headline
    return None


def _without_site(title: str, publisher: str | None) -> str:
    for _ in range(_MAX_SUFFIXES):
        shorter = _without_suffix(title, publisher)
        if shorter == title:
            break
        title = shorter
    return title


def _without_suffix(title: str, publisher: str | None) -> str:
    parts = _SEPARATOR.split(title)
    if len(parts) < 2 or len(parts[0].split()) < 2:
        return title
    names, last = _letters(publisher or ""), _letters(parts[-1])
    known = bool(names) and bool(last) and (last in names or names in last)
    bar = title[: len(title) - len(parts[-1])].rstrip().endswith("|")
    # An unknown site name is short and stands behind a bar; "Live - the day in Paris" is not cut.
    if not known and not (bar and len(parts[-1].split()) <= 4):
        return title
    return re.sub(r"[\s|\-–—•·*»:]+$", "", title[: title.rindex(parts[-1])])


def _letters(text: str) -> str:
    return re.sub(r"\W", "", text).casefold()


def _dates(
    tree: HtmlElement, story: Node, page: Node, metas: dict[str, str], title: str | None, url: str | None
) -> PageDates:
    stated = StatedDates(
        published=[story.get("datePublished"), *_all(metas, _PUBLISHED_META)],
        unsure=[
            story.get("coverageStartTime"),
            *_all(metas, _DATE_META),
            page.get("datePublished"),
            story.get("dateCreated"),
        ],
        modified=[story.get("dateModified"), *_all(metas, _MODIFIED_META), page.get("dateModified")],
    )
    return read_dates(tree, stated, title or "", _languages(tree, story, metas), url)


def _byline(
    tree: HtmlElement, story: Node, metas: dict[str, str], title: str | None, site: str | None
) -> str | None:
    """Return the author stated, but for one that is no person where the page shows one that is."""
    listed = (_name(story.get("author")), _names_only(collapsed(_text(_first(metas, _AUTHOR_META)))))
    stated = [name for name in listed if name]
    if person := next((name for name in stated if is_author(name, site)), None):
        return person
    shown = named_byline(tree, title)
    # "Gull staff reporter" is all the name there is where the page shows the same, with more.
    is_same = bool(shown) and any(len(name.split()) > 1 and key(name) in key(shown or "") for name in stated)
    named = shown if shown and not is_same and is_author(shown, site) else None
    return named or next(iter(stated), None) or marked_byline(tree)


def _languages(tree: HtmlElement, story: Node, metas: dict[str, str]) -> list[str]:
    """Return what a page names as its language, with or without a region, its markup first."""
    root = tree.getroottree().getroot()
    spoken = story.get("inLanguage")
    named = spoken.get("alternateName") if isinstance(spoken, dict) else spoken
    stated = (
        root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        *(metas.get(name) for name in _LANGUAGE_META),
        named,
    )
    tags = (tag.partition(",")[0].strip() for tag in stated if isinstance(tag, str))
    return [tag for tag in tags if _LANGUAGE_TAG.fullmatch(tag)]


def _url(tree: HtmlElement, story: Node, metas: dict[str, str], url: str | None) -> str | None:
    about = story.get("mainEntityOfPage")
    stated = [story.get("url"), about.get("@id") if isinstance(about, dict) else about]
    links = (_joined(url, link) for link in (*_addresses(tree, metas), *stated, url))
    found = [link for link in links if link]
    # Some sites name their front page as the address of every page.
    return next((link for link in found if not is_front_page(link)), next(iter(found), None))


def _addresses(tree: HtmlElement, metas: dict[str, str]) -> list[str]:
    """Return the addresses that the head of a page states."""
    return [*tree.xpath("//link[@rel='canonical']/@href"), *_all(metas, ("og:url",))]


def _joined(base: str | None, link: object) -> str | None:
    try:
        return shown_address(urljoin(base or "", link)) if isinstance(link, str) else None
    except ValueError:
        return None
