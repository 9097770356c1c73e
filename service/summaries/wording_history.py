"""When words became public: an updated article has some from the start, others since an update."""

from __future__ import annotations

from datetime import datetime

from ingest.article import Version
from ingest.store.archive import Archive
from service.evidence.cite import public_since
from service.evidence.scoring import Evidence
from service.summaries.pool import Candidate


class WordingHistory:
    """Looks sentences up in the versions of their articles; each article is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._versions: dict[str, list[Version]] = {}

    def said_at(self, item: Evidence) -> datetime:
        """Return the moment from which a sentence's "on Friday" is read."""
        if item.stored.passage.version == 1 or item.stored.posted_at:
            return public_since(item)
        versions = self._of(item)
        first = next((version for version in versions if item.text in version.text), None)
        return public_since(item) if first in (None, versions[0]) else first.visible_from

    def since(self, candidate: Candidate) -> datetime:
        """Return when a sentence, or a copy of it, was first public."""
        if candidate.item.stored.passage.version == 1:
            return candidate.since
        having = (v.visible_from for v in self._of(candidate.item) if candidate.item.text in v.text)
        return min([candidate.since, *having])

    def _of(self, item: Evidence) -> list[Version]:
        id_ = item.stored.article.id
        if id_ not in self._versions:
            self._versions[id_] = self._archive.versions(id_)
        return self._versions[id_]
