"""One article is read for its publisher's notices, and what it is held to be is measured."""

from __future__ import annotations

from time import perf_counter

from eval.cases import NoticeCase
from eval.runs.results import RECOGNISED, Figures, NoticeResult
from ingest.article import Kind
from ingest.extract.kinds import kind_of
from ingest.text.notices import notices_in


def recognise(case: NoticeCase) -> NoticeResult:
    """Find what an article is, and measure whether that is right."""
    start = perf_counter()
    found = kind_of(case.title, case.text)
    seconds = perf_counter() - start
    words = tuple(notice.words for notice in notices_in(case.title, case.text))
    return NoticeResult(case, notice_figures(case.expected, found), found, words, {"recognise": seconds})


def notice_figures(expected: Kind, found: Kind) -> Figures:
    """Return the figures of what an article is held to be: precision and recall of each kind of notice."""
    figures: dict[str, float | None] = {RECOGNISED: float(found is expected)}
    for kind in (Kind.CORRECTION, Kind.RETRACTION):
        if found is kind:
            figures[f"{kind}_right"] = float(expected is kind)
        if expected is kind:
            figures[f"{kind}_found"] = float(found is kind)
    if expected is Kind.ARTICLE:
        figures["notice_invented"] = float(found is not Kind.ARTICLE)
    return figures
