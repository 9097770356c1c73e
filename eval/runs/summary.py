"""The figures of a whole run: each measure with its interval, over all cases and by tag, and times."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from eval.metrics.intervals import Estimate, mean_of, percentiles
from eval.runs.lost import Lost
from eval.runs.measures import MEASURES
from eval.runs.results import QuestionResult, Result

TOTAL = "total"


@dataclass(frozen=True, slots=True)
class TagSummary:
    """The measures over the cases with one tag."""

    cases: int
    measures: Mapping[str, Estimate]


@dataclass(frozen=True, slots=True)
class StageTime:
    """Seconds of one stage ("total": of all) for one kind of case."""

    kind: str
    stage: str
    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class JudgeVerdict:
    """What the judge said of the answer to a case: right, wrong, or nothing that can be read (None)."""

    id: str
    right: bool | None


@dataclass(frozen=True, slots=True)
class JudgeSummary:
    """The share of answers that a language model held to be right, apart from all other measures.

    `agreement` is the share of cases on which it and the measure "right" agree.
    """

    model: str
    prompt_sha256: str
    right: Estimate | None
    agreement: Estimate | None
    without_verdict: int


@dataclass(frozen=True, slots=True)
class RunSummary:
    """`measures` has those that the set gives a verdict on.

    `lost` counts the questions that went wrong by the stage at which their evidence was lost.
    """

    set: str
    cases: int
    measures: Mapping[str, Estimate]
    tags: Mapping[str, TagSummary]
    times: tuple[StageTime, ...]
    judge: JudgeSummary | None = None
    lost: Mapping[Lost, int] = field(default_factory=dict)


def summarise_run(
    set_: str, results: Sequence[Result], seed: int, judge: JudgeSummary | None = None
) -> RunSummary:
    """Return the figures over the results of a run."""
    measures = {measure.name: measure.value(results, seed) for measure in MEASURES}
    tags, times = _tags(results, seed), _times(results)
    return RunSummary(set_, len(results), _known(measures), tags, times, judge, _lost(results))


def judge_summary(
    model: str, prompt_sha256: str, verdicts: Sequence[JudgeVerdict], results: Sequence[Result], seed: int
) -> JudgeSummary:
    """Return what the judge said of the results."""
    said = {verdict.id: verdict.right for verdict in verdicts}
    judged = [result for result in results if result.case.id in said]
    right = [said[result.case.id] for result in judged]
    ours = [result.right for result in judged]
    agree = [None if r is None or o is None else float(r) == o for r, o in zip(right, ours, strict=True)]
    return JudgeSummary(model, prompt_sha256, mean_of(right, seed), mean_of(agree, seed), right.count(None))


def _lost(results: Sequence[Result]) -> dict[Lost, int]:
    found = Counter(result.lost for result in results if isinstance(result, QuestionResult))
    return {stage: found[stage] for stage in Lost if found[stage]}


def _known(measures: Mapping[str, Estimate | None]) -> dict[str, Estimate]:
    return {name: found for name, found in measures.items() if found}


def _tags(results: Sequence[Result], seed: int) -> dict[str, TagSummary]:
    tagged: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        for tag in result.tags:
            tagged[tag].append(result)
    by_tag = [measure for measure in MEASURES if measure.by_tag]
    return {
        tag: TagSummary(len(some), _known({m.name: m.value(some, seed) for m in by_tag}))
        for tag, some in sorted(tagged.items())
    }


def _times(results: Sequence[Result]) -> tuple[StageTime, ...]:
    seconds: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
    for result in results:
        for stage, taken in result.timings.items():
            seconds[result.kind, stage].append(taken)
        seconds[result.kind, TOTAL].append(sum(result.timings.values()))
    found = ((kind, stage, percentiles(taken)) for (kind, stage), taken in seconds.items())
    return tuple(StageTime(kind, stage, p.p50, p.p95) for kind, stage, p in found if p)
