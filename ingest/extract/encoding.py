"""Bytes to text without mojibake: byte order mark, valid UTF-8, the declared charset, then detection."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""", re.I)
_HEAD_BYTES = 4096
_SAMPLE_BYTES = 60_000
_VALID_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NOT_FOR_PAGES = {"utf-7", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape"}
_LATIN_SHARE = 0.1
_ON_THE_WEB = [
    "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r", "shift_jis",
    "euc_jp", "gb18030", "big5", "euc_kr", "utf_16_le", "utf_16_be",
]  # fmt: skip
_WESTERN = {"ascii", "latin-1", "iso8859-1", "us-ascii"}


def decode(body: bytes) -> str:
    """Return `body` as text; never raises, undecodable bytes become U+FFFD."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, errors="replace")
    declared = _declared(body)
    if body.isascii() and declared and declared.startswith("iso2022"):
        return body.decode(declared, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_not_utf8(body, declared)


def _decode_not_utf8(body: bytes, declared: str | None) -> str:
    if declared and declared != "utf-8":
        try:
            return body.decode(declared)
        except (UnicodeError, LookupError):  # LookupError: a codec that is not for text
            pass
    if _mostly_utf8(body):
        return body.decode("utf-8", errors="replace")
    return body.decode(_detected(body), errors="replace")


def _declared(body: bytes) -> str | None:
    match = _DECLARED.search(body[:_HEAD_BYTES])
    if not match:
        return None
    try:
        name = codecs.lookup(match[1].decode("ascii")).name
    except LookupError:
        return None
    if name in _NOT_FOR_PAGES:
        return None
    # Browsers read these labels as windows-1252, and pages are written for browsers.
    return "cp1252" if name in _WESTERN else name


def _mostly_utf8(body: bytes) -> bool:
    valid = _VALID_SEQUENCE.findall(body)
    high = sum(byte >= 0x80 for byte in body)
    return high > 0 and sum(map(len, valid)) >= 0.9 * high


def _detected(body: bytes) -> str:
    first = next((at for at, byte in enumerate(body) if byte >= 0x80), 0)
    start = max(0, first - _SAMPLE_BYTES // 2)
    sample = body[start : start + _SAMPLE_BYTES]
    high = sum(byte >= 0x80 for byte in sample)
    # In Latin script few bytes are accented letters, too few to tell its code pages apart by statistics.
    if high < _LATIN_SHARE * len(sample):
        return "cp1252"
    best = from_bytes(sample, cp_isolation=_ON_THE_WEB).best()
    return best.encoding if best else "cp1252"
