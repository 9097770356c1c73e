"""Which article a notice under an address of its own is about: a retraction, or a correction.

A retraction becomes a version of that article. A correction stays an article of its own, which the archive
remembers beside those that it corrects, whichever came first. Of a column of corrections each paragraph is
about the article that it names, by address or headline, or describes: "An article on Monday about …".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from ingest.article import Draft, Kind, Version, address_id, former_id
from ingest.store import rows
from ingest.store.filters import MOST_OFFSET, PUBLISHED_FOR, WindowEnd
from ingest.store.publishers import family_of
from ingest.store.schema import articles, corrections, stated_corrections, versions
from ingest.text.described import DescribedArticle, described_article
from ingest.text.notices import PublisherNotice, announced, behind_label, notices_in

_ADDRESS = re.compile(r"https?://[^\s<>\"”’)\]]+")
_QUOTED = re.compile(r"[\"“”„‘]([^\"“”„’\n]{15,200})[\"”’“]")
_MOST_NAMED = 50
_LONGEST_NAME = 200
_LEAD = 1_000  # characters of a title and the first lines
_DAY = timedelta(days=1)
_ISO_DAY = 10  # characters, with which the name of a described article begins
_IDS = 300
_SMALL = str.maketrans({chr(large): chr(large + 32) for large in range(ord("A"), ord("Z") + 1)})


def withdrawn_article(db: Connection, draft: Draft) -> str | None:
    """Return the id of the one article that a retraction names, of its own publisher; None if none is sure.

    It names it by its address, by its headline in quotation marks, or by the headline behind its own label.
    """
    return _article_named(db, _names(draft.title, draft.text), draft.publisher)


def note_version(db: Connection, id_: str, number: int, draft: Draft) -> None:
    """Remember which articles a correction names, or of a new article which corrections have named it."""
    if draft.kind is Kind.CORRECTION:
        correcting = _correcting(draft.title, draft.text, draft.published_at)
        if names := set[str]().union(*(each.names for each in correcting)):
            db.execute(delete(corrections).where(corrections.c.correction_id == id_))
            db.execute(insert(corrections), [{"correction_id": id_, "name": name} for name in names])
            _find_articles(db, id_, correcting, draft.publisher)
    if number == 1:
        unknown = corrections.c.article_id.is_(None)
        named = unknown & corrections.c.name.in_({id_, *_spelled(draft.title)})
        waiting = {*db.scalars(select(corrections.c.correction_id).where(named)), *_describing(db, draft)}
        for correction in waiting - {id_}:
            publisher = db.scalar(select(articles.c.publisher).where(articles.c.id == correction))
            _find_articles(db, correction, _stored_correcting(db, correction), publisher)


def _describing(db: Connection, draft: Draft) -> Iterator[str]:
    """Yield the ids of its publisher's corrections that wait for an article like this of its day."""
    if draft.published_at is None or draft.publisher is None:
        return
    days = [(draft.published_at.date() + ahead).isoformat() for ahead in (timedelta(), _DAY)]
    of_days = func.substr(corrections.c.name, 1, _ISO_DAY).in_(days)
    query = (
        select(corrections.c.correction_id, corrections.c.name, articles.c.publisher)
        .join(articles, articles.c.id == corrections.c.correction_id)
        .where(corrections.c.article_id.is_(None), of_days)
    )
    told = f"{draft.title}\n{draft.text}"
    for row in db.execute(query):
        if _is_of(row.publisher, draft.publisher) and DescribedArticle.named(row.name).is_told_in(told):
            yield row.correction_id


def notices_about(db: Connection, id_: str, correction: Version) -> list[PublisherNotice]:
    """Return what a correction under an address of its own says of an article: of a column its part of it."""
    of_it = (corrections.c.correction_id == correction.article_id) & (corrections.c.article_id == id_)
    names = set(db.scalars(select(corrections.c.name).where(of_it)))
    correcting = _correcting(correction.title, correction.text, correction.published_at)
    if not correcting:
        return list(notices_in(correction.title, correction.text))
    return [each.notice for each in correcting if each.names & names]


def state_corrections(db: Connection, id_: str, number: int, words: Sequence[str]) -> bool:
    """Store what a publisher says beside a version's text was wrong, each once; return whether any is new."""
    known = stated_of(db, id_, number)
    new = [each for each in words if each not in known]
    if new:
        values = enumerate(new, start=len(known) + 1)
        rows_ = [{"article_id": id_, "version": number, "number": n, "words": each} for n, each in values]
        db.execute(insert(stated_corrections), rows_)
    return bool(new)


def stated_of(db: Connection, id_: str, number: int) -> list[str]:
    """Return what the publisher says beside a version's text was wrong."""
    of_it = (stated_corrections.c.article_id == id_) & (stated_corrections.c.version == number)
    query = select(stated_corrections.c.words).where(of_it).order_by(stated_corrections.c.number)
    return list(db.scalars(query))


def corrections_of(db: Connection, id_: str) -> list[str]:
    """Return the ids of the corrections under addresses of their own that an article has."""
    query = select(corrections.c.correction_id).where(corrections.c.article_id == id_).distinct()
    return sorted(db.scalars(query))


