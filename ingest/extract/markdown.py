"""Markdown with YAML front matter or a first heading as its title."""

from __future__ import annotations

import re

import yaml  # type: ignore[import-untyped]
from markdown_it import MarkdownIt
from markdown_it.token import Token

from ingest.article import Draft
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.extract.dates.parse import parse_date
from ingest.extract.encoding import decode
from ingest.extract.lines.credits import credit_line
from ingest.extract.lines.filing import filing_line
from ingest.extract.record import AGENCY, BYLINE, MODIFIED, PUBLISHED, draft_of_record
from ingest.text.clean import normalise_text

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_DATE_KEYS = {*PUBLISHED, *MODIFIED}
_HEADLINE_WORDS = 30
_NOT_PROSE = {"fence", "code_block", "html_block", "hr"}
_PARSER = MarkdownIt("commonmark").enable("table")


def extract_markdown(document: Document) -> list[Draft]:
    """Return the one article of a Markdown file."""
    source = normalise_text(decode(document.body))
    fields, body = _front_matter(document.origin, source)
    try:
        title, paragraphs = _plain(body)
    except RecursionError as exc:
        raise RejectedDocument(document.origin, "the Markdown is nested too deeply") from exc
    record = {key: value for key, value in fields.items() if not _unreadable_date(key, value)}
    found, text = _without_credits(paragraphs)
    if not fields.get("title"):
        record["title"] = title or (text.pop(0) if _opens_with_title(text) else None)
        credits, text = _without_credits(text)
        found |= credits
    record["text"] = "\n\n".join(text)
    names = {"byline": BYLINE, "agency": AGENCY, "published_at": PUBLISHED}
    stated = {name for name, keys in names.items() if any(record.get(key) for key in keys)}
    return [draft_of_record(document, {**record, **{k: v for k, v in found.items() if k not in stated}})]


def _without_credits(paragraphs: list[str]) -> tuple[dict[str, object], list[str]]:
    """Return what the credits above a text say, as fields of a record, and the paragraphs below them."""
    found: dict[str, object] = {}
    for at, line in enumerate(paragraphs):
        filing, credits = filing_line(line), credit_line(line)
        if filing is None and credits is None:
            return found, paragraphs[at:]
        stated = {
            "agency": filing.agency if filing else None,
            "byline": credits.byline if credits else None,
            "published_at": credits.published_at if credits else None,
        }
        found = {**{name: value for name, value in stated.items() if value}, **found}
    return found, []


def _opens_with_title(paragraphs: list[str]) -> bool:
    """Return whether the first paragraph is a headline: short, without a stop, with text below it."""
    first = paragraphs[0] if len(paragraphs) > 1 else ""
    return 0 < len(first.split()) <= _HEADLINE_WORDS and not first.endswith((".", "!", ":", ";", ","))


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


def _plain(body: str) -> tuple[str | None, list[str]]:
    """Return the first heading of level 1, if it stands before all text, and the paragraphs without marks.

    A line of credits is no heading, whatever its marks.
    """
    tokens = _PARSER.parse(body)
    title: str | None = None
    paragraphs: list[str] = []
    for at, token in enumerate(tokens):
        if token.type in _NOT_PROSE or not token.children:
            continue
        text = _inline(token.children)
        opening = tokens[at - 1]
        heading = opening.type == "heading_open" and opening.tag == "h1" and title is None
        if heading and not _without_credits(paragraphs)[1] and not filing_line(text):
            title = text
        elif text:
            paragraphs.append(text)
    return title, paragraphs


def _inline(children: list[Token]) -> str:
    parts = []
    for child in children:
        if child.type in {"text", "code_inline"}:
            parts.append(child.content)
        elif child.type in {"softbreak", "hardbreak"}:
            parts.append(" ")
    return "".join(parts).strip()
