"""What the archive's commands print: plain text for people, small records for `--json`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import typer
from pydantic import SecretStr

from ingest.article import Article, Version
from ingest.rights import Rights
from ingest.settings import PREFIX, Settings
from ingest.store.reading.shown import ArchiveStatus, ArticleNotice, VersionDifference, VersionSummary
from ingest.terminal.output import day, minute, table, wrap
from ingest.text.clean import clean, one_line
from ingest.text.difference import DiffRun, Fate

if TYPE_CHECKING:
    # Brings the whole pipeline with it, which showing an article does without.
    from ingest.pipeline import IngestReport

_URL_PASSWORD = re.compile(r"(://[^:/@\s]*):[^\s]*@")
_QUERY_SECRET = re.compile(r"([?&][^=&]*(?:password|key|token|secret)[^=&]*=)[^&]*", re.I)


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A document that did not become an article, and why."""

    origin: str
    reason: str


@dataclass(frozen=True, slots=True)
class IngestSummary:
    """An ingest's report; `seconds` by stage, `skipped` files of folders by ending or kind."""

    documents: int
    new: int
    updated: int
    unchanged: int
    removed_before: int
    rejected: list[RejectedRow]
    skipped: dict[str, int]
    passages: int
    seconds: dict[str, float]

    @classmethod
    def of(cls, report: IngestReport, skipped: Counter[str]) -> IngestSummary:
        # Names of files may hold bytes that are no UTF-8, which JSON cannot.
        rejected = [RejectedRow(clean(each.origin), clean(each.reason)) for each in report.rejected]
        return cls(
            documents=report.documents,
            new=report.new,
            updated=report.updated,
            unchanged=report.unchanged,
            removed_before=report.removed_before,
            rejected=rejected,
            skipped={clean(kind): count for kind, count in skipped.most_common()},
            passages=report.passages,
            seconds={stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
        )


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list, with the number of its latest version."""

    id: str
    url: str | None
    publisher: str | None
    title: str
    version: int
    published_at: datetime | None
    kind: str

    @classmethod
    def of(cls, article: Article, version: Version | VersionSummary) -> ArticleRow:
        return cls(
            id=article.id,
            url=article.url,
            publisher=article.publisher,
            title=version.title,
            version=version.number,
            published_at=version.published_at,
            kind=version.kind,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of a list; `more` says whether articles follow."""

    rows: list[ArticleRow]
    more: bool


@dataclass(frozen=True, slots=True)
class ShownArticle:
    """One version of an article in full, the numbers of all its versions, and its publisher's notices.

    `rights` are what the publisher said of its use.
    """

    article: Article
    version: Version
    versions: list[int]
    notices: tuple[ArticleNotice, ...] = ()
    rights: Rights | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """The archive as a whole. `pending` counts changes that wait to be indexed.

    Of the archive of a running service, `server` says where that is, and no more is known of its place.
    """

    home: str | None
    archive: str | None
    embedding: str | None
    articles: int
    versions: int
    passages: int
    pending: int
    earliest: datetime | None
    latest: datetime | None
    publishers: list[str]
    server: str | None = None

    @classmethod
    def of(
        cls, held: ArchiveStatus, settings: Settings | None = None, *, server: str | None = None
    ) -> Status:
        """Return what an archive holds, with its place on this machine or its service."""
        return cls(
            home=str(settings.home.absolute()) if settings else None,
            archive=_without_password(settings.archive_url) if settings else None,
            server=server,
            **asdict(held),
        )


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting as its environment variable; a secret's value only says that there is one."""

    name: str
    value: Any
    description: str


def report_text(report: IngestReport, skipped: Counter[str]) -> str:
    """Return the counts of an ingest, its time by stage, and each rejected document with the reason.

    `skipped` counts what folders hold that is not read, by ending or kind.
    """
    figures = {
        "documents": report.documents,
        "new": report.new,
        "updated": report.updated,
        "unchanged": report.unchanged,
        **({"removed before": report.removed_before} if report.removed_before else {}),
        "rejected": len(report.rejected),
        "passages": report.passages,
    }
    rows = [(name, f"{figure:,}") for name, figure in figures.items()]
    if skipped:
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in skipped.most_common())
        rows.append(("skipped", kinds))
    lines = [table([*rows, ("time", seconds_text(report))])]
    if report.removed_before:
        lines += ["", "What was removed before stays so; --again takes it in."]
    if report.rejected:
        lines += ["", "Rejected:", *(f"  {one_line(str(each))}" for each in report.rejected)]
    return "\n".join(lines)


def seconds_text(report: IngestReport) -> str:
    """Return the seconds of an ingest or reindex as "3.1 s (read 0.1, …)"."""
    stages = ", ".join(f"{stage} {seconds:.1f}" for stage, seconds in report.seconds.items())
    total = f"{sum(report.seconds.values()):.1f} s"
    return f"{total} ({stages})" if stages else total


def list_text(found: Sequence[ArticleRow], width: int | None) -> str:
    """Return a line for each article: id, date, publisher, title."""
    return table([(a.id, day(a.published_at), a.publisher or "-", a.title) for a in found], width)


