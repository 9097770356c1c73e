"""A library that can be asked: its models are loaded once, and only when they are needed."""

from __future__ import annotations

from ingest.library import Library
from service.evidence.library import AskableLibrary


def test_a_library_gets_its_models_and_one_that_has_them_stays_as_it_is(harbour: AskableLibrary) -> None:
    fields = ("settings", "archive", "passages", "coverage", "index", "embedder")
    askable = AskableLibrary.of(Library(*(getattr(harbour, name) for name in fields)))
    assert askable.archive is harbour.archive
    assert AskableLibrary.of(askable) is askable


def test_the_reader_is_loaded_once_for_a_library(harbour: AskableLibrary) -> None:
    assert harbour.reader is harbour.reader
