"""Imports go one way: ingest <- service <- eval; what takes long to import stays out of the way."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("ingest", "service", "eval")
FILES = sorted(path.relative_to(ROOT) for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, wherever in it."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join(path.parent.parts[: len(path.parent.parts) - node.level + 1]) if node.level else ""
            )
            yield ".".join(part for part in (base, node.module) if part)


def test_the_rooms_have_files() -> None:
    assert {path.parts[0] for path in FILES} == set(ROOMS)


def test_a_room_imports_only_those_before_it() -> None:
    for path in FILES:
        allowed = ROOMS[: ROOMS.index(path.parts[0]) + 1]
        rooms = {name.split(".")[0] for name in imported(path)} & {*ROOMS, "tests", "dateline"}
        assert rooms <= set(allowed), f"{path} imports {rooms}"


def test_nothing_hides_the_builtin_eval() -> None:
    for path in [*FILES, Path("dateline.py")]:
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            aliases = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
            assert "eval" not in [(alias.asname or alias.name).split(".")[0] for alias in aliases], (
                f"{path} imports the name eval"
            )


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        # Commands that only read the archive or are told that another process holds it.
        ("ingest.library", {"chromadb", "onnxruntime", "openai", "llama_index", "trafilatura"}),
        ("dateline", {"chromadb", "onnxruntime", "openai", "llama_index", "trafilatura", "sqlalchemy"}),
        (
            "ingest.pipeline, service.ask, ingest.terminal.commands, service.terminal.commands",
            {"llama_index", "openai"},
        ),
    ],
)
def test_what_takes_long_is_imported_only_where_it_is_used(modules: str, absent: set[str]) -> None:
    code = f"import sys, {modules}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not absent & set(done.stdout.split())
