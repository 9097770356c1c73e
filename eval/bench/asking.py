"""How long an answer takes, beside embedding its question alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle, islice

from eval.bench.figures import Figure, Goal, Reading
from eval.bench.race import Contender, race
from eval.metrics.intervals import percentile
from eval.progress import Progress, silent
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary

ASK_OVER_EMBED = Goal(3, at_least=False)

_WARM_UP = 5


def measure_asking(
    library: AskableLibrary, questions: Sequence[AskRequest], asked: int, on_progress: Progress = silent
) -> list[Figure]:
    """Ask `asked` questions, from the first again when there are fewer, and embed each in turn with it."""
    items = list(islice(cycle(questions), _WARM_UP + asked))
    seconds = race(
        [
            Contender("ask", lambda request: ask(library, request)),
            Contender("embed", lambda request: library.embedder.embed_question(request.question)),
        ],
        items,
        warm_up=_WARM_UP,
        after_each=lambda done: on_progress("ask", done / len(items)),
    )
    return [_figure(percent, seconds) for percent in (50, 95)]


def _figure(percent: int, seconds: dict[str, list[float]]) -> Figure:
    ask_ms, embed_ms = (percentile(seconds[name], percent) * 1000 for name in ("ask", "embed"))
    return Figure(
        f"ask over embedding the question, p{percent}",
        ask_ms / embed_ms,
        "times",
        ASK_OVER_EMBED if percent == 50 else None,
        (Reading("ask", ask_ms, "ms"), Reading("embed the question", embed_ms, "ms")),
    )
