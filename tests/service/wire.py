"""An OpenAI-compatible endpoint on loopback that says what a script tells it to, down to the bytes."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sesame"


@dataclass(frozen=True, slots=True)
class Scripted:
    """One response: `chunks` of the body, `pause` seconds before each; `broken`: the body has no end.

    With status 0 the connection is closed without a word.
    """

    chunks: tuple[str, ...]
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/event-stream"),)
    pause: float = 0.0
    broken: bool = False


Says = Scripted | Callable[[str], Scripted]  # a response, or one made from the prompt


@dataclass
class Wire:
    """A running endpoint. `script` is played in order, its last response again and again.

    `requests` are the bodies that came, `left` is set when a client went before the end of a response.
    """

    script: list[Says]
    url: str = ""
    requests: list[dict[str, Any]] = field(default_factory=list)
    left: threading.Event = field(default_factory=threading.Event)

    def play(self, *script: Says) -> None:
        self.script, self.requests = list(script), []
        self.left.clear()

    def next(self, body: dict[str, Any]) -> Scripted:
        self.requests.append(body)
        says = self.script[min(len(self.requests), len(self.script)) - 1]
        return says if isinstance(says, Scripted) else says(self.prompts[-1])

    @property
    def prompts(self) -> list[str]:
        """Everything that was said to the model, one text for each request."""
        return ["\n".join(turn["content"] for turn in body["messages"]) for body in self.requests]


def event(delta: dict[str, Any], finish: str | None = None, usage: dict[str, int] | None = None) -> str:
    """Return one event of a streamed completion."""
    chunk = {
        "id": "c",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "wire",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        "usage": usage,
    }
    return f"data: {json.dumps(chunk)}\n\n"


def streamed(*pieces: str, finish: str | None = "stop", pause: float = 0.0, broken: bool = False) -> Scripted:
    """Return a completion in pieces, as a server streams it."""
    events = [event({"content": piece}) for piece in pieces]
    usage = {"prompt_tokens": 100, "completion_tokens": len(pieces), "total_tokens": 100 + len(pieces)}
    end = [] if broken else [event({}, finish, usage), "data: [DONE]\n\n"]
    return Scripted((*events, *end), pause=pause, broken=broken)


def written(*statements: tuple[str, Sequence[int]], answerable: bool = True) -> Scripted:
    """Return a reply in the form that the writer asks for, a few characters at a time."""
    text = reply(*statements, answerable=answerable)
    return streamed(*(text[at : at + 7] for at in range(0, len(text), 7)))


def reply(*statements: tuple[str, Sequence[int]], answerable: bool = True) -> str:
    items = [{"text": text, "sources": list(sources)} for text, sources in statements]
    return json.dumps({"answerable": answerable, "statements": items})


def number(prompt: str, words: str) -> int:
    """Return the number that a prompt gives to the sentence with these words."""
    lines = [line for line in prompt.splitlines() if line.startswith("[") and words in line]
    assert lines, f"no sentence of the prompt has {words!r}"
    return int(lines[0][1:].split("]")[0])


def error(status: int, message: str, *, code: str | None = None, **headers: str) -> Scripted:
    """Return an error in OpenAI's form; `headers` have "_" for "-"."""
    body = json.dumps({"error": {"message": message, "type": "error", "code": code}})
    named = [(name.replace("_", "-"), value) for name, value in headers.items()]
    return Scripted((body,), status, (("Content-Type", "application/json"), *named))


HANG_UP = Scripted((), status=0)


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of clients that leave: here they do it on purpose."""


@contextmanager
def running_wire(*script: Says) -> Iterator[Wire]:
    """Run the endpoint on a free port for as long as the context lasts."""
    wire = Wire(list(script))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known = self.headers["Authorization"] == f"Bearer {KEY}"
            self._send(wire.next(json.loads(body)) if known else error(401, f"Incorrect key, not {KEY}"))

        def _send(self, scripted: Scripted) -> None:
            if not scripted.status:
                self.close_connection = True
                return
            self.send_response(scripted.status)
            for name, value in (*scripted.headers, ("Transfer-Encoding", "chunked")):
                self.send_header(name, value)
            self.end_headers()
            try:
                for chunk in scripted.chunks:
                    time.sleep(scripted.pause)
                    data = chunk.encode()
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
                if not scripted.broken:
                    self.wfile.write(b"0\r\n\r\n")
            except OSError:
                wire.left.set()
            if scripted.broken:
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing: pytest's output is for the tests."""

    server = _Quiet(("127.0.0.1", 0), Handler)
    wire.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield wire
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
