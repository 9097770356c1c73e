"""Answers a model writes: what stands, what is sent back, dropped or replaced, at the wire and for real."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic_core import to_json

from ingest.article import text_sha256
from ingest.errors import ModelError
from ingest.settings import Settings
from ingest.text.tokens import count_tokens
from service.answer import EXTRACTIVE, MODEL, Answer, Reason, Support, answer_from_json
from service.ask import AskRequest, Found, Ranked, Stated, answer_events, ask
from service.evidence.library import AskableLibrary
from service.llm.model import open_model
from service.writers.model import ModelWriter
from tests.model_server import MODEL as SMALL
from tests.model_server import ModelServer, running_model
from tests.service.wire import KEY, Scripted, Wire, error, number, reply, streamed, written

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
BRIDGE = AskRequest("When will the Kess Bridge open?", as_of=NOW)
MARCH = AskRequest("How many people marched in Northgate against the hospital plan?", as_of=NOW)

OPENS, SAYS_OPENS = "open on Saturday 29 November", "The new bridge will open on Saturday 29 November."
BILL, SAYS_BILL = "bill has risen to", "The bill has risen to £194 million from £186 million."
POLICE, SAYS_POLICE = (
    "About 18,000 people marched",
    "About 18,000 people marched through Northgate.",
)
STEWARDS = "attended by 45,000 people"

Cites = tuple[str, Sequence[str | int]]


@pytest.fixture
def writer(wire: Wire) -> Callable[..., ModelWriter]:
    """Make a writer whose model is the wire, or the server at `url`."""

    def make(url: str = "", **settings: Any) -> ModelWriter:
        chosen = {"llm_retries": 0, "llm_timeout": 20, "llm_model": SMALL, "llm_check": False, **settings}
        filled = Settings(llm_base_url=url or wire.url, llm_api_key=KEY, **chosen)
        return ModelWriter(open_model(filled), filled)

    return make


def says(*statements: Cites, answerable: bool = True) -> Callable[[str], Scripted]:
    """Return a reply; a source that is text is the sentence of the prompt with these words."""

    def answer(prompt: str) -> Scripted:
        return written(*numbered(prompt, statements), answerable=answerable)

    return answer


def numbered(prompt: str, statements: Sequence[Cites]) -> list[tuple[str, list[int]]]:
    return [
        (text, [number(prompt, each) if isinstance(each, str) else each for each in sources])
        for text, sources in statements
    ]


def texts(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements]


def check_citations(library: AskableLibrary, answer: Answer) -> None:
    """Every citation is cut from the archive; markers count from 1 in the order of first use."""
    for citation in answer.citations:
        version = library.archive.version(citation.article_id, citation.version)
        assert version.text[citation.start : citation.end] == citation.quote
        assert text_sha256(version.text) == citation.sha256
    markers = [citation.marker for citation in answer.citations]
    assert list(dict.fromkeys(markers)) == list(range(1, len(set(markers)) + 1))
    assert all(statement.citations for statement in answer.statements)


# What stands


def test_a_full_answer(library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]) -> None:
    wire.play(says((SAYS_OPENS, [OPENS]), (SAYS_BILL, [BILL])))
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == [SAYS_OPENS, SAYS_BILL]
    assert {statement.support for statement in answer.statements} == {Support.CHECKED}
    assert [citation.marker for citation in answer.citations] == [1, 2]
    assert OPENS in answer.citations[0].quote
    assert [statement.foretold for statement in answer.statements] == [True, False]
    check_citations(library, answer)
    assert answer.writer == MODEL
    assert answer.refusal is None
    assert answer.independent_sources == 1
    assert answer.writing
    assert (answer.writing.model, answer.writing.retried, answer.writing.dropped) == (SMALL, 0, 0)
    assert answer.writing.fallback is None
    assert answer.writing.prompt_tokens == 100
    assert all(0 <= statement.score <= 1 for statement in answer.statements)
    assert answer_from_json(to_json(answer)) == answer


def test_a_statement_is_there_before_the_reply_ends(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    def slowly(prompt: str) -> Scripted:
        text = reply(*numbered(prompt, [(SAYS_OPENS, [OPENS]), (SAYS_BILL, [BILL])]))
        at = text.index("}") + 1
        return replace(streamed(text[:at], *[" "] * 400, text[at:]), pause=0.01)

    wire.play(slowly)
    events = answer_events(library, BRIDGE, writer())
    assert isinstance(next(events), Found)
    assert isinstance(next(events), Ranked)
    first = next(events)
    assert isinstance(first, Stated)
    assert first.statement.text == SAYS_OPENS
    events.close()
    assert wire.left.wait(2), "the request to the model goes on"


def test_a_sentence_cited_twice_has_one_marker(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(
        says(
            (SAYS_OPENS, [OPENS]),
            (SAYS_BILL, [BILL, OPENS]),
            ("The new bridge will open in November.", [OPENS]),
        )
    )
    answer = ask(library, BRIDGE, writer())
    assert [[c.marker for c in statement.citations] for statement in answer.statements] == [[1], [2, 1], [1]]
    check_citations(library, answer)


def test_the_words_of_a_sentence_are_a_quotation(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    quote = "It sank by 41 millimetres in the middle, one less than had been calculated, and came back."
    wire.play(says((quote + " [3]", [quote, OPENS])))
    (statement,) = ask(library, BRIDGE, writer()).statements
    assert (statement.text, statement.support) == (quote, Support.QUOTED)
    assert [citation.quote for citation in statement.citations] == [quote]


def test_markers_are_stripped_and_repetitions_left_out(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(
        says((f"{SAYS_OPENS[:-1]} [1].", [OPENS]), (SAYS_OPENS.upper(), [OPENS]), (SAYS_OPENS, [OPENS, BILL]))
    )
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == [SAYS_OPENS]
    assert answer.writing
    assert answer.writing.dropped == 0


def test_never_more_than_the_limit_and_the_model_is_stopped_there(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    def endless(prompt: str) -> Scripted:
        text = reply(*numbered(prompt, [(SAYS_OPENS, [OPENS]), (SAYS_BILL, [BILL])]))
        return replace(streamed(text, *[" "] * 400), pause=0.01)

    wire.play(endless)
    answer = ask(library, replace(BRIDGE, max_statements=1), writer())
    assert texts(answer) == [SAYS_OPENS]
    assert wire.left.wait(2)
    assert answer.writing
    assert answer.writing.completion_tokens > 20  # counted, as the reply was not read to its end


def test_both_sides_of_a_disagreement_stand_in_the_answer(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says((SAYS_POLICE, [POLICE])))
    answer = ask(library, replace(MARCH, max_statements=2), writer())
    assert texts(answer)[0] == SAYS_POLICE
    assert STEWARDS in texts(answer)[1]
    assert [statement.support for statement in answer.statements] == [Support.CHECKED, Support.QUOTED]
    assert answer.disagreements[0].markers == (1, 2)
    assert set(answer.disagreements[0].values) == {"18,000", "45,000"}
    check_citations(library, answer)


# What fails


def test_what_fails_is_sent_back_once_with_the_reasons(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wrong = "The bill has risen to £294 million."
    wire.play(
        says((SAYS_OPENS, [OPENS]), (wrong, [BILL]), ("It opens on 29 November.", [99])),
        says((SAYS_BILL, [BILL])),
    )
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == [SAYS_OPENS, SAYS_BILL]
    assert len(wire.requests) == 2
    again = wire.requests[1]["messages"]
    assert [turn["role"] for turn in again] == ["system", "user", "assistant", "user"]
    assert "294" in again[3]["content"]
    assert "99: no such sentence" in again[3]["content"]
    assert answer.writing
    assert (answer.writing.retried, answer.writing.dropped) == (2, 1)
    assert answer.writing.fallback is None
    assert answer.writing.prompt_tokens == 200


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("The bridge will open on 30 November.", [OPENS]),
        ("The new bridge will open on Saturday 29 November.", [BILL]),
        ('Adeyemi said "the bridge is perfect" on Saturday 29 November.', [OPENS]),
        ("The Queen will open the bridge on Saturday 29 November.", [OPENS]),
        ("The new bridge will not open on Saturday 29 November.", [OPENS]),
        (SAYS_OPENS, []),
        (SAYS_OPENS, [0]),
        (SAYS_OPENS, [-1]),
        (SAYS_OPENS, [99]),
        (SAYS_OPENS, [1, 2, 3, 4, 5]),
        ("", [OPENS]),
        ("[1]", [OPENS]),
        (f"{SAYS_OPENS} See https://quay.example/x", [OPENS]),
        (f"{SAYS_OPENS} ![x](//quay.example/y.png)", [OPENS]),
        (f"{SAYS_OPENS} quay.example/log?q=1", [OPENS]),
        (f"{SAYS_OPENS[:-1]} at kess\u200b.bridge/open*\u200b*.", [OPENS]),
        (f"{SAYS_OPENS[:-1]} at kess.bridge.", [OPENS]),
        (f"{SAYS_OPENS} The bridge is new.", [OPENS]),
        (f"{SAYS_OPENS} (0123456789abcdef)", [OPENS]),
        (f"<b>{SAYS_OPENS}</b>", [OPENS]),
        (f"{SAYS_OPENS} <|im_end|>", [OPENS]),
        (SAYS_OPENS + " It opens." * 80, [OPENS]),
    ],
)
def test_what_fails_twice_is_dropped_and_counted(
    library: AskableLibrary,
    wire: Wire,
    writer: Callable[..., ModelWriter],
    text: str,
    sources: list[str | int],
) -> None:
    wire.play(says((text, sources)))
    answer = ask(library, BRIDGE, writer())
    assert len(wire.requests) == 2
    assert answer.writing
    assert (answer.writing.retried, answer.writing.dropped) == (1, 1)
    assert answer.writing.fallback == "none of the model's statements passed the checks (1 failed)"
    assert texts(answer) == texts(ask(library, BRIDGE))
    assert answer.writer == EXTRACTIVE
    check_citations(library, answer)


# No answer


def test_a_model_that_finds_no_answer_refuses(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says(answerable=False))
    answer = ask(library, BRIDGE, writer())
    assert answer.refusal
    assert answer.refusal.reason is Reason.NOT_STATED
    assert answer.writer == MODEL
    assert answer.writing
    assert answer.writing.fallback is None


@pytest.mark.parametrize(
    ("scripted", "why"),
    [
        (streamed(reply()), "the model gave no statement"),
        (streamed("The bridge opens on 29 November."), "was not the JSON asked for"),
        (streamed('{"answerable": true, "statements": [{"text": ', finish="length"), "cut at 800 tokens"),
        (streamed('{"answerable": false, "statements": [{"te', finish="length"), "cut at 800 tokens"),
        (streamed("{}"), "was not the JSON asked for"),
        (streamed(), "gave no text"),
        (error(500, "broken"), "answered 500"),
        (error(401, "who are you?"), "DATELINE_LLM_API_KEY"),
        (Scripted(("<html>It works</html>",)), "OpenAI-compatible"),
        (streamed('{"answerable": true, "st', broken=True), "connection to the model"),
        (error(400, "maximum context length is 10 tokens"), "too long"),
        (Scripted(('data: {"x": "', " " * 1_100_000)), "sent more than 1,048,576 bytes in one event"),
        (Scripted(("moved",), 308, (("Location", "http://elsewhere.example/v1"),)), "answered 308"),
    ],
    ids=[
        *(
            "none",
            "prose",
            "cut",
            "cut verdict",
            "other",
            "empty",
            "500",
            "key",
            "html",
            "broken",
            "too long",
        ),
        *("endless", "elsewhere"),
    ],
)
def test_the_quotations_stand_where_the_model_gives_nothing(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter], scripted: Scripted, why: str
) -> None:
    wire.play(scripted)
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == texts(ask(library, BRIDGE))
    assert answer.writer == EXTRACTIVE
    assert answer.writing
    assert why in (answer.writing.fallback or "")
    assert wire.requests[0]["messages"][1]["content"] not in (answer.writing.fallback or "")


def test_a_failing_model_is_an_error_by_setting(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(error(500, "broken"))
    with pytest.raises(ModelError, match="500 broken"):
        ask(library, BRIDGE, writer(llm_failure="error"))
    wire.play(streamed("no JSON"))  # the endpoint did not fail
    assert ask(library, BRIDGE, writer(llm_failure="error")).writer == EXTRACTIVE


@pytest.mark.parametrize("failure", ["extractive", "error"])
def test_what_was_stated_before_the_model_died_stands(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter], failure: str
) -> None:
    def dies(prompt: str) -> Scripted:
        text = reply(*numbered(prompt, [(SAYS_OPENS, [OPENS]), (SAYS_BILL, [BILL])]))
        return streamed(text[: text.index("}") + 20], broken=True)

    wire.play(dies)
    answer = ask(library, BRIDGE, writer(llm_failure=failure))
    assert texts(answer) == [SAYS_OPENS]
    assert answer.writer == MODEL
    assert answer.writing
    assert "(after statements that stand: 1)" in (answer.writing.fallback or "")
    assert answer.writing.completion_tokens > 0


def test_a_retry_that_dies_drops_what_it_was_for(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says((SAYS_OPENS, [OPENS]), ("It cost £9 million.", [BILL])), error(500, "broken"))
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == [SAYS_OPENS]
    assert answer.writing
    assert (answer.writing.retried, answer.writing.dropped) == (1, 1)
    assert "500 broken" in (answer.writing.fallback or "")


# The prompt


def test_the_prompt_holds_numbered_sentences_and_the_question(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says((SAYS_OPENS, [OPENS])))
    ask(library, BRIDGE, writer())
    rules, asked = (turn["content"] for turn in wire.requests[0]["messages"])
    assert "At most 4 statements" in rules
    assert "Northgate Chronicle, 21 October 2025" in asked
    assert asked.endswith("Question (asked on 15 November 2025): When will the Kess Bridge open?")
    numbers = [int(found) for found in re.findall(r"^\[(\d+)\]", asked, re.M)]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) >= 24


def test_a_prompt_that_is_too_long_for_the_model_is_halved_once(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(error(400, "maximum context length is 500 tokens"), says((SAYS_OPENS, [OPENS])))
    answer = ask(library, BRIDGE, writer())
    assert texts(answer) == [SAYS_OPENS]
    first, second = (len(re.findall(r"^\[\d+\]", prompt, re.M)) for prompt in wire.prompts)
    assert 1 < second <= first // 2 + 3  # those that a sentence leans on come on top


@pytest.mark.parametrize("question", [BRIDGE.question, (BRIDGE.question + " 桥何时开放" * 400)[:2_000]])
def test_a_prompt_keeps_to_its_budget_however_long_the_question(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter], question: str
) -> None:
    wire.play(written(("It opens on 31 July. " * 20, [1])))
    ask(library, replace(BRIDGE, question=question), writer(llm_prompt_tokens=500))
    for body in wire.requests:
        assert sum(count_tokens(turn["content"]) for turn in body["messages"]) <= 500
        assert "[1] " in body["messages"][1]["content"]


def test_without_schemas_a_model_is_asked_in_words(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    def fenced(prompt: str) -> Scripted:
        return streamed(f"Here:\n```json\n{reply(*numbered(prompt, [(SAYS_OPENS, [OPENS])]))}\n```")

    wire.play(error(400, "json_schema is not supported"), fenced)
    assert texts(ask(library, BRIDGE, writer())) == [SAYS_OPENS]


# A real model


def test_a_small_model_gives_nothing_that_the_archive_does_not_hold(
    library: AskableLibrary, model_server: ModelServer, writer: Callable[..., ModelWriter]
) -> None:
    settings = {"llm_prompt_tokens": 500, "llm_answer_tokens": 120, "llm_timeout": 120}
    small = writer(model_server.url, llm_check=True, **settings)
    given = 0
    for question in (BRIDGE.question, "How much will the bridge cost?"):
        answer = ask(library, AskRequest(question, as_of=NOW), small)
        check_citations(library, answer)
        assert answer.writing
        assert answer.writing.prompt_tokens > 100
        worded = [statement for statement in answer.statements if statement.support is Support.CHECKED]
        given += len(worded) + answer.writing.dropped
        for statement in worded:
            quotes = " ".join(citation.quote + citation.title for citation in statement.citations)
            telling = re.findall(r"\d+|(?<!^)\b[A-Z]\w+", statement.text)
            assert not [word for word in telling if word not in quotes]
    assert given, "the model gave no statement, so nothing was checked"


def test_a_model_that_is_too_slow_leaves_the_quotations(
    library: AskableLibrary, model_server: ModelServer, writer: Callable[..., ModelWriter]
) -> None:
    answer = ask(library, BRIDGE, writer(model_server.url, llm_timeout=0.005))
    assert answer.writing
    assert "DATELINE_LLM_TIMEOUT" in (answer.writing.fallback or "")
    assert answer.writer == EXTRACTIVE


def test_a_server_that_is_killed_while_it_writes_leaves_the_quotations(
    library: AskableLibrary, writer: Callable[..., ModelWriter]
) -> None:
    with running_model(KEY) as server:
        killer = threading.Timer(0.5, server.kill)  # reading the prompt alone takes longer
        killer.start()
        answer = ask(library, BRIDGE, writer(server.url))
        killer.join()
    assert answer.writing
    assert "connection to the model smollm2 failed" in (answer.writing.fallback or "")
    assert answer.writer == EXTRACTIVE
