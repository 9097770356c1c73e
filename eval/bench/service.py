"""A service that runs in a process of its own, to be asked, filled and killed."""

from __future__ import annotations

import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from multiprocessing.process import BaseProcess

import httpx
from pydantic import SecretStr

from ingest.errors import BackendError
from ingest.settings import Settings
from service.api.server import serve

_KEY = "bench"
_SECONDS = 120.0


@contextmanager
def running_service(settings: Settings) -> Iterator[tuple[BaseProcess, httpx.Client]]:
    """Yield the process of a service over the home of the settings, and a client that may change it."""
    port = _free_port()
    # No user's model, keys and limits: what is measured is this machine's work.
    own = {"port": port, "host": "127.0.0.1", "llm_model": None, "writer": "extractive", "rate_limit": None}
    free = settings.model_copy(update={**own, "api_key": SecretStr(_KEY), "api_keys": None})
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(free,))
    process.start()
    try:
        headers = {"Authorization": f"Bearer {_KEY}"}
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=_SECONDS) as client:
            until(lambda: _is_ready(client))
            yield process, client
    finally:
        process.terminate()
        process.join()


def answer_seconds(client: httpx.Client, body: Mapping[str, str]) -> float:
    """Ask a question; return the seconds until its answer was there."""
    start = time.perf_counter()
    client.post("/v1/answers", json=body).raise_for_status()
    return time.perf_counter() - start


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds. Raises BackendError when it takes too long."""
    end = time.monotonic() + _SECONDS
    while not holds():
        if time.monotonic() > end:
            raise BackendError(f"the service that is measured does not go on within {_SECONDS:g} s")
        time.sleep(0.1)


def _serve(settings: Settings) -> None:
    # Where the service answers is nothing for the report's reader.
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115
    serve(settings)


def _is_ready(client: httpx.Client) -> bool:
    try:
        return client.get("/readyz").is_success
    except httpx.ConnectError:
        return False


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port
