"""JSON as people and templates write it, made strict in one pass: quotes, keys, comments, commas, ends."""

from __future__ import annotations

import json
import re

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*.*?(?:\*/|\Z)|//[^\n]*)
    |(?P<string>"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.|'(?!\s{0,20}[,:}\]]))*+')
    |(?P<mark>[{}\[\]:,])
    |(?P<bare>[^\s{}\[\]:,"'/]+)
    |(?P<cut>["'].*)
    |(?P<other>.)""",
    re.S | re.X,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.S)
_CLOSING = {"{": "}", "[": "]"}
_PLAIN = re.compile(r"(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)\Z")


def strict_json(text: str) -> str:
    """Return the JSON values that `text` seems to mean, each on a line; what is cut off ends where it is."""
    writer = _Writer()
    for match in _TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "mark":
            writer.mark(token)
        elif kind == "string":
            writer.value(_string(token[1:-1]))
        elif kind == "cut":
            writer.value("null")  # half a string says something else than the whole
        elif kind == "bare":
            writer.bare(token)
    return writer.finished()


def _string(content: str) -> str:
    return json.dumps(_ESCAPE.sub(_unescaped, content))


def _unescaped(match: re.Match[str]) -> str:
    try:
        found: str = json.loads(f'"{match[0]}"')
    except ValueError:
        return match[1]
    return found


class _Writer:
    """Writes tokens as valid JSON: adds commas and values that lack, leaves out what is too many."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._open: list[str] = []
        self._last = ""  # "" at the start of something, "key", ":", "value" or ","

    def mark(self, token: str) -> None:
        if token in _CLOSING:
            self._begin_container()
            self._out.append(token)
            self._open.append(token)
            self._last = ""
        elif token == ":":
            if self._last == "key":
                self._put(token, token)
        elif token == ",":
            self._end_pair()
            if self._last == "value" and self._open:
                self._put(token, token)
        elif self._open:
            self._close()

    def value(self, token: str) -> None:
        """Write a value, or the key of an object where one is due."""
        if not self._open:
            return
        self._end_pair(keyed=self._last == ":")
        if self._last == "value":
            self._put(",", ",")
        key = self._wants_key and token.startswith('"')
        if not self._wants_key or key:
            self._put(token, "key" if key else "value")

    def bare(self, token: str) -> None:
        """Write a word: a key, or one of JSON's own; any other value of a program is none."""
        self.value(_string(token) if self._key_follows else token if _PLAIN.match(token) else "null")

    def finished(self) -> str:
        while self._open:
            self._close()
        return "".join(self._out)

    @property
    def _wants_key(self) -> bool:
        return bool(self._open) and self._open[-1] == "{" and self._last in ("", ",")

    @property
    def _key_follows(self) -> bool:
        return bool(self._open) and self._open[-1] == "{" and self._last != ":"

    def _put(self, token: str, kind: str) -> None:
        self._out.append(token)
        self._last = kind

    def _begin_container(self) -> None:
        self._end_pair(keyed=self._last == ":")
        if self._last == "value" and self._open:
            self._put(",", ",")
        if self._wants_key:
            self._put('"":', ":")

    def _end_pair(self, *, keyed: bool = False) -> None:
        """Give a key that has no value none."""
        if self._last == "key":
            self._put(":null", "value")
        elif self._last == ":" and not keyed:
            self._put("null", "value")

    def _close(self) -> None:
        self._end_pair()
        if self._last == ",":
            self._out.pop()
        self._put(_CLOSING[self._open.pop()], "value")
        if not self._open:
            self._put("\n", "")
