"""Which writers there are under some settings, and who writes when nobody says who."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.errors import InputError, SettingsError
from ingest.settings import Settings
from service.answer import EXTRACTIVE, MODEL
from service.writers.extractive import ExtractiveWriter
from service.writers.writer import Writer

if TYPE_CHECKING:
    from service.llm.model import LanguageModel


@dataclass(frozen=True, slots=True)
class Writers:
    """The writers that can be used. `model` is None when no language model is set."""

    model: LanguageModel | None
    default: str
    _writers: dict[str, Writer]

    @classmethod
    def open(cls, settings: Settings) -> Writers:
        """Return the writers of the settings; nothing is sent yet.

        Raises SettingsError when the settings want the model to write and name none.
        """
        writers: dict[str, Writer] = {EXTRACTIVE: ExtractiveWriter()}
        model = None
        if settings.llm_model:
            # The client and the checks take a tenth of a second to import.
            from service.llm.model import open_model
            from service.writers.model import ModelWriter

            model = open_model(settings)
            writers[MODEL] = ModelWriter(model, settings)
        elif settings.default_writer == MODEL:
            raise SettingsError(f"DATELINE_WRITER={MODEL} needs DATELINE_LLM_MODEL")
        return cls(model, settings.default_writer, writers)

    @property
    def checker(self) -> LanguageModel | None:
        """The model that reads drafts: the one that writes when nobody says who."""
        return self.model if self.default == MODEL else None

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._writers)

    def named(self, name: str | None) -> Writer:
        """Return a writer by name; None means the settings' default. Raises InputError."""
        name = name or self.default
        if name == MODEL and self.model is None:
            raise InputError(f"the writer {MODEL!r} needs a language model; set DATELINE_LLM_MODEL")
        if name not in self._writers:
            raise InputError(f"no writer is called {name!r}; use one of {', '.join(self._writers)}")
        return self._writers[name]
