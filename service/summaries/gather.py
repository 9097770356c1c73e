"""The sentences to choose from: all of an article or a story, the best of a topic or of a period."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import islice

from ingest.errors import NotFoundError
from ingest.store.filters import Filters
from ingest.store.passages import AlteredVersion, StoredPassage
from ingest.store.publishers import known_publishers
from service.english.dates.find import as_utc
from service.english.machines.addressed import speaks_to_machines
from service.evidence.agreement.repeats import choose_distinct
from service.evidence.library import AskableLibrary
from service.evidence.refuse import confidence_in, is_enough
from service.evidence.rescoring.rescore import rescore
from service.evidence.reserved import Quota, ReservedArticle
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence
from service.evidence.search import filters_for, find_passages, rarity_in, read_question, score_passages
from service.questions.expect import asks
from service.questions.question import Question
from service.summaries.pool import Candidate, Pool
from service.summaries.summary import Scope, SummaryRequest
from service.summaries.topic import Topic, relevance
from service.summaries.worth import is_whole_sentence, sentence

# A period is read from the beginnings of its articles, in characters, and so many sentences of each are kept:
# no article crowds out the others.
_LEAD = 2_000
_EACH = 3
# A topic is looked for in each of these slices of its dates, so that a long range is covered as a whole.
_SLICES = 8
_PASSAGES = 48
# Without slices as many are read as all slices would have, so that an aspect of a topic is found in them.
_ALONE = 160
# Passages of which the nearest sentences are scored: of more the nearest are those that say next to nothing.
_TOGETHER = 16
_SHORT_RANGE = timedelta(days=14)
_FEW_ARTICLES = 100
# A sentence belongs to a topic that is this share as much like it as the best one.
_OF_BEST = 0.4
# Sentences of a topic that are compared with each other.
_KEPT_ON_TOPIC = 400
# An article on something else may tell of the topic at its end.
_PLACE_ON_TOPIC = 0.2
# Sentences that are shown with a refusal.
_NEAREST = 3
_FOREVER = datetime.fromisoformat("9999-01-01T00:00:00+00:00")

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be read. `ids` are those of the passages; None for a topic, which retrieval finds."""

    request: SummaryRequest
    filters: Filters
    question: Question | None
    ids: list[str] | None
    slices: tuple[Filters, ...]

    @property
    def passages(self) -> int:
        """How many passages will be read, at most."""
        return len(self.slices) * self.each if self.ids is None else len(self.ids)

    @property
    def each(self) -> int:
        """How many passages are read of each slice, at most."""
        return _PASSAGES if len(self.slices) > 1 else _ALONE


@dataclass(frozen=True, slots=True)
class Gathered:
    """The sentences to choose from, best first, and what was read for them.

    `nearest` are shown with a refusal; `missing` are the words of a topic that nothing near it has. `most`
    sentences were held at once. `titles` are those of the stories that were read, by id. `reserved` are
    articles that belong to it and may not be quoted. `read` are the passages of a topic.
    """

    candidates: list[Candidate]
    nearest: list[Evidence]
    articles: int
    passages: int
    words: int
    most: int
    altered: frozenset[AlteredVersion] = frozenset()
    missing: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    reserved: tuple[ReservedArticle, ...] = ()
    read: tuple[StoredPassage, ...] = ()


def plan(library: AskableLibrary, request: SummaryRequest) -> Plan:
    """Return what a summary reads. Raises InputError and NotFoundError."""
    request.check()
    if request.scope is Scope.QUESTION:
        return _topic_plan(library, request)
    as_of = as_utc(request.as_of or library.now())
    publishers = known_publishers(request.publishers, library.archive.publishers())
    filters = Filters(as_of, request.after, request.before, publishers)
    return Plan(request, filters, None, _ids(library, request, filters), ())


def gather(
    library: AskableLibrary, planned: Plan, on_progress: OnProgress = lambda done, total: None
) -> Gathered:
    """Read what was planned and keep a bounded number of its sentences."""
    gatherer = _Gatherer(library, planned, on_progress)
    if planned.ids is None:
        gatherer.read_topic()
    else:
        gatherer.read_passages(planned.ids)
    return gatherer.gathered()


def _topic_plan(library: AskableLibrary, request: SummaryRequest) -> Plan:
    question = read_question(library, request.question or "", request.as_of)
    filters = filters_for(
        library, question, after=request.after, before=request.before, publishers=request.publishers
    )
    return Plan(request, filters, question, None, tuple(_sliced(library, filters)))


def _sliced(library: AskableLibrary, filters: Filters) -> Iterator[Filters]:
    """Yield the filters, and for a long range with many articles each part of it as well."""
    yield filters
    covered = library.coverage.count(filters)
    first, last = covered.earliest, covered.latest
    if covered.articles < _FEW_ARTICLES or not first or not last or last - first < _SHORT_RANGE:
        return
    borders = [first + number * (last - first) / _SLICES for number in range(_SLICES)]
    # The ends are those asked for: a day is the publisher's, which the first article's moment is not.
    for after, before in zip(
        [filters.after or first, *borders[1:]], [*borders[1:], filters.before], strict=True
    ):
        yield replace(filters, after=after, before=before)


def _ids(library: AskableLibrary, request: SummaryRequest, filters: Filters) -> list[str]:
    passages = library.passages
    if request.article_id is not None:
        library.archive.article(request.article_id)  # raises NotFoundError
        return passages.ids(filters, article_id=request.article_id)
    if request.story_id is not None:
        ids = passages.ids(filters, story_id=request.story_id)
        if not ids and not passages.ids(Filters(_FOREVER), story_id=request.story_id):
            raise NotFoundError(f"the archive has no story {request.story_id}; see `dateline show ID`")
        return ids
    return passages.ids(filters, lead=_LEAD)


