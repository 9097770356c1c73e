"""Use case: follow a question or a topic, and ask it again when something arrives that may concern it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from uuid import uuid4

from ingest.errors import InputError, NotFoundError
from ingest.store.publishers import known_publishers
from ingest.store.reading.arrivals import Arrivals
from ingest.text.clean import normalise_text
from service.answer import Citation
from service.ask import AskRequest
from service.evidence.cite import cite
from service.evidence.library import AskableLibrary
from service.follows.follow import Follow, News
from service.follows.says import new_in, saying_of
from service.follows.store import Followed, add_follow, all_followed, find_follow, note_asked
from service.kept.near import latest_of, near, reach_of, vectors_of
from service.kept.wording import change_of
from service.webhooks.outbox import add_webhook
from service.webhooks.send import check_webhook

# Sentences that were told and are remembered, the latest first.
_MOST_TOLD = 60
_log = logging.getLogger("dateline.follows")


@dataclass(frozen=True, slots=True)
class _Told:
    """What a webhook tells of a follow."""

    follow: str
    question: str
    news: News


def follow(
    library: AskableLibrary, question: str, publishers: Sequence[str] = (), webhook: str | None = None
) -> Follow:
    """Follow a question or a topic from now on; what the archive says today is no news.

    Raises InputError for a question or a webhook that cannot be used, and ArchiveError where nothing can be
    stored.
    """
    library.require_writable()
    if webhook is not None:
        check_webhook(webhook, library.settings)
    named = known_publishers(tuple(publishers), library.archive.publishers())
    request = AskRequest(normalise_text(question), publishers=tuple(named))
    said = saying_of(library, request)
    told = [cite(item, marker) for marker, item in enumerate(said.stated, 1)]
    vector = library.embedder.embed_question(request.question)
    placed = vector, reach_of(library, vector, told or said.nearest)
    id_ = add_follow(library.archive, request, webhook, placed, told, library.now())
    return find_follow(library.archive, id_)


def ask_again(library: AskableLibrary, arrivals: Arrivals, between: Callable[[], None] = lambda: None) -> int:
    """Ask again what arrivals may concern, each follow once; return how many were asked.

    `between` is called before each of them, and may raise: what was told until then is not told again.
    """
    followed = all_followed(library.archive)
    if not followed:
        return 0
    arrived = latest_of(library, arrivals.versions)
    questions = {each.id: (each.vector, each.reach) for each in followed}
    concerned = near(questions, vectors_of(library, arrived)) if arrived else {}
    changed = set(arrivals.articles)
    asked = 0
    for each in followed:
        if each.id in concerned or any(citation.article_id in changed for citation in each.told):
            between()
            asked += 1
            try:
                _ask(library, each, set(arrived), changed)
            except InputError as exc:
                _log.warning("follow %s cannot be asked again: %s", each.id, exc)
    return asked


def _ask(
    library: AskableLibrary, each: Followed, arrived: Collection[tuple[str, int]], changed: Collection[str]
) -> None:
    gone = [citation for citation in each.told if citation.article_id in changed and _gone(library, citation)]
    said = saying_of(library, each.request, arrived)
    standing = [citation for citation in each.told if citation not in gone]
    new = new_in(library.archive, said, standing, arrived)
    now = library.now()
    news = News(str(uuid4()), now, tuple(new), tuple(gone)) if new or gone else None
    told = [*(sentence.citation for sentence in new), *standing][:_MOST_TOLD]
    with library.archive.begin() as db:
        if note_asked(db, each.id, told, news, now) and news and each.webhook:
            add_webhook(db, each.webhook, "follow.news", _Told(each.id, each.request.question, news), now)


def _gone(library: AskableLibrary, citation: Citation) -> bool:
    """Return whether no version that is read now has a sentence that was told."""
    try:
        article = library.archive.article(citation.article_id)
        return change_of(citation, article, library.archive.version(citation.article_id)) is not None
    except NotFoundError:
        return True
