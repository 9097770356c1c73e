"""A service is killed again and again while it takes documents in: is one lost, or one taken in twice?"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import httpx

from eval.bench.corpus import copies_of_sample
from eval.bench.service import running_service, until
from eval.homes import eval_settings
from eval.progress import Progress, silent
from ingest.document import Document
from ingest.keeping.verify import verify

# Documents of one job, and the longest that a service works on after it came.
_DOCUMENTS, _MOST_SECONDS = 6, 2.0
_PAGE = 100


@dataclass(frozen=True, slots=True)
class KillReport:
    """What a service has after it was killed so many times: everything once, if all is well.

    `lost` documents have no article, `twice` counts versions and passages that are there once too often,
    `wrong_jobs` are those whose report does not say what became of all of it, `faults` what `dateline verify`
    finds.
    """

    kills: int
    documents: int
    lost: int
    twice: int
    wrong_jobs: int
    faults: int

    @property
    def met(self) -> bool:
        return not (self.lost or self.twice or self.wrong_jobs or self.faults)


def measure_kills(kills: int, seed: int = 1, on_progress: Progress = silent) -> KillReport:
    """Kill a service with SIGKILL that often, each time at another moment of its work, then count."""
    dice = random.Random(seed)
    parts = _parts()
    sent: list[str] = []
    jobs: list[str] = []
    with tempfile.TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder:
        settings = eval_settings(Path(folder, "home"))
        for number in range(kills):
            with running_service(settings) as (process, client):
                documents = next(parts)
                jobs.append(_send(client, documents))
                sent += [document.origin for document in documents]
                time.sleep(dice.uniform(0, _MOST_SECONDS))
                process.kill()
                process.join()
            on_progress("kill the service", (number + 1) / kills)
        with running_service(settings) as (_, client):
            until(lambda: client.get("/v1/jobs", params={"limit": 1}).json()["queue"]["jobs"] == 0)
            found, versions = _articles(client)
            states = [client.get(f"/v1/jobs/{id_}").json()["job"] for id_ in jobs]
            passages = client.get("/v1/status").json()["passages"]
        checked = verify(settings)
    told = sum(job["passages"] for job in states)
    return KillReport(
        kills=kills,
        documents=len(sent),
        lost=len(set(sent) - set(found)),
        twice=len(found) - len(set(found)) + versions - len(found) + abs(passages - told),
        wrong_jobs=sum(job["new"] != job["total"] or job["done"] != job["total"] for job in states),
        faults=len(checked.archive) + len(checked.indexes),
    )


def _parts() -> Iterator[list[Document]]:
    """Yield lists of documents, each of an article of its own."""
    copies = {document.origin: document for document in islice(copies_of_sample(2), 2_000)}
    documents = iter(copies.values())
    while part := list(islice(documents, _DOCUMENTS)):
        yield part


def _send(client: httpx.Client, documents: Sequence[Document]) -> str:
    lines = b"\n".join(document.body for document in documents)
    answer = client.post("/v1/jobs", content=lines, headers={"Content-Type": "application/x-ndjson"})
    return str(answer.raise_for_status().json()["id"])


def _articles(client: httpx.Client) -> tuple[list[str], int]:
    """Return the addresses of all articles, and how many versions they have."""
    urls: list[str] = []
    offset: int | None = 0
    while offset is not None:
        page = client.get("/v1/articles", params={"limit": _PAGE, "offset": offset}).json()
        urls += [each["article"]["url"] for each in page["articles"]]
        offset = page["next_offset"]
    return urls, int(client.get("/v1/status").json()["versions"])
