"""The trunk of the readers: the words and the lower layers of reader.npz, once for all of them.

Each reader goes on from there with the upper layers as its adapter changes them. The model is
multilingual-e5-small, trained on (`eval.training`), with its matrices in int8.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from ingest.embeddings.adapter import adapted_layers
from ingest.embeddings.encoder import encoder_of
from ingest.embeddings.session import EncoderSession
from ingest.errors import BackendError

READER_FILE = Path(__file__).with_name("reader.npz")
_LOADING = threading.RLock()  # a reader that is loaded loads the trunk
LOWEST = 6  # the lowest layer that adapters change

T = TypeVar("T")
Arrays = Mapping[str, npt.NDArray[Any]]


class Trunk:
    """Loading raises BackendError if `file` is missing or damaged."""

    def __init__(self, file: Path = READER_FILE) -> None:
        with named_if_damaged(file):
            arrays = read_arrays(file)
            encoder = encoder_of(arrays)
            self._tokenizer = arrays["tokenizer"].tobytes().decode()
            self._lower = EncoderSession(replace(encoder, layers=encoder.layers[:LOWEST]))
        words = np.zeros((0, encoder.width), np.int8)  # the session has its own
        self._upper = replace(encoder, words=words, layers=encoder.layers[LOWEST:])

    def tokenizer(self) -> Tokenizer:
        """Return a tokenizer, whose settings are the caller's."""
        return Tokenizer.from_str(self._tokenizer)

    def adapted(self, adapter: Arrays, threads: int = 0) -> EncoderSession:
        """Return the whole encoder as an adapter changes it, on so many threads.

        Raises KeyError where the adapter lacks a part.
        """
        layers = adapted_layers(self._upper.layers, LOWEST, adapter)
        return self._lower.with_layers(replace(self._upper, layers=layers), threads)


def loaded_once(load: Callable[..., T]) -> Callable[..., T]:
    """Return a function that loads something at its first call; who calls it meanwhile waits."""
    kept = lru_cache(maxsize=1)(load)

    @wraps(load)
    def loaded(*given: Hashable) -> T:
        with _LOADING:
            return kept(*given)

    return loaded


@loaded_once
def shared_trunk() -> Trunk:
    """Return the trunk, loaded once in a process. Raises BackendError."""
    return Trunk()


def read_arrays(file: Path) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an .npz file by name. Raises what numpy raises for a damaged one."""
    with file.open("rb") as opened, np.load(opened) as kept:
        return {name: kept[name] for name in kept.files}


@contextmanager
def named_if_damaged(file: Path) -> Iterator[None]:
    """Turn whatever numpy, the tokenizer and the runtime raise for a file into a BackendError."""
    try:
        yield
    except Exception as exc:
        raise BackendError(
            f"{file.name} is missing or damaged; "
            "reinstall Dateline (pip install --force-reinstall --no-deps dateline-news)"
        ) from exc
