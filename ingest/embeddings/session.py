"""Runs an encoder on the CPU."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from typing import Any, Self, TypeVar

import numpy as np
import numpy.typing as npt
import onnxruntime

from ingest.embeddings.embedder import Vectors
from ingest.embeddings.encoder import Encoder, Model, encoder_model, layers_model

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class EncoderSession:
    """An encoder that is ready to run, on `threads` threads; 0: as many as there are processors.

    A thread takes one text at a time. Measured on two processors, that is 1.6 times as fast as two threads at
    one text, nothing is padded, and what a text gives depends on no other.
    """

    def __init__(self, encoder: Encoder, threads: int = 0) -> None:
        self._limit(threads)
        self._first, self._then = _Running(encoder_model(encoder)), tuple[_Running, ...]()

    def _limit(self, threads: int) -> None:
        self._threads = threads or os.cpu_count() or 1
        # However many ask at once, so many texts run and no more.
        self._running = threading.BoundedSemaphore(self._threads)

    def with_layers(self, encoder: Encoder, threads: int = 0) -> Self:
        """Return a session that goes on with the layers of another encoder; both share what is in memory."""
        longer = copy(self)
        longer._limit(threads)
        longer._then = (*self._then, _Running(layers_model(encoder)))
        return longer

    def outputs(self, ids: Sequence[int], types: Sequence[int]) -> Vectors:
        """Return the outputs of a text's tokens, shape (tokens, width)."""
        feed = {"input_ids": np.array([ids], np.int64), "token_type_ids": np.array([types], np.int64)}
        with self._running:
            outputs = self._first.run(feed)
            for running in self._then:
                outputs = running.run({"rows": outputs})
        vectors: Vectors = outputs[0]
        return vectors

    def each(self, function: Callable[[_Item], _Result], items: Sequence[_Item]) -> list[_Result]:
        """Return what the function, which calls `outputs`, makes of each item."""
        if len(items) < 2 or self._threads == 1:
            return [function(item) for item in items]
        # A pool that stayed would have no threads in a process that was forked from this one.
        with ThreadPoolExecutor(min(self._threads, len(items)), "encoder") as pool:
            return list(pool.map(function, items))


class _Running:
    """A model in the runtime, with the tensors that it reads, which must stay in memory as long."""

    def __init__(self, model: Model) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._tensors = [onnxruntime.OrtValue.ortvalue_from_numpy(each) for each in model.tensors.values()]
        options.add_external_initializers(list(model.tensors), self._tensors)
        self._session = onnxruntime.InferenceSession(model.onnx, options, providers=["CPUExecutionProvider"])

    def run(self, feed: dict[str, npt.NDArray[Any]]) -> npt.NDArray[Any]:
        return np.asarray(self._session.run(None, feed)[0])
