"""Imports go one way: between the packages, between their rooms, and between modules; none comes back.

Imports inside functions and for type checkers count as well. What takes long to import stays out of the way.
"""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each package may import those before it. Of its rooms each may import those that stand below it in the list,
# which is the one of docs/architecture.md.
ROOMS = {
    "ingest": (
        *("terminal", "llama", "keeping", "watching", "jobs", "pipeline", "sources", "extract", "library"),
        *("indexes", "store", "embeddings", "extractor", "workers", "remote", "moments", "text", "document"),
        *("article", "rights", "addresses", "replies", "settings", "errors"),
    ),
    "service": (
        *(
            "terminal",
            "api",
            "web",
            "llama",
            "remote",
            *("lookout", "follows", "kept", "forecasts", "webhooks"),
            "chat",
            "asides",
            "summarize",
            "stories",
            "drafts",
            "ask",
            "check",
        ),
        *("summaries", "writers", "checks", "quotes", "dialogue", "evidence", "questions", "english", "llm"),
        "answer",
    ),
    "eval": (
        *("terminal", "page", "compare", "runs", "bench", "documents", "training"),
        *("metrics", "datasets", "homes", "cases", "progress"),
    ),
}
PACKAGES = tuple(ROOMS)
FILES = sorted(path.relative_to(ROOT) for room in PACKAGES for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, wherever in it, with what it takes from each."""
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join(path.parent.parts[: len(path.parent.parts) - node.level + 1]) if node.level else ""
            )
            module = ".".join(part for part in (base, node.module) if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def module_of(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


MODULES = {module_of(path): path for path in FILES}
IMPORTS = {name: {found for found in imported(path) if found in MODULES} for name, path in MODULES.items()}


def room_of(module: str) -> tuple[str, str]:
    """Return a module's package and room; the package itself has the room ""."""
    package, _, rest = module.partition(".")
    return package, rest.partition(".")[0]


def wrong_ways(imports: Mapping[str, set[str]]) -> list[str]:
    """Return what is imported against the order of packages and rooms."""
    wrong = []
    for module, found in imports.items():
        package, room = room_of(module)
        for name in found:
            other_package, other = room_of(name)
            if other_package != package:
                upwards = PACKAGES.index(other_package) > PACKAGES.index(package)
            else:
                order = ROOMS[package]
                upwards = bool(room and other) and order.index(other) < order.index(room)
            if upwards:
                wrong.append(f"{module} imports {name}")
    return wrong


def test_every_module_is_in_a_room_of_the_list() -> None:
    rooms = {
        package: {room_of(name)[1] for name in MODULES if room_of(name)[0] == package} for package in ROOMS
    }
    assert {package: found - {""} for package, found in rooms.items()} == {
        package: set(order) for package, order in ROOMS.items()
    }


def test_rooms_import_only_what_stands_below_them() -> None:
    assert wrong_ways(IMPORTS) == []


def test_no_module_imports_itself_by_way_of_others() -> None:
    # A module needs its package's __init__, which holds no more than a docstring or the room's one function.
    TopologicalSorter({name: found - {name} for name, found in IMPORTS.items()}).prepare()


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("ingest.store.archive", "ingest.pipeline"),
        ("service.evidence.refuse", "service.writers.extractive"),
        ("service.english.dates.find", "service.questions.question"),
        ("ingest.library", "service.ask"),
        ("service.ask", "eval.cases"),
    ],
)
def test_an_import_that_goes_up_is_found(module: str, name: str) -> None:
    assert wrong_ways({module: {name}}) == [f"{module} imports {name}"]


def test_a_circle_is_found() -> None:
    circle = {"service.ask": {"service.llama"}, "service.llama": {"service.ask"}}
    with pytest.raises(CycleError):
        TopologicalSorter(circle).prepare()


def test_nothing_of_the_product_imports_its_tests_or_its_command() -> None:
    for path in FILES:
        assert {name.split(".")[0] for name in imported(path)}.isdisjoint({"tests", "dateline"}), path


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
            "ingest.pipeline, service.ask, ingest.terminal.filling, service.terminal.commands",
            {"llama_index", "openai"},
        ),
    ],
)
def test_what_takes_long_is_imported_only_where_it_is_used(modules: str, absent: set[str]) -> None:
    code = f"import sys, {modules}; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not absent & set(done.stdout.split())


_LOADED = """
import sys
import dateline
sys.argv[1:] = {arguments!r}
try:
    dateline.main()
except SystemExit as ended:
    assert not ended.code, ended.code
print()
print(*{{name.split(".")[0] for name in sys.modules}} | {{name for name in sys.modules if "." in name}})
"""


def loaded(*arguments: str) -> set[str]:
    """Return the modules that a command has imported when it ends."""
    code = _LOADED.format(arguments=list(arguments))
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_needs_next_to_nothing() -> None:
    heavy = {"numpy", "pydantic", "sqlalchemy", "httpx", "rich.progress", "onnxruntime", "chromadb"}
    assert not heavy & loaded("--version")


def test_a_question_to_a_small_archive_needs_no_chroma(copy_home) -> None:
    # Each of them takes a tenth of a second or more to import, most of what an answer takes.
    heavy = {"chromadb", "httpx", "openai", "llama_index", "fastapi", "starlette", "opentelemetry"}
    heavy |= {"trafilatura", "lxml", "dateparser", "htmldate", "pandas", "rich.progress", "jinja2"}
    heavy |= {"service.checks.verify", "service.llm.model", "ingest.pipeline", "ingest.extract"}
    question = "when will Hong Kong deploy real-time facial recognition?"
    found = loaded("--home", str(copy_home()), "ask", question, "--json")
    assert "service.evidence.rescoring.reader" in found
    assert not heavy & found
