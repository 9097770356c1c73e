"""Libraries to measure on: one that is thrown away, or one that is kept for the next run."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from eval.progress import Progress, silent
from ingest.document import Document
from ingest.errors import RejectedDocument
from ingest.library import Library, open_library
from ingest.pipeline import IngestReport, ingest
from ingest.settings import Settings, load_settings
from ingest.store.home import HomeLock
from ingest.store.schema import SCHEMA_VERSION

# More than any archive of a set has.
ALL_PASSAGES = 10_000_000


def eval_settings(home: Path) -> Settings:
    """Return the user's settings for an archive in `home`, never in a database or on a server of theirs."""
    return load_settings(home=home).model_copy(update={"database_url": None, "chroma_url": None})


@contextmanager
def temporary_library() -> Iterator[Library]:
    """Yield an empty library that is deleted at the end."""
    with (
        tempfile.TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder,
        open_library(eval_settings(Path(folder))) as library,
    ):
        yield library


def default_cache() -> Path:
    """Return the folder under which built libraries are kept unless the user names another."""
    return Path(tempfile.gettempdir()) / "dateline-eval"


def cached_home(cache: Path, *contents: str) -> Path:
    """Return the home for an archive of these contents, built with this schema and these settings.

    A change of the code that cuts passages is not seen: delete the folder after one.
    """
    settings = eval_settings(cache)
    made_with = (settings.embedding, settings.embedding_model, settings.embedding_class)
    parts = (*contents, SCHEMA_VERSION, settings.passage_tokens, *made_with)
    key = hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:16]
    return cache / key


def copy_home(home: Path, to: Path) -> None:
    """Copy an archive to where none is; what is there afterwards is whole, or not there.

    Raises HomeInUseError while another process has the archive open.
    """
    to.parent.mkdir(parents=True, exist_ok=True)
    with HomeLock(home), tempfile.TemporaryDirectory(prefix="copy-", dir=to.parent) as folder:
        copy = shutil.copytree(home, Path(folder) / to.name, ignore=shutil.ignore_patterns("lock*"))
        copy.rename(to)


def build_home(
    home: Path,
    documents: Callable[[], Iterable[Document | RejectedDocument]],
    passages: int,
    on_progress: Progress = silent,
) -> int:
    """Make `home` hold at least that many passages, or all there are; return how many it holds.

    What an earlier run that was stopped has built is kept.
    """

    def show(report: IngestReport) -> None:
        on_progress("build the archive", (before.passages + report.passages) / passages)

    with open_library(eval_settings(home)) as library:
        before = library.archive.counts()
        if before.pending or before.passages < passages:
            ingest(library, documents(), show)
        return library.archive.counts().passages
