"""Markdown with YAML front matter or a first heading as its title."""

from __future__ import annotations

import re

import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates import parse_date
from ingest.extract.encoding import decode
from ingest.extract.record import MODIFIED, PUBLISHED, draft_of_record
from ingest.text import normalise_text

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_DATE_KEYS = {*PUBLISHED, *MODIFIED}
_NOT_PROSE = {"fence", "code_block", "html_block", "hr"}
_PARSER = MarkdownIt("commonmark").enable("table")


def extract_markdown(document: Document) -> list[Draft]:
    """Return the one article of a Markdown file."""
    source = normalise_text(decode(document.body))
    fields, body = _front_matter(document.origin, source)
    try:
        title, text = _plain(body)
    except RecursionError as exc:
        raise RejectedDocument(document.origin, "the Markdown is nested too deeply") from exc
    record = {key: value for key, value in fields.items() if not _unreadable_date(key, value)}
    record.setdefault("title", title)
    record["text"] = text
    return [draft_of_record(document, record)]


def _front_matter(origin: str, source: str) -> tuple[dict[str, object], str]:
    match = _FRONT_MATTER.match(source)
    if not match:
        return {}, source
    try:
        fields = yaml.safe_load(match[1])
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        reason = " ".join(str(exc).split())
        raise RejectedDocument(origin, f"the front matter is not valid YAML ({reason})") from exc
    if not isinstance(fields, dict):
        return {}, source
    return {str(key): value for key, value in fields.items()}, source[match.end() :]


def _unreadable_date(key: str, value: object) -> bool:
    # In a file written by hand a date is a courtesy; a wrong one is worth less than the article.
    return key in _DATE_KEYS and parse_date(value) is None


def _plain(body: str) -> tuple[str | None, str]:
    """Return the first heading of level 1, if it stands before all text, and the text without marks."""
    tokens = _PARSER.parse(body)
    title: str | None = None
    paragraphs: list[str] = []
    for at, token in enumerate(tokens):
        if token.type in _NOT_PROSE or not token.children:
            continue
        text = _inline(token.children)
        opening = tokens[at - 1]
        if opening.type == "heading_open" and opening.tag == "h1" and not paragraphs and title is None:
            title = text
        elif text:
            paragraphs.append(text)
    return title, "\n\n".join(paragraphs)


def _inline(children: list[Token]) -> str:
    parts = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts).strip()
