"""OpenAI's responses over HTTP, asked by the stock openai client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import openai
import pytest
from openai.types.responses import Response

from service.answer import answer_from_json
from service.check import Verdict, check_citations
from tests.service.api.conftest import KEY

KESS = "When will the Kess Bridge open?"
LEFT_OUT = ("id", "created_at", "dateline")


@pytest.fixture(scope="module")
def chatter(server_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


@pytest.fixture(scope="module")
def whole(chatter: openai.OpenAI) -> Response:
    return chatter.responses.create(model="dateline", input=KESS, metadata={"a": "b"})


def text_of(response: Response) -> Any:
    [message] = response.output
    assert message.type == "message"
    [part] = message.content
    assert part.type == "output_text"
    return part


def record_of(response: Response) -> dict[str, Any]:
    record: dict[str, Any] = (response.model_extra or {})["dateline"]
    return record


def test_a_response_is_the_answer_of_a_chat(chatter: openai.OpenAI, whole: Response, library) -> None:
    messages: Any = [{"role": "user", "content": KESS}]
    said = chatter.chat.completions.create(model="dateline", messages=messages).choices[0].message
    assert (whole.output_text, whole.status, whole.error) == (said.content, "completed", None)
    assert (whole.object, whole.model, whole.metadata) == ("response", "dateline", {"a": "b"})
    answer = answer_from_json(json.dumps(record_of(whole)["answer"]))
    assert {each.verdict for each in check_citations(library.archive, answer.citations)} == {Verdict.VALID}
    assert all(statement.text in whole.output_text for statement in answer.statements)


def test_annotations_stand_at_the_markers(whole: Response) -> None:
    cited = {each["marker"]: each for each in record_of(whole)["answer"]["statements"][0]["citations"]}
    part = text_of(whole)
    assert part.annotations
    for each in part.annotations:
        assert each.type == "url_citation"
        marker = re.fullmatch(r"\[(\d+)\]", part.text[each.start_index : each.end_index])
        assert marker
        if (source := cited.get(int(marker[1]))) is not None:
            assert (each.url, each.title) == (source["url"], source["title"])


def test_usage_counts_the_conversation(whole: Response) -> None:
    usage = whole.usage
    assert usage
    assert usage.input_tokens > 0
    assert usage.output_tokens > 0
    assert usage.total_tokens == usage.input_tokens + usage.output_tokens
    assert (usage.input_tokens_details.cached_tokens, usage.output_tokens_details.reasoning_tokens) == (0, 0)


def test_a_stream_has_its_events_in_order_and_adds_up(chatter: openai.OpenAI, whole: Response) -> None:
    events = list(chatter.responses.create(model="dateline", input=KESS, metadata={"a": "b"}, stream=True))
    assert [each.sequence_number for each in events] == list(range(len(events)))
    kinds = [each.type for each in events]
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert set(kinds[4:-4]) == {"response.output_text.delta", "response.output_text.annotation.added"}
    text, annotations = "", []
    for each in events:
        if each.type == "response.output_text.delta":
            text += each.delta
        elif each.type == "response.output_text.annotation.added":
            place: Any = each.annotation
            assert each.annotation_index == len(annotations)
            # At every moment each marker stands where its annotation says.
            assert re.fullmatch(r"\[\d+\]", text[place.start_index : place.end_index])
            annotations.append(place.model_dump())
    last: Any = events[-1]
    assert text == whole.output_text
    assert annotations == [each.model_dump() for each in text_of(whole).annotations]
    assert len({each.item_id for each in events if hasattr(each, "item_id")}) == 1
    left = [each.model_dump(exclude=set(LEFT_OUT)) for each in (last.response, whole)]
    for each in left:
        each["output"][0].pop("id")
    assert left[0] == left[1]


def test_the_clients_own_adding_up_works(chatter: openai.OpenAI, whole: Response) -> None:
    with chatter.responses.stream(model="dateline", input=KESS) as stream:
        text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    assert text == final.output_text == whole.output_text
    assert len(text_of(final).annotations) == len(text_of(whole).annotations)
    assert final.usage == whole.usage


@pytest.mark.parametrize(
    "before",
    [
        [{"role": "user", "content": KESS}, {"role": "assistant", "content": "On 29 November. [1]"}],
        [
            {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be kind."}]},
            {"type": "message", "role": "user", "content": [{"type": "input_text", "text": KESS}]},
            {"type": "reasoning", "id": "rs_1", "summary": []},
            {"type": "function_call", "call_id": "c", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "c", "output": "42"},
            {
                "type": "message",
                "role": "assistant",
                "id": "msg_1",
                "status": "completed",
                "content": [{"type": "output_text", "text": "On 29 November. [1]", "annotations": []}],
            },
        ],
    ],
)
def test_a_conversation_is_read_from_its_items(chatter: openai.OpenAI, before: Any) -> None:
    items = [
        *before,
        {"role": "user", "content": [{"type": "input_text", "text": "And how much did it cost?"}]},
    ]
    found = chatter.responses.create(model="dateline-extractive", input=items, instructions="Be a pirate.")
    assert "Kess Bridge" in record_of(found)["carried"]
    assert found.instructions == "Be a pirate."


def test_filters_come_under_dateline(chatter: openai.OpenAI) -> None:
    found = chatter.responses.create(
        model="dateline", input=KESS, extra_body={"dateline": {"as_of": "2020-01-01"}}
    )
    assert found.output_text.startswith("No answer (outside_dates)")


def test_a_response_ends_before_the_statement_that_would_be_too_long(
    chatter: openai.OpenAI, whole: Response
) -> None:
    found = chatter.responses.create(model="dateline", input=KESS, max_output_tokens=60)
    assert (found.status, found.incomplete_details and found.incomplete_details.reason) == (
        "incomplete",
        "max_output_tokens",
    )
    assert found.usage
    assert 0 < found.usage.output_tokens <= 60
    assert whole.output_text.startswith(f"{found.output_text}\n\n")
    *_, last = chatter.responses.create(model="dateline", input=KESS, max_output_tokens=60, stream=True)
    assert last.type == "response.incomplete"
    assert last.response.output_text == found.output_text


def test_small_talk_and_chores_work_as_in_a_chat(chatter: openai.OpenAI) -> None:
    assert chatter.responses.create(model="dateline", input="hi").output_text.startswith("Hello.")
    prompt = (
        f"Generate a title of at most 5 words for this conversation:\nUser: {KESS}\nAssistant: "
        f"On 29 November."
    )
    assert chatter.responses.create(model="dateline", input=prompt).output_text == "Kess Bridge Open"


def test_parameters_that_mean_nothing_here_are_accepted(chatter: openai.OpenAI, whole: Response) -> None:
    found = chatter.responses.create(
        model="dateline",
        input=KESS,
        temperature=0,
        top_p=1,
        store=False,
        tools=[],
        tool_choice="auto",
        parallel_tool_calls=True,
        truncation="auto",
        reasoning={"effort": "low"},
        text={"format": {"type": "text"}},
        user="someone",
        include=[],
    )
    assert found.output_text == whole.output_text


@pytest.mark.parametrize(
    ("change", "param", "words"),
    [
        ({"previous_response_id": "resp_1"}, "previous_response_id", "no responses are kept"),
        ({"conversation": "conv_1"}, "conversation", "no conversations are kept"),
        ({"prompt": {"id": "pmpt_1"}}, "prompt", "no prompts are kept"),
        ({"background": True}, "background", "at once"),
        (
            {"text": {"format": {"type": "json_schema", "name": "x", "schema": {}}}},
            "text",
            "answers are text",
        ),
        ({"text": {"format": {"type": "json_object"}}}, "text", "answers are text"),
        ({"tool_choice": "required"}, "tool_choice", "calls no tools"),
        ({"max_output_tokens": 0}, "max_output_tokens", "greater than or equal to 1"),
        ({"input": []}, None, "role user"),
        ({"input": "  "}, None, "empty"),
        ({"input": [{"type": "item_reference", "id": "msg_1"}]}, "input", "no items are kept"),
        (
            {"input": [{"role": "user", "content": [{"type": "input_image", "image_url": "data:x"}]}]},
            None,
            "input_image",
        ),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_honoured_is_a_bad_request(
    chatter: openai.OpenAI, change: dict[str, Any], param: str | None, words: str, stream: bool
) -> None:
    body: dict[str, Any] = {"model": "dateline", "input": KESS, "stream": stream, **change}
    with pytest.raises(openai.BadRequestError, match=words) as refused:
        chatter.responses.create(**body)
    assert (refused.value.type, refused.value.param) == ("invalid_request_error", param)


def test_a_model_or_a_response_that_is_not_there_is_not_found(chatter: openai.OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="dateline-extractive") as refused:
        chatter.responses.create(model="gpt-5", input=KESS)
    assert (refused.value.code, refused.value.param) == ("model_not_found", "model")
    with pytest.raises(openai.NotFoundError) as gone:
        chatter.responses.retrieve("resp_1")
    assert gone.value.code is None


def test_the_key_is_asked_for_and_the_size_is_limited(keyed_url: str) -> None:
    with (
        openai.OpenAI(base_url=f"{keyed_url}/v1", api_key="wrong", max_retries=0) as guest,
        pytest.raises(openai.AuthenticationError),
    ):
        guest.responses.create(model="dateline", input=KESS)
    response = httpx.post(
        f"{keyed_url}/v1/responses",
        headers={"Authorization": f"Bearer {KEY}".encode()},
        json={"model": "dateline", "input": "x" * 200_000},
    )
    assert response.status_code == 413
    assert "DATELINE_MAX_REQUEST_MB" in response.json()["error"]["message"]
