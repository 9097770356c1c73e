"""Which article a notice under an address of its own is about: a retraction, or a correction.

A retraction becomes a version of that article. A correction stays an article of its own, which the archive
remembers beside the one that it corrects, whichever of both came first.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from sqlalchemy import Connection, delete, func, insert, or_, select, update

from ingest.article import Draft, Kind, address_id
from ingest.store.publishers import family_of
from ingest.store.schema import articles, corrections, versions
from ingest.text.notices import announced, behind_label, notices_in

_ADDRESS = re.compile(r"https?://[^\s<>\"”’)\]]+")
_QUOTED = re.compile(r"[\"“”„‘]([^\"“”„’\n]{15,200})[\"”’“]")
_MOST_NAMED = 50
_LONGEST_NAME = 200
_IDS = 300
_SMALL = str.maketrans({chr(large): chr(large + 32) for large in range(ord("A"), ord("Z") + 1)})


def withdrawn_article(db: Connection, draft: Draft) -> str | None:
    """Return the id of the one article that a retraction names, of its own publisher; None if none is sure.

    It names it by its address, by its headline in quotation marks, or by the headline behind its own label.
    """
    return _article_named(db, _names(draft.title, draft.text), draft.publisher)


def note_version(db: Connection, id_: str, number: int, draft: Draft) -> None:
    """Remember which article a correction names, or of a new article which corrections have named it."""
    if draft.kind is Kind.CORRECTION and (names := _names(draft.title, _notice(draft))):
        db.execute(delete(corrections).where(corrections.c.correction_id == id_))
        db.execute(insert(corrections), [{"correction_id": id_, "name": name} for name in names])
        _find_article(db, id_, names, draft.publisher)
    if number == 1:
        own = {id_, *_spelled(draft.title)}
        waiting = select(corrections.c.correction_id).where(
            corrections.c.name.in_(own), corrections.c.article_id.is_(None)
        )
        for correction in set(db.scalars(waiting)) - {id_}:
            named = select(corrections.c.name).where(corrections.c.correction_id == correction)
            publisher = db.scalar(select(articles.c.publisher).where(articles.c.id == correction))
            _find_article(db, correction, set(db.scalars(named)), publisher)


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


def _notice(draft: Draft) -> str:
    """Return the words in which a correction may name another article: those of its notices.

    An article that corrects itself names others for other reasons: its notice is the lesser part of it.
    """
    words = [notice.words for notice in notices_in(draft.title, draft.text)]
    alone = announced(draft.title) or 2 * sum(map(len, words)) >= len(draft.text)
    return "\n".join(words) if alone else ""


def _find_article(db: Connection, correction: str, names: Collection[str], publisher: str | None) -> None:
    if article := _article_named(db, names, publisher, other_than=correction):
        this = corrections.c.correction_id == correction
        db.execute(update(corrections).where(this).values(article_id=article))


def _names(title: str, words: str) -> set[str]:
    """Return what may name an article: ids of addresses, and headlines in small letters."""
    addresses = [found.rstrip(".,;") for found in _ADDRESS.findall(words)[:_MOST_NAMED]]
    headlines = [found.strip(" .,") for found in _QUOTED.findall(words)[:_MOST_NAMED]]
    if words and (behind := behind_label(title)):
        headlines.append(behind)
    return {address_id(each) for each in addresses}.union(*map(_spelled, headlines))


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
    found = {
        row.id
        for row in db.execute(named)
        if row.publisher and family_of(row.publisher) == family_of(publisher)
    }
    return found.pop() if len(found) == 1 else None
