"""Files, folders, standard input and web pages as documents."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from ingest.document import Document, Media
from ingest.errors import InputError, RejectedDocument
from ingest.sources.files import read_paths
from ingest.sources.page import fetch_page
from ingest.sources.web import _get, _is_public, _Limits

ROOT = Path(__file__).parents[3]
FIXTURES = Path(__file__).parents[1] / "fixtures"
LIMIT = 1_000_000


def read(*paths: Path, max_bytes: int = LIMIT) -> list[Document | RejectedDocument]:
    return list(read_paths(map(str, paths), max_bytes=max_bytes))


def rejection(path: Path, max_bytes: int = LIMIT) -> RejectedDocument:
    [found] = read(path, max_bytes=max_bytes)
    assert isinstance(found, RejectedDocument)
    return found


def test_folder_is_read_in_order_without_hidden_unknown_and_readme_files(tmp_path: Path) -> None:
    for name in [
        "b.html",
        "a/z.txt",
        "a/.hidden.txt",
        ".git/x.txt",
        "c.docx",
        "README.md",
        "d.md.gz",
        "a/README.txt",
    ]:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(b"text", mtime=0) if name.endswith(".gz") else b"text")
    found = read(tmp_path)
    assert [Path(doc.origin).relative_to(tmp_path).as_posix() for doc in found] == [
        "a/z.txt",
        "b.html",
        "d.md.gz",
    ]
    assert [doc.media for doc in found if isinstance(doc, Document)] == [
        Media.TEXT,
        Media.HTML,
        Media.MARKDOWN,
    ]


def test_json_lines_give_a_document_each_and_a_rejection_for_a_broken_line() -> None:
    found = read(FIXTURES / "records.jsonl")
    assert [Path(doc.origin).name for doc in found] == [f"records.jsonl:{number}" for number in (1, 2, 4, 5)]
    assert [isinstance(doc, RejectedDocument) for doc in found] == [False, True, True, False]


def test_json_file_with_a_list_gives_a_document_for_each_element(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text('[{"title": "A"}, {"title": "B"}]')
    assert [doc.origin for doc in read(path)] == [f"{path}[0]", f"{path}[1]"]
    path.write_text('{"articles": [{"title": "A"}]}')
    assert [doc.origin for doc in read(path)] == [f"{path}.articles[0]"]


def test_missing_path_is_an_error_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no-such-file"):
        read_paths([str(FIXTURES / "article.txt"), str(tmp_path / "no-such-file")], max_bytes=LIMIT)


@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.html.gz", "a.jsonl.gz"])
def test_empty_file_is_rejected(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(gzip.compress(b"\n", mtime=0) if name.endswith(".gz") else b" \n")
    assert "empty" in rejection(path).reason


def test_unknown_ending_given_by_name_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"%PDF")
    assert "'.docx'" in rejection(path).reason


def test_truncated_gzip_keeps_the_lines_before_the_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    lines = b"".join(
        b'{"title": "%d", "text": "%s"}\n' % (n, os.urandom(200).hex().encode()) for n in range(400)
    )
    path.write_bytes(gzip.compress(lines, mtime=0)[:-2000])
    found = read(path)
    assert isinstance(found[0], Document)
    assert isinstance(found[-1], RejectedDocument)
    assert "gzip" in found[-1].reason
    assert found[-1].origin == f"{path}:{len(found)}"


@pytest.mark.parametrize(
    "body", [b"not gzip at all", gzip.compress(b"text" * 99, mtime=0)[:20], b"\x1f\x8b\x08\x00"]
)
def test_broken_gzip_is_rejected(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(body)
    assert "gzip" in rejection(path).reason


def test_gzip_bomb_is_refused_fast(tmp_path: Path) -> None:
    path = tmp_path / "bomb.html.gz"
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for _ in range(50):
            stream.write(bytes(4_000_000))
    start = time.process_time()
    assert f"larger than {LIMIT} bytes" in rejection(path).reason
    assert time.process_time() - start < 1


def test_page_of_fifty_megabytes_is_refused_fast(tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_bytes(b"<p>x</p>" * 6_250_000)
    start = time.process_time()
    assert f"larger than {LIMIT} bytes" in rejection(path).reason
    assert time.process_time() - start < 1


def test_line_that_is_too_long_is_refused_and_the_next_one_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "%s"}\n{"text": "short"}\n' % ("x" * 3000))
    [long, short] = read(path, max_bytes=1000)
    assert isinstance(long, RejectedDocument)
    assert isinstance(short, Document)
    assert short.origin == f"{path}:2"


def test_standard_input_is_json_lines() -> None:
    code = "from ingest.sources.files import read_paths as r\nfor d in r(['-'], max_bytes=9): print(d.origin)"
    done = subprocess.run(
        [sys.executable, "-c", code], input=b'{"a": 1}\nbad\n', capture_output=True, check=True, cwd=ROOT
    )
    assert done.stdout.decode().split() == ["stdin:1", "stdin:2"]


class Site(BaseHTTPRequestHandler):
    """A small site that answers by path."""

    def do_GET(self) -> None:
        if self.path == "/moved":
            self.answer(302, b"", location="/latin1")
        elif self.path == "/loop":
            self.answer(302, b"", location="/loop")
        elif self.path == "/latin1":
            self.answer(200, "<p>café</p>".encode("latin-1"), "text/html; charset=iso-8859-1")
        elif self.path == "/big":
            self.answer(200, b"x" * 200_000)
        elif self.path == "/image":
            self.answer(200, b"PNG", "image/png")
        elif self.path == "/host":
            self.answer(200, self.headers["Host"].encode())
        elif self.path.startswith("/to/"):
            self.answer(302, b"", location=self.path.removeprefix("/to/"))
        elif self.path == "/file":
            self.answer(302, b"", location="file:///etc/hostname")
        else:
            self.answer(404, b"gone")

    def answer(self, status: int, body: bytes, kind: str = "text/html", location: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test output clean."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def fetch(url: str) -> Document:
    return fetch_page(url, max_bytes=100_000, timeout=5, allow_private=True)


def test_page_is_fetched_through_a_redirect_and_recoded(site: str) -> None:
    document = fetch(f"{site}/moved")
    assert document.url == f"{site}/latin1"
    assert document.body.decode() == "<p>café</p>"
    assert document.media is Media.HTML


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/big", "larger than 100000"), ("/image", "image/png"), ("/none", "404"), ("/loop", "redirects")],
)
def test_answer_that_cannot_be_used_is_rejected(site: str, path: str, reason: str) -> None:
    with pytest.raises(RejectedDocument, match=reason):
        fetch(site + path)


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "ftp://a.example/x", "not a url", "http://", "http://[::1"]
)
def test_url_that_is_not_http_is_an_error(url: str) -> None:
    with pytest.raises(InputError):
        fetch_page(url, max_bytes=10, timeout=1)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.1",
        "169.254.169.254",
        "[::1]",
        "0.0.0.0",
        "[::ffff:127.0.0.1]",
        "2130706433",
        "127.1",
        "0x7f.1",
        "192.0.0.9",
        "192.0.0.192",
        "168.63.129.16",
        "192.88.99.1",
        "100.100.100.200",
        "224.0.0.1",
        "255.255.255.255",
        "[::]",
        "[::127.0.0.1]",
        "[::ffff:8.8.8.8]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::127.0.0.1]",
        "[64:ff9b::a9fe:a9fe]",
        "[64:ff9b::8.8.8.8]",
        "[64:ff9b:1::10.0.0.1]",
        "[64:ff9b:1:ffff::1]",
        "[2002:7f00:1::]",
        "[2002:0808:0808::1]",
        "[2001:0:808:808::1]",
        "[2001:1::1]",
        "[2606:4700:0:0:0:5efe:10.0.0.1]",
        "[2606:4700:0:0:200:5efe:10.0.0.1]",
        "[fe80::1]",
        "[fec0::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[100::1]",
        "[3fff::1]",
        "[2001:db8::1]",
        "[5f00::1]",
    ],
)
def test_private_address_is_refused(host: str) -> None:
    with pytest.raises(InputError, match="private or local"):
        fetch_page(f"http://{host}/", max_bytes=10, timeout=1)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2606:4700:4700::1111", "2a00:1450:4001::5"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert _is_public(address)


@pytest.mark.parametrize("inner", ["[64:ff9b::7f00:1]", "[2002:7f00:1::]", "10.0.0.1", "[::ffff:127.0.0.1]"])
def test_redirect_to_an_inner_address_is_refused(site: str, inner: str) -> None:
    """The test's own site is on such an address; what it points to is looked at like any other."""
    limits = _Limits(1_000, time.monotonic() + 5, allow_private=True)
    with httpx.Client() as client:
        target = _get(client, httpx.URL(f"{site}/to/http://{inner}/"), limits).target
        assert target is not None
        with pytest.raises(InputError, match="private or local"):
            _get(client, httpx.URL(target), replace(limits, allow_private=False))


