"""Where the evidence of a question that went wrong was lost on the way to the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from eval.cases import Fact, GoldEvidence, GoldSpan
from eval.metrics.facts import DatedStatement, says
from eval.metrics.retrieval import overlap
from ingest.library import Library
from ingest.store.filters import Filters
from service.answer import Answer
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence


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
    sentences: Sequence[Evidence]
    answer: Answer


def lost_at(library: Library, evidence: GoldEvidence, way: Way) -> Lost | None:
    """Return the first stage at which a fact lost all of its evidence; None without evidence."""
    return _first(_lost(library, spans, way) for spans in evidence)


def words_lost_at(gold: Sequence[Fact], way: Way) -> Lost | None:
    """Return the first stage at which nothing said a fact any more; None without facts.

    Whether an article that says it is visible is not known: NO_CANDIDATE stands for that as well.
    """
    return _first(_words_lost(fact, way) for fact in gold)


def _first(stages: Iterable[Lost]) -> Lost | None:
    return min(stages, key=list(Lost).index, default=None)


def _lost(library: Library, spans: Sequence[GoldSpan], way: Way) -> Lost:
    cited = [citation for statement in way.answer.statements for citation in statement.citations]
    if _among(spans, [GoldSpan(c.article_id, c.version, c.start, c.end) for c in cited]):
        return Lost.CITED
    if _among(spans, [_place(item) for item in _read(way)]):
        return Lost.REFUSED if way.answer.refusal else Lost.NOT_CHOSEN
    if _among(spans, [place_of(ranked) for ranked in way.candidates]):
        return Lost.NOT_READ
    return Lost.NO_CANDIDATE if _visible(library, spans, way.filters) else Lost.NOT_VISIBLE


def _words_lost(fact: Fact, way: Way) -> Lost:
    as_of = way.answer.as_of

    def among(texts: Iterable[tuple[str, datetime | None]]) -> bool:
        return any(says(DatedStatement(text, at or as_of), fact, as_of) for text, at in texts)

    cited = [citation for statement in way.answer.statements for citation in statement.citations]
    if among((each.quote, each.said_at) for each in cited):
        return Lost.CITED
    if among((item.text, item.stored.published_at) for item in _read(way)):
        return Lost.REFUSED if way.answer.refusal else Lost.NOT_CHOSEN
    if among((ranked.stored.text, ranked.stored.published_at) for ranked in way.candidates):
        return Lost.NOT_READ
    return Lost.NO_CANDIDATE


def _read(way: Way) -> list[Evidence]:
    return [item for item in way.sentences if item.log_odds is not None]


def place_of(ranked: RankedPassage) -> GoldSpan:
    """Return where a passage stands."""
    passage = ranked.stored.passage
    return GoldSpan(passage.article_id, passage.version, passage.start, passage.end)


def _place(sentence: Evidence) -> GoldSpan:
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
