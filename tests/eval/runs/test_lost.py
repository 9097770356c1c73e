"""At which stage a question that went wrong lost its evidence, on the sample's archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from eval.cases import GoldSpan, TextFact
from eval.runs.lost import Lost, Way, lost_at, place_of, words_lost_at
from ingest.settings import load_settings
from service.answer import Reason, Refusal
from service.ask import AskRequest, Done, Found, Ranked, answer_events, search
from service.evidence.library import AskableLibrary, open_askable

QUESTION = "When will Hong Kong deploy real-time facial recognition?"


@pytest.fixture(scope="module")
def library(copy_home: Callable[[], Path]) -> Iterator[AskableLibrary]:
    with open_askable(load_settings(home=copy_home())) as library:
        yield library


@pytest.fixture(scope="module")
def way(library: AskableLibrary) -> Way:
    request = AskRequest(QUESTION, datetime(2026, 1, 1, tzinfo=UTC))
    found, ranked, *_, done = answer_events(library, request)
    assert isinstance(found, Found)
    assert isinstance(ranked, Ranked)
    assert isinstance(done, Done)
    return Way(found.filters, search(library, request, 200), ranked.evidence, done.answer)


def gold(way: Way) -> GoldSpan:
    citation = way.answer.statements[0].citations[0]
    return GoldSpan(citation.article_id, citation.version, citation.start, citation.end)


def test_each_stage_is_told_from_the_next(library: AskableLibrary, way: Way) -> None:
    evidence = ((gold(way),),)
    silent = replace(way.answer, statements=())
    refusing = replace(silent, refusal=Refusal(Reason.NOT_STATED, "Not said.", ()))
    stages = [
        way,
        replace(way, answer=silent),
        replace(way, answer=refusing),
        replace(way, answer=refusing, sentences=[replace(s, log_odds=None) for s in way.sentences]),
        replace(way, answer=refusing, sentences=(), candidates=()),
        replace(
            way,
            answer=refusing,
            sentences=(),
            candidates=(),
            filters=replace(way.filters, as_of=datetime(1990, 1, 1, tzinfo=UTC)),
        ),
    ]
    assert [lost_at(library, evidence, each) for each in stages] == [
        Lost.CITED,
        Lost.NOT_CHOSEN,
        Lost.REFUSED,
        Lost.NOT_READ,
        Lost.NO_CANDIDATE,
        Lost.NOT_VISIBLE,
    ]


def test_without_evidence_the_words_tell_the_stage(way: Way) -> None:
    fact = TextFact((way.answer.statements[0].text,))
    silent = replace(way.answer, statements=())
    refusing = replace(silent, refusal=Refusal(Reason.NOT_STATED, "Not said.", ()))
    unread = [replace(sentence, log_odds=None) for sentence in way.sentences]
    stages = [
        way,
        replace(way, answer=silent),
        replace(way, answer=refusing),
        replace(way, answer=refusing, sentences=unread),
        replace(way, answer=refusing, sentences=unread, candidates=()),
    ]
    assert [words_lost_at([fact], each) for each in stages] == [
        Lost.CITED,
        Lost.NOT_CHOSEN,
        Lost.REFUSED,
        Lost.NOT_READ,
        Lost.NO_CANDIDATE,
    ]
    assert words_lost_at([], way) is None


def test_the_earliest_loss_of_several_facts_counts(library: AskableLibrary, way: Way) -> None:
    cited = {statement.citations[0].article_id for statement in way.answer.statements}
    last = next(p for p in reversed(way.candidates) if p.stored.article.id not in cited)
    assert lost_at(library, ((gold(way),), (place_of(last),)), way) is Lost.NOT_READ
    assert lost_at(library, (), way) is None


def test_a_greater_limit_only_adds_passages(way: Way, library: AskableLibrary) -> None:
    request = AskRequest(QUESTION, datetime(2026, 1, 1, tzinfo=UTC))
    few = [ranked.stored.passage.id for ranked in search(library, request, 10)]
    assert [ranked.stored.passage.id for ranked in way.candidates][:10] == few
    scores = [ranked.score for ranked in way.candidates]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) > 24
