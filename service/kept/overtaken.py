"""A question asked again, over what arrived since: does it give another value, or an answer at last?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.store.filters import Filters
from service.answer import Answer, ChangeKind, LaterChange, Reason
from service.ask import AskRequest, ask, read_request
from service.english.words import WORD, folded
from service.evidence.agreement.disagree import ValueRelation, relation
from service.evidence.agreement.given import Given, also_says, differ, given
from service.evidence.cite import Place, cite, place, public_since
from service.evidence.library import AskableLibrary
from service.evidence.rescoring.rescore import rescore
from service.evidence.retrieve import RankedPassage
from service.evidence.scoring import Evidence
from service.evidence.search import score_passages
from service.questions.question import Question

# Articles that are read for one question in one look; the nearest of more tell.
MOST_READ = 4
# Log-odds from which on a sentence surely answers: what else it names makes no other thing of it.
_SURE = 2.0


def overtaking(
    library: AskableLibrary, answer: Answer, request: AskRequest, articles: Sequence[str]
) -> list[LaterChange]:
    """Return what articles that arrived since an answer change of it, by the value that each side gives."""
    if answer.refusal is not None:
        return _answered_now(library, answer, request, articles)
    question, filters = read_request(library, request)
    before = Filters(answer.as_of)
    cited: dict[Place, int] = {
        (each.article_id, each.version, each.start): each.marker for each in answer.citations
    }
    found = _read(library, question, filters, list(articles)[:MOST_READ])
    values = [value for item in found if place(item) not in cited and (value := given(item))]
    if not values:
        return []
    own = {id_ for id_, _, _ in cited}
    told = [
        (cited[place(item)], value)
        for item in _read(library, question, before, list(own))
        if place(item) in cited and (value := given(item))
    ]
    return _compared(question, told, values)


def _compared(
    question: Question, told: Sequence[tuple[int, Given]], values: Sequence[Given]
) -> list[LaterChange]:
    """Return a change for the first value that is set against one that was told, of each article."""
    changes: dict[str, LaterChange] = {}
    for new in values:
        article_id = new.item.stored.article.id
        if article_id in changes or any(not differ(new, old) or also_says(old.item, new) for _, old in told):
            continue
        for marker, old in told:
            if old.item.stored.article.id == article_id:
                continue  # another wording of what is cited: the versions are compared
            sure = (new.item.log_odds or 0.0) >= _SURE
            named = sure and _is_named(question, new) and _is_named(question, old)
            how = relation(question, new, old, named=named)
            if how is not None:
                changes[article_id] = _change(how, marker, old, new)
                break
    return list(changes.values())


def _is_named(question: Question, value: Given) -> bool:
    """Return whether a sentence, with the headline above it, has all names of the question."""
    item = value.item
    if not question.names:
        return False
    words = {folded(word) for word in WORD.findall(f"{item.stored.title} {item.text}")}
    return all(folded(word) in words for name in question.names for word in WORD.findall(name))


def _change(how: ValueRelation, marker: int, old: Given, new: Given) -> LaterChange:
    later = how is ValueRelation.LATER
    kind = ChangeKind.OVERTAKEN if later else ChangeKind.DISPUTED
    stored = new.item.stored
    who = stored.article.publisher or "another article"
    gives = "gives in its place" if later else "gives instead"
    return LaterChange(
        kind=kind,
        marker=marker,
        quote=old.item.text,
        citation=cite(new.item, 1),
        publisher=stored.article.publisher,
        at=public_since(new.item),
        message=f"{old.words}: {who} {gives} {new.words}",
        values=(old.words, new.words),
    )


def _answered_now(
    library: AskableLibrary, answer: Answer, request: AskRequest, articles: Sequence[str]
) -> list[LaterChange]:
    """Return what answers a question that was refused, if an article that arrived since does."""
    if answer.refusal is not None and answer.refusal.reason is Reason.LANGUAGE:
        return []
    arrived = set(articles)
    for statement in ask(library, request).statements:
        for citation in statement.citations:
            if citation.article_id in arrived:
                who = citation.publisher or "another article"
                return [
                    LaterChange(
                        kind=ChangeKind.OVERTAKEN,
                        marker=None,
                        quote=None,
                        citation=replace(citation, marker=1),
                        publisher=citation.publisher,
                        at=citation.said_at or library.archive.version(citation.article_id).visible_from,
                        message=f"there was no answer; {who} gives one",
                    )
                ]
    return []


def _read(
    library: AskableLibrary, question: Question, filters: Filters, articles: Sequence[str]
) -> list[Evidence]:
    """Return the sentences of articles with how they answer a question, each article read by itself."""
    vector = library.embedder.embed_question(question.text)
    found: list[Evidence] = []
    for id_ in articles:
        ids = library.passages.ids(filters, article_id=id_)
        loaded = library.passages.load(ids, filters).passages
        ranked = [RankedPassage(loaded[each], 1.0) for each in ids if each in loaded]
        found += rescore(question, score_passages(library, question, vector, ranked), library.reader)
    return found
