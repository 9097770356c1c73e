"""Web archives (WARC), as Common Crawl's news and others write them: their pages, one at a time."""

from __future__ import annotations

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from email.message import Message
from typing import IO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.rights import said_in_headers
from ingest.sources.web import as_utf8

_PAGES = {"text/html", "application/xhtml+xml"}
_HELD = ("response", "resource")
# The last ones are what the library makes of headers that are damaged.
_BROKEN = (
    ArchiveLoadFailed,
    OSError,
    EOFError,
    ValueError,
    zlib.error,
    AttributeError,
    IndexError,
    TypeError,
)


def read_warc(
    stream: IO[bytes], origin: str, *, max_bytes: int, skipped: Counter[str]
) -> Iterator[Document | RejectedDocument]:
    """Yield the pages of a web archive that is read once, from its start; other records are counted.

    What is broken ends it with a RejectedDocument: where the next record begins is not known then.
    """
    records = _records(stream)
    count = 0
    while True:
        try:
            record = next(records, None)
            if record is None:
                break
            count += 1
            found = _page(record, f"{origin}#{count}", max_bytes)
        except _BROKEN as exc:
            reason = " ".join(str(exc).split())[:200]
            yield RejectedDocument(
                origin, f"broken after {count} records ({reason}); what stands before is read"
            )
            return
        if isinstance(found, str):
            skipped[found] += 1
        else:
            yield found
    if not count:
        yield RejectedDocument(origin, "no records: not a web archive")


def _records(stream: IO[bytes]) -> Iterator[ArcWarcRecord]:
    """Yield the records of a stream, each gzipped by itself, all as one, or none."""
    try:
        yield from ArchiveIterator(stream)
    except ArchiveLoadFailed as exc:
        if "non-chunked" not in str(exc) or not stream.seekable():
            raise
        stream.seek(0)
        yield from ArchiveIterator(gzip.GzipFile(fileobj=stream))


def _page(record: ArcWarcRecord, origin: str, max_bytes: int) -> Document | RejectedDocument | str:
    """Return the page of a record, or what it is counted as."""
    if record.rec_type not in _HELD:
        return f"{record.rec_type} record"
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    if status != "200":
        return f"answer {status}"
    stated = (headers or record.rec_headers).get_header("Content-Type") or ""
    kind = Message()
    kind["content-type"] = stated
    if kind.get_content_type() not in _PAGES:
        return stated.partition(";")[0].strip() or "no content type"
    body = record.content_stream().read(max_bytes + 1)
    if len(body) > max_bytes:
        return RejectedDocument(origin, f"larger than {max_bytes} bytes")
    # Half a page would be stored as a whole one.
    if record.raw_stream.limit > 0 and not record.raw_stream.read(1):
        raise EOFError(f"the record of {origin} ends early")
    if not body.strip():
        return "empty page"
    url = (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")
    return Document(
        url or origin,
        Media.HTML,
        as_utf8(body, kind.get_content_charset()),
        url or None,
        seen_at=_seen(record),
        said=said_in_headers(headers.headers) if headers else None,
    )


def _seen(record: ArcWarcRecord) -> datetime | None:
    with suppress(TypeError, ValueError):
        return datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
    return None
