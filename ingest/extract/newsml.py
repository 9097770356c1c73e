"""News in XML: NewsML-G2, NewsML 1.x and NITF, each item a draft.

Entities are not expanded and nothing is fetched, so that no document can grow or read files.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from lxml import etree  # type: ignore[import-untyped]

from ingest.article import Draft, Kind
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import embargo_end, parse_date
from ingest.extract.draft import Fields, collapsed, to_draft
from ingest.extract.markup import plain_text
from ingest.rights import TERMS, Rights, statement

_ITEMS = ("newsItem", "NewsItem", "nitf")
_WITHHELD = ("withheld", "embargoed")
_CANCELLED = ("canceled", "cancelled")
_BODIES = ("body.content", "body")


def extract_newsml(document: Document) -> list[Draft]:
    """Return the drafts of the items that have a text; raise RejectedDocument where none has."""
    root = _root(document)
    items = list(_items(root))
    if not items:
        if root.find(".//packageItem") is not None:
            raise RejectedDocument(document.origin, "a package without items of its own")
        name = _name(root)
        raise RejectedDocument(document.origin, f"XML with the root <{name}>; read are NewsML and NITF")
    drafts: list[Draft] = []
    reasons: list[str] = []
    for item in items:
        found = _draft(item)
        (drafts if isinstance(found, Draft) else reasons).append(found)  # type: ignore[arg-type]
    if not drafts:
        raise RejectedDocument(document.origin, "; ".join(dict.fromkeys(reasons)))
    return drafts


def _root(document: Document) -> etree._Element:
    # Not recovering: half of an item that was cut off would be stored as the whole.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=False, huge_tree=False)
    try:
        root = etree.fromstring(document.body, parser)
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise RejectedDocument(document.origin, f"not valid XML ({exc})") from exc
    # Only local names count: NITF and XHTML stand in NewsML with and without their own namespaces.
    for element in root.iter(etree.Element):
        element.tag = _name(element)
    return root


def _name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _items(root: etree._Element) -> Iterator[etree._Element]:
    """Yield the outermost items: NITF stands in a NewsML item, too."""
    if root.tag in _ITEMS:
        yield root
        return
    for child in root.iterchildren(etree.Element):
        yield from _items(child)


def _draft(item: etree._Element) -> Draft | str:
    """Return the draft of an item, or why there is none."""
    status = _status(item)
    if status in _WITHHELD:
        return f"its publisher withholds it (status {status!r})"
    try:
        rights = _rights(item)
    except ValueError as exc:
        return str(exc)
    title = _text(item, ".//headline", ".//HeadLine", ".//hedline/hl1", ".//hl1", ".//title")
    # What is withdrawn often comes without its text; what it says then is that.
    text = _story(item) or ((status in _CANCELLED and (_text(item, ".//edNote") or title)) or "")
    if not text:
        return "an item without a text: pictures, films, graphics and packages are not read"
    if not title:
        return "an item without a headline"
    created = _date(_text(item, ".//firstCreated", ".//contentCreated", ".//FirstCreated") or _norm(item))
    changed = _date(_text(item, ".//versionCreated", ".//ThisRevisionCreated"))
    uri = item.get("guid") or _text(item, ".//PublicIdentifier") or _attribute(item, ".//doc-id", "id-string")
    is_link = bool(uri) and str(uri).startswith(("http://", "https://"))
    return to_draft(
        Fields(
            title=title,
            text=text,
            url=uri if is_link else _link(item),
            # The versions of an item share its id.
            guid=None if is_link or not uri else uri.removesuffix(f":{_revision(item)}"),
            publisher=_publisher(item),
            byline=_text(item, ".//by", ".//ByLine", ".//byline"),
            section=_text(item, ".//subject/name"),
            language=_language(item),
            published_at=created or changed,
            modified_at=changed if created else None,
            kind=Kind.RETRACTION if status in _CANCELLED else _signalled(item),
            rights=rights,
        )
    )


def _rights(item: etree._Element) -> Rights:
    """Return what an item says of its use; one without an embargo has none, whatever an earlier one had.

    Raises ValueError for an embargo whose end cannot be read; an empty one has none.
    """
    terms = (collapsed("".join(found.itertext())) for found in item.iter("usageTerms", "UsageTerms"))
    ends = [collapsed(found.text) or "" for found in item.iter("embargoed")]
    ends += [norm for found in item.iter("date.release") if (norm := found.get("norm"))]
    said = (statement(TERMS, each) for each in terms if each)
    return Rights.of(said, max(map(embargo_end, ends), default=None))


def _signalled(item: etree._Element) -> Kind | None:
    """Return CORRECTION where the item is sent as one: a NewsML-G2 signal, or NITF's element."""
    signals = (element.get("qcode") or "" for element in item.iterfind(".//signal"))
    corrects = any(signal.rpartition(":")[2].casefold() == "correction" for signal in signals)
    return Kind.CORRECTION if corrects or item.find(".//docdata/correction") is not None else None


