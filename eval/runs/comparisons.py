"""One question is asked of an archive of a few sources, and how the answer has them differ is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from eval.cases import Agreement, SourceComparison
from eval.datasets.published import Drafts, document_of
from eval.homes import temporary_library
from eval.runs.results import COMPARED, ComparisonResult, Figures
from ingest.document import Document
from ingest.extract.draft import Fields
from ingest.pipeline import ingest
from service.answer import Answer
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from service.writers.choose import Writers

# The question is asked when the day of the last source is over.
_DAY = timedelta(days=1)


def compare_sources(case: SourceComparison, writer: str | None) -> ComparisonResult:
    """Ask the question of an archive that holds the sources only, and is thrown away."""
    with temporary_library() as library:
        ingest(library, _documents(case))
        as_of = max(source.published_at for source in case.sources) + _DAY
        named = Writers.open(library.settings).named(writer)
        answer = ask(AskableLibrary.of(library), AskRequest(case.question, as_of), named)
    disputed, updated = _disputed(answer), _updated(answer)
    return ComparisonResult(
        case, comparison_figures(case, disputed, updated), disputed, updated, answer.timings
    )


def comparison_figures(case: SourceComparison, disputed: Sequence[str], updated: Sequence[str]) -> Figures:
    """Return the figures of what is shown, held against what is the case."""
    is_dispute, is_update = (case.agreement is each for each in (Agreement.DISAGREEMENT, Agreement.UPDATE))
    told_update = bool(updated) and not disputed
    figures: dict[str, float | None] = {}
    if is_dispute:
        figures["disagreement_found"] = float(bool(disputed) and _meant(case, disputed))
    if disputed:
        figures["disagreement_right"] = float(is_dispute and _meant(case, disputed))
    if is_update:
        figures["update_found"] = float(told_update and _meant(case, updated))
    if updated and case.agreement is not None:
        figures["update_right"] = float(is_update and _meant(case, updated))
    if is_dispute or is_update:
        right = figures["disagreement_found" if is_dispute else "update_found"]
    else:
        right = float(not disputed and not (updated and case.agreement is Agreement.NONE))
    return figures | {COMPARED: right}


def _meant(case: SourceComparison, shown: Sequence[str]) -> bool:
    """Return whether each value that is shown is one of those that differ, where these are given."""
    wanted = [value.casefold() for value in case.values]
    return not wanted or all(
        any(value.casefold() in each or each in value.casefold() for each in wanted) for value in shown
    )


def _disputed(answer: Answer) -> tuple[str, ...]:
    return tuple(value for found in answer.disagreements for value in found.values)


def _updated(answer: Answer) -> tuple[str, ...]:
    return tuple(value for found in answer.updates for value in found.values)


def _documents(case: SourceComparison) -> Iterator[Document]:
    drafts = Drafts()
    for number, source in enumerate(case.sources, start=1):
        drafts.add(
            Fields(
                source.title,
                source.text,
                guid=f"{case.id}.{number}",
                publisher=source.publisher,
                published_at=source.published_at,
            )
        )
    return map(document_of, drafts.all())
