"""A service that watches a feed all day: how soon can be asked what arrived, and does its memory grow?"""

from __future__ import annotations

import json
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import cycle, islice
from pathlib import Path

import httpx

from eval.bench.corpus import copies_of_sample, open_corpus, page_of
from eval.bench.figures import Figure, Goal, Reading
from eval.bench.memory import tree_memory
from eval.bench.service import answer_seconds, running_service
from eval.homes import eval_settings
from eval.metrics.intervals import percentile
from eval.progress import Progress, silent
from ingest.errors import BackendError, InputError

MEMORY_GROWTH = Goal(1.25, at_least=False)

_FEED = "/feed.json"
_EVERY = "5 s"  # from one look of the service at the feed to the next
_LISTED = 500  # how many articles the feed lists: the latest
_MOST_RATE = 30  # articles a second; of a feed the watcher takes no more than 200 at one look
_LOOK, _ASK = 0.25, 2.0  # seconds between two looks at the service's counts, and two questions
_WEIGHINGS = 200  # how often memory is read while articles come out
_STILL = 120.0  # seconds without an arrival after which the rest counts as lost
_HOUSE = "Harbour Post"


@dataclass(frozen=True, slots=True)
class SoakReport:
    """`lost` articles were listed and never became readable; `twice` are versions or articles too many."""

    arrivals: int
    lost: int
    twice: int
    figures: tuple[Figure, ...]

    @property
    def met(self) -> bool:
        return not (self.lost or self.twice) and all(figure.met is not False for figure in self.figures)


def measure_soak(arrivals: int, minutes: float, on_progress: Progress = silent) -> SoakReport:
    """Publish so many made-up articles within so many minutes, on a site that a service watches, and ask it.

    The delay is from when the feed lists the n-th article until n articles are in both indexes; they may come
    in another order. Memory is that of the service and its processes, what they share counted once. Raises
    InputError where that cannot be read, and for more than the service takes from one feed.
    """
    if tree_memory(None) is None:
        raise InputError("the memory of processes is read from /proc, which is not there; use Linux")
    if arrivals / (minutes * 60) > _MOST_RATE:
        raise InputError(f"of a feed {_MOST_RATE} articles a second are taken at most; give more minutes")
    press = _Press(arrivals, minutes * 60 / arrivals)
    with tempfile.TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder:
        sources = Path(folder, "sources.toml")
        with _published(press) as url:
            sources.write_text(
                f'[[source]]\nname = "{_HOUSE}"\nfeed = "{url}{_FEED}"\nevery = "{_EVERY}"\ntext = "page"\n'
            )
            own = {"watch": sources, "fetch_private": True, "fetch_pace": 0.0}
            settings = eval_settings(Path(folder, "home")).model_copy(update=own)
            with running_service(settings) as (process, client):
                return _watched(press, client, process.pid, on_progress)


@dataclass
class _Press:
    """Articles that come out one after the other, `gap` seconds between two, from `start` on."""

    arrivals: int
    gap: float
    start: float = float("inf")

    def __post_init__(self) -> None:
        self._documents = list(islice(copies_of_sample(1), self.arrivals))
        self._titles = [json.loads(document.body)["title"] for document in self._documents]

    def out(self) -> int:
        """Return how many have come out."""
        ran = time.monotonic() - self.start
        return min(self.arrivals, int(ran / self.gap)) if ran > 0 else 0

    def moment(self, number: int) -> float:
        """Return when the article with that number, from 0, comes out."""
        return self.start + (number + 1) * self.gap

    def feed(self, site: str) -> str:
        out = self.out()
        items = [
            {"id": str(number), "url": f"{site}/{number}", "title": self._titles[number]}
            for number in range(max(0, out - _LISTED), out)
        ]
        version = "https://jsonfeed.org/version/1.1"
        return json.dumps({"version": version, "title": _HOUSE, "items": items[::-1]})

    def page(self, number: int) -> str:
        return page_of(self._documents[number], datetime.now(UTC).isoformat(timespec="seconds"))


@contextmanager
def _published(press: _Press) -> Iterator[str]:
    """Yield the address of a site that has the press's feed and pages."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            name = self.path.removeprefix("/")
            if self.path == _FEED:
                self._send("application/feed+json", press.feed(url))
            elif name.isdecimal() and int(name) < press.out():
                self._send("text/html; charset=utf-8", press.page(int(name)))
            else:
                self.send_error(404)

        def _send(self, kind: str, text: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield url
    finally:
        server.shutdown()
        server.server_close()


def _watched(press: _Press, client: httpx.Client, pid: int | None, on_progress: Progress) -> SoakReport:
    questions = cycle(request.question for request in open_corpus(None).questions)
    delays: list[float] = []
    answers: list[float] = []
    memory: list[tuple[int, float]] = []  # articles there, MB
    press.start = arrived = asked = weighed = time.monotonic()
    while len(delays) < press.arrivals:
        if time.monotonic() - max(arrived, press.moment(len(delays))) > _STILL:
            break
        time.sleep(_LOOK)
        there, now = _readable(client), time.monotonic()
        if there > len(delays):
            arrived = now
            delays += [
                now - press.moment(number) for number in range(len(delays), min(there, press.arrivals))
            ]
        if now - weighed >= press.arrivals * press.gap / _WEIGHINGS:
            weighed = now
            if mb := tree_memory(pid):
                memory.append((there, mb))
        if now - asked >= _ASK:
            asked = now
            answers.append(answer_seconds(client, {"question": next(questions)}))
        on_progress("publish and wait", len(delays) / press.arrivals)
    status = client.get("/v1/status").raise_for_status().json()
    return SoakReport(
        arrivals=press.arrivals,
        lost=press.arrivals - len(delays),
        twice=max(0, status["articles"] - press.arrivals) + status["versions"] - status["articles"],
        figures=tuple(_figures(press, delays, answers, memory)),
    )


def _figures(
    press: _Press, delays: list[float], answers: list[float], memory: list[tuple[int, float]]
) -> Iterator[Figure]:
    if not delays or not answers or len(memory) < 4:
        raise BackendError("too little arrived to measure; give more arrivals, or more minutes")
    rate = Reading("published", 1 / press.gap, "articles/s")
    for percent in (50, 95):
        yield Figure(f"feed to answerable, p{percent}", percentile(delays, percent), "s", None, (rate,))
    yield Figure("answers meanwhile, p95", percentile(answers, 95) * 1000, "ms")
    quarter = len(memory) // 4
    early, late = memory[quarter : 2 * quarter], memory[-quarter:]
    before, after = (sum(mb for _, mb in part) / len(part) for part in (early, late))
    yield Figure(
        "memory in the last quarter over that in the second",
        after / before,
        "times",
        MEMORY_GROWTH,
        (
            Reading(f"at {early[0][0]:,} articles", before, "MB"),
            Reading(f"at {late[-1][0]:,} articles", after, "MB"),
        ),
    )


def _readable(client: httpx.Client) -> int:
    """Return how many articles can be asked about; each of this site has one version."""
    status = client.get("/v1/status").raise_for_status().json()
    return int(status["articles"]) - int(status["pending"])
