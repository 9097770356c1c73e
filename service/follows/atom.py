"""The news of a follow as an Atom feed (RFC 4287). Ids are of the follow and the look: they never change."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid5
from xml.etree import ElementTree

from ingest.text.clean import clean, one_line
from service.answer import Citation
from service.follows.follow import Follow, News, NewSentence

MEDIA_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_SPACE = UUID("5d1c1c1e-2a5e-4c67-9c6e-6f2f0a4b7d31")
_TITLE = 120  # characters


def atom_feed(follow: Follow, url: str) -> bytes:
    """Return the feed of a follow; `url` is where it is fetched."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(_tag("feed"))
    _add(feed, "id", uuid5(_SPACE, follow.id).urn)
    _add(feed, "title", f"Dateline: {one_line(follow.question)}")
    _add(feed, "updated", _moment(follow.news[0].at if follow.news else follow.made_at))
    _add(feed, "generator", "Dateline")
    author = ElementTree.SubElement(feed, _tag("author"))
    _add(author, "name", "Dateline")
    ElementTree.SubElement(feed, _tag("link"), rel="self", href=url, type=MEDIA_TYPE)
    for news in follow.news:
        _entry(feed, news)
    written: bytes = ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(feed: ElementTree.Element, news: News) -> None:
    entry = ElementTree.SubElement(feed, _tag("entry"))
    _add(entry, "id", UUID(news.id).urn)
    _add(entry, "title", _title(news))
    _add(entry, "updated", _moment(news.at))
    for sentence in news.new:
        citation = sentence.citation
        if citation.url:
            title = one_line(f"{citation.publisher or 'unknown publisher'}: {citation.title}")
            # One alternate link of a media type is allowed; the others are related.
            first = sentence is news.new[0]
            rel = "alternate" if first else "related"
            ElementTree.SubElement(entry, _tag("link"), rel=rel, href=citation.url, title=clean(title))
    _add(entry, "content", "\n\n".join([*map(new_text, news.new), *map(gone_text, news.gone)]), type="text")


def new_text(sentence: NewSentence) -> str:
    """Return a new sentence in words, with its source."""
    said = f"“{one_line(sentence.citation.quote)}” ({source_of(sentence.citation)})"
    if sentence.was is None:
        return said
    how = "before it was" if sentence.replaces else "another source says"
    return f"{sentence.value}; {how} {sentence.was}: {said}"


def gone_text(citation: Citation) -> str:
    """Return a sentence that no article has any more, in words."""
    return f"No longer said: “{one_line(citation.quote)}” ({source_of(citation)})"


def source_of(citation: Citation) -> str:
    """Return publisher and day of a citation."""
    day = citation.said_at.date().isoformat() if citation.said_at else "undated"
    return f"{one_line(citation.publisher or 'unknown publisher')}, {day}"


def _title(news: News) -> str:
    text = news.new[0].citation.quote if news.new else f"No longer said: {news.gone[0].quote}"
    line = one_line(text)
    return line if len(line) <= _TITLE else f"{line[: _TITLE - 1]}…"


def _add(parent: ElementTree.Element, name: str, text: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, _tag(name), attributes).text = clean(text)


def _tag(name: str) -> str:
    return f"{{{_ATOM}}}{name}"


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