def test_a_name_is_looked_up_once_so_that_it_cannot_lead_elsewhere(site: str) -> None:
    """What was checked is what is connected to: the name is asked for once, and only sent along."""
    looked_up: list[str] = []

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.getaddrinfo" and arguments[0] == "localhost":
            looked_up.append(str(arguments[0]))

    sys.addaudithook(hear)
    document = fetch(site.replace("127.0.0.1", "localhost") + "/host")
    assert document.body.decode() == f"localhost:{site.rpartition(':')[2]}"
    assert looked_up == ["localhost"]


def test_redirect_to_a_file_is_refused(site: str) -> None:
    with pytest.raises(InputError, match="only http"):
        fetch(f"{site}/file")


def test_closed_port_is_rejected_with_the_url() -> None:
    with pytest.raises(RejectedDocument, match=r"127\.0\.0\.1:9/x"):
        fetch("http://127.0.0.1:9/x")


def test_what_a_folder_holds_that_is_not_read_is_counted(tmp_path: Path) -> None:
    names = (
        "a.xls",
        "b.XLS.gz",
        "sub/c.xls",
        "d.docx",
        "e",
        ".hidden.txt",
        ".git/x.txt",
        "README.md",
        "f.txt",
    )
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("text")
    os.mkfifo(tmp_path / "pipe.txt")
    skipped: Counter[str] = Counter()
    found = list(read_paths([str(tmp_path)], max_bytes=LIMIT, skipped=skipped))
    assert [Path(doc.origin).name for doc in found] == ["f.txt"]
    assert skipped == {
        ".xls": 3, ".docx": 1, "without ending": 1, "hidden": 2, "README": 1, "not a regular file": 1,
    }  # fmt: skip


def test_links_are_followed_only_when_asked_and_a_loop_ends(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "folder"
    for each in (outside, folder / "sub"):
        each.mkdir(parents=True)
        (each / "story.txt").write_text("text")
    (folder / "link.txt").symlink_to(outside / "story.txt")
    (folder / "far").symlink_to(outside)
    (folder / "sub" / "up").symlink_to(folder)
    (folder / "gone.txt").symlink_to(tmp_path / "nowhere")
    skipped: Counter[str] = Counter()
    found = list(read_paths([str(folder)], max_bytes=LIMIT, skipped=skipped))
    assert [Path(doc.origin).relative_to(folder).as_posix() for doc in found] == ["sub/story.txt"]
    assert skipped == {"symbolic link": 4}
    skipped.clear()
    found = list(read_paths([str(folder)], max_bytes=LIMIT, follow_links=True, skipped=skipped))
    assert [Path(doc.origin).relative_to(folder).as_posix() for doc in found] == [
        "far/story.txt",
        "link.txt",
        "sub/story.txt",
    ]
    assert skipped == {"not a regular file": 1}
    # Named by the user, a link is what it leads to.
    assert len(list(read_paths([str(folder / "link.txt"), str(folder / "far")], max_bytes=LIMIT))) == 2
