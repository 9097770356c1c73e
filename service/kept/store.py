"""Kept answers in the archive: written, read, found by what they cite, marked and pruned."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError, NotFoundError
from ingest.store import rows
from ingest.store.archive import Archive
from ingest.store.schema import kept_answers, kept_changes, kept_citations
from service.answer import Answer, ChangeKind, LaterChange, answer_from_json
from service.ask import AskRequest
from service.kept.kept import KeptAnswer, KeptList, KeptRow, summary_title
from service.summaries.summary import Summary, is_summary, summary_from_json

_CHANGE: TypeAdapter[LaterChange] = TypeAdapter(LaterChange)
_REQUEST: TypeAdapter[AskRequest] = TypeAdapter(AskRequest)
_ID_BYTES = 6
# Ids in one statement: below the variable limit of every SQLite still in use.
_IDS = 900
_NAMED = 10


@dataclass(frozen=True, slots=True)
class Keeping:
    """An answer or a summary that is to be kept, by the id that it was given; `request` asks it again."""

    id: str
    result: Answer | Summary
    request: AskRequest | None
    at: datetime


@dataclass(frozen=True, slots=True)
class OpenAnswer:
    """What is compared of a kept answer that nothing has overtaken: its question, and how near it reaches."""

    id: str
    vector: Vector | None
    reach: float


def new_id() -> str:
    """Return an id that no answer has."""
    return secrets.token_hex(_ID_BYTES)


def add_kept(archive: Archive, keeping: Sequence[Keeping]) -> None:
    """Store answers with what they cite, in one transaction."""
    with archive.begin() as db:
        for each in keeping:
            db.execute(insert(kept_answers).values(_row(each)))
            cited = {citation.article_id for citation in each.result.citations}
            if cited:
                citing = [{"kept_id": each.id, "article_id": id_} for id_ in sorted(cited)]
                db.execute(insert(kept_citations), citing)


def _row(each: Keeping) -> dict[str, Any]:
    summary = each.result if isinstance(each.result, Summary) else None
    return {
        "id": each.id,
        "kept_at": rows.epoch(each.at),
        "question": summary_title(summary) if summary else each.result.question,  # type: ignore[union-attr]
        "request": to_json(each.request).decode() if each.request else None,
        "record": to_json(each.result).decode(),
    }


def find_kept(archive: Archive, reference: str) -> KeptAnswer:
    """Return the kept answer with an id, or the only one whose id begins so, with what changed since.

    Raises NotFoundError, and InputError for a beginning of several.
    """
    reference = reference.strip().lower()
    query = select(kept_answers).where(kept_answers.c.id.startswith(reference, autoescape=True))
    with archive.begin() as db:
        found = list(db.execute(query.order_by(kept_answers.c.id).limit(_NAMED)).mappings())
        exact = [row for row in found if row["id"] == reference]
        if not found or not reference:
            raise NotFoundError(f"no answer {reference!r} is kept; see `dateline answers`")
        if len(found) > 1 and not exact:
            raise InputError(
                f"{reference} is the beginning of {', '.join(row['id'] for row in found)}; give more"
            )
        row = (exact or found)[0]
        return _kept(row).with_changes(tuple(_changes(db, [row["id"]])[row["id"]]))


def load_kept(archive: Archive, ids: Iterable[str]) -> list[tuple[KeptAnswer, AskRequest | None]]:
    """Return kept answers with what asks each again, without changes; those that are gone are left out."""
    found: list[tuple[KeptAnswer, AskRequest | None]] = []
    wanted = list(ids)
    with archive.begin() as db:
        for at in range(0, len(wanted), _IDS):
            query = select(kept_answers).where(kept_answers.c.id.in_(wanted[at : at + _IDS]))
            found += [(_kept(row), _request(row)) for row in db.execute(query).mappings()]
    return found


def list_kept(archive: Archive, *, stale: bool | None, limit: int, offset: int = 0) -> KeptList:
    """Return kept answers, the latest first; only stale ones, only the others, or None for all."""
    order: tuple[Any, ...] = (kept_answers.c.kept_at.desc(), kept_answers.c.id)
    query = select(kept_answers)
    if stale is not None:
        at = kept_answers.c.stale_at
        query = query.where(at.is_not(None) if stale else at.is_(None))
        order = (at.desc(), *order) if stale else order
    with archive.begin() as db:
        found = list(db.execute(query.order_by(*order).limit(limit + 1).offset(offset)).mappings())
        changes = _changes(db, [row["id"] for row in found])
    listed = [_listed(row, changes[row["id"]]) for row in found[:limit]]
    return KeptList(listed, offset + limit if len(found) > limit else None)


def kept_citing(archive: Archive, article_ids: Sequence[str]) -> list[str]:
    """Return the ids of the kept answers that cite one of the articles."""
    found: dict[str, None] = {}
    with archive.begin() as db:
        for at in range(0, len(article_ids), _IDS):
            some = kept_citations.c.article_id.in_(article_ids[at : at + _IDS])
            found |= dict.fromkeys(db.scalars(select(kept_citations.c.kept_id).where(some).distinct()))
    return list(found)


def open_answers(archive: Archive) -> list[OpenAnswer]:
    """Return the kept answers that can be asked again and are not stale."""
    columns = (kept_answers.c.id, kept_answers.c.vector, kept_answers.c.reach)
    query = select(*columns).where(kept_answers.c.stale_at.is_(None), kept_answers.c.request.is_not(None))
    with archive.begin() as db:
        return [
            OpenAnswer(id_, np.frombuffer(vector, np.float32) if vector else None, reach or 0.0)
            for id_, vector, reach in db.execute(query)
        ]


def note_vector(archive: Archive, id_: str, vector: Vector, reach: float) -> None:
    """Store a kept answer's question as a vector, and how near an arriving passage must be to it."""
    this = update(kept_answers).where(kept_answers.c.id == id_)
    with archive.begin() as db:
        db.execute(this.values(vector=vector.astype(np.float32).tobytes(), reach=float(reach)))


