"""Mails (.eml): a press release or a newsletter that has its text in it; a list of links is rejected."""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from lxml import html  # type: ignore[import-untyped]

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.draft import Fields, collapsed, to_draft
from ingest.extract.markup import plain_text
from ingest.extract.page.broken import BROKEN_TREE
from ingest.text.sentences import split_sentences

_PREFIX = re.compile(r"^(?:(?:re|fw|fwd|aw|wg|tr|rv)\s*:\s*)+", re.I)
_FORWARDED = re.compile(
    r"^[-_\s>]*(?:begin )?forwarded message[-_\s]*:?$|^-{2,}\s*original message\s*-{2,}$", re.I | re.M
)
_HEADER = re.compile(r"^>?\s*(?:from|to|cc|date|sent|subject|reply-to)\s*:.*$", re.I)
_SIGNATURE = re.compile(r"^-- ?$", re.M)
_QUOTED = re.compile(r"^>")
# Below the text of a mail: how to leave the list.
_LEAVING = re.compile(
    r"\bunsubscribe\b|\bmanage (?:your )?(?:preferences|subscriptions?)\b|\bview (?:this|in)\b.*\bbrowser\b",
    re.I,
)
_LEAST_CHARACTERS = 200
_MOST_LINKED = 0.6


def extract_mail(document: Document) -> list[Draft]:
    """Return the article that a mail is; raise RejectedDocument for one that has none."""
    message = _message(document)
    subject = collapsed(_PREFIX.sub("", _header(message, "subject")))
    if not subject:
        raise RejectedDocument(document.origin, "a mail without a subject")
    text = _told(_text(document, message))
    if len(text) < _LEAST_CHARACTERS or not any(_is_sentence(text)):
        raise RejectedDocument(document.origin, f"a mail without a story ({len(text)} characters of text)")
    name, address = parseaddr(_header(message, "from"))
    return [
        to_draft(
            Fields(
                title=subject,
                text=text,
                guid=_header(message, "message-id").strip("<> ") or None,
                publisher=collapsed(name) or address.rpartition("@")[2] or None,
                published_at=_date(message),
            )
        )
    ]


def _message(document: Document) -> EmailMessage:
    parser = BytesParser(EmailMessage, policy=email.policy.default)
    try:
        return parser.parsebytes(document.body)
    except (ValueError, HeaderParseError, RecursionError) as exc:
        raise RejectedDocument(document.origin, f"not a mail that can be read ({exc})") from exc


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message.get(name, ""))
    except (ValueError, IndexError, AttributeError, TypeError):  # what the parser makes of damaged headers
        return ""


def _date(message: EmailMessage) -> datetime | None:
    try:
        found: datetime | None = message["date"].datetime
    except (ValueError, AttributeError, TypeError):
        return None
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _text(document: Document, message: EmailMessage) -> str:
    """Return the text of the mail, or of the mail that it forwards as an attachment."""
    markup, plain = _part(message, "html"), _part(message, "plain")
    if markup and _is_links(markup):
        raise RejectedDocument(document.origin, "a mail of links to stories, with no story in it")
    found = plain if plain and len(plain) >= _LEAST_CHARACTERS else plain_text(markup) if markup else plain
    if not found:
        for part in message.walk():
            if part.get_content_type() == "message/rfc822" and part is not message:
                inner = part.get_payload()
                if isinstance(inner, list) and isinstance(inner[0], EmailMessage):
                    return _text(document, inner[0])
    return found


def _part(message: EmailMessage, kind: str) -> str:
    try:
        part = message.get_body(preferencelist=(kind,))
        content = part.get_content() if part else ""
    except (LookupError, UnicodeError, ValueError, AttributeError):
        payload = part.get_payload(decode=True) if part else b""
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return content if isinstance(content, str) else ""


def _is_links(markup: str) -> bool:
    """Return whether most of the words of a page are links."""
    try:
        tree = html.fromstring(markup)
    except BROKEN_TREE:
        return False
    for element in list(tree.iter("script", "style", "head")):
        element.drop_tree()
    words = len(tree.text_content().split())
    linked = sum(len(link.text_content().split()) for link in tree.iter("a"))
    return words > 0 and linked / words > _MOST_LINKED


def _told(text: str) -> str:
    """Return what is told: no headers of a forwarded mail, no quoted mail, signature or lines of the list."""
    text = text.replace("\r\n", "\n")
    if found := _FORWARDED.search(text):
        text = text[found.end() :]
    text = _SIGNATURE.split(text)[0]
    kept = [line for line in text.split("\n") if not (_HEADER.match(line) or _LEAVING.search(line))]
    if all(_QUOTED.match(line) for line in kept if line.strip()):
        kept = [line.removeprefix(">").removeprefix(" ") for line in kept]
    kept = [line for line in kept if not _QUOTED.match(line)]
    paragraphs = ("\n".join(kept)).split("\n\n")
    # Mail programs break lines anywhere.
    return "\n\n".join(joined for part in paragraphs if (joined := " ".join(part.split())))


def _is_sentence(text: str) -> Iterator[bool]:
    for sentence in split_sentences(text):
        words = text[sentence.start : sentence.end].split()
        yield len(words) > 5 and words[-1].rstrip("\"'”’)").endswith((".", "!", "?"))
