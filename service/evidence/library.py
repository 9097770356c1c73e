"""An open library together with the models that read its passages for a question."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.library import Library, open_library
from ingest.settings import Settings
from service.evidence.reader import Reader

if TYPE_CHECKING:
    from service.evidence.rerank import Reranker


@dataclass(frozen=True)
class AskableLibrary(Library):
    """A library that can be asked. Its models are loaded at the first use, once for each library."""

    @classmethod
    def of(cls, library: Library) -> AskableLibrary:
        """Return the library with its models; one that has them stays as it is."""
        if isinstance(library, cls):
            return library
        return cls(**{field.name: getattr(library, field.name) for field in fields(library)})

    @cached_property
    def reader(self) -> Reader:
        """The answer reader. Raises BackendError."""
        return Reader(self.settings.embedding_threads)

    @cached_property
    def reranker(self) -> Reranker | None:
        """What DATELINE_RERANKER_CLASS names. Raises SettingsError."""
        if self.settings.reranker_class is None:
            return None
        from service.evidence.rerank import load_reranker  # imports llama_index, which takes seconds

        return load_reranker(self.settings.reranker_class)


@contextmanager
def open_askable(settings: Settings) -> Iterator[AskableLibrary]:
    """Yield the library of the settings, held for this process; one that can only be read is only read.

    Raises as `open_library` does.
    """
    with open_library(settings, reading=True) as library:
        yield AskableLibrary.of(library)
