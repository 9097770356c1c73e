"""How fast web archives are read and taken in, beside reading and extracting them with trafilatura alone."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

import trafilatura
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from eval.bench.corpus import copies_of_sample, page_of
from eval.bench.figures import BenchReport, Figure, Reading
from eval.bench.race import Contender, race
from eval.homes import temporary_library
from eval.progress import Progress, silent
from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.extract import extract
from ingest.pipeline import ingest
from ingest.sources.files import read_paths

_INGEST, _EXTRACT, _TRAFILATURA = "taken in and indexed", "read and extracted", "trafilatura alone"
_MAX_BYTES = 20 * 1024 * 1024
# Web archives that are timed, and one that comes first and is not.
_FILES = 4
_LEAST_PAGES = 10 * (_FILES + 1)


def measure_warc(path: Path | None, pages: int, on_progress: Progress = silent) -> BenchReport:
    """Time web archives of so many pages in all: those saved under `path`, or pages made of the sample.

    A page is read three times in a run, by each contender once. Raises InputError for fewer than 50 pages.
    """
    documents = list(islice(_saved(path) if path else _made_up(), pages))
    if len(documents) < _LEAST_PAGES:
        raise InputError(f"{path or 'the sample'}: {len(documents):,} pages; {_LEAST_PAGES} are needed")
    with tempfile.TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder:
        files = [Path(folder, f"{number}.warc.gz") for number in range(_FILES + 1)]
        for number, file in enumerate(files):
            _write(file, documents[number :: len(files)])
        with temporary_library() as library:
            contenders: list[Contender[Path]] = [
                Contender(_INGEST, lambda file: ingest(library, _pages(file))),
                Contender(_EXTRACT, _extracted),
                Contender(_TRAFILATURA, _by_trafilatura),
            ]
            seconds = race(
                contenders,
                files,
                warm_up=1,
                after_each=lambda done: on_progress("read web archives", done / len(files)),
            )
            passages = library.index.size()
    timed = len(documents) - len(documents[:: len(files)])
    rates = {name: Reading(name, timed / sum(each), "articles/s") for name, each in seconds.items()}
    figures = tuple(
        Figure(
            f"a web archive {name}, over trafilatura alone",
            rates[name].value / rates[_TRAFILATURA].value,
            "times",
            None,
            (rates[name], rates[_TRAFILATURA]),
        )
        for name in (_EXTRACT, _INGEST)
    )
    return BenchReport(str(path.resolve().name) if path else "pages made of the sample", passages, figures)


def _saved(path: Path) -> Iterator[Document]:
    for document in read_paths([str(path)], max_bytes=_MAX_BYTES):
        if isinstance(document, Document) and document.media is Media.HTML:
            yield document


def _made_up() -> Iterator[Document]:
    for document in copies_of_sample(1):
        yield Document(document.origin, Media.HTML, page_of(document).encode(), document.url)


def _write(file: Path, documents: Iterable[Document]) -> None:
    with file.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number, document in enumerate(documents):
            headers = [("Content-Type", "text/html")]  # saved pages say their charset themselves
            record = writer.create_warc_record(
                document.url or f"https://pages.example/{file.name}/{number}",
                "response",
                payload=io.BytesIO(document.body),
                http_headers=StatusAndHeaders("200 OK", headers, protocol="HTTP/1.1"),
            )
            writer.write_record(record)
            record.raw_stream.close()  # a file of the library's, by now


def _pages(file: Path) -> Iterator[Document | RejectedDocument]:
    return read_paths([str(file)], max_bytes=_MAX_BYTES)


def _extracted(file: Path) -> None:
    for document in _pages(file):
        if isinstance(document, Document):
            with suppress(RejectedDocument):
                extract(document)


def _by_trafilatura(file: Path) -> None:
    with file.open("rb") as stream:
        for record in ArchiveIterator(stream):
            trafilatura.extract(record.content_stream().read())