class _Gatherer:
    """Reads passages into a pool."""

    def __init__(self, library: AskableLibrary, planned: Plan, on_progress: OnProgress) -> None:
        self._library, self._plan, self._on_progress = library, planned, on_progress
        self._pool = Pool(_KEPT_ON_TOPIC) if planned.ids is None else Pool()
        self._nearest: list[Evidence] = []
        self._articles: set[str] = set()
        self._altered: set[AlteredVersion] = set()
        self._reserved: dict[str, ReservedArticle] = {}
        self._missing: tuple[str, ...] = ()
        self._titles: dict[str, str] = {}
        self._read: dict[str, StoredPassage] = {}
        self._passages = self._words = 0

    def gathered(self) -> Gathered:
        quota = Quota()
        return Gathered(
            [each for each in self._pool.candidates if quota.take([each.item])],
            self._nearest,
            len(self._articles),
            self._passages,
            self._words,
            self._pool.most,
            frozenset(self._altered),
            self._missing,
            self._titles,
            tuple(self._reserved.values()),
            tuple(self._read.values()),
        )

    def read_passages(self, ids: Sequence[str]) -> None:
        each = _EACH if self._plan.request.scope is Scope.PERIOD else None
        for loaded in self._library.passages.walk(ids, self._plan.filters):
            batch = list(loaded.passages.values())
            self._altered |= loaded.altered
            self._leave_out(loaded.reserved.values())
            for passages in _by_article(batch):
                found = [sentence(stored, index) for stored in passages for index in _indexes(stored)]
                ordered = sorted(found, key=lambda item: -item.score) if each else found
                self._pool.add(islice((item for item in ordered if not speaks_to_machines(item.text)), each))
            self._count(batch)
            self._on_progress(self._passages, len(ids))

    def read_topic(self) -> None:
        question = self._plan.question
        assert question is not None
        vector = self._library.embedder.embed_question(question.text)
        seen: dict[tuple[str, int], Evidence] = {}
        reserved: list[RankedPassage] = []
        for done, filters in enumerate(self._plan.slices, start=1):
            retrieved = find_passages(self._library, question, vector, filters, self._plan.each)
            ranked = retrieved.passages
            self._altered |= retrieved.altered
            reserved += retrieved.reserved
            for at in range(0, len(ranked), _TOGETHER):
                some = ranked[at : at + _TOGETHER]
                for item in score_passages(self._library, question, vector, some):
                    seen.setdefault((item.stored.passage.id, item.index), item)
            self._read |= {each.stored.passage.id: each.stored for each in ranked}
            self._count([each.stored for each in ranked])
            self._on_progress(done, len(self._plan.slices))
        found = sorted(seen.values(), key=relevance, reverse=True)
        self._nearest = Quota().take(choose_distinct(found, _NEAREST, always=_NEAREST))
        embed = self._library.embedder.embed_question
        topic = Topic.of(question, rarity_in(self._library), found, embed)
        self._leave_out_on_topic(topic, score_passages(self._library, question, vector, reserved), found)
        if topic.has(found) or self._answers(question, found):
            least = _OF_BEST * relevance(found[0])
            near = [item for item in found if relevance(item) >= least]
            whole = [item for item in near if is_whole_sentence(item.text)] or near
            self._pool.add(_for_topic(topic, item) for item in whole)
        else:
            self._missing = topic.missing(question, found)

    def _answers(self, question: Question, found: Sequence[Evidence]) -> bool:
        """Return whether these sentences answer a question, whose words need not all be those of a topic."""
        if not found or not asks(question.text):
            return False
        best = sorted(found, key=lambda item: -item.score)
        return is_enough(confidence_in(question, rescore(question, best, self._library.reader)))

    def _leave_out_on_topic(
        self, topic: Topic, reserved: Sequence[Evidence], found: Sequence[Evidence]
    ) -> None:
        """Note the articles that are about the topic and as much like it as what is chosen from."""
        ordered = sorted(reserved, key=relevance, reverse=True)
        least = _OF_BEST * max(map(relevance, [*ordered[:1], *found[:1]]), default=0.0)
        for id_ in dict.fromkeys(item.stored.article.id for item in ordered):
            items = [item for item in ordered if item.stored.article.id == id_]
            if relevance(items[0]) >= least and topic.has(items):
                self._leave_out([items[0].stored])

    def _leave_out(self, passages: Iterable[StoredPassage]) -> None:
        for stored in passages:
            self._reserved.setdefault(stored.article.id, ReservedArticle.of(stored))

    def _count(self, batch: Sequence[StoredPassage]) -> None:
        self._passages += len(batch)
        self._articles.update(stored.article.id for stored in batch)
        for stored in batch:
            self._titles.setdefault(stored.article.story_id, stored.title)
        self._words += sum(stored.text.count(" ") + 1 for stored in batch)


def _by_article(batch: Iterable[StoredPassage]) -> Iterator[list[StoredPassage]]:
    """Yield the passages of each article; they stand together."""
    group: list[StoredPassage] = []
    for stored in batch:
        if group and group[0].article.id != stored.article.id:
            yield group
            group = []
        group.append(stored)
    if group:
        yield group


def _indexes(stored: StoredPassage) -> range:
    return range(len(stored.passage.sentences))


def _for_topic(topic: Topic, item: Evidence) -> Evidence:
    """Return the sentence scored by what it is worth and, above all, by how close it is.

    What names nothing of the topic tells of it only by what stands around it.
    """
    own = sentence(item.stored, item.index, _PLACE_ON_TOPIC).score
    return replace(item, score=math.sqrt(own) * relevance(item) ** 2 * topic.told_in(item))