def article_text(shown: ShownArticle, width: int | None) -> str:
    """Return the title, what is known about the version, and its text."""
    version = shown.version
    header = table([(name, value) for name, value in _fields(shown).items() if value])
    notices = [wrap(f"{notice.line[0].upper()}{notice.line[1:]}", width) for notice in shown.notices]
    text = wrap(_with_times(version), width)
    return "\n\n".join([wrap(one_line(version.title), width), header, *notices, text])


def _with_times(version: Version) -> str:
    """Return the text of a version with the time of each post of a live blog in a line before it."""
    starts = [post.start for post in version.posts]
    pieces = [version.text[start:end] for start, end in pairwise([0, *starts, len(version.text)])]
    times = [f"[{minute(post.posted_at)}]\n" for post in version.posts]
    return "".join(f"{time}{piece}" for time, piece in zip(["", *times], pieces, strict=True))


def difference_text(compared: VersionDifference, width: int | None) -> str:
    """Return what changed: paragraphs with changes, what went in [- -] and what came in {+ +}, or in colour.

    `width` None: not a terminal, so no colour.
    """
    old, new = compared.old, compared.new
    head = f"{one_line(new.title)}\nversion {old.number} to {new.number} of {compared.article.id}"
    if old.title != new.title:
        head += f"\ntitle before: {one_line(old.title)}"
    changed = [
        "".join(_marked(words, colour=width is not None) for words in paragraph)
        for paragraph in compared.paragraphs
        if any(words.fate is not Fate.KEPT for words in paragraph)
    ]
    return "\n\n".join([head, *(changed or ["nothing changed in the text"])])


def _marked(words: DiffRun, *, colour: bool) -> str:
    text = clean(words.text)
    match words.fate:
        case Fate.KEPT:
            return text
        case Fate.REMOVED:
            return typer.style(text, fg="red", strikethrough=True) if colour else f"[-{text.rstrip()}-] "
        case Fate.ADDED:
            return typer.style(text, fg="green", underline=True) if colour else f"{{+{text.rstrip()}+}} "


def _fields(shown: ShownArticle) -> dict[str, str | None]:
    version = shown.version
    return {
        "publisher": shown.article.publisher,
        "published": minute(version.published_at) if version.published_at else None,
        "modified": minute(version.modified_at) if version.modified_at else None,
        "byline": version.byline,
        "agency": version.agency,
        "filed": _filed(version),
        "section": version.section,
        "language": version.language,
        "kind": version.kind,
        "url": shown.article.url,
        "id": shown.article.id,
        "story": shown.article.story_id,
        "version": _which(shown),
        "sha256": version.sha256,
        "rights": one_line(shown.rights.line) if shown.rights else None,
    }


def _filed(version: Version) -> str | None:
    if version.dateline is None:
        return None
    return ", ".join(str(part) for part in (version.dateline.place, version.dateline.date) if part)


def _which(shown: ShownArticle) -> str:
    number, until = shown.version.number, shown.version.visible_until
    others = ", ".join(str(each) for each in shown.versions if each != number)
    replaced = f"; replaced {minute(until)}" if until else ""
    return f"{number}{f' (others: {others})' if others else ''}{replaced}"


def status_text(status: Status, width: int | None) -> str:
    """Return what the archive holds, and the names of its publishers."""
    rows = (
        *((name, value) for name, value in _places(status) if value),
        ("embedding", status.embedding or "none yet"),
        ("articles", f"{status.articles:,}"),
        ("versions", f"{status.versions:,}"),
        ("passages", f"{status.passages:,}"),
        ("pending", f"{status.pending:,}"),
        ("published", f"{day(status.earliest)} to {day(status.latest)}" if status.latest else "-"),
        ("publishers", f"{len(status.publishers):,}"),
    )
    names = wrap(", ".join(one_line(name) for name in status.publishers), width, "    ")
    return f"{table(rows)}\n{names}" if status.publishers else table(rows)


def _places(status: Status) -> tuple[tuple[str, str | None], ...]:
    return (("server", status.server), ("home", status.home), ("archive", status.archive))


def shown_settings(settings: Settings) -> list[ShownSetting]:
    """Return every setting; keys and the passwords in URLs are hidden."""
    return [
        ShownSetting(f"{PREFIX}{name.upper()}", _public(getattr(settings, name)), field.description or "")
        for name, field in type(settings).model_fields.items()
    ]


def settings_text(shown: Sequence[ShownSetting], width: int | None) -> str:
    """Return each setting as NAME=value, with what it does under it."""
    lines: list[str] = []
    for setting in shown:
        lines.append(one_line(f"{setting.name}={'' if setting.value is None else setting.value}"))
        lines.append(wrap(setting.description, width, "    "))
    return "\n".join(lines)


def _public(value: object) -> object:
    if isinstance(value, SecretStr):
        return "(set, hidden)"
    return _without_password(value) if isinstance(value, str) else value


def _without_password(url: str) -> str:
    return _QUERY_SECRET.sub(r"\1***", _URL_PASSWORD.sub(r"\1:***@", url))
