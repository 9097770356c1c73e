"""A web site with a feed, on a free port: it counts requests, knows validators, and can be told to fail."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_PAGE = """<!doctype html><html><head><title>{title}</title>
<meta property="og:site_name" content="Harbour Post"></head>
<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"""


def page(title: str, *paragraphs: str) -> str:
    """Return an article's page."""
    return _PAGE.format(title=title, paragraphs="".join(f"<p>{text}</p>" for text in paragraphs))


def rss(*items: str) -> str:
    """Return a feed of items."""
    channel = f"<channel><title>Post</title>{''.join(items)}</channel>"
    return f'<?xml version="1.0"?><rss version="2.0">{channel}</rss>'


def item(title: str, link: str, day: str = "Mon, 04 Aug 2025 10:00:00 GMT", more: str = "") -> str:
    """Return an item of a feed, with a summary alone."""
    return (
        f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{day}</pubDate>"
        f"<description>In short.</description>{more}</item>"
    )


@dataclass(slots=True)
class Site:
    """What each path answers, and what was asked. `failing`: (status, headers) by path, `headers`: more."""

    url: str = ""
    files: dict[str, str] = field(default_factory=dict)
    failing: dict[str, tuple[int, dict[str, str]]] = field(default_factory=dict)
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: Counter[str] = field(default_factory=Counter)
    unchanged: Counter[str] = field(default_factory=Counter)


@contextmanager
def running_site() -> Iterator[Site]:
    """Yield a site that answers until the block ends."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.asked[self.path] += 1
            if self.path in site.failing:
                status, headers = site.failing[self.path]
                self._send(status, headers, b"")
                return
            text = site.files.get(self.path)
            if text is None:
                self._send(404, {}, b"")
                return
            body = text.encode()
            tag = f'"{sha256(body).hexdigest()[:12]}"'
            if self.headers["If-None-Match"] == tag:
                site.unchanged[self.path] += 1
                self._send(304, {"ETag": tag}, b"")
                return
            kind = "text/html" if text.startswith("<!doctype") else "text/xml"
            self._send(200, {"ETag": tag, "Content-Type": kind} | site.headers.get(self.path, {}), body)

        def _send(self, status: int, headers: dict[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep the test output clean."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
