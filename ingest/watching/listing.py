"""What a feed or a sitemap lists: RSS, Atom and JSON feeds, news sitemaps and indexes of sitemaps."""

from __future__ import annotations

import calendar
import hashlib
import io
import json
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser
from lxml import etree, html  # type: ignore[import-untyped]

from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import parse_date
from ingest.watching.entry import Entry

# A longer list is cut: nobody publishes as much between two visits.
MOST_ENTRIES = 5_000
_MOST_SITEMAP_BYTES = 50 * 1024 * 1024  # as sitemaps.org has it
_SITEMAP_ROOTS = {"urlset", "sitemapindex"}
_NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"


@dataclass(frozen=True, slots=True)
class SitemapLink:
    """A sitemap that an index of them names."""

    url: str
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Listing:
    """What one list holds, in its order."""

    title: str | None
    entries: tuple[Entry, ...]
    sitemaps: tuple[SitemapLink, ...] = ()


def read_listing(body: bytes, url: str) -> Listing:
    """Return what a feed or sitemap lists, relative addresses resolved. Raises RejectedDocument."""
    body = _unzipped(body, url)
    start = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise RejectedDocument(url, "the feed is empty")
    if start == b"{":
        return _json_feed(body, url)
    root = _root(body)
    if root is not None and _local(root) in _SITEMAP_ROOTS:
        return _sitemap(root, url)
    return _xml_feed(body, url)


def _unzipped(body: bytes, url: str) -> bytes:
    if not body.startswith(b"\x1f\x8b"):
        return body
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(body, _MOST_SITEMAP_BYTES)
    except zlib.error as exc:
        raise RejectedDocument(url, f"broken gzip ({exc})") from exc
    if unpacker.unconsumed_tail:
        raise RejectedDocument(url, f"larger than {_MOST_SITEMAP_BYTES} bytes when it is unpacked")
    return found


# Feeds


def _xml_feed(body: bytes, url: str) -> Listing:
    # As a file: feedparser takes other bytes for an address or a path, and opens it.
    parsed = feedparser.parse(io.BytesIO(body), response_headers={"content-location": url})
    if not parsed.version and not parsed.entries:
        raise RejectedDocument(url, f"neither a feed nor a sitemap{_other_feeds(body, url)}")
    entries = [_feed_entry(entry, url) for entry in parsed.entries[:MOST_ENTRIES]]
    return Listing(_text(parsed.feed.get("title")), _each_once(entries))


def _feed_entry(entry: dict[str, Any], base: str) -> Entry | None:
    link = _address(entry.get("link"), base)
    contents = [part.get("value") for part in entry.get("content", ())]
    return _entry(
        identity=_text(entry.get("id")),
        url=link,
        title=_text(entry.get("title")),
        published=_moment(entry.get("published_parsed") or entry.get("created_parsed")),
        # Not by its own `get`, which gives the publication where nothing was updated.
        updated=_moment(dict.get(entry, "updated_parsed")),
        author=_text(entry.get("author")),
        content=max((text for text in contents if text), key=len, default=None),
        summary=_text(entry.get("summary")),
    )


def _moment(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime.fromtimestamp(calendar.timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _other_feeds(body: bytes, url: str) -> str:
    """Return which feeds a page names, for who gave the page's address instead of one of theirs."""
    try:
        page = html.fromstring(body)
    except (etree.ParserError, ValueError):
        return ""
    links = page.xpath(
        "//link[@rel='alternate' and (contains(@type, 'rss') or contains(@type, 'atom'))]/@href"
    )
    found = [urljoin(url, str(link)) for link in links[:3]]
    return f"; the page names {', '.join(found)}" if found else ""


def _json_feed(body: bytes, url: str) -> Listing:
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError) as exc:
        raise RejectedDocument(url, f"not valid JSON ({exc})") from exc
    items = feed.get("items")
    if not isinstance(items, list):
        raise RejectedDocument(url, "not a JSON feed: it has no list 'items'")
    entries = [_json_entry(item, url) for item in items[:MOST_ENTRIES] if isinstance(item, dict)]
    return Listing(_text(feed.get("title")), _each_once(entries))


def _json_entry(item: Mapping[str, Any], base: str) -> Entry | None:
    authors = item.get("authors") or [item.get("author")]
    named = [author for author in authors if isinstance(author, dict)] if isinstance(authors, list) else []
    names = [author.get("name") for author in named]
    plain = _text(item.get("content_text"))
    content = _text(item.get("content_html")) or (_paragraphs(plain) if plain else None)
    identity = item.get("id")
    return _entry(
        identity=str(identity) if isinstance(identity, (str, int)) else None,
        url=_address(item.get("url") or item.get("external_url"), base),
        title=_text(item.get("title")),
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        author=", ".join(name for name in names if isinstance(name, str)) or None,
        content=content,
        summary=_text(item.get("summary")),
    )


def _paragraphs(text: str) -> str:
    parts = (part for part in text.split("\n") if part.strip())
    return "".join(etree.tostring(_p(part), encoding="unicode") for part in parts)


def _p(text: str) -> etree._Element:
    element = etree.Element("p")
    element.text = "".join(char for char in text if char.isprintable())
    return element


# Sitemaps


def _root(body: bytes) -> etree._Element | None:
    """Return the root of an XML document; entities are not expanded and nothing is fetched for it."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        return etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


def _local(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _sitemap(root: etree._Element, url: str) -> Listing:
    if _local(root) == "sitemapindex":
        links = (
            SitemapLink(address, _date(_child(element, "lastmod")))
            for element in root
            if (address := _address(_child(element, "loc"), url))
        )
        return Listing(None, (), tuple(links))
    entries = [_sitemap_entry(element, url) for element in root[:MOST_ENTRIES] if _local(element) == "url"]
    return Listing(None, _each_once(entries))


def _sitemap_entry(element: etree._Element, base: str) -> Entry | None:
    news = element.find(f"{_NEWS}news")
    published = title = None
    if news is not None:
        published, title = _date(_child(news, "publication_date")), _text(_child(news, "title"))
    address = _address(_child(element, "loc"), base)
    changed = _date(_child(element, "lastmod"))
    return _entry(identity=None, url=address, title=title, published=published, updated=changed)


def _child(element: etree._Element, name: str) -> str | None:
    return next(("".join(child.itertext()) for child in element if _local(child) == name), None)


# Both


def _entry(
    *,
    identity: str | None,
    url: str | None,
    title: str | None,
    published: datetime | None,
    updated: datetime | None,
    author: str | None = None,
    content: str | None = None,
    summary: str | None = None,
) -> Entry | None:
    """Return an entry, None where nothing tells it from others."""
    known = identity or url or (f"{title}\n{published}" if title else None)
    if known is None:
        return None
    key = hashlib.sha256(known.encode("utf-8", "replace")).hexdigest()[:32]
    return Entry(key, url, title, published, updated, author, content, summary)


def _each_once(entries: Iterable[Entry | None]) -> tuple[Entry, ...]:
    return tuple({entry.key: entry for entry in entries if entry}.values())


def _address(value: object, base: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        found = urljoin(base, value.strip())
    except ValueError:
        return None
    return found if found.startswith(("http://", "https://")) else None


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _date(value: object) -> datetime | None:
    return parse_date(value.strip()) if isinstance(value, str) and value.strip() else None
