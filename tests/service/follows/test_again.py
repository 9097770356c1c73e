from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.embeddings.minilm import MiniLM
from ingest.errors import InputError, NotFoundError
from ingest.pipeline import ingest, remove
from ingest.store.reading.arrivals import arrivals_since
from service.evidence.library import AskableLibrary
from service.follows.again import ask_again, follow
from service.follows.follow import Follow
from service.follows.store import end_follow, find_follow, list_follows
from service.lookout import look
from tests.ingest.support import record, settings_in
from tests.service.asked import askable_with
from tests.service.kept import lido


@pytest.fixture
def library(tmp_path: Path) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path), MiniLM(threads=1)) as opened:
        ingest(opened, [lido.first(), lido.elsewhere()])
        look(opened)
        yield opened


def looked(library: AskableLibrary, id_: str) -> Follow:
    look(library)
    return find_follow(library.archive, id_)


def test_a_later_value_is_news_with_the_one_of_before(library: AskableLibrary) -> None:
    made = follow(library, lido.QUESTION)
    assert made.news == ()
    assert any("4 May" in citation.quote for citation in made.says)
    ingest(library, [lido.later()])
    [news] = looked(library, made.id).news
    [new, *_] = news.new
    assert (new.value, new.was, new.replaces) == ("22 June", "4 May", True)
    stored = library.archive.version(new.citation.article_id, new.citation.version)
    assert stored.text[new.citation.start : new.citation.end] == new.citation.quote
    assert len(looked(library, made.id).news) == 1


def test_another_copy_or_another_matter_is_no_news(library: AskableLibrary) -> None:
    made = follow(library, lido.QUESTION)
    wire = record("Lido to open", lido.TEXT, published="2025-03-01T12:00:00Z", publisher="Marlow Echo")
    ingest(library, [lido.copy(), wire, lido.touched(), lido.leader()])
    assert looked(library, made.id).news == ()


def test_a_first_answer_is_news(library: AskableLibrary) -> None:
    made = follow(library, lido.LEADER)
    assert made.says == ()
    ingest(library, [lido.leader()])
    shown = looked(library, made.id)
    assert [new.value for new in shown.news[0].new] == ["Tomas Keel"]
    assert shown.says[0].quote == shown.news[0].new[0].citation.quote


def test_a_sentence_that_is_no_longer_said_is_told_as_gone(library: AskableLibrary) -> None:
    made = follow(library, lido.QUESTION)
    ingest(library, [lido.altered()])
    [news] = looked(library, made.id).news
    assert any("on 4 May" in citation.quote for citation in news.gone)
    assert any("11 May" in new.citation.quote for new in news.new)
    remove(library, news.new[0].citation.article_id)
    assert len(looked(library, made.id).news) == 2


def test_a_topic_tells_what_is_new_on_it(library: AskableLibrary) -> None:
    made = follow(library, "Marlow lido")
    assert made.says
    ingest(library, [lido.copy(), lido.leader()])
    assert looked(library, made.id).news == ()
    ingest(library, [lido.later()])
    [news] = looked(library, made.id).news
    assert any("22 June" in new.citation.quote for new in news.new)
    assert {new.citation.publisher for new in news.new} == {"Vale Courier"}


def test_a_burst_is_asked_about_once(library: AskableLibrary) -> None:
    follow(library, lido.QUESTION)
    seq = library.archive.last_change()[1]
    text = "The Marlow lido will open to swimmers on {day} June, the council said. Slide {day} is new."
    ingest(
        library,
        [
            record(f"Marlow lido opens {day}", text.format(day=day), published=f"2025-05-{day:02}T09:00:00Z")
            for day in range(1, 29)
        ],
    )
    burst = arrivals_since(library.archive, seq, 500)
    assert burst is not None
    assert len(burst.versions) == 28
    assert ask_again(library, burst) == 1


def test_a_follow_ends(library: AskableLibrary) -> None:
    made = follow(library, lido.QUESTION)
    assert [row.id for row in list_follows(library.archive).follows] == [made.id]
    end_follow(library.archive, made.id)
    assert list_follows(library.archive).follows == []
    with pytest.raises(NotFoundError, match="dateline follows"):
        end_follow(library.archive, made.id)


def test_a_webhook_needs_something_to_sign_with(library: AskableLibrary) -> None:
    with pytest.raises(InputError, match="DATELINE_WEBHOOK_SECRET"):
        follow(library, lido.QUESTION, webhook="https://desk.example/hook")
