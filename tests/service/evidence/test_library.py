"""A library that can be asked: its models are loaded once, and only when they are needed."""

from __future__ import annotations

from dataclasses import fields, replace

from ingest.embeddings.minilm import MiniLM
from ingest.library import Library
from service.evidence.library import AskableLibrary


def test_a_library_gets_its_models_and_one_that_has_them_stays_as_it_is(harbour: AskableLibrary) -> None:
    askable = AskableLibrary.of(Library(*(getattr(harbour, field.name) for field in fields(Library))))
    assert askable.archive is harbour.archive
    assert AskableLibrary.of(askable) is askable


def test_the_reader_is_loaded_once_for_a_library(harbour: AskableLibrary) -> None:
    assert harbour.reader is harbour.reader


def test_models_loaded_beforehand_are_those_that_are_used(harbour: AskableLibrary) -> None:
    library = replace(harbour, embedder=MiniLM(threads=1))
    library.load_models()
    assert library.reader is library.reader
    assert library.embedder.embed_question("seals").shape == (384,)