def corrected_by(db: Connection, ids: Collection[str]) -> dict[str, list[str]]:
    """Return which articles those of the ids that are corrections correct, by the article's id."""
    found: dict[str, list[str]] = {}
    listed = sorted(ids)
    columns = select(corrections.c.article_id, corrections.c.correction_id).distinct()
    for at in range(0, len(listed), _IDS):
        these = corrections.c.correction_id.in_(listed[at : at + _IDS])
        for row in db.execute(columns.where(these, corrections.c.article_id.is_not(None))):
            found.setdefault(row.article_id, []).append(row.correction_id)
    return found


@dataclass(frozen=True, slots=True)
class _Correcting:
    """A notice of a correction, and what may name the article that it is about, or describes it."""

    notice: PublisherNotice
    names: frozenset[str]
    described: DescribedArticle | None


def _correcting(title: str, text: str, published_at: datetime | None) -> list[_Correcting]:
    """Return the notices of a correction with what names the articles that they are about.

    An article that corrects itself names others for other reasons: its notice is the lesser part of it.
    """
    notices = notices_in(title, text)
    alone = announced(title) or 2 * sum(len(notice.words) for notice in notices) >= len(text)
    return [_read(title, notice, published_at) for notice in notices] if alone else []


def _read(title: str, notice: PublisherNotice, published_at: datetime | None) -> _Correcting:
    described = described_article(notice.words, published_at.date()) if published_at else None
    description = {described.name[:_LONGEST_NAME]} if described else set()
    return _Correcting(notice, frozenset(_names(title, notice.words) | description), described)


def _stored_correcting(db: Connection, correction: str) -> list[_Correcting]:
    query = select(versions).where(versions.c.article_id == correction).order_by(versions.c.number.desc())
    row = db.execute(query.limit(1)).mappings().first()
    return _correcting(row["title"], row["text"], rows.published_at(row)) if row else []


def _find_articles(
    db: Connection, correction: str, correcting: Iterable[_Correcting], publisher: str | None
) -> None:
    """Note for each notice of a correction which article it is about, where that is sure."""
    for each in correcting:
        article = _article_named(db, each.names, publisher, other_than=correction)
        if article is None and each.described and publisher:
            article = _article_described(db, each.described, publisher, other_than=correction)
        if article:
            these = (corrections.c.correction_id == correction) & corrections.c.name.in_(each.names)
            db.execute(update(corrections).where(these).values(article_id=article))


def _names(title: str, words: str) -> set[str]:
    """Return what may name an article: ids of addresses, and headlines in small letters."""
    addresses = [found.rstrip(".,;") for found in _ADDRESS.findall(words)[:_MOST_NAMED]]
    headlines = [found.strip(" .,") for found in _QUOTED.findall(words)[:_MOST_NAMED]]
    if words and (behind := behind_label(title)):
        headlines.append(behind)
    ids = {id_ for each in addresses for id_ in (address_id(each), former_id(each))}
    return ids.union(*map(_spelled, headlines))


def _spelled(headline: str) -> Iterable[str]:
    """Return a headline in small letters as databases write it: SQLite leaves those with accents."""
    return {spelled[:_LONGEST_NAME] for spelled in (headline.lower(), headline.translate(_SMALL)) if spelled}


def _article_named(
    db: Connection, names: Collection[str], publisher: str | None, other_than: str | None = None
) -> str | None:
    if not names or not publisher:
        return None
    title = func.substr(func.lower(versions.c.title), 1, _LONGEST_NAME)
    query = select(articles.c.id, articles.c.publisher).join(versions, versions.c.article_id == articles.c.id)
    named = query.where(or_(articles.c.id.in_(names), title.in_(names)), articles.c.id != (other_than or ""))
    return _only({row.id for row in db.execute(named) if _is_of(row.publisher, publisher)})


def _article_described(
    db: Connection, described: DescribedArticle, publisher: str, other_than: str
) -> str | None:
    """Return the one article of a publisher that appeared on the day, or the evening before, on the matter.

    In its title or first lines; where these are of none, in its text.
    """
    start, end = (rows.epoch(datetime.combine(described.day, time(), UTC) + days) for days in (-_DAY, _DAY))
    day = PUBLISHED_FOR[WindowEnd.DAY].between(start, end - 1)
    near = versions.c.published_at.between(start - MOST_OFFSET, end + MOST_OFFSET)
    query = select(articles.c.id, articles.c.publisher).join(versions, versions.c.article_id == articles.c.id)
    of_day = db.execute(query.where(day, near, articles.c.id != other_than))
    ids = {row.id for row in of_day if _is_of(row.publisher, publisher)}
    texts = select(versions.c.article_id, versions.c.title, versions.c.text).where(
        versions.c.article_id.in_(ids)
    )
    found = [(row.article_id, f"{row.title}\n{row.text}") for row in db.execute(texts)] if ids else []
    leading = {id_ for id_, text in found if described.is_told_in(text[:_LEAD])}
    return _only(leading or {id_ for id_, text in found if described.is_told_in(text)})


def _is_of(name: str | None, publisher: str) -> bool:
    return name is not None and family_of(name) == family_of(publisher)


def _only(ids: Collection[str]) -> str | None:
    return next(iter(ids)) if len(ids) == 1 else None
