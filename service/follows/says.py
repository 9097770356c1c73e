"""What the archive says on a question or a topic, and which of it nothing before had said."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from ingest.store.archive import Archive
from service.answer import Citation
from service.ask import AskRequest, Done, Ranked, answer_events, read_request
from service.english.dates.find import find_spans
from service.english.lemmas import common_words
from service.english.names import Name
from service.evidence.agreement.disagree import ValueRelation, relation
from service.evidence.agreement.given import Given, also_says, differ, given
from service.evidence.agreement.repeats import figures_of, repeats
from service.evidence.cite import cite, place, public_since
from service.evidence.library import AskableLibrary
from service.evidence.scoring import Evidence
from service.follows.follow import NewSentence
from service.kept.wording import stands_in
from service.questions.expect import asks
from service.questions.question import Question
from service.summaries.choose import Length, choose_candidates, current
from service.summaries.gather import gather, plan
from service.summaries.summary import SummaryRequest

# Sentences of a topic that are told at once.
_MOST = 5
# From this share of common words on a sentence tells what another does.
_SAME_WORDS = 0.6


@dataclass(frozen=True, slots=True)
class Saying:
    """Sentences that answer, best first, and all that were found with them; `nearest` where none does."""

    question: Question
    stated: tuple[Evidence, ...]
    found: tuple[Evidence, ...]
    nearest: tuple[Citation, ...] = ()


def saying_of(
    library: AskableLibrary, request: AskRequest, arrived: Collection[tuple[str, int]] = ()
) -> Saying:
    """Return what the archive says now: to a question its answer, of a topic its most telling sentences.

    With `arrived`, only those of a topic that stand in these versions.
    """
    if asks(request.question):
        return _answered(library, request)
    asked = SummaryRequest(question=request.question, publishers=request.publishers)
    planned = plan(library, asked)
    gathered = gather(library, planned)
    candidates = current(gathered.candidates)
    wanted = [each for each in candidates if not arrived or version_of(each.item) in arrived]
    chosen = choose_candidates(wanted, Length(None, _MOST)) if wanted else []
    nearest = tuple(cite(item, marker) for marker, item in enumerate(gathered.nearest, 1))
    assert planned.question is not None
    found = tuple(each.item for each in gathered.candidates)
    return Saying(planned.question, tuple(each.item for each in chosen), found, nearest)


def _answered(library: AskableLibrary, request: AskRequest) -> Saying:
    question, _ = read_request(library, request)
    found: tuple[Evidence, ...] = ()
    for event in answer_events(library, request):
        if isinstance(event, Ranked):
            found = event.evidence
        if isinstance(event, Done):
            by_place = {place(item): item for item in found}
            cited = [each for statement in event.answer.statements for each in statement.citations]
            stated = [by_place[(each.article_id, each.version, each.start)] for each in cited]
            nearest = event.answer.refusal.nearest if event.answer.refusal else ()
            return Saying(question, tuple(stated), found, nearest)
    raise AssertionError("an answer ends with Done")


def version_of(item: Evidence) -> tuple[str, int]:
    """Return which version a sentence stands in."""
    return item.stored.article.id, item.stored.passage.version


def new_in(
    archive: Archive, said: Saying, told: Sequence[Citation], arrived: Collection[tuple[str, int]]
) -> list[NewSentence]:
    """Return what the stated sentences of arrived versions say that nothing else does.

    Not new is what repeats a sentence that was told or found before, by whomever, and what gives the value
    that one of them gives.
    """
    older = [item for item in said.found if version_of(item) not in arrived]
    known = [value for item in older if (value := given(item))]
    new: list[NewSentence] = []
    taken: list[Evidence] = []
    for item in said.stated:
        if version_of(item) not in arrived or _stood_before(archive, item):
            continue
        if any(_tells(item, each) for each in [*older, *taken]) or any(
            _told(item, each.quote, each.said_at) for each in told
        ):
            continue
        found = _valued(said.question, item, known)
        if found is not None:
            new.append(found)
            taken.append(item)
            known += [value for value in [given(item)] if value]
    return new


def _valued(question: Question, item: Evidence, known: Sequence[Given]) -> NewSentence | None:
    """Return a sentence with the value that it gives, None if one that is known gives the same.

    Where values are known, what gives none answers nothing that is not answered.
    """
    value = given(item)
    citation = cite(item, 1)
    if value is None:
        return None if known else NewSentence(citation)
    if any(_same_value(value, each) for each in known):
        return None
    for each in known:
        how = relation(question, value, each)
        if how is not None:
            return NewSentence(citation, value.words, each.words, replaces=how is ValueRelation.LATER)
    return NewSentence(citation, value.words)


def _same_value(value: Given, other: Given) -> bool:
    if isinstance(value.value, Name):
        return isinstance(other.value, Name) and not differ(value, other)
    return type(value.value) is type(other.value) and also_says(other.item, value)


def _tells(item: Evidence, other: Evidence) -> bool:
    """Return whether a sentence tells what another does: alike, or in most of its words."""
    return repeats(item, other) or _told(item, other.text, public_since(other))


def _told(item: Evidence, text: str, said_at: datetime | None) -> bool:
    """Return whether a sentence has most of the words of another, its figures and no other dates."""
    if item.text == text:
        return True
    if common_words(item.text, text) < _SAME_WORDS or figures_of(item.text) != figures_of(text):
        return False
    own = {found.span for found in find_spans(item.text, public_since(item))}
    others = {found.span for found in find_spans(text, said_at or public_since(item))}
    return own <= others or others <= own


def _stood_before(archive: Archive, item: Evidence) -> bool:
    """Return whether an earlier version of the article that could be read has the sentence, too."""
    id_, number = version_of(item)
    if number == 1:
        return False
    rights, versions = archive.rights(id_), archive.versions(id_)
    until = rights.embargoed_until if rights else None
    earlier = [
        each
        for each, following in pairwise(versions)
        if each.number < number and (until is None or following.visible_from > until)
    ]
    return any(stands_in(item.text, each.text) for each in earlier)
