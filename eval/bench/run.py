"""The whole bench: speed, then an archive that is built, asked and looked at for its memory."""

from __future__ import annotations

from pathlib import Path

from eval.bench.asking import measure_asking
from eval.bench.corpus import cut, first_documents, open_corpus
from eval.bench.figures import BenchReport
from eval.bench.memory import measure_memory
from eval.bench.speed import measure_speed
from eval.homes import build_home, cached_home, eval_settings
from eval.progress import Progress, silent
from service.evidence.library import open_askable

# Passages that ingest and the others are raced over.
_RACED = 1_000


def run_bench(
    path: Path | None, *, passages: int, questions: int, cache: Path, on_progress: Progress = silent
) -> BenchReport:
    """Measure ingest, an archive of `passages` passages asked `questions` questions, and memory.

    `path` is a RealTimeQA folder; None takes the sample archive. The archive is kept under `cache`.
    """
    corpus = open_corpus(path)
    home = cached_home(cache, corpus.fingerprint, str(passages))
    tokens = eval_settings(home).passage_tokens
    figures = measure_speed(corpus, min(passages, _RACED), on_progress)
    held = build_home(home, lambda: first_documents(cut(corpus, tokens), passages), passages, on_progress)
    with open_askable(eval_settings(home)) as library:
        figures += measure_asking(library, corpus.questions, questions, on_progress)
    figures += measure_memory(path, home, (passages // 20, passages // 5), on_progress)
    return BenchReport(corpus.name, held, tuple(figures))
