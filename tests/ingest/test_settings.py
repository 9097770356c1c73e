"""Settings: where they come from, what they refuse, and what the message says."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from ingest.errors import SettingsError
from ingest.settings import Settings, load_settings, setting_names


def test_defaults_need_no_environment() -> None:
    settings = load_settings()
    assert settings.home == Path("dateline-data")
    assert settings.archive_url == "sqlite:///dateline-data/archive.sqlite3"
    assert settings.embedding == "local"
    assert settings.host == "127.0.0.1"


def test_environment_is_read_and_a_given_value_counts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOME", "/srv/news")
    monkeypatch.setenv("DATELINE_MAX_DOCUMENT_MB", "1.5")
    assert load_settings().home == Path("/srv/news")
    assert load_settings(home=Path("here")).home == Path("here")
    assert load_settings(home=None).home == Path("/srv/news")
    assert load_settings().max_document_bytes == 1_572_864


def test_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_CHROMA_URL", "")
    assert load_settings().chroma_url is None


def test_unknown_variable_is_refused_with_the_names_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_HOMEE", "/srv/news")
    with pytest.raises(SettingsError, match=r"unknown setting DATELINE_HOMEE; known: .*DATELINE_HOME"):
        load_settings()


def test_bad_value_is_named_with_its_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_PASSAGE_TOKENS", "lots")
    with pytest.raises(SettingsError, match="DATELINE_PASSAGE_TOKENS='lots'"):
        load_settings()


@pytest.mark.parametrize(("name", "value"), [("trusted_proxies", "proxy.example"), ("api_keys", "alice")])
def test_what_a_validator_says_stands_without_the_name_of_its_library(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=r"does not appear to be|is not name=key") as raised:
        load_settings(**{name: value})
    assert "Value error" not in str(raised.value)


def test_unknown_override_is_refused() -> None:
    with pytest.raises(SettingsError, match="DATELINE_NONSENSE"):
        load_settings(nonsense=1)


def test_keys_do_not_show() -> None:
    settings = load_settings(api_key="sesame", embedding_api_key="sesame")
    assert "sesame" not in repr(settings)
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == "sesame"


def test_settings_cannot_be_changed_and_each_says_what_it_does() -> None:
    settings = load_settings()
    with pytest.raises(ValidationError):
        settings.port = 1  # type: ignore[misc]
    assert all(field.description for field in Settings.model_fields.values())
    assert len(setting_names()) == len(Settings.model_fields)


def test_database_url_takes_the_place_of_the_file() -> None:
    assert load_settings(database_url="postgresql://db/news").archive_url == "postgresql://db/news"
