"""A LlamaIndex postprocessor, such as one of its rerankers, over the passages found for a question."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ingest.settings import Settings
from service.evidence.retrieve import RankedPassage

Rerank = Callable[[str, Sequence[RankedPassage]], list[RankedPassage]]


def load_reranker(settings: Settings) -> Rerank | None:
    """Return what DATELINE_RERANKER_CLASS names, loaded once for each process; None without the setting.

    Raises SettingsError. The function it returns raises BackendError when the postprocessor fails.
    """
    return _load(settings.reranker_class) if settings.reranker_class else None


@lru_cache(maxsize=8)
def _load(path: str) -> Rerank:
    from service.llama import reranker  # imports llama_index, which takes seconds

    return reranker(path)
