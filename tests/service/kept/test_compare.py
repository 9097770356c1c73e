from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.embeddings.minilm import MiniLM
from ingest.pipeline import ingest, remove
from service.answer import Answer, ChangeKind
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from service.evidence.standing import standing
from service.kept.keeper import Keeper, keeping
from service.kept.kept import KeptAnswer
from service.kept.store import find_kept, list_kept
from service.lookout import look, looking_out, prune
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from tests.ingest.support import on, settings_in
from tests.receiving import until
from tests.service.asked import askable_with
from tests.service.kept import lido


@pytest.fixture
def library(tmp_path: Path) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path), MiniLM(threads=1)) as opened:
        ingest(opened, [lido.first()])
        yield opened


def keep(library: AskableLibrary, question: str) -> str:
    """Ask for one sentence, keep the answer as the service does, and return its id."""
    request = AskRequest(question, max_statements=1)
    with keeping(library) as keeper:
        answer: Answer = keeper.keep(ask(library, request), request)
    assert answer.id
    look(library)
    return answer.id


def kinds(library: AskableLibrary, id_: str) -> list[ChangeKind]:
    look(library)
    return [change.kind for change in find_kept(library.archive, id_).result.stale]


def test_an_altered_sentence_makes_the_answer_stale_and_another_does_not(library: AskableLibrary) -> None:
    date, cost = keep(library, lido.QUESTION), keep(library, lido.COST)
    ingest(library, [lido.altered()])
    assert kinds(library, date)[0] is ChangeKind.ALTERED
    [kept, *_] = list_kept(library.archive, stale=True, limit=5).answers
    assert (kept.id, kept.kind, kept.question) == (date, "answer", lido.QUESTION)
    change = find_kept(library.archive, date).result.stale[0]
    assert change.quote is not None
    assert change.citation is not None
    assert "on 4 May" in change.quote
    assert "on 11 May, a week late" in change.citation.quote
    stored = library.archive.version(change.citation.article_id, change.citation.version)
    assert stored.text[change.citation.start : change.citation.end] == change.citation.quote
    assert kinds(library, cost) == []


