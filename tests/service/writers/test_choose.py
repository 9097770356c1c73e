"""Which writers there are, and who writes when nobody says who."""

from __future__ import annotations

import pytest

from ingest.errors import InputError, SettingsError
from ingest.settings import Settings
from service.evidence.library import AskableLibrary
from service.writers.choose import Writers

WITH_MODEL = {"llm_model": "some-model", "llm_base_url": "http://127.0.0.1:9/v1"}


def opened(library: AskableLibrary, **settings: str) -> Writers:
    return Writers.open(Settings.model_validate(settings))


def test_without_a_model_the_local_writer_writes(library: AskableLibrary) -> None:
    writers = opened(library)
    assert writers.names == ("extractive",)
    assert writers.named(None).name == writers.named("extractive").name == "extractive"
    assert writers.model is None
    with pytest.raises(InputError, match="DATELINE_LLM_MODEL"):
        writers.named("model")


def test_a_model_that_is_set_writes_unless_a_setting_says_who(library: AskableLibrary) -> None:
    writers = opened(library, **WITH_MODEL)
    assert writers.names == ("extractive", "model")
    assert writers.named(None).name == "model"
    assert writers.named("extractive").name == "extractive"
    assert writers.model
    assert writers.model.name == "some-model"
    assert opened(library, **WITH_MODEL, writer="extractive").named(None).name == "extractive"


def test_a_name_that_is_none_is_refused_with_those_that_are(library: AskableLibrary) -> None:
    with pytest.raises(InputError, match="'poet'; use one of extractive, model"):
        opened(library, **WITH_MODEL).named("poet")


def test_a_model_that_is_wanted_must_be_named(library: AskableLibrary) -> None:
    with pytest.raises(SettingsError, match="DATELINE_LLM_MODEL"):
        opened(library, writer="model")