def add_changes(db: Connection, id_: str, changes: Sequence[LaterChange], at: datetime) -> list[LaterChange]:
    """Store what has changed, mark the answer stale, and return what was not known before."""
    if db.scalar(select(kept_answers.c.id).where(kept_answers.c.id == id_)) is None:
        return []  # somebody has it forgotten since it was read
    known = set(db.scalars(select(kept_changes.c.name).where(kept_changes.c.kept_id == id_)))
    new = {name: change for change in changes if (name := _name(change)) not in known}
    if new:
        values = [
            {"kept_id": id_, "name": name, "found_at": rows.epoch(at), "record": to_json(each).decode()}
            for name, each in new.items()
        ]
        db.execute(insert(kept_changes), values)
        stale = update(kept_answers).where(kept_answers.c.id == id_, kept_answers.c.stale_at.is_(None))
        db.execute(stale.values(stale_at=rows.epoch(at)))
    return list(new.values())


def prune_kept(archive: Archive, before: datetime) -> int:
    """Delete what was kept before a moment; return how many."""
    old = kept_answers.c.kept_at < rows.epoch(before)
    with archive.begin() as db:
        if db.scalar(select(kept_answers.c.id).where(old).limit(1)) is None:
            return 0
        ids = select(kept_answers.c.id).where(old)
        for table in (kept_changes, kept_citations):
            db.execute(delete(table).where(table.c.kept_id.in_(ids)))
        return db.execute(delete(kept_answers).where(old)).rowcount


def forget_kept(archive: Archive, id_: str) -> None:
    """Delete one kept answer. Raises NotFoundError."""
    with archive.begin() as db:
        for table in (kept_changes, kept_citations):
            db.execute(delete(table).where(table.c.kept_id == id_))
        if not db.execute(delete(kept_answers).where(kept_answers.c.id == id_)).rowcount:
            raise NotFoundError(f"no answer {id_!r} is kept; see `dateline answers`")


def _name(change: LaterChange) -> str:
    """Return what tells a change from another of the same answer."""
    by = change.citation
    where = f"{by.article_id}-{by.version}" if by else f"at {rows.epoch(change.at)}"
    match change.kind:
        case ChangeKind.REMOVED:
            where = "from the archive"  # its time is that of the look, and there may be two
        case ChangeKind.DROPPED:
            where = "from the article"  # every later version lacks it as well
        case ChangeKind.ALTERED if by:
            words = hashlib.sha256(by.quote.encode()).hexdigest()[:12]
            where = f"{by.article_id} {words}"  # later versions have these words, too
    return f"{change.kind} {change.marker or 0} {where}"


def _changes(db: Connection, ids: Sequence[str]) -> defaultdict[str, list[LaterChange]]:
    found: defaultdict[str, list[LaterChange]] = defaultdict(list)
    order = (kept_changes.c.found_at, kept_changes.c.name)
    query = select(kept_changes.c.kept_id, kept_changes.c.record).where(kept_changes.c.kept_id.in_(ids))
    for id_, record in db.execute(query.order_by(*order)):
        found[id_].append(_CHANGE.validate_json(record))
    return found


def _kept(row: RowMapping) -> KeptAnswer:
    record = row["record"]
    summary = summary_from_json(record) if is_summary(record) else None
    return KeptAnswer(
        id=row["id"],
        question=row["question"],
        kept_at=rows.known_moment(row["kept_at"]),
        stale_at=rows.moment(row["stale_at"]),
        answer=None if summary else answer_from_json(record),
        summary=summary,
    )


def _request(row: RowMapping) -> AskRequest | None:
    return _REQUEST.validate_json(row["request"]) if row["request"] else None


def _listed(row: RowMapping, changes: Sequence[LaterChange]) -> KeptRow:
    return KeptRow(
        id=row["id"],
        kind="summary" if "style" in json.loads(row["record"]) else "answer",
        question=row["question"],
        kept_at=rows.known_moment(row["kept_at"]),
        stale_at=rows.moment(row["stale_at"]),
        changes=tuple(changes),
    )
