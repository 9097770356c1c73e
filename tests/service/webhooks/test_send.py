from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import InputError, NotFoundError
from ingest.library import Library
from service.webhooks.outbox import add_webhook, read_webhooks, send_again
from service.webhooks.send import check_webhook, send_due
from service.webhooks.webhook import State, Webhook
from tests.ingest.support import HashEmbedder, open_with, settings_in
from tests.receiving import receiving

SECRET = "a secret of at least sixteen"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Any]:
    """Return what opens a library with settings for webhooks."""
    stack: list[Any] = []

    def open_(**settings: Any) -> Library:
        given = settings_in(tmp_path, webhook_secret=SECRET, **{"webhook_private": True, **settings})
        context = open_with(given, HashEmbedder())
        stack.append(context)
        return context.__enter__()

    yield open_
    for context in stack:
        context.__exit__(None, None, None)


def noted(library: Library, url: str) -> str:
    with library.archive.begin() as db:
        return add_webhook(db, url, "answer.stale", {"words": "“é”"}, library.now())


def only(library: Library, id_: str) -> Webhook:
    [found] = [each for each in read_webhooks(library.archive).webhooks if each.id == id_]
    return found


def test_what_fails_too_often_is_dead_until_it_is_sent_again(opened: Any) -> None:
    library = opened(webhook_tries=2, webhook_wait=0.001)
    with receiving(500, 302) as receiver:
        id_ = noted(library, receiver.url)
        while only(library, id_).state is State.WAITING:
            send_due(library)
        dead = only(library, id_)
        assert (dead.state, dead.tries, dead.failure) == (State.DEAD, 2, "answered 302")
        assert read_webhooks(library.archive, dead=True).webhooks == [dead]
        assert send_due(library) == 0
        send_again(library.archive, id_, library.now())
        assert send_due(library) == 1
        assert only(library, id_).state is State.SENT
        assert len({headers["webhook-id"] for headers, _ in receiver.taken}) == 1
        with pytest.raises(NotFoundError):
            send_again(library.archive, id_, library.now())


def test_a_private_address_is_told_nothing_unless_it_may_be(opened: Any) -> None:
    library = opened(webhook_private=False, webhook_tries=1)
    with receiving() as receiver:
        for url in (receiver.url, receiver.url.replace("127.0.0.1", "localhost")):
            id_ = noted(library, url)
            assert send_due(library) == 0
            found = only(library, id_)
            assert found.state is State.DEAD
            assert "private" in (found.failure or "")
        assert receiver.taken == []


@pytest.mark.parametrize(
    "url", ["ftp://desk.example/x", "desk.example", "http://a:b@desk.example/", "http:///x"]
)
def test_what_is_no_address_of_a_webhook_is_named(opened: Any, url: str) -> None:
    with pytest.raises(InputError, match="webhook"):
        check_webhook(url, opened().settings)


def test_who_does_not_answer_is_tried_once_in_a_look(opened: Any) -> None:
    library = opened(webhook_wait=60)
    with receiving(500) as dead, receiving() as alive:
        waiting = [noted(library, dead.url) for _ in range(3)]
        told = noted(library, alive.url)
        assert send_due(library) == 1
        assert [only(library, id_).tries for id_ in waiting].count(1) == 1
        assert only(library, told).state is State.SENT
