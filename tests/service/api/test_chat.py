"""Chat completions over HTTP, asked by the stock openai client."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai.types.chat import ChatCompletion

from ingest.text.tokens import count_tokens
from service.answer import Answer, answer_from_json
from service.check import Verdict, check_citations
from service.summaries.styles import Style
from service.summaries.summary import summary_from_json

KESS = "When will the Kess Bridge open?"
QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "sample_questions.jsonl")
    .read_text(encoding="utf-8")
    .splitlines()
]
CHORES = Path(__file__).parent / "chores.jsonl"
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


@pytest.fixture(scope="module")
def chatter(server_url: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{server_url}/v1", api_key="none", max_retries=0) as opened:
        yield opened


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


@pytest.mark.parametrize("dropped", [[], ["Kess Bridge"]])
def test_a_follow_up_lists_what_it_carries_and_what_is_dropped_is_not_carried(
    chatter: openai.OpenAI, dropped: list[str]
) -> None:
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
            extra_body={"dateline": {"as_of": "2025-06-15", "drop_carried": dropped}},
        )
        .choices[0]
        .message
    )
    assert message.model_extra
    record = message.model_extra["dateline"]
    assert record["question"] == answer_of(message).question == "And how much did it cost?"
    assert ("Kess Bridge" in record["carried"]) is not bool(dropped)
    assert tuple(record["carried"]) == answer_of(message).carried
    shown = message.content.splitlines()[0] if message.content else ""
    assert shown.startswith("Carried: ") is bool(record["carried"])
    assert all(words in shown for words in record["carried"])


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
        ({"n": 2}, 400, "one answer"),
        ({"response_format": {"type": "json_object"}}, 400, "answers are text"),
        ({"max_tokens": 0}, 400, "max_tokens"),
        ({"messages": [{"role": "system", "content": "x"}]}, 400, "role user"),
        ({"messages": []}, 400, "messages"),
        ({"messages": [{"role": "user", "content": "x" * 3_000}]}, 400, "2000"),
        ({"dateline": {"after": "2025-09-30", "before": "2025-09-01"}}, 400, "earlier than before"),
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


def test_what_cannot_be_honoured_is_a_bad_request_to_the_stock_client(chatter: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as refused:
        chatter.chat.completions.create(model="dateline", messages=said(KESS), n=2)
    assert (refused.value.param, refused.value.type) == ("n", "invalid_request_error")
    form: Any = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "object"}}}
    with pytest.raises(openai.BadRequestError, match="answers are text"):
        chatter.chat.completions.create(model="dateline", messages=said(KESS), response_format=form)


def test_parameters_that_mean_nothing_here_are_accepted(chatter: openai.OpenAI) -> None:
    found = chatter.chat.completions.create(
        model="dateline",
        messages=said(KESS),
        n=1,
        response_format={"type": "text"},
        stop=["\n"],
        seed=7,
        user="someone",
        metadata={"a": "b"},
        store=False,
        tools=[],
        logit_bias={"50256": -100},
        temperature=0,
        top_p=1,
        presence_penalty=0,
    )
    assert found.choices[0].message.content == completed(chatter, KESS).choices[0].message.content


# Beside questions


def test_what_a_chat_program_asks_for_itself_comes_in_its_form(chatter: openai.OpenAI) -> None:
    for line in CHORES.read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        choice = completed(chatter, case["content"]).choices[0]
        assert choice.finish_reason == "stop"
        assert not choice.message.annotations
        record = json.loads(choice.message.content or "")
        assert list(record) == [case["key"]]
        told = record[case["key"]]
        assert all(isinstance(each, str) and each for each in ([told] if case["one"] else told))
        assert "Kess Bridge" in str(told)
        assert choice.message.model_extra["dateline"]["answer"] is None


def test_suggested_questions_are_answered(chatter: openai.OpenAI) -> None:
    prompt = (
        f"Suggest three follow-up questions for this chat, one per line.\n\nUser: {KESS}\nAssistant: "
        f"On 29 November."
    )
    asked = (completed(chatter, prompt).choices[0].message.content or "").splitlines()
    assert 2 <= len(asked) <= 3
    for question in asked:
        record = completed(chatter, question).choices[0].message.model_extra["dateline"]
        assert (record["answer"] or record["summary"])["refusal"] is None, question


def test_nothing_is_suggested_on_what_the_archive_lacks(chatter: openai.OpenAI) -> None:
    talk = "User: Who first walked on the moon?\nAssistant: Neil Armstrong did."
    prompt = "Suggest follow-up questions as a JSON array of strings."
    assert completed(chatter, f"{prompt}\n\n{talk}").choices[0].message.content == "[]"
    told = f"Suggest follow-up questions, one per line.\n\n{talk}"
    asked = completed(chatter, told).choices[0].message.content or ""
    assert completed(chatter, asked).choices[0].message.model_extra["dateline"]["said"]


@pytest.mark.parametrize(
    ("told", "questions"),
    [
        (
            "Break the question into sub-questions, one per line.\n"
            f"Question: {KESS} And who leads Brightwater Energy?",
            2,
        ),
        (f"Write a more general step-back question.\nQuestion: {KESS}\nStep-back question:", 1),
    ],
)
def test_the_parts_of_a_question_and_a_more_general_one_are_answered(
    chatter: openai.OpenAI, told: str, questions: int
) -> None:
    asked = (completed(chatter, told).choices[0].message.content or "").splitlines()
    assert len(asked) == questions
    for question in asked:
        answer = completed(chatter, question).choices[0].message.model_extra["dateline"]["answer"]
        assert answer["refusal"] is None


def test_the_reasons_that_a_form_has_beside_its_result_stay_empty(chatter: openai.OpenAI) -> None:
    prompt = (
        'Generate a chat title. Return only JSON: {"Language Type": "x", "Your Output": "x"}\n\nUser Input:\n'
        f"{KESS}"
    )
    record = json.loads(completed(chatter, prompt).choices[0].message.content or "")
    assert record == {"Language Type": "", "Your Output": record["Your Output"]}
    assert "Kess Bridge" in record["Your Output"]


def test_a_question_in_a_long_template_is_answered(chatter: openai.OpenAI) -> None:
    notes = "".join(f'<source id="{n}">A note of the user.</source>\n' for n in range(1_000))
    assert len(notes) > 40_000
    prompt = f"### Task:\nAnswer from the context.\n<context>\n{notes}</context>\n\n{KESS}"
    message = completed(chatter, prompt).choices[0].message
    assert message.content == completed(chatter, KESS).choices[0].message.content
    assert message.model_extra["dateline"]["question"] == KESS


def test_a_filter_outside_dateline_is_refused_not_left_unread(chatter: openai.OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="as_of, before: belongs under") as chat:
        chatter.chat.completions.create(
            model="dateline", messages=said(KESS), extra_body={"before": "2025-06-15", "as_of": "2025-06-15"}
        )
    assert '{"dateline": {"as_of"' in chat.value.message
    with pytest.raises(openai.BadRequestError, match="publishers: belongs under"):
        chatter.responses.create(model="dateline", input=KESS, extra_body={"publishers": ["Vale Post"]})


@pytest.mark.parametrize(
    "text", ["hi", "thanks!", "What can you do?", "great, thank you very much", "ok", "who are you?"]
)
def test_small_talk_gets_a_sentence_and_no_source(chatter: openai.OpenAI, text: str) -> None:
    message = completed(chatter, text).choices[0].message
    assert "2 May 2025 to 31 October 2025" in (message.content or "")
    assert len(message.content or "") < 350
    assert not message.annotations
    assert message.model_extra["dateline"]["answer"] is None


def test_a_question_behind_a_greeting_is_answered(chatter: openai.OpenAI) -> None:
    assert answer_of(completed(chatter, f"Hi, {KESS[0].lower()}{KESS[1:]}").choices[0].message).statements


def test_a_wish_for_a_summary_gets_one_that_can_be_checked(chatter: openai.OpenAI, library) -> None:
    message = completed(chatter, "Give me a timeline of the Kess Bridge").choices[0].message
    record = message.model_extra["dateline"]
    summary = summary_from_json(json.dumps(record["summary"]))
    assert (record["answer"], summary.style) == (None, Style.TIMELINE)
    lines = (message.content or "").splitlines()[: len(summary.statements)]
    assert all(re.match(r"- \d{4}-\d\d-\d\d( to \d{4}-\d\d-\d\d| \(published\))?: ", line) for line in lines)
    assert {each.verdict for each in check_citations(library.archive, summary.citations)} == {Verdict.VALID}
    assert all(statement.text in (message.content or "") for statement in summary.statements)


def test_a_summary_of_a_month_is_of_what_was_published_in_it(chatter: openai.OpenAI) -> None:
    message = completed(chatter, "Summarise what happened with the Kess Bridge in August").choices[0].message
    summary = summary_from_json(json.dumps(message.model_extra["dateline"]["summary"]))
    assert summary.statements
    assert {each.published_at.month for each in summary.citations if each.published_at} == {8}


def test_a_month_without_news_of_it_is_said_and_the_rest_is_told(chatter: openai.OpenAI) -> None:
    message = completed(chatter, "Summarise what happened with the Kess Bridge in July").choices[0].message
    assert (message.content or "").startswith("Nothing on this was published at the time you name.")
    assert message.annotations


def test_a_summary_of_it_is_of_what_was_spoken_of(chatter: openai.OpenAI) -> None:
    messages: Any = [
        *said(KESS),
        {"role": "assistant", "content": "On 29 November."},
        *said("Summarise it in bullets"),
    ]
    found = chatter.chat.completions.create(model="dateline", messages=messages)
    assert found.choices[0].message.model_extra["dateline"]["question"] == "the Kess Bridge"
    assert (found.choices[0].message.content or "").startswith("- ")


# Length


def test_a_message_ends_before_the_statement_that_would_be_too_long(chatter: openai.OpenAI) -> None:
    whole = completed(chatter, KESS).choices[0].message
    statements = [
        " ".join(
            [each.told, *(f"[{cited.marker}]" for cited in each.citations), *map("({})".format, each.notes)]
        )
        for each in answer_of(whole).statements
    ]
    pieces = [statements[0], *(f"\n\n{each}" for each in statements[1:])]
    assert len(pieces) > 1
    for limit in (1, 40, 80, 160, 320):
        found = chatter.chat.completions.create(model="dateline", messages=said(KESS), max_tokens=limit)
        [choice] = found.choices
        content = choice.message.content or ""
        assert found.usage
        assert found.usage.completion_tokens <= limit
        assert (choice.finish_reason == "stop") == (content == whole.content)
        stated = "".join(pieces)
        if len(content) < len(stated):
            assert content in ("".join(pieces[:n]) for n in range(len(pieces)))
        else:
            assert (whole.content or "").startswith(content)
            assert (whole.content or "")[len(content) :][:1] in ("", "\n")
        for each in choice.message.annotations or ():
            place = each.url_citation
            assert MARKER.fullmatch(content[place.start_index : place.end_index])


def test_a_stream_ends_there_too(chatter: openai.OpenAI) -> None:
    limit = count_tokens(completed(chatter, KESS).choices[0].message.content or "") // 3
    whole = chatter.chat.completions.create(
        model="dateline", messages=said(KESS), max_completion_tokens=limit
    )
    stream: Any = chatter.chat.completions.create(
        model="dateline", messages=said(KESS), max_completion_tokens=limit, stream=True
    )
    chunks = list(stream)
    assert (
        "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == whole.choices[0].message.content
    )
    assert chunks[-1].choices[0].finish_reason == whole.choices[0].finish_reason == "length"


def test_a_quotation_stands_in_the_message_character_by_character(chatter: openai.OpenAI, library) -> None:
    for case in QUESTIONS[::17]:
        message = completed(chatter, case["question"], as_of=case["as_of"] or "2025-12-31").choices[0].message
        for cited in answer_of(message).citations:
            text = library.archive.version(cited.article_id, cited.version).text
            assert text[cited.start : cited.end] == cited.quote
            if answer_of(message).statements:
                assert cited.quote in (message.content or "")


TAGS = (
    'Make tags for this conversation. Reply with JSON under the key "topics".\n'
    f"User: {KESS}\nAssistant: In spring."
)


def test_json_is_honoured_where_the_prompt_is_a_chore_in_json(chatter: openai.OpenAI) -> None:
    chat = chatter.chat.completions.create(
        model="dateline", messages=said(TAGS), response_format={"type": "json_object"}
    )
    response = chatter.responses.create(
        model="dateline", input=TAGS, text={"format": {"type": "json_object"}}
    )
    for text in (chat.choices[0].message.content, response.output_text):
        assert json.loads(text or "")["topics"]


@pytest.mark.parametrize("signs", ["👍", "?!", "…", "❤️🙏"])
def test_signs_alone_get_a_sentence(chatter: openai.OpenAI, signs: str) -> None:
    message = chatter.chat.completions.create(model="dateline", messages=said(signs)).choices[0].message
    assert "Ask a question in a full sentence" in (message.content or "")
    assert not message.annotations


def test_a_system_message_and_a_conversation_that_ends_with_an_answer(chatter: openai.OpenAI) -> None:
    told = "Write a title for the conversation. Title only, at most five words."
    messages: Any = [
        {"role": "system", "content": told},
        *said(KESS),
        {"role": "assistant", "content": "In spring. [1]"},
    ]
    title = chatter.chat.completions.create(model="dateline", messages=messages).choices[0].message.content
    assert title
    assert "Kess" in title
    assert len(title.split()) <= 5


def test_other_paths_have_no_error_member(client: httpx.Client) -> None:
    assert "error" not in client.post("/v1/answers", json={"question": ""}).json()
