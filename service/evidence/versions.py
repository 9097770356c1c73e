"""The whole articles that passages were cut from: who is named before a sentence may stand outside them."""

from __future__ import annotations

from ingest.article import Version
from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from ingest.store.passages import StoredPassage


class PassageVersions:
    """The versions that passages of an archive are of; each is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._versions: dict[tuple[str, int], Version | None] = {}

    def of(self, stored: StoredPassage) -> Version | None:
        """Return the version of a passage; None where it was removed or replaced since that was found."""
        key = stored.article.id, stored.passage.version
        if key not in self._versions:
            try:
                version = self._archive.version(*key)
            except NotFoundError:
                version = None
            known = version is not None and version.sha256 == stored.sha256
            self._versions[key] = version if known else None
        return self._versions[key]
