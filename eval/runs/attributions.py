"""One quotation of a text is given a speaker, who is held against those that it has."""

from __future__ import annotations

from time import perf_counter

from eval.cases import Attribution
from eval.metrics.speakers import is_named_speaker
from eval.runs.results import ATTRIBUTED, AttributionResult, Figures
from ingest.text.speakers import speaker_of
from service.english.words import folded


def attribute(case: Attribution) -> AttributionResult:
    """Find who said the quotation of a case and measure whether that is right."""
    start = perf_counter()
    found = found_speaker(case)
    seconds = perf_counter() - start
    return AttributionResult(case, speaker_figures(case, found), found, {"attribute": seconds})


def found_speaker(case: Attribution) -> str | None:
    """Return the words of the text that name the speaker, if one is found."""
    span = speaker_of(case.text, case.start, case.end)
    return case.text[span[0] : span[1]] if span else None


def speaker_figures(case: Attribution, found: str | None) -> Figures:
    """Return the figures of a speaker, found or not, held against those of the case."""
    if not case.speakers:
        invented = float(found is not None)
        return {"speaker_invented": invented, ATTRIBUTED: 1 - invented}
    if found is None:
        return {"speaker_decided": 0.0, ATTRIBUTED: 0.0}
    right = _right(case, found)
    return {"speaker_decided": 1.0, "speaker_right": right, ATTRIBUTED: right}


def _right(case: Attribution, found: str) -> float | None:
    """Return whether the right one was found; who a pronoun means cannot be told from the pronoun."""
    if case.pronoun:
        return 1.0 if folded(found) in map(folded, case.speakers) else None
    return float(is_named_speaker(found, case.speakers))
