"""When words became public: an updated article has some from the start, others since an update."""

from __future__ import annotations

from datetime import datetime

from ingest.article import Version
from ingest.store.archive import Archive
from service.evidence.scoring import Evidence
from service.summaries.pool import Held
from service.writers.extractive import published


class Wordings:
    """Looks sentences up in the versions of their articles; each article is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._versions: dict[str, list[Version]] = {}

    def said_at(self, item: Evidence) -> datetime:
        """Return the moment from which a sentence's "on Friday" is read."""
        if item.stored.passage.version == 1:
            return published(item)
        versions = self._of(item)
        first = next((version for version in versions if item.text in version.text), None)
        return published(item) if first in (None, versions[0]) else first.visible_from

    def since(self, held: Held) -> datetime:
        """Return when a sentence, or a copy of it, was first public."""
        if held.item.stored.passage.version == 1:
            return held.since
        having = (v.visible_from for v in self._of(held.item) if held.item.text in v.text)
        return min([held.since, *having])

    def _of(self, item: Evidence) -> list[Version]:
        id_ = item.stored.article.id
        if id_ not in self._versions:
            self._versions[id_] = self._archive.versions(id_)
        return self._versions[id_]
