from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import BackendError, RejectedDocument
from ingest.extractor import Extractor
from tests.slow_pages import many_attributes, many_elements, page

ROOT = Path(__file__).parents[2]
SLOW = many_attributes()


def extract(extractor: Extractor, body: bytes) -> list[Draft]:
    return extractor.extract(Document("page.html", Media.HTML, body))


def worker() -> psutil.Process:
    """Return the process in which this one extracts, the latest of them."""
    return max(psutil.Process().children(), key=lambda child: child.create_time())


def ended(process: psutil.Process, within: float = 5) -> bool:
    try:
        process.wait(within)
    except psutil.TimeoutExpired:
        return False
    return True


@pytest.fixture
def patient() -> Iterator[Extractor]:
    """An extractor with more time than any test waits."""
    with closing(Extractor(seconds=120, memory_mb=1_024)) as opened:
        yield opened


@pytest.fixture
def strict() -> Iterator[Extractor]:
    with closing(Extractor(seconds=3, memory_mb=1_024)) as opened:
        yield opened


def test_a_page_that_takes_too_long_is_rejected_and_the_next_one_is_extracted(strict: Extractor) -> None:
    assert extract(strict, page())[0].title == "A long evening in Tarn"
    first = worker()
    started = time.monotonic()
    with pytest.raises(RejectedDocument, match=r"page.html: took longer than 3 s to read \(DATELINE"):
        extract(strict, SLOW)
    assert time.monotonic() - started < 15
    assert not first.is_running()
    assert extract(strict, page())[0].title == "A long evening in Tarn"


def test_a_page_that_takes_too_much_memory_is_rejected() -> None:
    with closing(Extractor(seconds=60, memory_mb=192)) as small:
        with pytest.raises(RejectedDocument, match="needs more than 192 MB of memory to read"):
            extract(small, many_elements())
        assert extract(small, page())


def test_the_worker_starts_with_the_first_document(strict: Extractor) -> None:
    before = len(psutil.Process().children())
    with pytest.raises(RejectedDocument, match="the document is empty"):
        extract(strict, b" ")
    assert len(psutil.Process().children()) == before + 1


@pytest.mark.parametrize(
    ("media", "body"),
    [
        (Media.TEXT, "Lido to open\n\nThe Marlow lido will open to swimmers on 4 May, it was said.\n"),
        (Media.MARKDOWN, "# Lido to open\n\nThe Marlow lido will open to swimmers on 4 May.\n"),
        (Media.RECORD, '{"title": "Lido to open", "text": "It opens on 4 May.\\ud800"}'),
    ],
)
def test_every_kind_of_document_is_extracted(strict: Extractor, media: Media, body: str) -> None:
    drafts = strict.extract(Document("x", media, body.encode()))
    assert [draft.title for draft in drafts] == ["Lido to open"]


def test_a_worker_killed_while_it_extracts_costs_its_document_alone(patient: Extractor) -> None:
    assert extract(patient, page())
    killer = threading.Timer(0.5, worker().kill)
    killer.start()
    with pytest.raises(RejectedDocument, match=r"ended without a result \(SIGKILL\)"):
        extract(patient, SLOW)
    killer.join()
    assert extract(patient, page())


def test_a_worker_killed_between_two_documents_costs_none(patient: Extractor) -> None:
    assert extract(patient, page())
    killed = worker()
    killed.kill()
    os.waitid(os.P_PID, killed.pid, os.WEXITED | os.WNOWAIT)  # its last thread has ended
    assert extract(patient, page())


def test_closing_ends_what_is_being_extracted(patient: Extractor) -> None:
    assert extract(patient, page())
    process = worker()
    closer = threading.Timer(0.5, patient.close)
    closer.start()
    with pytest.raises(BackendError, match="is stopping"):
        extract(patient, SLOW)
    closer.join()
    assert not process.is_running()
    with pytest.raises(BackendError, match="is stopping"):
        extract(patient, page())


def test_threads_take_turns(patient: Extractor) -> None:
    titles: list[str] = []

    def one(number: int) -> None:
        body = f"Ferry {number} sails\n\nFerry {number} sailed to Vellmar on Monday, its owners said.\n"
        drafts = patient.extract(Document("x", Media.TEXT, body.encode()))
        titles.append(drafts[0].title)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(titles) == sorted(f"Ferry {number} sails" for number in range(20))


def test_what_a_worker_cannot_start_with_is_said(strict: Extractor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(BackendError, match=r"does not start \(exit code 1\)"):
        extract(strict, page())


_BUSY = """
import sys
import psutil
from ingest.document import Document, Media
from ingest.extractor import Extractor
extractor = Extractor(120, 1024)
extractor.extract(Document("x", Media.TEXT, b"Lido to open\\n\\nIt will open to all swimmers on 4 May.\\n"))
print(psutil.Process().children()[0].pid, flush=True)
if sys.argv[1:]:
    extractor.extract(Document("x", Media.HTML, open(sys.argv[1], "rb").read()))
sys.stdin.read()
"""


@pytest.mark.parametrize(
    ("sent", "busy"),
    [(signal.SIGKILL, True), (signal.SIGKILL, False), (signal.SIGTERM, True), (signal.SIGINT, True)],
)
def test_no_worker_outlives_its_parent(tmp_path: Path, sent: signal.Signals, busy: bool) -> None:
    slow = tmp_path / "slow.html"
    slow.write_bytes(SLOW)
    command = [sys.executable, "-c", _BUSY, *([str(slow)] if busy else [])]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        time.sleep(0.5)
        parent.send_signal(sent)
        parent.wait(5)
    assert ended(child)


def test_a_worker_takes_no_module_from_the_folder_it_runs_in(
    strict: Extractor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ingest", "lxml", "logging"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('a module of the reader')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [entry for entry in sys.path if entry not in ("", ".")])
    assert extract(strict, page())


def test_signals_of_the_terminal_are_for_the_parent(patient: Extractor) -> None:
    assert extract(patient, page())
    assert os.getpgid(worker().pid) != os.getpgid(0)
