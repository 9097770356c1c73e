"""A version's text becomes passages: runs of whole sentences, of about the same size, without overlap."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from itertools import accumulate, pairwise
from pathlib import Path

import tiktoken

from ingest.article import Passage, Sentence, passage_id
from ingest.errors import SettingsError
from ingest.sentences import split_sentences

PASSAGE_TOKENS = 160
# A passage may be this much larger than asked for when that saves a cut in a bad place.
_MOST = 1.25

_CACHE_DIR = "TIKTOKEN_CACHE_DIR"
_CL100K_FILE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # tiktoken's name for cl100k_base.tiktoken
# A passage that ends inside a paragraph costs as much as one left two fifths empty: a border is worth waiting
# for when it is near, not when the passage would stay half empty.
_NO_BORDER = 0.15
_STOPS = frozenset(".!?…\"'”’»)]")
# Some releases of tiktoken are quadratic in a run without a break, so longer texts are counted in slices.
_SLICE = 10_000


def cut_passages(article_id: str, version: int, text: str, *, tokens: int = PASSAGE_TOKENS) -> list[Passage]:
    """Return the passages of `text` in order; every sentence is in exactly one of them.

    A passage has about `tokens` tokens, and at most a quarter more unless one sentence alone has.
    """
    sentences = split_sentences(text)
    bounds = _best_cuts(_sizes(text, sentences), _borders(text, sentences), tokens)
    return [
        _passage(passage_id(article_id, version, index), article_id, version, text, sentences[first:last])
        for index, (first, last) in enumerate(pairwise(bounds))
    ]


def count_tokens(text: str) -> int:
    """Return the number of cl100k_base tokens; special tokens written out in `text` count as plain text."""
    encode = _encoding().encode_ordinary
    if len(text) <= _SLICE:
        return len(encode(text))
    return sum(len(encode(text[i : i + _SLICE])) for i in range(0, len(text), _SLICE))


def _passage(id: str, article_id: str, version: int, text: str, sentences: Sequence[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(
        id=id,
        article_id=article_id,
        version=version,
        start=start,
        end=end,
        tokens=count_tokens(text[start:end]),
        sentences=tuple(sentences),
    )


def _sizes(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Return the tokens of each sentence with the white space before it; sums are about 2 % high."""
    ends = [0, *(sentence.end for sentence in sentences)]
    return [count_tokens(text[start:end]) for start, end in pairwise(ends)]


def _borders(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Say for each sentence whether a passage may well end behind it.

    It may at the end of a paragraph, but not behind a heading or a line that announces a list: those have no
    stop and belong to what follows.
    """
    if not sentences:
        return []
    gaps = pairwise(sentences)
    return [*(text[a.end - 1] in _STOPS and "\n" in text[a.end : b.start] for a, b in gaps), True]


def _best_cuts(sizes: Sequence[int], borders: Sequence[bool], tokens: int) -> list[int]:
    """Return the cuts 0 = c0 < c1 < … = len(sizes) whose passages have the least total cost.

    A passage costs the square of its distance from the size asked for, so sizes come out even and no small
    rest is left.
    """
    totals = [0, *accumulate(sizes)]
    costs, previous = [0.0], [0]
    for end, border in enumerate(borders, 1):
        extra = 0.0 if border else _NO_BORDER
        best, cut = float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            size = totals[end] - totals[start]
            if size > tokens * _MOST and start < end - 1:
                break
            cost = costs[start] + extra + (1 - size / tokens) ** 2
            if cost < best:
                best, cut = cost, start
        costs.append(best)
        previous.append(cut)
    cuts = [len(sizes)]
    while cuts[-1]:
        cuts.append(previous[cuts[-1]])
    return cuts[::-1]


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    """Return cl100k_base from a local file; tiktoken itself would fetch a missing file from the network."""
    given = os.environ.get(_CACHE_DIR)
    folder = Path(given) if given else _packaged_folder()
    if not (folder / _CL100K_FILE).is_file():
        remedy = f"unset {_CACHE_DIR}" if given else "reinstall llama-index-core"
        raise SettingsError(f"{folder}: no tokenizer file {_CL100K_FILE} (cl100k_base); {remedy}")
    os.environ[_CACHE_DIR] = str(folder)
    try:
        return tiktoken.get_encoding("cl100k_base")
    finally:
        if given is None:
            os.environ.pop(_CACHE_DIR, None)
        else:
            os.environ[_CACHE_DIR] = given


def _packaged_folder() -> Path:
    """Return the folder in which llama-index-core ships the file, found without importing it (1.5 s)."""
    spec = find_spec("llama_index")
    places = [
        Path(p, "core/_static/tiktoken_cache") for p in (spec and spec.submodule_search_locations) or ()
    ]
    return next((p for p in places if p.is_dir()), Path("llama_index/core/_static/tiktoken_cache"))
