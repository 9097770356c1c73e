"""A small archive with versions, a correction and wire copies, made once and copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ingest.settings import Settings
from tests.ingest.support import HashEmbedder, harbour_steps, open_with, settings_in


@pytest.fixture(scope="session")
def harbour_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("harbour")
    with open_with(settings_in(folder), HashEmbedder()) as library:
        harbour_steps(library)
    return folder / "home"


@pytest.fixture
def settings(harbour_home: Path, tmp_path: Path) -> Settings:
    shutil.copytree(harbour_home, tmp_path / "home")
    return settings_in(tmp_path)
