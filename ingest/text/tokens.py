"""Tokens of cl100k_base, which sizes of passages and prompts are counted in, read from a local file."""

from __future__ import annotations

import base64
import hashlib
import os
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.errors import SettingsError

if TYPE_CHECKING:
    import tiktoken

_CACHE_DIR = "TIKTOKEN_CACHE_DIR"  # tiktoken's own variable: who sets it has the file there
_FILE = "9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # tiktoken's name for cl100k_base.tiktoken
_FILE_SHA256 = "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7"
# How cl100k_base cuts a text before it merges bytes (tiktoken_ext.openai_public).
_PIECES = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$"
    r"|\s*[\r\n]|\s+(?!\S)|\s"
)
# Some releases of tiktoken are quadratic in a run without a break, so longer texts are counted in slices.
_SLICE = 10_000


def count_tokens(text: str) -> int:
    """Return the number of tokens; special tokens written out in `text` count as plain text."""
    encode = _encoding().encode_ordinary
    if len(text) <= _SLICE:
        return len(encode(text))
    return sum(len(encode(text[i : i + _SLICE])) for i in range(0, len(text), _SLICE))


def token_rank(piece: str) -> int | None:
    """Return the rank of a token, lower for one that is more frequent; None if `piece` is not one token."""
    rank = _ranks().get(base64.b64encode(piece.encode()))
    return None if rank is None else int(rank)


@lru_cache(maxsize=1)
def _encoding() -> tiktoken.Encoding:
    import tiktoken  # with what it makes of the ranks 200 ms, and an answer without a model counts no tokens

    ranks = {base64.b64decode(token): int(rank) for token, rank in _ranks().items()}
    return tiktoken.Encoding("cl100k_base", pat_str=_PIECES, mergeable_ranks=ranks, special_tokens={})


@lru_cache(maxsize=1)
def _ranks() -> dict[bytes, bytes]:
    """Return the ranks of cl100k_base by its tokens, both as its file has them.

    tiktoken itself would fetch a missing file from the network. Raises SettingsError.
    """
    given = os.environ.get(_CACHE_DIR)
    file = (Path(given) if given else _packaged_folder()) / _FILE
    remedy = f"unset {_CACHE_DIR}" if given else "reinstall llama-index-core"
    if not file.is_file():
        raise SettingsError(f"{file.parent}: no tokenizer file {_FILE} (cl100k_base); {remedy}")
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != _FILE_SHA256:
        raise SettingsError(f"{file} is damaged: it is not cl100k_base; {remedy}")
    words = content.split()
    return dict(zip(words[::2], words[1::2], strict=True))


def _packaged_folder() -> Path:
    """Return the folder in which llama-index-core ships the file, found without importing it (1.5 s)."""
    spec = find_spec("llama_index")
    places = [
        Path(p, "core/_static/tiktoken_cache") for p in (spec and spec.submodule_search_locations) or ()
    ]
    return next((p for p in places if p.is_dir()), Path("llama_index/core/_static/tiktoken_cache"))
