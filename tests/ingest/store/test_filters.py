"""What filters cost: the days asked for are looked up, not all versions read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Select, event, select

from ingest.store.archive import Archive
from ingest.store.filters import Filters, FilterShape, parameters
from ingest.store.schema import passages, versions
from tests.ingest.support import SEEN, on

_VERSIONS = select(passages.c.id).join(
    versions, (versions.c.article_id == passages.c.article_id) & (versions.c.number == passages.c.version)
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Connection]:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    with archive.begin() as connection:
        yield connection
    archive.close()


def plan(db: Connection, query: Select[Any], values: dict[str, Any]) -> str:
    """Return how SQLite looks up what the statement asks for."""

    def explained(_c: object, _cursor: object, sql: str, values: Any, *_: object) -> tuple[str, Any]:
        return f"EXPLAIN QUERY PLAN {sql}", values

    event.listen(db, "before_cursor_execute", explained, retval=True)
    # The statement's columns are those of a plan now: the names of the query are of no use.
    rows = db.execute(query, values).cursor.fetchall()  # type: ignore[union-attr]
    event.remove(db, "before_cursor_execute", explained)
    return "; ".join(row[3] for row in rows)


@pytest.mark.parametrize("hours", [0, 7])
def test_a_window_is_looked_up_by_publication(hours: int, db: Connection) -> None:
    """Of days on the publisher's clock, and of moments."""
    after = on("2025-03-01") + timedelta(hours=hours)
    filters = Filters(SEEN, after, after + timedelta(days=3))
    query = FilterShape.of(filters).visible(_VERSIONS)
    found = plan(db, query, parameters(filters))
    assert found.startswith("SEARCH versions USING INDEX versions_published")
    assert "SCAN" not in found
