"""How long answers take while documents are taken in, beside those of the same service when it is idle."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path

import httpx

from eval.bench.corpus import Corpus, copies_of_sample, cut, first_documents, open_corpus
from eval.bench.figures import BenchReport, Figure, Goal, Reading
from eval.bench.service import answer_seconds, running_service, until
from eval.homes import build_home, cached_home, copy_home, eval_settings
from eval.metrics.intervals import percentile
from eval.progress import Progress, silent

BESIDE_OVER_IDLE = Goal(1.5, at_least=False)

_WARM_UP = 10
# Copies of the sample that no archive of a bench has.
_FIRST_COPY = 1_000_000
# Documents that are sent at once, and how few may wait until more are sent.
_SENT, _LEAST = 150, 75
_LEAST_PASSAGES, _MORE_ROUNDS = 150, 4


def measure_beside(
    path: Path | None, *, passages: int, questions: int, cache: Path, on_progress: Progress = silent
) -> BenchReport:
    """Ask a service over an archive of so many passages, before, while and after it takes documents in.

    `path` is a RealTimeQA folder; None takes the sample archive. The archive is kept under `cache`.
    """
    corpus = open_corpus(path)
    home = cached_home(cache, corpus.fingerprint, str(passages))
    tokens = eval_settings(home).passage_tokens
    held = build_home(home, lambda: first_documents(cut(corpus, tokens), passages), passages, on_progress)
    with tempfile.TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder:
        copy = Path(folder, "home")
        copy_home(home, copy)
        with running_service(eval_settings(copy)) as (_, client):
            figures = _measured(client, corpus, questions, on_progress)
    return BenchReport(corpus.name, held, tuple(figures))


def _measured(client: httpx.Client, corpus: Corpus, questions: int, on_progress: Progress) -> list[Figure]:
    bodies = [
        {"question": each.question, **({"as_of": each.as_of.isoformat()} if each.as_of else {})}
        for each in corpus.questions
    ]
    # In three parts, so that a machine that slows down slows both.
    half = max(1, questions // 2)
    _ask(client, bodies, min(_WARM_UP, questions))
    idle = _ask(client, bodies, half, lambda done: on_progress("ask an idle service", done / questions))
    before, start = _passages(client), time.perf_counter()
    feed = _Feed(client)
    feed.top_up()
    until(lambda: _passages(client) > before)  # its processes have started
    before, start = _passages(client), time.perf_counter()

    def during(done: int) -> None:
        on_progress("ask beside ingest", min(1.0, done / questions))
        feed.top_up()

    beside = _ask(client, bodies, questions, during)
    # On a machine that has much else to do, ingest comes late to its turn; answers beside none say nothing.
    for _ in range(_MORE_ROUNDS):
        if _passages(client) - before < _LEAST_PASSAGES:
            beside += _ask(client, bodies, questions, during)
    rate = (_passages(client) - before) / (time.perf_counter() - start)
    feed.cancel()
    idle += _ask(
        client, bodies, half, lambda done: on_progress("ask an idle service", 0.5 + done / questions)
    )
    return [*_figures(idle, beside), Figure("ingest beside answers", rate, "passages/s")]


def _figures(idle: Sequence[float], beside: Sequence[float]) -> Iterator[Figure]:
    for percent in (50, 95):
        quiet, busy = (percentile(seconds, percent) * 1000 for seconds in (idle, beside))
        yield Figure(
            f"answers beside ingest over answers of an idle service, p{percent}",
            busy / quiet,
            "times",
            BESIDE_OVER_IDLE if percent == 95 else None,
            (Reading("beside ingest", busy, "ms"), Reading("idle", quiet, "ms")),
        )


def _ask(
    client: httpx.Client,
    bodies: Sequence[dict[str, str]],
    count: int,
    after_each: Callable[[int], None] = lambda done: None,
) -> list[float]:
    """Ask questions one after the other; return the seconds of each answer. `after_each` is not timed."""
    seconds = []
    for number, body in enumerate(islice(cycle(bodies), count)):
        seconds.append(answer_seconds(client, body))
        after_each(number + 1)
    return seconds


class _Feed:
    """Keeps the queue of a service filled with documents that it does not have."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._documents = copies_of_sample(_FIRST_COPY)

    def top_up(self) -> None:
        if self._waiting() < _LEAST:
            lines = b"\n".join(document.body for document in islice(self._documents, _SENT))
            headers = {"Content-Type": "application/x-ndjson"}
            self._client.post("/v1/jobs", content=lines, headers=headers).raise_for_status()

    def cancel(self) -> None:
        """Drop what waits, and return once the service is idle."""
        for job in self._client.get("/v1/jobs", params={"limit": 1000}).json()["jobs"]:
            if job["finished_at"] is None:
                self._client.delete(f"/v1/jobs/{job['id']}").raise_for_status()
        until(lambda: self._queue()["jobs"] == 0)

    def _waiting(self) -> int:
        return int(self._queue()["documents"])

    def _queue(self) -> dict[str, int]:
        queue: dict[str, int] = self._client.get("/v1/jobs", params={"limit": 1}).json()["queue"]
        return queue


def _passages(client: httpx.Client) -> int:
    return int(client.get("/v1/status").json()["passages"])
