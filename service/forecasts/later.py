"""Which later articles bear on a forecast: sentences of the same matter that were published after it."""

from __future__ import annotations

from dataclasses import replace

from ingest.library import Library
from ingest.store.filters import Filters
from service.answer import Citation
from service.english.lemmas import content_words, word_stems
from service.evidence.agreement.disagree import SAME_MATTER
from service.evidence.cite import cite
from service.evidence.scoring import Evidence
from service.forecasts.forecast import Forecast, ForecastList
from service.summaries.worth import sentence

_MOST = 3
_CANDIDATES = 24
# Sentences that are alike in meaning are of one matter if they share so many words, too: names above all.
_SHARED_WORDS = 2


def with_later(library: Library, found: ForecastList) -> ForecastList:
    """Return forecasts with the sentences of later articles that bear on them."""
    return replace(found, forecasts=[replace(each, later=later(library, each)) for each in found.forecasts])


def later(library: Library, forecast: Forecast) -> tuple[Citation, ...]:
    """Return sentences of articles published later that bear on a forecast, the nearest first.

    One of each story, and none of the forecast's own.
    """
    citation, now = forecast.citation, library.now()
    filters = Filters(now, after=citation.said_at)
    own = _own(library, citation, now_filters=Filters(now))
    if own is None:
        return ()
    words = " ".join(content_words(citation.quote))
    ids = [id_ for id_, _ in library.index.matching(words, _CANDIDATES, filters)]
    stems = word_stems(citation.quote)
    best: dict[str, tuple[float, Evidence]] = {}
    for stored in library.passages.load(ids, filters).passages.values():
        story = stored.article.story_id
        if story == citation.story_id or stored.article.id == citation.article_id:
            continue
        if citation.said_at and stored.public_since <= citation.said_at:
            continue
        likeness = stored.sentence_vectors @ own.vector
        at = int(likeness.argmax())
        item = sentence(stored, at)
        enough = likeness[at] >= SAME_MATTER and len(stems & word_stems(item.text)) >= _SHARED_WORDS
        if enough and likeness[at] > best.get(story, (0.0, None))[0]:
            best[story] = float(likeness[at]), item
    ordered = sorted(best.values(), key=lambda each: -each[0])[:_MOST]
    return tuple(cite(item, marker) for marker, (_, item) in enumerate(ordered, 1))


def _own(library: Library, citation: Citation, now_filters: Filters) -> Evidence | None:
    """Return the forecast's own sentence with its vector; None where no passage has it."""
    ids = library.passages.ids(now_filters, article_id=citation.article_id)
    for stored in library.passages.load(ids, now_filters).passages.values():
        for index, each in enumerate(stored.passage.sentences):
            if each.start <= citation.start < each.end:
                return sentence(stored, index)
    return None
