"""Web archives: their pages, whatever else they hold, and those that are broken."""

from __future__ import annotations

import gzip
import subprocess
import sys
from collections import Counter
from pathlib import Path
from uuid import uuid4

import pytest

from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.sources.files import read_paths

DAY = "2025-08-04T10:00:00Z"


def archive(file: Path, pages: list[tuple[str, str, str, bytes]], *, zipped: bool = True) -> Path:
    """Write a web archive of answers: (address, status, content type, body)."""
    records = [_record("warcinfo", "", b"software: test", "application/warc-fields")]
    for url, status, kind, body in pages:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        records.append(_record("response", url, answer, "application/http; msgtype=response"))
    file.write_bytes(b"".join(gzip.compress(each) if zipped else each for each in records))
    return file


def _record(kind: str, url: str, body: bytes, media: str) -> bytes:
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:{uuid4()}>",
        f"WARC-Date: {DAY}",
        f"Content-Type: {media}",
        f"Content-Length: {len(body)}",
    ]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body + b"\r\n\r\n"


def read(file: Path, max_bytes: int = 100_000) -> tuple[list[Document], list[RejectedDocument], Counter[str]]:
    skipped: Counter[str] = Counter()
    found = list(read_paths([str(file)], max_bytes=max_bytes, skipped=skipped))
    documents = [each for each in found if isinstance(each, Document)]
    return documents, [each for each in found if isinstance(each, RejectedDocument)], skipped


PAGES = [
    ("https://post.example/a", "200 OK", "text/html; charset=iso-8859-1", "<p>café</p>".encode("latin-1")),
    ("https://post.example/gone", "404 Not Found", "text/html", b"<p>gone</p>"),
    ("https://post.example/pic", "200 OK", "image/png", b"\x89PNG"),
    ("https://post.example/b", "200 OK", "text/html", b"<p>second</p>"),
]


@pytest.mark.parametrize(("name", "zipped"), [("news.warc.gz", True), ("news.warc", False)])
def test_pages_are_read_and_the_rest_is_counted(name: str, zipped: bool, tmp_path: Path) -> None:
    documents, rejected, skipped = read(archive(tmp_path / name, PAGES, zipped=zipped))
    assert [each.url for each in documents] == ["https://post.example/a", "https://post.example/b"]
    assert documents[0].body.decode() == "<p>café</p>"
    assert documents[0].media is Media.HTML
    assert documents[0].seen_at is not None
    assert documents[0].seen_at.isoformat() == "2025-08-04T10:00:00+00:00"
    assert rejected == []
    assert skipped == {"warcinfo record": 1, "answer 404": 1, "image/png": 1}


def test_an_archive_gzipped_as_one_is_read(tmp_path: Path) -> None:
    plain = archive(tmp_path / "plain.warc", PAGES, zipped=False)
    (file := tmp_path / "one.warc.gz").write_bytes(gzip.compress(plain.read_bytes()))
    assert len(read(file)[0]) == 2


def test_one_that_is_cut_off_gives_what_stands_before(tmp_path: Path) -> None:
    file = archive(tmp_path / "news.warc.gz", PAGES)
    file.write_bytes(file.read_bytes()[:-60])
    documents, rejected, _ = read(file)
    assert [each.url for each in documents] == ["https://post.example/a"]
    assert "broken" in str(rejected[0])


def test_half_a_page_is_not_taken_for_a_whole_one(tmp_path: Path) -> None:
    pages = [PAGES[0], ("https://post.example/b", "200 OK", "text/html", b"<p>second</p>" * 300)]
    file = archive(tmp_path / "news.warc", pages, zipped=False)
    file.write_bytes(file.read_bytes()[:-1_000])
    documents, rejected, _ = read(file)
    assert [each.url for each in documents] == ["https://post.example/a"]
    assert "ends early" in str(rejected[0])


def test_a_page_over_the_limit_is_rejected_and_the_next_read(tmp_path: Path) -> None:
    pages = [("https://post.example/big", "200 OK", "text/html", b"x" * 5_000), PAGES[3]]
    documents, rejected, _ = read(archive(tmp_path / "news.warc.gz", pages), max_bytes=1_000)
    assert [each.url for each in documents] == ["https://post.example/b"]
    assert "larger than 1000 bytes" in str(rejected[0])


@pytest.mark.parametrize("body", [b"no archive at all\n" * 20, b"\x1f\x8b broken"])
def test_what_is_no_archive_is_rejected(body: bytes, tmp_path: Path) -> None:
    (file := tmp_path / "news.warc").write_bytes(body)
    documents, rejected, _ = read(file)
    assert (documents, len(rejected)) == ([], 1)


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    """An archive of 60 MB is read in a process that could not hold a third of it."""
    body = b"<p>" + b"words " * 20_000 + b"</p>"
    pages = [(f"https://post.example/{n}", "200 OK", "text/html", body) for n in range(500)]
    file = archive(tmp_path / "news.warc", pages, zipped=False)
    assert file.stat().st_size > 60_000_000
    script = (
        "import resource, sys\n"
        "from ingest.sources.files import read_paths\n"
        "import ingest.sources.warc\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "count = sum(1 for _ in read_paths([sys.argv[1]], max_bytes=10**6))\n"
        "print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True
    )
    count, grown = map(int, done.stdout.split())
    assert count == 500
    assert grown < 20_000  # kB


def test_what_the_server_said_of_a_page_goes_with_it(tmp_path: Path) -> None:
    kind = "text/html\r\nX-Robots-Tag: noai\r\nTDM-Reservation: 1"
    file = archive(tmp_path / "news.warc", [("https://post.example/a", "200 OK", kind, b"<p>a</p>")])
    [page], _, _ = read(file)
    assert page.said == ("x-robots-tag: noai", "tdm-reservation: 1")
