"""Copies and light rewrites of one wire story, found by MinHash. All functions are pure and deterministic.

The archive stores each article's `fingerprint` and `bands`, looks up articles that share a band, and puts two
into one story if their `similarity` is at least `SAME_STORY`. Where that estimate is within `DOUBT` of it,
the texts themselves are compared.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

_Words: TypeAlias = NDArray[np.uint64]

# Two texts are one story if they share two fifths of all word 4-grams, or four fifths of the shorter one's.
# Calibrated on made-up rewrites (tests/ingest/store/test_stories.py) and on 2.1 million pairs of real
# articles from different publishers: their own reports of one event reach 0.14. Between 0.2 and 0.5 lie one
# publisher's series and follow-ups, which are stories of their own.
SAME_STORY = 0.4
_CONTAINED = 0.8
# Two standard errors of the estimate.
DOUBT = 0.1
# With a smaller share of the longer text the estimate of containment is mostly noise.
_LEAST_RATIO = 1 / 3

_MIN_WORDS = 40  # shorter texts (captions, alerts) are one story only if their words are equal
_SHINGLE = 4  # at 5, one changed word in ten leaves 0.42 of a text in common; at 4 it leaves 0.49

# 32 bands of 3 rows: a pair with resemblance 0.5 shares a band with probability 0.986, 0.4: 0.88, 0.2: 0.23,
# 0.05: 0.004. 96 rows estimate a resemblance of 0.5 with a standard error of 0.05.
_BANDS, _ROWS = 32, 3
_HASHES = _BANDS * _ROWS
_PART = 10_000  # shingles hashed at once

_WORD = re.compile(r"[^\W_]+")


def _constants(name: str, shape: tuple[int, ...]) -> _Words:
    """Return odd 64-bit constants that are the same in every process and every release of numpy."""
    count = int(np.prod(shape))
    digest = hashlib.shake_256(f"dateline stories 1 {name}".encode()).digest(8 * count)
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64).reshape(shape) | np.uint64(1)


_FACTORS = _constants("factors", (_HASHES, 1))
_OFFSETS = _constants("offsets", (_HASHES, 1))
_POSITIONS = _constants("positions", (_SHINGLE,))
_ROW_FACTORS = _constants("rows", (_ROWS,))
_BAND_SALTS = _constants("bands", (_BANDS,))


def fingerprint(text: str) -> bytes:
    """Return 4 bytes for the number of distinct shingles, then 4 for the least value of each of 96 hashes.

    The number is 0 for a short text; a digest of its words follows.
    """
    words = _WORD.findall(text.casefold())
    if len(words) < _MIN_WORDS:
        exact = " ".join(words) or text
        return bytes(4) + hashlib.shake_256(exact.encode()).digest(4 * _HASHES)
    shingles = _shingles(words)
    least = _least_hashes(shingles) >> np.uint64(32)
    return np.concatenate(([len(shingles)], least)).astype("<u4").tobytes()


def _least_hashes(shingles: _Words) -> _Words:
    # In parts: for all shingles of a book at once the hashes would take a gigabyte.
    parts = [shingles[at : at + _PART] for at in range(0, len(shingles), _PART)]
    least: _Words = np.stack([(_FACTORS * part + _OFFSETS).min(axis=1) for part in parts]).min(axis=0)
    return least


def bands(fingerprint: bytes) -> list[int]:
    """Return the keys under which similar texts meet, as signed 64-bit integers, one per band."""
    rows = np.frombuffer(fingerprint, dtype="<u4", offset=4).astype(np.uint64).reshape(_BANDS, _ROWS)
    keys = _mix((rows * _ROW_FACTORS).sum(axis=1, dtype=np.uint64) + _BAND_SALTS)
    return [int(key) for key in keys.view(np.int64)]


def similarity(a: bytes, b: bytes) -> float:
    """Return how much two texts have in common by their fingerprints, 0-1; from `SAME_STORY` on one story.

    It is the estimated resemblance (shared shingles of all) or, where the shorter text is nearly contained in
    the longer, the containment (shared of the shorter's) on a scale that reaches `SAME_STORY` at 0.8.
    """
    resemblance, sizes = _estimate(a, b)
    return _in_common(resemblance, sizes, _shared(resemblance, sizes)) if min(sizes) else float(a == b)


def containment(a: bytes, b: bytes) -> float:
    """Return the share of the shorter text's shingles that the longer has, 0-1, by their fingerprints."""
    resemblance, sizes = _estimate(a, b)
    return min(1.0, _shared(resemblance, sizes) / min(sizes)) if min(sizes) else float(a == b)


def _estimate(a: bytes, b: bytes) -> tuple[float, tuple[int, int]]:
    """Return the resemblance of two texts and how many shingles each has."""
    one, two = (np.frombuffer(fingerprint, dtype="<u4") for fingerprint in (a, b))
    return float((one[1:] == two[1:]).mean()), (int(one[0]), int(two[0]))


def _shared(resemblance: float, sizes: tuple[int, int]) -> float:
    return resemblance * sum(sizes) / (1 + resemblance)


def exact_similarity(a: str, b: str) -> float:
    """Return the same of the texts themselves, neither of them short."""
    one, two = (_shingles(_WORD.findall(text.casefold())) for text in (a, b))
    shared = len(np.intersect1d(one, two, assume_unique=True))
    return _in_common(shared / (len(one) + len(two) - shared), (len(one), len(two)), shared)


def _in_common(resemblance: float, sizes: tuple[int, int], shared: float) -> float:
    shorter, longer = sorted(sizes)
    if shorter < _LEAST_RATIO * longer:
        return resemblance
    return max(resemblance, SAME_STORY / _CONTAINED * min(1.0, shared / shorter))


def _shingles(words: list[str]) -> _Words:
    """Return the distinct hashes of the runs of `_SHINGLE` words."""
    codes = [zlib.crc32(word) for word in "\n".join(words).encode().split(b"\n")]
    hashes = np.array(codes, dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(hashes, _SHINGLE)
    return np.unique(_mix((windows * _POSITIONS).sum(axis=1, dtype=np.uint64)))


def _mix(values: _Words) -> _Words:
    """Spread 64-bit values evenly (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))
