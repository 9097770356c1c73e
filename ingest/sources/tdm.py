"""The TDM Reservation Protocol's file of a host: which of its pages are reserved from data mining."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from protego import Protego

from ingest.errors import InputError, RejectedDocument
from ingest.rights import RESERVATION, statement
from ingest.sources.web import fetch

TDM_FILE = "/.well-known/tdmrep.json"
_MOST_BYTES = 512 * 1024
_MOST_HOSTS = 1_000


def rules_of(body: bytes) -> str:
    """Return tdmrep.json as the rules of a robots.txt, whose patterns it has; what is no such file has none.

    What is reserved is disallowed there. As there, the longest pattern counts.
    """
    try:
        listed = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    entries = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    lines = [
        f"{'Disallow' if str(each.get(RESERVATION)) == '1' else 'Allow'}: {''.join(str(path).split())}"
        for each in entries
        if (path := each.get("location"))
    ]
    return "\n".join(["User-agent: *", *lines])


def said_in(rules: Protego, url: str) -> tuple[str, ...]:
    """Return what the rules of a host say of a page."""
    return () if rules.can_fetch(url, "*") else (statement(RESERVATION, "1"),)


class TdmFiles:
    """The files of hosts, each read once."""

    def __init__(self, *, timeout: float, allow_private: bool) -> None:
        self._timeout = timeout
        self._allow_private = allow_private
        self._rules: dict[str, Protego] = {}

    def said(self, url: str) -> tuple[str, ...]:
        """Return what the file of a page's host says of it; nothing where there is none, or none is had."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
        if host not in self._rules:
            if len(self._rules) >= _MOST_HOSTS:
                self._rules.clear()
            self._rules[host] = Protego.parse(self._fetched(f"{host}{TDM_FILE}"))
        return said_in(self._rules[host], url)

    def _fetched(self, url: str) -> str:
        try:
            found = fetch(
                url, max_bytes=_MOST_BYTES, timeout=self._timeout, allow_private=self._allow_private
            )
        except (RejectedDocument, InputError):
            return ""
        return rules_of(found.body)
