"""A library that can be asked, opened with an embedder of the test's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ingest.embeddings.embedder import Embedder
from ingest.settings import Settings
from service.evidence.library import AskableLibrary
from tests.ingest.support import open_with


@contextmanager
def askable_with(settings: Settings, embedder: Embedder) -> Iterator[AskableLibrary]:
    with open_with(settings, embedder) as library:
        yield AskableLibrary.of(library)
