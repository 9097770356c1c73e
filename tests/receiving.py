"""A server on loopback that takes webhooks, as a desk's own would."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

_PATIENCE = 60.0


@dataclass
class Receiver:
    """What arrived: headers and body of each request. `statuses` are the next answers; then it takes all."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    taken: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.taken]


@contextmanager
def receiving(*statuses: int) -> Iterator[Receiver]:
    """Yield a running receiver that answers with these statuses first, and with 204 from then on."""
    receiver = Receiver(statuses=list(statuses))

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(receiver.statuses.pop(0) if receiver.statuses else 204)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()


def until(holds: Callable[[], Any]) -> Any:
    """Return what `holds` gives once it is true; it fails after a minute."""
    end = time.monotonic() + _PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, "it did not happen within a minute"
        time.sleep(0.05)
    return found
