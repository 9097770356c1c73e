"""A story told by its articles: what came when, which values changed, and where articles differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from itertools import count

import numpy as np

from ingest.article import Article, Kind, Version
from ingest.embeddings.embedder import Vectors
from ingest.errors import NotFoundError
from ingest.library import Library
from ingest.store.archive import Archive
from ingest.store.filters import Filters
from ingest.store.passages import AlteredVersion
from ingest.store.publishers import families
from ingest.store.reading.shown import VersionSummary
from ingest.store.reading.story_list import articles_of_story, nearest_earlier
from service.answer import Citation, warnings_of
from service.english.lemmas import common_words
from service.english.machines.addressed import speaks_to_machines
from service.evidence.agreement.disagree import SAME_MATTER
from service.evidence.agreement.repeats import figures_of, repeats
from service.evidence.agreement.voices import independent_sources, is_one_publisher
from service.evidence.cite import cite
from service.evidence.reserved import Quota, ReservedArticle, reserved_warnings
from service.evidence.scoring import Evidence
from service.evidence.standing import as_it_stands
from service.stories.related import related_stories
from service.stories.story import StepKind, Story, StoryArticle, StoryDifference, StoryStep, StoryValue
from service.summaries.echoes import Sameness
from service.summaries.figures import Contrast, contrast
from service.summaries.worth import sentence

# Articles that are listed, and of which the wordings are read.
_MOST_ARTICLES, _MOST_READ = 500, 60
_SHOWN = 3  # sentences of a step
_LEAST_WORTH = 0.1  # of labels, notes and questions it is less
# The cosine and the share of common words from which two sentences of one story may be one, reworded.
_NEAR, _SAME_WORDS = 0.7, 0.6
_Cite = Callable[[Evidence], Citation]
_NONE = "the archive has no story {}; see `dateline stories`"
_KINDS = {Kind.CORRECTION: StepKind.CORRECTION, Kind.RETRACTION: StepKind.RETRACTION}


def find_story(library: Library, reference: str, as_of: datetime | None = None) -> Story:
    """Return a story by its id, or by whatever `Archive.find` takes for one of its articles.

    As a reader saw it by a moment, by default now; which articles are one story is as of today.
    Raises NotFoundError, and InputError for a reference that fits several articles.
    """
    archive, as_of = library.archive, as_of or library.now()
    found = articles_of_story(archive, reference, as_of, _MOST_ARTICLES) or articles_of_story(
        archive, _story_of(archive, reference), as_of, _MOST_ARTICLES
    )
    if not found:
        raise NotFoundError(_NONE.format(reference))
    walk = _Walk(library)
    for article, version in _wordings(archive, [article for article, _ in found[:_MOST_READ]], as_of):
        walk.take(article, version)
    cited = partial(_cited, library, as_of, count(1))
    first, latest = found[0]
    related = related_stories(library, first, latest, as_of)
    voices = {each.id: each.publisher or each.id for each in related}
    voices[first.story_id] = first.publisher or first.story_id
    return Story(
        id=first.story_id,
        title=latest.title,
        agency=next((version.agency for _, version in found if version.agency), None),
        publishers=families(article.publisher for article, _ in found),
        articles=tuple(_listed(archive, found)),
        more_articles=len(found) == _MOST_ARTICLES,
        course=tuple(_step(each, walk.quota, cited) for each in walk.steps),
        differing=tuple(_differing(walk, cited)),
        related=tuple(related),
        independent_sources=independent_sources(voices),
        warnings=(*warnings_of(walk.altered), *reserved_warnings("of this story", walk.reserved)),
    )


def _story_of(archive: Archive, reference: str) -> str:
    try:
        return archive.find(reference).story_id
    except NotFoundError as exc:
        raise NotFoundError(_NONE.format(reference)) from exc


def _listed(archive: Archive, found: Sequence[tuple[Article, Version]]) -> Iterator[StoryArticle]:
    nearest = nearest_earlier(archive, [article.id for article, _ in found])
    for article, version in found:
        copy_of, in_common = nearest.get(article.id, (None, None))
        yield StoryArticle(article, VersionSummary.of(version), version.agency, copy_of, in_common)


def _wordings(
    archive: Archive, articles: Sequence[Article], as_of: datetime
) -> Iterator[tuple[Article, Version]]:
    """Yield the wordings that were public, in their order."""
    found = [
        (version.visible_from, place, version)
        for place, article in enumerate(articles)
        for version in archive.versions(article.id, as_of)
    ]
    for _, place, version in sorted(found, key=lambda each: each[:2]):
        yield articles[place], version


@dataclass(eq=False, slots=True)
class _Said:
    """A sentence as it was first worded, and the wordings that have it, as (article id, version)."""

    item: Evidence
    since: datetime
    wordings: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class _Taken:
    """A wording with the sentences that it added, and those that its article dropped."""

    article: Article
    version: Version
    added: list[Evidence]
    dropped: list[Evidence]


@dataclass(slots=True)
class _Walk:
    """Takes the wordings of a story in, one after the other, and keeps each sentence once.

    `texts` leads from a sentence's words to it, `having` from an article to those of its last wording.
    """

    library: Library
    said: list[_Said] = field(default_factory=list)
    texts: dict[str, _Said] = field(default_factory=dict)
    having: dict[str, list[tuple[_Said, Evidence]]] = field(default_factory=dict)
    steps: list[_Taken] = field(default_factory=list)
    latest: dict[str, int] = field(default_factory=dict)
    altered: set[AlteredVersion] = field(default_factory=set)
    reserved: list[ReservedArticle] = field(default_factory=list)
    quota: Quota = field(default_factory=Quota)

    def take(self, article: Article, version: Version) -> None:
        known = list(self.said)
        vectors = np.stack([each.item.vector for each in known]) if known else None
        had, has = self.having.get(article.id, []), list[tuple[_Said, Evidence]]()
        for item in self._sentences(article, version):
            same = self.texts.get(item.text) or self._same(item, known, vectors)
            if same is None:
                same = _Said(item, item.stored.visible_from, [])
                self.said.append(same)
            same.wordings.append((article.id, version.number))
            self.texts.setdefault(item.text, same)
            has.append((same, item))
        added = [item for each, item in has if each.item is item]
        still = {each for each, _ in has}
        dropped = [item for each, item in had if each not in still]
        self.having[article.id], self.latest[article.id] = has, version.number
        self.steps.append(_Taken(article, version, _telling(added), _telling(dropped)))

    def _sentences(self, article: Article, version: Version) -> Iterator[Evidence]:
        stated = self.library.archive.rights(article.id)
        # No wording was public before the end of an embargo.
        lifted = stated.embargoed_until if stated else None
        filters = Filters(max(version.visible_from, lifted or version.visible_from))
        ids = self.library.passages.ids(filters, article_id=article.id)
        for loaded in self.library.passages.walk(ids, filters):
            self.altered |= loaded.altered
            self.reserved += map(ReservedArticle.of, loaded.reserved.values())
            for stored in loaded.passages.values():
                for index in range(len(stored.passage.sentences)):
                    yield sentence(stored, index)

    def _same(self, item: Evidence, known: Sequence[_Said], vectors: Vectors | None) -> _Said | None:
        """Return what says the same among the sentences that were known before this wording."""
        if vectors is None:
            return None
        near = vectors @ item.vector
        for row in map(int, np.argsort(-near, kind="stable")):
            if near[row] < _NEAR:
                return None
            if _says_no_more(item, known[row].item):
                return known[row]
        return None


def _says_no_more(item: Evidence, earlier: Evidence) -> bool:
    """Return whether a sentence, near another in meaning, tells what that does, maybe in other words."""
    if repeats(item, earlier):
        return True
    return (
        common_words(item.text, earlier.text) >= _SAME_WORDS
        and figures_of(item.text) == figures_of(earlier.text)
        and Sameness(earlier).holds(item)
    )


def _telling(items: Sequence[Evidence]) -> list[Evidence]:
    return [item for item in items if item.score >= _LEAST_WORTH and not speaks_to_machines(item.text)]


def _step(taken: _Taken, quota: Quota, cited: _Cite) -> StoryStep:
    article, version, published = taken.article, taken.version, taken.version.published_at
    plain = StepKind.ARTICLE if version.number == 1 else StepKind.NEW_VERSION
    added, dropped = quota.take(_best(taken.added)), quota.take(_best(taken.dropped))
    return StoryStep(
        # On the publisher's clock; a text that was modified before it was seen counts from then on.
        at=published if published == version.visible_from else version.visible_from,
        kind=_KINDS.get(version.kind, plain),
        article_id=article.id,
        version=version.number,
        title=version.title,
        publisher=article.publisher,
        added=tuple(cited(each) for each in added),
        more_added=len(taken.added) - len(added),
        dropped=tuple(cited(each) for each in dropped),
        more_dropped=len(taken.dropped) - len(dropped),
    )


def _best(items: Sequence[Evidence]) -> list[Evidence]:
    """Return the most telling sentences in the order of the text."""
    best = sorted(range(len(items)), key=lambda place: -items[place].score)[:_SHOWN]
    return [items[place] for place in sorted(best)]


def _cited(library: Library, as_of: datetime, markers: Iterator[int], item: Evidence) -> Citation:
    citation = cite(item, next(markers))
    return as_it_stands(library.archive, library.passages, citation, as_of)


def _differing(walk: _Walk, cited: _Cite) -> Iterator[StoryDifference]:
    """Yield values that differ, those of the most alike sentences first; each sentence gives one value."""
    found: list[dict[int, str]] = []
    of: dict[int, dict[int, str]] = {}
    for one, other in _alike(walk.said):
        if (one in of and other in of) or not _opposed(walk.said[one], walk.said[other], walk):
            continue
        known = of.get(one) or of.get(other) or {}
        new = {one, other} - known.keys()
        values = _values(walk.said[one], walk.said[other])
        if values is None or not all(_values(walk.said[a], walk.said[b]) for a in known for b in new):
            continue
        if not known:
            found.append(known)
        for place, words in ((one, values.one), (other, values.other)):
            known.setdefault(place, words)
            of[place] = known
    for each in found:
        said = [(walk.said[place], words) for place, words in sorted(each.items())]
        yield StoryDifference(
            tuple(StoryValue(words, cited(one.item), one.since) for one, words in said),
            replaced=not any(_stands(one, walk) for one, _ in said[:-1]),
        )


def _opposed(first: _Said, second: _Said, walk: _Walk) -> bool:
    """Return whether a sentence stands against an earlier one that is in no article now, or is another's."""
    if not _stands(second, walk):
        return False
    return not _stands(first, walk) or not is_one_publisher(_article_of(first), _article_of(second))


def _values(one: _Said, other: _Said) -> Contrast | None:
    """Return the values of two sentences that differ; in doubt none.

    What one wording has both of is of two things. A part of a sentence may not have what tells them apart.
    """
    if not (one.item.stored.allowance.whole and other.item.stored.allowance.whole):
        return None
    together = not set(one.wordings).isdisjoint(other.wordings)
    return None if together else contrast(one.item, other.item)


def _alike(said: Sequence[_Said]) -> Iterator[tuple[int, int]]:
    if not said:
        return
    vectors = np.stack([each.item.vector for each in said])
    cosines = np.triu(vectors @ vectors.T, k=1)
    rows, columns = np.nonzero(cosines >= SAME_MATTER)
    for rank in np.argsort(-cosines[rows, columns], kind="stable"):
        yield int(rows[rank]), int(columns[rank])


def _stands(said: _Said, walk: _Walk) -> bool:
    return any(walk.latest[id_] == number for id_, number in said.wordings)


def _article_of(said: _Said) -> Article:
    return said.item.stored.article
