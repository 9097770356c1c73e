"""Adapters: what is added to an encoder's upper layers to make it do something else, in a small file.

For each matrix of those layers an adapter holds a product of two thin ones that is added to it (LoRA, Hu et
al. 2021, arXiv 2106.09685), and it has the layers' biases and norms. `eval/training/adapter.py` makes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

import numpy as np
import numpy.typing as npt

from ingest.embeddings.encoder import Layer, Linear, Norm

Arrays = Mapping[str, npt.NDArray[Any]]


def adapted_layers(layers: Sequence[Layer], first: int, adapter: Arrays) -> list[Layer]:
    """Return layers, the lowest of them the encoder's layer `first`, with what the adapter adds to each.

    Raises KeyError where the adapter lacks a part of a layer.
    """
    return [_adapted(layer, f"layer.{number}", adapter) for number, layer in enumerate(layers, start=first)]


def _adapted(layer: Layer, name: str, adapter: Arrays) -> Layer:
    def part(of: str) -> Linear | Norm:
        old, each = getattr(layer, of), f"{name}.{of}"
        if isinstance(old, Norm):
            return Norm(_floats(adapter[f"{each}.weight"]), _floats(adapter[f"{each}.bias"]))
        thin = _floats(adapter[f"{each}.down"]) @ _floats(adapter[f"{each}.up"])
        return Linear.of(old.weight * old.scale + thin, _floats(adapter[f"{each}.bias"]))

    return Layer(**{each.name: part(each.name) for each in fields(layer)})  # type: ignore[arg-type]


def _floats(values: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.asarray(values, np.float32)
