"""Sets of others, read from a path that the user gives; none of them is part of Dateline."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from eval.datasets.clapnq import read_clapnq
from eval.datasets.disagreements import read_disagreements
from eval.datasets.files import require as require
from eval.datasets.followups import read_followups
from eval.datasets.multihop import read_multihop
from eval.datasets.notices import read_notices
from eval.datasets.pairs import read_pairs
from eval.datasets.published import EvalSet
from eval.datasets.quotes import read_quotes
from eval.datasets.ramdocs import read_ramdocs
from eval.datasets.realtimeqa import read_realtimeqa
from eval.datasets.rgb import read_rgb
from eval.datasets.squad import read_squad
from eval.datasets.summedits import read_summedits
from eval.datasets.summhay import read_summhay
from eval.datasets.timeqa import read_timeqa
from eval.datasets.timexes import read_timexes
from ingest.errors import InputError

READERS: Mapping[str, Callable[[Path], EvalSet]] = {
    "clapnq": read_clapnq,
    "multihop-rag": read_multihop,
    "ramdocs": read_ramdocs,
    "realtimeqa": read_realtimeqa,
    "rgb": read_rgb,
    "squad": read_squad,
    "summedits": read_summedits,
    "summhay": read_summhay,
    "timeqa": read_timeqa,
    "xquad": read_squad,
    # Forms that are no set's own, for files of whoever measures.
    "disagreements": read_disagreements,
    "followups": read_followups,
    "notices": read_notices,
    "pairs": read_pairs,
    "quotes": read_quotes,
    "timexes": read_timexes,
}


def read_set(name: str, path: Path) -> EvalSet:
    """Return a published set. Raises InputError for an unknown name or what is none, with the field."""
    if name not in READERS:
        raise InputError(f"{name!r} is no set; known are {', '.join(READERS)}")
    return READERS[name](path)
