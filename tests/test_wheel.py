"""The wheel: what it adds to an environment, and that it works beside modules of the same names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands import STORY

ROOT = Path(__file__).parents[1]
PARTS = ("pyproject.toml", "setup.py", "README.md", "LICENSE", "dateline.py", "ingest", "service", "eval")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy, so that no `build` folder of an earlier build is taken in."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("__pycache__")
            shutil.copytree(ROOT / part, source / part, symlinks=True, ignore=ignored)
        else:
            shutil.copy(ROOT / part, source / part)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, "wheel", "--no-deps", "--wheel-dir", built, source], check=True, timeout=240)
    [path] = built.glob("*.whl")
    return path


def test_it_adds_one_name_and_carries_every_file_that_is_read(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"dateline"}
    tracked = subprocess.run(
        ["git", "ls-files", "ingest", "service", "eval"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert names - {"dateline/__init__.py"} == {f"dateline/{name}" for name in tracked.stdout.splitlines()}


@pytest.fixture(scope="module")
def beside(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., str]:
    """Return what runs Python in a project that has such modules, with the wheel installed."""
    installed, project = tmp_path_factory.mktemp("site"), tmp_path_factory.mktemp("project")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    for name in ("service", "ingest", "eval"):
        (project / name).mkdir()
        (project / name / "__init__.py").write_text("WHOSE = 'the project'\n", encoding="utf-8")
    variables = {**os.environ, "PYTHONPATH": os.pathsep.join([str(project), str(installed)])}

    def run(code: str, *arguments: str, stdin: str = "") -> str:
        command = [sys.executable, "-c", code, *arguments]
        done = subprocess.run(
            command, cwd=project, env=variables, input=stdin, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_a_project_keeps_its_own_service(beside: Callable[..., str]) -> None:
    printed = beside(
        "import eval as e, ingest, service\n"
        "from dateline.service.llama import DatelineRetriever as r\n"
        "print({e.WHOSE, ingest.WHOSE, service.WHOSE}, r.__module__)\n"
    )
    assert printed.split() == ["{'the", "project'}", "dateline.service.llama"]


def test_it_ingests_and_answers(beside: Callable[..., str]) -> None:
    command = "from dateline import main; main()"
    beside(command, "ingest", "-", stdin=json.dumps(STORY))
    assert STORY["text"].split(". ")[0] in beside(command, "ask", "when will the Marlow lido open?")
