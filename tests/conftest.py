"""The sample archive, ingested once, and what several rooms' tests do with it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import hypothesis
import pytest
import uvicorn

from ingest.pipeline import ingest
from ingest.settings import Settings, load_settings
from ingest.sources.files import read_paths
from service.api.app import create_app
from service.api.server import server_config
from service.evidence.library import AskableLibrary, open_askable
from tests.commands import Run, run_with_story, runner
from tests.model_server import ModelServer, running_model

SAMPLE = Path(__file__).parent.parent / "ingest" / "sample"

# On a busy machine an example takes as long as it takes.
hypothesis.settings.register_profile(
    "patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("patient")

CopyHome = Callable[[], Path]
RunService = Callable[[Settings], AbstractContextManager[str]]


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample archive. Copy it before opening it: one process holds a home at a time."""
    settings = load_settings(home=tmp_path_factory.mktemp("sample") / "home")
    with open_askable(settings) as library:
        report = ingest(library, read_paths([str(SAMPLE)], max_bytes=settings.max_document_bytes))
    assert not report.rejected
    return settings.home


@pytest.fixture(scope="session")
def copy_home(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> CopyHome:
    """Make homes with the sample archive that a test may open, change and break."""

    def copy() -> Path:
        return Path(shutil.copytree(sample_home, tmp_path_factory.mktemp("copy") / "home"))

    return copy


@pytest.fixture(scope="module")
def sample(copy_home: CopyHome) -> Run:
    """Run a command on the sample archive, without changing it."""
    return runner(copy_home())


@pytest.fixture
def small(tmp_path: Path) -> Run:
    """Run a command on an archive with one story."""
    return run_with_story(tmp_path / "home")


@pytest.fixture(scope="session")
def library(copy_home: CopyHome) -> Iterator[AskableLibrary]:
    """The sample archive, open. Tests read it and do not change it."""
    with open_askable(load_settings(home=copy_home())) as opened:
        yield opened


@pytest.fixture(scope="session")
def run_service() -> RunService:
    """Run the service of some settings on a free port of loopback for as long as the context lasts."""
    return _running


@pytest.fixture(scope="session")
def server_url(copy_home: CopyHome, run_service: RunService) -> Iterator[str]:
    """The URL of a running service, without a key, over the sample archive."""
    with run_service(load_settings(home=copy_home())) as url:
        yield url


@pytest.fixture(scope="session")
def model_server() -> Iterator[ModelServer]:
    """A running OpenAI-compatible server with a small model. Tests that kill one run their own."""
    with running_model() as server:
        yield server


@contextmanager
def _running(settings: Settings) -> Iterator[str]:
    free = settings.model_copy(update={"port": 0})
    server = uvicorn.Server(server_config(create_app(settings), free))  # pytest's own handlers see the log
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the service did not start"
            time.sleep(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
