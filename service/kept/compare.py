"""What has arrived or gone, compared with the answers that are kept: only those that it may concern."""

from __future__ import annotations

import logging
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import replace

from ingest.embeddings.embedder import Vector
from ingest.errors import InputError, NotFoundError
from ingest.store.archive import Archive
from ingest.store.corrections import corrected_by, notices_about, stated_of
from ingest.store.reading.arrivals import Arrivals, StatedCorrection
from service.answer import ChangeKind, Citation, LaterChange
from service.ask import AskRequest
from service.evidence.library import AskableLibrary
from service.kept.kept import KeptAnswer
from service.kept.near import latest_of, near, reach_of, vectors_of
from service.kept.overtaken import overtaking
from service.kept.store import (
    OpenAnswer,
    add_changes,
    kept_citing,
    load_kept,
    note_vector,
    open_answers,
)
from service.kept.wording import change_of, correction_of, stated_change
from service.webhooks.outbox import add_webhook

_log = logging.getLogger("dateline.kept")


def compare_kept(
    library: AskableLibrary, arrivals: Arrivals, between: Callable[[], None] = lambda: None
) -> int:
    """Mark the kept answers that what arrived makes stale, and tell of them; return how many.

    `between` is called before each question that is embedded or read again, which takes up to a second, and
    may raise: what was marked until then stays so, and a second look marks nothing twice.
    """
    found = 0
    with library.archive.begin() as db:
        corrected = corrected_by(db, arrivals.articles)
    citing = kept_citing(library.archive, [*arrivals.articles, *corrected])
    for kept, _ in load_kept(library.archive, citing):
        changes = cited_changes(library, kept, arrivals)
        changes += _corrections(library, kept, corrected)
        found += _note(library, kept, [*changes, *_stated(library, kept, arrivals.corrected)])
    arrived = latest_of(library, arrivals.versions)
    concerned = _concerned(library, arrived, between) if arrived else {}
    known: dict[Hashable, list[LaterChange]] = {}
    for kept, request in load_kept(library.archive, concerned):
        if kept.answer and request:
            # What many asked was answered with the same words, and is read once.
            cited = tuple(map(_cited, kept.answer.citations))
            same = request, kept.answer.refusal is None, cited, tuple(concerned[kept.id])
            if same not in known:
                between()
                known[same] = _overtaking(library, kept, request, concerned[kept.id])
            found += _note(library, kept, known[same])
    return found


def _cited(citation: Citation) -> tuple[int, str, int, int]:
    return citation.marker, citation.article_id, citation.version, citation.start


def cited_changes(library: AskableLibrary, kept: KeptAnswer, arrivals: Arrivals) -> list[LaterChange]:
    """Return what became of an answer's quotations whose articles changed or are gone."""
    changed = set(arrivals.articles)
    citations = [each for each in kept.result.citations if each.article_id in changed]
    if kept.result.refusal:
        return []  # the nearest passages are no evidence: a refusal does not rest on them
    return [change for each in citations if (change := _became(library, each))]


def _corrections(
    library: AskableLibrary, kept: KeptAnswer, corrected: Mapping[str, Sequence[str]]
) -> list[LaterChange]:
    """Return what corrections that arrived under addresses of their own say of an answer's articles."""
    if kept.result.refusal:
        return []
    found = [
        _allowed(library, id_, _correction(library.archive, each, id_))
        for each in kept.result.citations
        for id_ in corrected.get(each.article_id, ())
    ]
    return [change for change in found if change]


def _stated(
    library: AskableLibrary, kept: KeptAnswer, corrections: Sequence[StatedCorrection]
) -> list[LaterChange]:
    """Return what publishers have stated beside texts that stay and the answer did not tell."""
    if kept.result.refusal:
        return []
    found = []
    for each in corrections:
        with library.archive.begin() as db:
            words = stated_of(db, each.article_id, each.version)
        for citation in kept.result.citations:
            if citation.article_id == each.article_id and words:
                change = stated_change(citation, words[-1], each.at)
                found.append(_allowed(library, each.article_id, change))
    return [change for change in found if change]


def _correction(archive: Archive, citation: Citation, id_: str) -> LaterChange:
    latest = archive.version(id_)
    with archive.begin() as db:
        notices = notices_about(db, citation.article_id, latest)
    return correction_of(citation, archive.article(id_), latest, notices)


def _became(library: AskableLibrary, citation: Citation) -> LaterChange | None:
    try:
        article = library.archive.article(citation.article_id)
        latest = library.archive.version(citation.article_id)
    except NotFoundError:
        return LaterChange(
            kind=ChangeKind.REMOVED,
            marker=citation.marker,
            quote=citation.quote,
            citation=None,
            publisher=citation.publisher,
            at=library.now(),
            message="the article was removed from the archive",
        )
    return _allowed(library, article.id, change_of(citation, article, latest))


def _allowed(library: AskableLibrary, article_id: str, change: LaterChange | None) -> LaterChange | None:
    """Return a change with no more of an article than may be quoted, none of one that is embargoed."""
    allowance = library.passages.allowance(article_id)
    if change is None or allowance is None:
        return None
    if allowance.whole:
        return change
    told = change.citation if change.citation and allowance.allows(change.citation.quote) else None
    # Behind the colon stand words of the article.
    return replace(change, citation=told, message=change.message.partition(": ")[0])


def _concerned(
    library: AskableLibrary, arrived: Sequence[tuple[str, int]], between: Callable[[], None]
) -> dict[str, list[str]]:
    """Return by the ids of kept answers the articles that arrived and are near to their questions."""
    waiting = open_answers(library.archive)
    if not waiting:
        return {}
    questions = {each.id: _placed(library, each, between) for each in waiting}
    known = {id_: each for id_, each in questions.items() if each is not None}
    return near(known, vectors_of(library, arrived))


def _placed(
    library: AskableLibrary, each: OpenAnswer, between: Callable[[], None]
) -> tuple[Vector, float] | None:
    """Return a question as a vector with its reach; both are stored when they are first needed."""
    if each.vector is not None and len(each.vector) == library.embedder.dimension:
        return each.vector, each.reach
    between()
    for kept, request in load_kept(library.archive, [each.id]):
        if request is not None:
            vector = library.embedder.embed_question(" ".join([request.question, *request.carried]))
            reach = reach_of(library, vector, kept.result.citations)
            note_vector(library.archive, each.id, vector, reach)
            return vector, reach
    return None


def _overtaking(
    library: AskableLibrary, kept: KeptAnswer, request: AskRequest, articles: Sequence[str]
) -> list[LaterChange]:
    assert kept.answer is not None
    try:
        return overtaking(library, kept.answer, request, articles)
    except InputError as exc:  # one question that cannot be asked any more is no reason to stop at it
        _log.warning("kept answer %s cannot be asked again: %s", kept.id, exc)
        return []


def _note(library: AskableLibrary, kept: KeptAnswer, changes: Sequence[LaterChange]) -> bool:
    """Store what is new of the changes, and its notice with it; return whether there is any."""
    if not changes:
        return False
    now = library.now()
    with library.archive.begin() as db:
        new = add_changes(db, kept.id, changes, now)
        if new and (url := library.settings.webhook_url):
            stale = replace(kept, stale_at=kept.stale_at or now).with_changes(tuple(new))
            add_webhook(db, url, "answer.stale", stale, now)
    return bool(new)
