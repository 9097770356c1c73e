"""The service as a process: uvicorn on one address, until it is told to stop."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from types import FrameType
from typing import Any

import uvicorn
from fastapi import FastAPI

from ingest.errors import SettingsError
from ingest.jobs.jobs import LAST_SECONDS
from ingest.library import Library
from ingest.settings import Settings
from ingest.store.home import announce
from service.api.app import create_app
from service.api.desk import Desk
from service.api.guards.connections import LimitedConnection
from service.api.observability.logs import log_config
from service.evidence.library import open_askable


def serve(settings: Settings) -> None:
    """Answer requests until SIGINT or SIGTERM. Prints the URL once it listens.

    Raises SettingsError for a public address without a key, and what `open_askable` raises, before anything
    listens.
    """
    check_address(settings)
    with open_askable(settings) as library:
        app = create_app(settings, library)
        config = server_config(app, settings, log_config(settings))
        _Server(config, app, library).run()


def server_config(app: FastAPI, settings: Settings, log: dict[str, Any] | None = None) -> uvicorn.Config:
    """Return how uvicorn runs the service; without `log` what is logged goes where this process has it."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=LimitedConnection,
        # The service logs its own requests, without query strings: they can hold a question.
        access_log=False,
        log_config=log,
        ws="none",
        server_header=False,
        # Else anyone on this machine could name another address with each request.
        proxy_headers=settings.trusted_proxies is not None,
        forwarded_allow_ips=settings.trusted_proxies,
    )


def check_address(settings: Settings) -> None:
    """Raise SettingsError when others could reach the service and it has no key."""
    if not settings.keys and not _is_loopback(settings.host):
        raise SettingsError(
            f"DATELINE_HOST={settings.host} can be reached by others; set DATELINE_API_KEY, "
            "or listen on 127.0.0.1"
        )


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, app: FastAPI, library: Library) -> None:
        super().__init__(config)
        self._app, self._library = app, library

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            host, port = self.servers[0].sockets[0].getsockname()[:2]
            announce(self._library.settings.home, _url(host, port))
            url = _url(host, port)
            print(f"Dateline answers at {url} (a page for people; its API: {url}/docs)", flush=True)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        # Not uvicorn's own: it raises the signal again once it has stopped, which would end the process
        # before the library is closed.
        self.force_exit = self.should_exit
        if not self.should_exit:
            # In a thread: a signal may come while the loop holds what the writer waits for.
            ending = threading.Thread(target=self._end_changes, daemon=True)
            ending.start()
        self.should_exit = True

    def _end_changes(self) -> None:
        """Let the queue stop after its document, and what is waited for when its time is over."""
        desk: Desk | None = getattr(self._app.state, "desk", None)
        if desk is not None:  # else it has not begun
            desk.jobs.writer.finish_soon()
            time.sleep(LAST_SECONDS)
            desk.jobs.writer.abort()


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
