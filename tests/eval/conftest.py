"""The sample set, run on the shared archive."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from eval.runs.run import RunOptions, run_set
from eval.runs.sets import archive_home, open_set
from tests.conftest import CopyHome

RunSample = Callable[..., Path]

FEW = 4


@pytest.fixture(scope="session")
def sample_cache(copy_home: CopyHome, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of built archives that has the sample's."""
    cache = tmp_path_factory.mktemp("eval-cache")
    home = archive_home(open_set("sample", None), cache)
    shutil.move(copy_home(), home)
    home.with_suffix(".built").touch()
    return cache


@pytest.fixture(scope="session")
def sample_run(sample_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of the whole sample set. Tests read it and do not change it."""
    folder = tmp_path_factory.mktemp("runs") / "sample"
    run_set(open_set("sample", None), RunOptions(folder, sample_cache))
    return folder


@pytest.fixture
def run_few(sample_cache: Path, tmp_path: Path) -> RunSample:
    """Run a few cases of the sample set into a folder named by the test."""

    def run(name: str = "run", *, writer: str | None = None, limit: int = FEW, judge: bool = False) -> Path:
        options = RunOptions(tmp_path / name, sample_cache, writer=writer, limit=limit, judge=judge)
        run_set(open_set("sample", None), options)
        return options.folder

    return run