def _status(item: etree._Element) -> str:
    code = (
        _attribute(item, ".//pubStatus", "qcode") or _attribute(item, ".//Status", "FormalName") or "usable"
    )
    return code.rpartition(":")[2].casefold()


def _story(item: etree._Element) -> str:
    """Return the text of the longest body: an item may have it in several forms or languages."""
    found = [_of_body(body) for body in item.iter(*_BODIES) if not _inside(body, _BODIES)]
    found += [collapsed_lines(data) for data in item.iter("inlineData", "DataContent") if not len(data)]
    return max(found, key=len, default="")


def _inside(element: etree._Element, names: Sequence[str]) -> bool:
    """Return whether a body holds another one: "body" of NITF holds "body.content"."""
    return any(each is not element for each in element.iter(*names))


def _of_body(body: etree._Element) -> str:
    return plain_text(etree.tostring(body, encoding="unicode", with_tail=False))


def collapsed_lines(data: etree._Element) -> str:
    """Return plain text, its paragraphs kept; coded data (base64) is none."""
    if data.get("encoding") or "text" not in (data.get("contenttype") or "text/plain"):
        return ""
    return (data.text or "").strip()


def _publisher(item: etree._Element) -> str | None:
    return (
        _text(item, ".//provider/name", ".//creditline", ".//copyrightHolder/name", ".//CreditLine")
        or _attribute(item, ".//pubdata", "name")
        or _attribute(item, ".//doc.copyright", "holder")
        or _attribute(item, ".//Provider/Party", "FormalName")
        or _attribute(item, ".//Source/Party", "FormalName")
        or _text(item, ".//ProviderId")
        or _attribute(item, ".//provider", "literal")
    )


def _language(item: etree._Element) -> str | None:
    return _attribute(item, ".//contentMeta/language", "tag") or _attribute(item, ".//Language", "FormalName")


def _norm(item: etree._Element) -> str | None:
    return _attribute(item, ".//date.issue", "norm") or _attribute(item, ".//story.date", "norm")


def _revision(item: etree._Element) -> str:
    return item.get("version") or _text(item, ".//RevisionId") or ""


def _link(item: etree._Element) -> str | None:
    for element in item.iterfind(".//link"):
        href = element.get("href") or ""
        if href.startswith(("http://", "https://")) and "html" in (element.get("contenttype") or "html"):
            return str(href)
    return None


def _text(item: etree._Element, *paths: str) -> str | None:
    for path in paths:
        for found in item.iterfind(path):
            if text := collapsed("".join(found.itertext())):
                return text
    return None


def _attribute(item: etree._Element, path: str, name: str) -> str | None:
    return next((value for found in item.iterfind(path) if (value := found.get(name))), None)


def _date(value: str | None) -> datetime | None:
    return parse_date(value) if value else None
