"""The use case: a set in, a run folder with every answer and its figures out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from eval.cases import (
    AnyCase,
    Attribution,
    Case,
    Claim,
    FollowUp,
    NoticeCase,
    SourceComparison,
    SummaryCase,
    TimexCase,
)
from eval.homes import eval_settings, temporary_library
from eval.metrics.intervals import SEED
from eval.progress import Progress, silent
from eval.runs.attributions import attribute
from eval.runs.claims import check_claim
from eval.runs.comparisons import compare_sources
from eval.runs.folder import RunFolder, only
from eval.runs.follow_ups import FollowUpReader
from eval.runs.judge import PROMPT_SHA256, can_be_judged, judge
from eval.runs.made_with import made_with
from eval.runs.notices import recognise
from eval.runs.questions import Questioner
from eval.runs.results import QuestionResult, Result
from eval.runs.sets import RunnableSet, built_home
from eval.runs.summaries import Summariser
from eval.runs.summary import JudgeSummary, RunSummary, judge_summary, summarise_run
from eval.runs.timexes import read_times
from ingest.embeddings.configured import open_embedder
from service.evidence.library import AskableLibrary, open_askable
from service.llm.model import LanguageModel, open_model
from service.writers.choose import Writers
from service.writers.writer import Writer

RUNS = Path("eval-runs")


@dataclass(frozen=True, slots=True)
class RunOptions:
    """`writer` None is the settings' default. `limit` is the most cases of each kind, drawn by `seed`."""

    folder: Path
    cache: Path
    writer: str | None = None
    limit: int | None = None
    seed: int = SEED
    judge: bool = False


def new_folder(name: str) -> Path:
    """Return the folder of a run of the set `name` that begins now."""
    return RUNS / f"{name}-{datetime.now(UTC):%Y%m%d-%H%M%S}"


def run_set(runnable: RunnableSet, options: RunOptions, on_progress: Progress = silent) -> RunSummary:
    """Run a set, or go on with a run that was stopped in the same folder.

    Raises InputError for a folder of another run, SettingsError for a judge without a model.
    """
    settings = runnable.own or eval_settings(options.cache)
    model = open_model(settings) if options.judge else None
    part = runnable.limited(options.limit, options.seed)
    embedder = open_embedder(settings)
    writer = Writers.open(settings).named(options.writer)
    folder = RunFolder(options.folder)
    folder.begin(made_with(runnable, settings, embedder.name, writer.name, options.seed, options.limit))
    _answer_all(part, folder, options, on_progress)
    results = only(folder.results(), [case.id for case in part.cases.all])
    judged = _judge_all(folder, model, results, options.seed, on_progress) if model else None
    summary = summarise_run(runnable.name, results, options.seed, judged)
    folder.finish(summary)
    return summary


def _answer_all(part: RunnableSet, folder: RunFolder, options: RunOptions, on_progress: Progress) -> None:
    done = {result.case.id for result in folder.results()}
    left = [case for case in part.cases.all if case.id not in done]
    for number, result in enumerate(_results(part, left, options, on_progress), start=1):
        folder.add(result)
        on_progress(f"run {part.name}", (len(done) + number) / (len(done) + len(left)))


def _results(
    part: RunnableSet,
    left: list[AnyCase],
    options: RunOptions,
    on_progress: Progress,
) -> Iterator[Result]:
    claims = [case for case in left if isinstance(case, Claim)]
    yield from map(check_claim, claims)
    follow_ups = [case for case in left if isinstance(case, FollowUp)]
    if follow_ups:
        with temporary_library() as empty:
            conversation = FollowUpReader.open(empty, options.writer)
            yield from (conversation.result(case) for case in follow_ups)
    attributions = [case for case in left if isinstance(case, Attribution)]
    yield from map(attribute, attributions)
    comparisons = [case for case in left if isinstance(case, SourceComparison)]
    yield from (compare_sources(case, options.writer) for case in comparisons)
    notices = [case for case in left if isinstance(case, NoticeCase)]
    yield from map(recognise, notices)
    timexes = [case for case in left if isinstance(case, TimexCase)]
    yield from map(read_times, timexes)
    if not any(isinstance(case, (Case, SummaryCase)) for case in left):
        return  # without the archive of the set
    archive = part.own or eval_settings(built_home(part, options.cache, on_progress))
    with open_askable(archive) as library:
        writer = Writers.open(library.settings).named(options.writer)
        yield from _asked(library, writer, part, left, options.seed)


def _asked(
    library: AskableLibrary, writer: Writer, part: RunnableSet, left: list[AnyCase], seed: int
) -> Iterator[Result]:
    questioner = Questioner(library, writer, part.cases.measures, seed)
    summariser = Summariser(library, writer, part.cases.measures)
    for case in left:
        if isinstance(case, Case):
            yield questioner.result(case)
        elif isinstance(case, SummaryCase):
            yield summariser.result(case)


def _judge_all(
    folder: RunFolder, model: LanguageModel, results: list[Result], seed: int, on_progress: Progress
) -> JudgeSummary:
    said = {verdict.id for verdict in folder.verdicts()}
    judgeable = [r for r in results if isinstance(r, QuestionResult) and can_be_judged(r)]
    for number, result in enumerate(judgeable, start=1):
        if result.case.id not in said:
            folder.add_verdict(judge(model, result))
        on_progress(f"judge with {model.name}", number / len(judgeable))
    return judge_summary(model.name, PROMPT_SHA256, folder.verdicts(), results, seed)
