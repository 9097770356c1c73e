"""An open library together with the models that read its passages for a question."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.embeddings.minilm import MiniLM
from ingest.errors import BackendError
from ingest.library import Library, open_library
from ingest.settings import Settings
from ingest.watching.report import CurrencyKeeper
from service.evidence.rescoring.reader import Reader, shared_reader

if TYPE_CHECKING:
    from service.evidence.rerank import Reranker


@dataclass(frozen=True)
class AskableLibrary(Library):
    """A library that can be asked. Its models are loaded at the first use."""

    @classmethod
    def of(cls, library: Library) -> AskableLibrary:
        """Return the library with its models; one that has them stays as it is."""
        if isinstance(library, cls):
            return library
        return cls(**{field.name: getattr(library, field.name) for field in fields(library)})

    @property
    def reader(self) -> Reader:
        """The answer reader. Raises BackendError."""
        return shared_reader(self.settings.embedding_threads)

    @cached_property
    def currency(self) -> CurrencyKeeper:
        """How current the archive is by the sources that are watched."""
        return CurrencyKeeper(self.archive)

    def load_models(self) -> None:
        """Begin to load the local models, each in a thread of its own, before they are needed."""
        _in_thread(lambda: self.reader)
        if isinstance(self.embedder, MiniLM):
            _in_thread(self.embedder.load)

    @cached_property
    def reranker(self) -> Reranker | None:
        """What DATELINE_RERANKER_CLASS names. Raises SettingsError."""
        if self.settings.reranker_class is None:
            return None
        from service.evidence.rerank import load_reranker  # imports llama_index, which takes seconds

        return load_reranker(self.settings.reranker_class)


def _in_thread(load: Callable[[], object]) -> None:
    def run() -> None:
        with suppress(BackendError):  # who needs the model gets the error
            load()

    threading.Thread(target=run).start()


@contextmanager
def open_askable(settings: Settings) -> Iterator[AskableLibrary]:
    """Yield the library of the settings, held for this process; one that can only be read is only read.

    Raises as `open_library` does.
    """
    with open_library(settings, reading=True) as library:
        yield AskableLibrary.of(library)
