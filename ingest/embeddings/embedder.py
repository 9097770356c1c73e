"""What an embedder is: texts in, unit vectors out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

Vector = npt.NDArray[np.float32]
Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage to embed. `sentences` are (start, end) offsets within `text`."""

    title: str
    text: str
    sentences: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PassageVectors:
    """Unit vectors: `passage` has shape (dimension,), `sentences` (number of sentences, dimension)."""

    passage: Vector
    sentences: Vectors


class Embedder(Protocol):
    """Turns texts into unit vectors. `name` is kept in the archive: vectors of two names never mix."""

    @property
    def name(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def embed_question(self, text: str) -> Vector: ...
    def embed_texts(self, texts: Sequence[str]) -> Vectors: ...
    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]: ...


def unit(vectors: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Return float32 vectors scaled to length 1 along the last axis; zero vectors stay zero."""
    array = np.asarray(vectors, np.float32)
    norms = np.linalg.norm(array, axis=-1, keepdims=True)
    scaled: npt.NDArray[np.float32] = array / np.maximum(norms, 1e-12)
    return scaled
