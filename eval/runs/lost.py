"""Where the evidence of a question that went wrong was lost on the way to the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from eval.cases import Evidence, GoldSpan
from eval.metrics.retrieval import overlap
from ingest.library import Library
from ingest.store.filters import Filters
from service.answer import Answer
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence as Sentence


class Lost(StrEnum):
    """The stage at which evidence was lost, in the order of the stages."""

    NOT_VISIBLE = "not visible"
    NO_CANDIDATE = "no candidate"
    NOT_READ = "not read"
    REFUSED = "refused"
    NOT_CHOSEN = "read, not chosen"
    CITED = "cited, and still not right"


@dataclass(frozen=True, slots=True)
class Way:
    """What an answer came from; `candidates` are the passages that were ranked, best first."""

    filters: Filters
    candidates: Sequence[RankedPassage]
    sentences: Sequence[Sentence]
    answer: Answer


def lost_at(library: Library, evidence: Evidence, way: Way) -> Lost | None:
    """Return the first stage at which a fact lost all of its evidence; None without evidence."""
    order = list(Lost)
    return min((_lost(library, spans, way) for spans in evidence), key=order.index, default=None)


def _lost(library: Library, spans: Sequence[GoldSpan], way: Way) -> Lost:
    cited = [citation for statement in way.answer.statements for citation in statement.citations]
    if _among(spans, [GoldSpan(c.article_id, c.version, c.start, c.end) for c in cited]):
        return Lost.CITED
    read = [item for item in way.sentences if item.log_odds is not None]
    if _among(spans, [_place(item) for item in read]):
        return Lost.REFUSED if way.answer.refusal else Lost.NOT_CHOSEN
    if _among(spans, [place_of(ranked) for ranked in way.candidates]):
        return Lost.NOT_READ
    return Lost.NO_CANDIDATE if _visible(library, spans, way.filters) else Lost.NOT_VISIBLE


def place_of(ranked: RankedPassage) -> GoldSpan:
    """Return where a passage stands."""
    passage = ranked.stored.passage
    return GoldSpan(passage.article_id, passage.version, passage.start, passage.end)


def _place(sentence: Sentence) -> GoldSpan:
    passage = sentence.stored.passage
    return GoldSpan(passage.article_id, passage.version, sentence.start, sentence.end)


def _among(spans: Sequence[GoldSpan], places: Sequence[GoldSpan]) -> bool:
    return any(overlap(span, place) for span in spans for place in places)


def _visible(library: Library, spans: Sequence[GoldSpan], filters: Filters) -> bool:
    """Return whether the filters let a version with one of the spans through."""
    wanted = {(span.article, span.version) for span in spans}
    for article in {span.article for span in spans}:
        first = library.passages.ids(filters, article_id=article)[:1]
        for stored in library.passages.load(first, filters).passages.values():
            if (article, stored.passage.version) in wanted:
                return True
    return False
