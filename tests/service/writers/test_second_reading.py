"""A model that lies, read a second time by one that is truthful, lazy or broken: what is shown of it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from ingest.settings import Settings
from service.answer import Answer, Support
from service.ask import AskRequest, Stated, answer_events, ask
from service.evidence.library import AskableLibrary
from service.llm.model import open_model
from service.writers.model import ModelWriter
from tests.model_server import MODEL as SMALL
from tests.service.wire import KEY, Scripted, Wire, error, number, streamed, written

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
BRIDGE = AskRequest("When will the Kess Bridge open?", as_of=NOW, max_statements=10)
MARCH = AskRequest(
    "How many people marched in Northgate against the hospital plan?", as_of=NOW, max_statements=10
)

OPENS, SANK, BILL, RECOVER = "bridge will open on", "It sank by 41", "The bill has", "hopes to recover"
TESTED, TICKETS, METRES = "hours after a test", "Tickets, which are free", "640-metre"
MARCHED, MOVES, SAVES, NONE_HELD = "18,000 people marched", "proposed in April", "£9.3 million", "no arrests"
RALLY, STAYS, PETITION = "addressed by two members", "until 2030 at the earliest", "112,000 signatures"
SAYS_OPENS = "The new bridge will open on Saturday 29 November."
TRUE = {
    BRIDGE: (
        (SAYS_OPENS, OPENS),
        ("The bill has risen to £194 million, from £186 million.", BILL),
        ("The first lorry will be chosen by the haulage firms.", "The first lorry"),
    ),
    MARCH: (
        ("About 18,000 people marched through Northgate on 7 June 2025.", MARCHED),
        ("The vote was nine to four.", "nine to four"),
    ),
}
# What a writer can do to a sentence: the kind, what it writes, and the sentence that it cites for it.
LIES = {
    BRIDGE: (
        ("figure", "The bill has risen to £294 million, from £186 million.", BILL),
        ("date", "The new bridge will open on Saturday 6 December.", OPENS),
        ("name", "Geoff Tranter, the project director, watched from a boat.", "watched from a boat"),
        ("denial", "The new bridge will not open on Saturday 29 November.", OPENS),
        ("roles", "The Italian foundry hopes to recover £7 million from the council.", RECOVER),
        ("cause", "The first lorry will be chosen by the haulage firms because of a lawsuit.", "first lorry"),
        ("only", "Only the first lorry will be chosen by the haulage firms.", "The first lorry"),
        ("certainty", "The council will recover £7 million from the Italian foundry.", RECOVER),
        ("speaker", 'Joan Petrie said: "I have booked the band."', "booked the band"),
        ("quotation", 'She said she had "cancelled the band".', "booked the band"),
        ("unit", "It sank by 41 centimetres in the middle.", SANK),
        ("part", "All tickets will be handed out by ballot to local people.", TICKETS),
        ("extra", "The bill has risen to £194 million, which experts called a scandal.", BILL),
        ("figure", "The 460-metre crossing replaces the Old Kess Bridge.", METRES),
        ("cause", "The council announced the date on Tuesday because of public anger.", TESTED),
    ),
    MARCH: (
        ("figure", "About 81,000 people marched through Northgate on Saturday.", MARCHED),
        ("name", "There were no arrests, Superintendent Maggie Stoll said.", NONE_HELD),
        ("denial", "There were arrests, Superintendent Lorna Beech said.", NONE_HELD),
        ("denial", "Two people were not treated for heat exhaustion.", NONE_HELD),
        ("roles", "St Bride's proposed to move the regional health board.", MOVES),
        ("cause", "There were no arrests because the police stayed away.", NONE_HELD),
        ("only", "Only two members of Parliament addressed the rally.", RALLY),
        ("certainty", "The regional health board moved emergency care in April.", MOVES),
        ("speaker", "The police said the change would save £9.3 million a year.", SAVES),
        ("unit", "The change would save £9.3 million a month.", SAVES),
        ("part", "The accident and emergency unit will remain open for good.", STAYS),
        ("extra", "A petition with 112,000 signatures, the largest ever, would be delivered.", PETITION),
    ),
}
KINDS = {kind for lies in LIES.values() for kind, _, _ in lies}
# What the checks hold by themselves, whatever a second reading says.
HELD = {"figure", "date", "name", "denial", "only", "cause"}

Script = Callable[[str], Scripted]


@pytest.fixture
def writer(wire: Wire) -> Callable[..., ModelWriter]:
    def make(url: str = "", **settings: Any) -> ModelWriter:
        chosen = {"llm_retries": 0, "llm_timeout": 20, "llm_model": SMALL, **settings}
        filled = Settings(llm_base_url=url or wire.url, llm_api_key=KEY, **chosen)
        return ModelWriter(open_model(filled), filled)

    return make


def reads_again(prompt: str) -> bool:
    return "whether the sentences state it" in prompt


def verdict(word: str) -> Scripted:
    return streamed(json.dumps({"verdict": word}))


def truthful(prompt: str) -> Scripted:
    statement = prompt.rpartition("): ")[2]
    honest = any(statement == text for said in TRUE.values() for text, _ in said)
    return verdict("supported" if honest else "not_stated")


def lazy(prompt: str) -> Scripted:
    return verdict("supported")


def model(request: AskRequest, reads: Script) -> Script:
    """Return a model that writes the truths and lies about a question, and reads again as `reads` does."""

    def says(prompt: str) -> Scripted:
        if reads_again(prompt):
            return reads(prompt)
        said = [*TRUE[request], *((text, source) for _, text, source in LIES[request])]
        return written(*((text, [number(prompt, source)]) for text, source in said))

    return says


def shown(answers: dict[AskRequest, Answer]) -> tuple[set[str], list[tuple[str, str]]]:
    """Return the truths that stand, and the lies with their kinds."""
    said = {request: {each.text for each in answer.statements} for request, answer in answers.items()}
    lies = [(kind, text) for request in said for kind, text, _ in LIES[request] if text in said[request]]
    truths = {text for request in said for text, _ in TRUE[request] if text in said[request]}
    return truths, lies


def answered(
    library: AskableLibrary, wire: Wire, written_by: ModelWriter, reads: Script
) -> dict[AskRequest, Answer]:
    answers = {}
    for request in (BRIDGE, MARCH):
        wire.play(model(request, reads))
        answers[request] = ask(library, request, written_by)
    return answers


def test_the_lies_are_of_thirteen_kinds() -> None:
    assert len(KINDS) == 13


def test_a_truthful_reader_lets_no_lie_stand(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    truths, lies = shown(answered(library, wire, writer(), truthful))
    assert lies == []
    assert SAYS_OPENS in truths


def test_under_a_lazy_reader_the_checks_hold_what_they_can(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    truths, lies = shown(answered(library, wire, writer(), lazy))
    assert [lie for lie in lies if lie[0] in HELD] == []
    assert SAYS_OPENS in truths


@pytest.mark.parametrize(
    "broken",
    [
        streamed("The statement is fine."),
        streamed('{"verdict": ["not_stated"]}'),
        streamed('{"verdict": "not_st', finish="length"),
        error(500, "broken"),
        streamed('{"verdict": "not_st', broken=True),
    ],
    ids=["prose", "list", "cut", "500", "broken off"],
)
def test_under_a_broken_reader_the_checks_decide_alone(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter], broken: Scripted
) -> None:
    wire.play(model(BRIDGE, lambda prompt: broken))
    read = ask(library, BRIDGE, writer())
    wire.play(model(BRIDGE, lazy))
    unread = ask(library, BRIDGE, writer(llm_check=False))
    assert not any(reads_again(prompt) for prompt in wire.prompts)
    assert read.statements == unread.statements


def test_a_silent_reader_is_waited_for_once(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    silent = replace(verdict("not_stated"), pause=30)
    wire.play(model(BRIDGE, lambda prompt: silent))
    answer = ask(library, BRIDGE, writer(llm_timeout=1.5))
    assert SAYS_OPENS in {statement.text for statement in answer.statements}
    assert sum(map(reads_again, wire.prompts)) <= 4


def test_each_statement_is_read_apart_with_what_it_cites(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(model(BRIDGE, lazy))
    answer = ask(library, BRIDGE, writer())
    worded = [statement for statement in answer.statements if statement.support is Support.CHECKED]
    prompts = [body["messages"] for body in wire.requests if reads_again(body["messages"][0]["content"])]
    assert len(worded) >= 2
    assert len(prompts) >= len(worded)
    for statement in worded:
        (asked,) = (turns for turns in prompts if turns[1]["content"].endswith(f": {statement.text}"))
        assert [turn["role"] for turn in asked] == ["system", "user"]
        assert sum(line.startswith("[") for line in asked[1]["content"].splitlines()) == 1
        assert statement.citations[0].quote in asked[1]["content"]
        assert "Northgate Chronicle, " in asked[1]["content"]
    schemas = [body["response_format"] for body in wire.requests]
    assert {form["json_schema"]["name"] for form in schemas} == {"answer", "reading"}
    assert answer.writing
    assert answer.writing.prompt_tokens == 100 * len(wire.requests)


def test_what_the_reader_refuses_is_sent_back_with_its_reason(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    def says(prompt: str) -> Scripted:
        if reads_again(prompt):
            return verdict("contradicted")
        return written((SAYS_OPENS, [number(prompt, OPENS)]))

    wire.play(says)
    answer = ask(library, BRIDGE, writer())
    assert "the sentences it lists say otherwise" in wire.prompts[2]
    assert len(wire.requests) == 4
    assert answer.writing
    assert (answer.writing.retried, answer.writing.dropped) == (1, 1)
    assert {statement.support for statement in answer.statements} == {Support.QUOTED}


def test_statements_are_read_side_by_side_and_stand_in_their_order(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    both = threading.Barrier(2, timeout=20)  # breaks if one is read after the other

    def reads(prompt: str) -> Scripted:
        both.wait()
        return replace(verdict("supported"), pause=0.2 if SAYS_OPENS in prompt else 0.0)

    def says(prompt: str) -> Scripted:
        if reads_again(prompt):
            return reads(prompt)
        return written(*((text, [number(prompt, source)]) for text, source in TRUE[BRIDGE][:2]))

    wire.play(says)
    answer = ask(library, BRIDGE, writer())
    assert [statement.text for statement in answer.statements] == [text for text, _ in TRUE[BRIDGE][:2]]
    assert not both.broken


def test_who_leaves_ends_the_reading(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    asked = threading.Event()  # the other statement is being read
    slow = replace(streamed(*[" "] * 400), pause=0.05)

    def says(prompt: str) -> Scripted:
        if reads_again(prompt):
            if SAYS_OPENS in prompt:
                assert asked.wait(20)
                return verdict("supported")
            asked.set()
            return slow
        return written(*((text, [number(prompt, source)]) for text, source in TRUE[BRIDGE][:2]))

    wire.play(says)
    events = answer_events(library, BRIDGE, writer())
    stated = next(event for event in events if isinstance(event, Stated))
    assert stated.statement.text == SAYS_OPENS
    events.close()
    assert wire.left.wait(10), "the second reading goes on"
