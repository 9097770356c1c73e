"""Follow-ups are said to the chat itself, over an archive that holds nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eval.cases import FollowUp
from eval.homes import temporary_library
from eval.runs.follow_ups import FollowUpReader
from ingest.errors import InputError
from service.dialogue.turns import Turn
from tests.model_server import MODEL
from tests.service.wire import KEY, running_wire, streamed

HISTORY = (Turn("When will the Kess Bridge open?", "The Kess Bridge will open on 29 November."),)


@pytest.fixture(scope="module")
def conversation() -> Iterator[FollowUpReader]:
    with temporary_library() as library:
        yield FollowUpReader.open(library, None)


def test_what_the_chat_would_search_for_is_measured(conversation: FollowUpReader) -> None:
    case = FollowUp("a", HISTORY, "Who built it?", "Who built the Kess Bridge?")
    result = conversation.result(case)
    assert "Kess Bridge" in result.query
    assert result.carrying.needed == result.carrying.carried == ("bridg", "kess")
    figures = {name: result.figures[name] for name in ("words_carried", "all_carried", "nothing_false")}
    assert figures == {"words_carried": 1, "all_carried": 1, "nothing_false": 1}
    assert result.right == 1
    assert result.timings["carry"] > 0


def test_a_question_that_stands_alone_needs_and_carries_nothing(conversation: FollowUpReader) -> None:
    asked = "What is the boiling point of tungsten?"
    result = conversation.result(FollowUp("a", HISTORY, asked, asked))
    assert (result.query, result.right) == (asked, 1)
    assert result.figures["words_carried"] is None
    assert result.figures["all_carried"] is None
    assert result.figures["nothing_false"] == 1


def test_what_is_carried_wrongly_and_what_is_not_carried_are_told_apart(conversation: FollowUpReader) -> None:
    # the words that people meant are not those that the dialogue suggests
    case = FollowUp("a", HISTORY, "Who built it?", "Who built the toll house?", needed=("toll house",))
    result = conversation.result(case)
    assert result.carrying.carried == ()
    assert {"bridg", "kess"} <= set(result.carrying.false)
    assert (result.figures["all_carried"], result.figures["nothing_false"], result.right) == (0, 0, 0)


def test_where_the_chat_only_says_something_nothing_is_searched_for(conversation: FollowUpReader) -> None:
    result = conversation.result(FollowUp("a", HISTORY, "Thank you!", "Thank you!"))
    assert (result.query, result.right) == ("", 1)


def test_a_wish_for_a_summary_is_searched_for_by_its_topic(conversation: FollowUpReader) -> None:
    case = FollowUp("a", HISTORY, "Summarise it in bullets", "Summarise the Kess Bridge in bullets")
    result = conversation.result(case)
    assert result.carrying.carried == ("bridg", "kess")


def test_the_model_rewrites_where_it_is_the_writer(monkeypatch: pytest.MonkeyPatch) -> None:
    case = FollowUp("a", HISTORY, "Who built it?", "Who built the Kess Bridge?")
    with running_wire(streamed("Which firm built ", "the Kess Bridge?")) as wire:
        monkeypatch.setenv("DATELINE_LLM_BASE_URL", wire.url)
        monkeypatch.setenv("DATELINE_LLM_MODEL", MODEL)
        monkeypatch.setenv("DATELINE_LLM_API_KEY", KEY)
        with temporary_library() as library:
            local = FollowUpReader.open(library, "extractive").result(case)
            assert wire.requests == []
            by_model = FollowUpReader.open(library, "model").result(case)
    assert by_model.query == "Which firm built the Kess Bridge?" != local.query


def test_a_writer_that_there_is_none_of_is_named() -> None:
    with temporary_library() as library, pytest.raises(InputError, match="'model' needs a language model"):
        FollowUpReader.open(library, "model")