def test_a_change_elsewhere_in_the_article_is_none(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    ingest(library, [lido.touched(), lido.elsewhere(), lido.copy()])
    assert kinds(library, id_) == []
    assert list_kept(library.archive, stale=True, limit=5).answers == []


def test_a_later_article_that_gives_another_value_overtakes(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    ingest(library, [lido.later()])
    assert kinds(library, id_) == [ChangeKind.OVERTAKEN]
    [change] = find_kept(library.archive, id_).result.stale
    assert change.values == ("4 May", "22 June")
    assert change.publisher == "Vale Courier"
    assert change.citation is not None
    assert "22 June" in change.citation.quote
    assert kinds(library, id_) == [ChangeKind.OVERTAKEN]  # told once


def test_a_correction_elsewhere_is_told_in_its_own_words(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    ingest(library, [lido.corrected()])
    assert ChangeKind.CORRECTED in kinds(library, id_)
    [change] = [each for each in find_kept(library.archive, id_).result.stale if each.kind == "corrected"]
    assert change.message == (
        "Quayside News has corrected the article: “Repairs of the Marlow lido have cost £340,000, "
        "not £310,000 as we said on Saturday.”"
    )
    assert change.citation is not None
    stored = library.archive.version(change.citation.article_id, change.citation.version)
    assert stored.text[change.citation.start : change.citation.end] == change.citation.quote
    assert stored.title == "Correction: Marlow lido to open in May"
    [citation] = find_kept(library.archive, id_).result.citations
    told = standing(library.archive, library.passages, citation)
    assert told == f"corrected: {change.message.partition(': ')[2]}"


def test_of_a_correction_that_may_not_be_quoted_no_words_are_told(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    ingest(library, [replace(lido.corrected(), said=("x-robots-tag: noai",))])
    assert ChangeKind.CORRECTED in kinds(library, id_)
    [change] = [each for each in find_kept(library.archive, id_).result.stale if each.kind == "corrected"]
    assert (change.message, change.citation) == ("Quayside News has corrected the article", None)


def test_a_correction_beside_a_text_that_stays_is_told(library: AskableLibrary) -> None:
    id_ = keep(library, lido.COST)
    ingest(library, [lido.said_to_be_wrong()])
    assert kinds(library, id_) == [ChangeKind.CORRECTED]
    [change] = find_kept(library.archive, id_).result.stale
    assert change.message == "Quayside News has corrected the article: “The repairs cost £340,000.”"
    ingest(library, [lido.said_to_be_wrong()])
    assert kinds(library, id_) == [ChangeKind.CORRECTED]  # told once
    time.sleep(1)  # what is told is told apart by its second
    ingest(library, [lido.said_to_be_wrong("It has two slides, not three.")])
    look(library)
    told = [each.message.partition(": ")[2] for each in find_kept(library.archive, id_).result.stale]
    assert told == ["“The repairs cost £340,000.”", "“It has two slides, not three.”"]
    assert kinds(library, keep(library, lido.COST)) == []  # who asks then is told with the answer


def test_an_embargo_that_is_lifted_early_is_an_arrival(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    ingest(library, [lido.embargoed(library.now() + timedelta(days=9))])
    assert kinds(library, id_) == []
    ingest(library, [lido.embargoed(None)])
    assert kinds(library, id_) == [ChangeKind.OVERTAKEN]


def test_the_end_of_an_embargo_is_an_arrival(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    until = library.now() + timedelta(seconds=2)
    ingest(library, [lido.embargoed(until)])
    assert kinds(library, id_) == []
    time.sleep((until - library.now()).total_seconds() + 1)
    assert kinds(library, id_) == [ChangeKind.OVERTAKEN]
    [change] = find_kept(library.archive, id_).result.stale
    assert (change.publisher, change.values) == ("Vale Courier", ("4 May", "22 June"))


def test_an_article_that_is_removed_takes_its_quotations_along(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    remove(library, find_kept(library.archive, id_).result.citations[0].article_id)
    assert ChangeKind.REMOVED in kinds(library, id_)


def test_a_refusal_is_overtaken_by_an_answer(library: AskableLibrary) -> None:
    id_ = keep(library, lido.LEADER)
    assert find_kept(library.archive, id_).result.refusal
    ingest(library, [lido.elsewhere()])
    assert kinds(library, id_) == []
    ingest(library, [lido.leader()])
    assert kinds(library, id_) == [ChangeKind.OVERTAKEN]
    [change] = find_kept(library.archive, id_).result.stale
    assert change.quote is None
    assert change.citation is not None
    assert "Tomas Keel" in change.citation.quote


def test_a_summary_is_kept_and_becomes_stale_as_well(library: AskableLibrary) -> None:
    with keeping(library) as keeper:
        summary = keeper.keep(summarize(library, SummaryRequest(question="Marlow lido")))
    assert summary.id
    ingest(library, [lido.altered()])
    assert ChangeKind.ALTERED in kinds(library, summary.id)
    assert isinstance(find_kept(library.archive, summary.id[:8]), KeptAnswer)


def test_what_is_old_is_forgotten(library: AskableLibrary) -> None:
    keep(library, lido.QUESTION)
    prune(library, library.now() + timedelta(days=29))
    assert len(list_kept(library.archive, stale=None, limit=5).answers) == 1
    prune(library, library.now() + timedelta(days=31))
    assert list_kept(library.archive, stale=None, limit=5).answers == []


def test_nothing_is_kept_where_the_settings_say_so_or_nothing_can_be_written(tmp_path: Path) -> None:
    with askable_with(settings_in(tmp_path, answers_days=0), MiniLM(threads=1)) as library:
        ingest(library, [lido.first()])
        with keeping(library) as keeper:
            assert keeper.keep(ask(library, AskRequest(lido.QUESTION)), AskRequest(lido.QUESTION)).id is None
        assert list_kept(library.archive, stale=None, limit=5).answers == []


def test_what_cannot_be_written_was_answered_all_the_same(
    library: AskableLibrary, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = Keeper(library)
    request = AskRequest(lido.QUESTION)
    answer = ask(library, request)
    with library.archive.begin() as db:
        db.exec_driver_sql("ALTER TABLE kept_answers RENAME TO elsewhere")
    with caplog.at_level(logging.WARNING, logger="dateline.kept"):
        kept = keeper.keep(answer, request)
        keeper.close()
    assert kept.statements == answer.statements
    assert "1 answers are not kept" in caplog.text


def test_what_many_asked_is_read_once_and_told_to_all(library: AskableLibrary) -> None:
    ids = [keep(library, lido.QUESTION) for _ in range(3)]
    ingest(library, [lido.later()])
    read: list[None] = []
    look(library, lambda: read.append(None))
    assert len(read) == 4  # two were not placed yet, one is read, and forecasts are looked for once
    assert [kinds(library, id_) for id_ in ids] == [[ChangeKind.OVERTAKEN]] * 3


def test_a_look_that_is_ended_is_made_good_by_the_next_and_tells_nothing_twice(
    library: AskableLibrary,
) -> None:
    cost, refused = keep(library, lido.COST), keep(library, "Who designed the Marlow lido?")
    assert find_kept(library.archive, refused).result.refusal
    [citation] = find_kept(library.archive, cost).result.citations
    remove(library, citation.article_id)
    ingest(library, [lido.later()])

    def end() -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        look(library, end)
    time.sleep(1.1)  # the time of a removal is that of the look
    assert kinds(library, cost) == [ChangeKind.REMOVED]
    assert kinds(library, refused) == []


def test_a_service_that_ends_does_not_wait_for_its_look(library: AskableLibrary) -> None:
    asked = [
        AskRequest(lido.QUESTION, after=on("2001-01-01") + timedelta(days), max_statements=1)
        for days in range(25)
    ]
    with keeping(library) as keeper:
        for request in asked:
            keeper.keep(ask(library, request), request)
    look(library)
    ingest(library, [lido.later()])
    settings = library.settings.model_copy(update={"lookout_seconds": 0.1})
    with looking_out(replace(library, settings=settings)):
        until(lambda: list_kept(library.archive, stale=True, limit=1).answers)
        start = time.process_time()
    assert time.process_time() - start < 5
    assert len(list_kept(library.archive, stale=True, limit=60).answers) < len(asked)


def test_a_sentence_that_every_later_version_lacks_is_told_once(library: AskableLibrary) -> None:
    id_ = keep(library, lido.QUESTION)
    for version in (lido.altered(), lido.altered("\n\nIt has a slide."), lido.altered("\n\nIt has none.")):
        ingest(library, [version])
        look(library)
    assert [each.kind for each in find_kept(library.archive, id_).result.stale].count(ChangeKind.ALTERED) == 1
