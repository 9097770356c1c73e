"""Chat completions over HTTP, asked by the stock openai client."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletion

from ingest.tokens import count_tokens
from service.answer import Answer, answer_from_json
from service.check import Verdict, check_citations

KESS = "When will the Kess Bridge open?"
QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "sample_questions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


@pytest.fixture(scope="module")
def chatter(server_url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0)


def said(question: str) -> Any:
    return [{"role": "user", "content": question}]


def completed(chatter: openai.OpenAI, question: str, **scope: object) -> ChatCompletion:
    found: ChatCompletion = chatter.chat.completions.create(
        model="dateline", messages=said(question), extra_body={"dateline": scope}
    )
    return found


def answer_of(message: Any) -> Answer:
    return answer_from_json(json.dumps(message.model_extra["dateline"]["answer"]))


def test_an_answer_is_a_message_whose_citations_can_be_checked(chatter: openai.OpenAI, library) -> None:
    [choice] = completed(chatter, KESS).choices
    answer = answer_of(choice.message)
    assert choice.finish_reason == "stop"
    assert choice.message.model_extra["dateline"]["question"] == answer.question == KESS
    verdicts = {each.verdict for each in check_citations(library.archive, answer.citations)}
    assert verdicts == {Verdict.VALID}
    for statement in answer.statements:
        assert f"{statement.text} [{statement.citations[0].marker}]" in choice.message.content


def test_annotations_point_at_the_markers_and_at_what_they_cite(chatter: openai.OpenAI) -> None:
    message = completed(chatter, KESS).choices[0].message
    cited = {citation.marker: citation for citation in answer_of(message).citations}
    assert message.annotations
    for annotation in message.annotations:
        place = annotation.url_citation
        marker = int(message.content[place.start_index : place.end_index].strip("[]"))
        assert (place.url, place.title) == (cited[marker].url, cited[marker].title)


def test_an_article_without_an_address_is_cited_at_this_service(chatter: openai.OpenAI) -> None:
    question = "How many surveillance cameras does Hong Kong plan to have by 2028?"
    message = completed(chatter, question).choices[0].message
    cited = next(each for each in answer_of(message).citations if each.url is None)
    own = f"{chatter.base_url}articles/{cited.article_id}/versions/{cited.version}"
    assert own in {each.url_citation.url for each in message.annotations}
    assert httpx.get(own).json()["text"][cited.start : cited.end] == cited.quote


def test_a_refusal_is_a_message_too(chatter: openai.OpenAI) -> None:
    message = completed(chatter, KESS, as_of="2020-01-01").choices[0].message
    assert message.content.startswith("No answer (")
    assert answer_of(message).refusal


def test_filters_under_dateline_count(chatter: openai.OpenAI) -> None:
    answer = answer_of(completed(chatter, KESS, as_of="2025-06-15", max_statements=1).choices[0].message)
    assert answer.as_of.date().isoformat() == "2025-06-15"
    assert len(answer.statements) == 1


def test_a_follow_up_is_answered_as_the_question_it_stands_for(chatter: openai.OpenAI) -> None:
    first = completed(chatter, KESS, as_of="2025-06-15").choices[0].message
    messages: Any = [
        *said(KESS),
        {"role": "assistant", "content": first.content},
        *said("And how much did it cost?"),
    ]
    message = (
        chatter.chat.completions.create(
            model="dateline-extractive",
            messages=messages,
            extra_body={"dateline": {"as_of": "2025-06-15"}},
        )
        .choices[0]
        .message
    )
    understood = message.model_extra["dateline"]["question"]
    assert "Kess Bridge" in understood
    assert understood == answer_of(message).question


def test_usage_counts_the_tokens_of_the_conversation(chatter: openai.OpenAI) -> None:
    found = completed(chatter, KESS)
    assert found.usage
    assert found.usage.prompt_tokens == count_tokens(KESS)
    assert found.usage.completion_tokens == count_tokens(found.choices[0].message.content or "")


@pytest.mark.parametrize("case", QUESTIONS[::9], ids=lambda case: case["id"])
def test_a_stream_adds_up_to_the_whole_message(chatter: openai.OpenAI, case: dict[str, Any]) -> None:
    as_of = case["as_of"] or "2025-12-31"
    whole = completed(chatter, case["question"], as_of=as_of).choices[0].message
    content, annotations, last = "", [], None
    stream: Any = chatter.chat.completions.create(
        model="dateline",
        messages=said(case["question"]),
        stream=True,
        extra_body={"dateline": {"as_of": as_of}},
    )
    for chunk in stream:
        delta = chunk.choices[0].delta
        content += delta.content or ""
        annotations += delta.model_extra.get("annotations", [])
        # At every moment each marker stands where its annotation says.
        for each in annotations:
            place = each["url_citation"]
            assert MARKER.fullmatch(content[place["start_index"] : place["end_index"]])
        last = chunk.choices[0]
    assert last is not None
    assert last.finish_reason == "stop"
    assert content == whole.content
    assert [each["index"] for each in annotations] == list(range(len(annotations)))
    assert [each["url_citation"] for each in annotations] == [
        each.url_citation.model_dump() for each in whole.annotations or ()
    ]
    streamed, asked = answer_of(last.delta), answer_of(whole)
    assert (streamed.statements, streamed.refusal) == (asked.statements, asked.refusal)
    listed = content.rpartition("\n\nSources:\n" if asked.statements else "Nearest passages:\n")[2]
    assert {int(marker) for marker in MARKER.findall(content)} == {each.marker for each in asked.citations}
    assert [int(marker) for marker in MARKER.findall(listed)] == [each.marker for each in asked.citations]


def test_the_clients_own_adding_up_works(chatter: openai.OpenAI) -> None:
    with chatter.chat.completions.stream(
        model="dateline", messages=said(KESS), stream_options={"include_usage": True}
    ) as stream:
        for _ in stream:
            pass
        streamed = stream.get_final_completion()
    whole = completed(chatter, KESS)
    assert streamed.choices[0].message.content == whole.choices[0].message.content
    assert len(streamed.choices[0].message.annotations or ()) == len(
        whole.choices[0].message.annotations or ()
    )
    assert streamed.usage == whole.usage


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"model": "gpt-4o"}, 404, "dateline-extractive"),
        ({"model": "dateline-model"}, 404, "there is no model"),
        ({"n": 2}, 422, "one answer"),
        ({"messages": [{"role": "system", "content": "x"}]}, 422, "role user"),
        ({"messages": []}, 422, "messages"),
        ({"messages": [{"role": "user", "content": "?!"}]}, 422, "word"),
        ({"messages": [{"role": "user", "content": "x" * 3_000}]}, 422, "2000"),
        ({"dateline": {"after": "2025-09-30", "before": "2025-09-01"}}, 422, "earlier than before"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_cannot_be_answered_is_an_error_before_the_first_word(
    client: httpx.Client, change: dict[str, object], status: int, words: str, stream: bool
) -> None:
    body = {"model": "dateline", "messages": said(KESS), "stream": stream, **change}
    response = client.post("/v1/chat/completions", json=body)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert words in response.json()["detail"]
    assert words in response.json()["error"]["message"]


def test_other_paths_have_no_error_member(client: httpx.Client) -> None:
    assert "error" not in client.post("/v1/answers", json={"question": ""}).json()
