"""The mean of two adapters of one encoder (Wortsman et al. 2022, arXiv 2203.05482)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from ingest.errors import InputError
from service.evidence.rescoring.trunk import read_arrays

Arrays = Mapping[str, npt.NDArray[Any]]


def mean_adapter(one: Arrays, other: Arrays) -> dict[str, npt.NDArray[np.float16]]:
    """Return the adapter that adds half of what each of two adds; its products have both ranks together.

    Raises KeyError where the other lacks a part.
    """
    found = {}
    for name in one:
        first, second = (np.asarray(each[name], np.float32) for each in (one, other))
        if name.endswith(".down"):
            mean = np.concatenate([first, second], axis=1)
        elif name.endswith(".up"):
            mean = np.concatenate([first, second]) / 2
        else:
            mean = (first + second) / 2
        found[name] = mean.astype(np.float16)
    return found


def read_other_adapter(file: Path, one: Arrays) -> Arrays:
    """Return the adapter of a file. Raises InputError where it is none, or has no mean with the one given."""
    try:
        other = read_arrays(file)
        mean_adapter(one, other)
    except (OSError, EOFError, KeyError, ValueError, BadZipFile) as exc:
        raise InputError(f"{file} is no adapter of this encoder; give a news.npz of train-news") from exc
    return other
