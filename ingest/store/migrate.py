"""Archives of earlier releases are brought to the tables of this one, in the transaction that opens them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, inspect, select, text, update
from sqlalchemy.schema import CreateColumn, CreateIndex, DropIndex

from ingest.store.database import transaction
from ingest.store.schema import facts, metadata, versions


def _add_published_offset(db: Connection) -> None:
    column = CreateColumn(versions.c.published_offset).compile(dialect=db.dialect)
    db.execute(text(f"ALTER TABLE {versions.name} ADD COLUMN {column}"))
    [index] = [index for index in versions.indexes if index.name == "versions_visible"]
    db.execute(DropIndex(index))
    db.execute(CreateIndex(index))


def _add_tables(db: Connection) -> None:
    """Create the tables that a later schema added; each stands in `schema.py`."""
    metadata.create_all(db)


# What makes the next schema of each earlier one.
_STEPS: dict[str, tuple[str, Callable[[Connection], Any]]] = {
    "1": ("2", _add_published_offset),
    "2": ("3", _add_tables),
    "3": ("4", _add_tables),
    "4": ("5", _add_tables),
}


def is_earlier(schema: str) -> bool:
    """Return whether an archive of this schema is migrated when it is opened."""
    return schema in _STEPS


def migrate_copy(file: Path) -> None:
    """Migrate a copy of an archive that nobody has open; other files are left as they are.

    Raises ArchiveError for what the database reports.
    """
    # Not as an archive is opened: it stays one file, without a log beside it.
    engine = create_engine(f"sqlite:///{file}")
    try:
        with transaction(engine) as db:
            if inspect(db).has_table(facts.name):
                migrate(db, db.scalar(select(facts.c.value).where(facts.c.name == "schema")) or "")
    finally:
        engine.dispose()


def migrate(db: Connection, found: str) -> str:
    """Apply the steps from schema `found` on; return the schema that the archive has then."""
    if found in _STEPS and db.dialect.name == "sqlite":
        # Two processes may open an old archive at once: the second finds it migrated.
        db.exec_driver_sql("BEGIN IMMEDIATE")
        found = db.scalar(select(facts.c.value).where(facts.c.name == "schema")) or found
    while found in _STEPS:
        found, step = _STEPS[found]
        step(db)
        db.execute(update(facts).where(facts.c.name == "schema").values(value=found))
    return found
