"""Chat completions as records: what a request says, and the content with the places of its markers."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pydantic import ValidationError

from ingest.errors import InputError, NotFoundError
from ingest.text import one_line
from service.answer import (
    Answer,
    Citation,
    Coverage,
    Disagreement,
    Reason,
    Refusal,
    Statement,
    Support,
    Writing,
)
from service.api.chat_text import Annotation, Composer, Piece, plain
from service.api.openai_format import (
    MAX_MESSAGES,
    ChatCompletionRequest,
    model_ids,
    turns,
    writer_of,
)
from service.chat import Turn
from service.dialogue.followup import MAX_TURNS
from service.dialogue.turns import MAX_ANSWER
from tests.cited import citation, statement

NOW = datetime(2025, 10, 3, tzinfo=UTC)
BASE = "http://127.0.0.1:8484/"
HOSTILE = (
    "[click](https://evil.example)",
    "![](https://evil.example/?leak)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "[1]: https://evil.example",
    "see www.evil.example or https://evil.example/x?y or me@evil.example",
    "`code` [2]",
    "&#91;1&#93; &lt;b&gt;",
    "# Heading",
    "1. one",
    "- item",
    "> said",
    "| a | b |",
    "~~gone~~ **bold** _it_",
    "line\n\n# heading\n[1]: http://evil.example",
    "back\\[slash](http://evil.example)",
    "see evil.example/path, sub.evil.example or EVIL.example",
    "it cost $5, not $7, or $$x$$",
)
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def cited(marker: int, **changes: object) -> Citation:
    made = citation(
        "Yes.",
        marker=marker,
        article=f"a{marker}",
        version=2,
        title=f"Title {marker}",
        publisher="Harbour Post",
        published_at=NOW,
        url=f"https://harbourpost.example/{marker}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def answered(*statements: Statement, **changes: object) -> Answer:
    answer = Answer("Why?", NOW, statements, None, (), 1, Coverage(1, NOW, NOW), "extractive")
    return replace(answer, **changes)  # type: ignore[arg-type]


def composed(answer: Answer) -> Piece:
    composer = Composer(BASE)
    pieces = [*(composer.state(each) for each in answer.statements), composer.close(answer)]
    content = "".join(piece.content for piece in pieces)
    return Piece(content, tuple(each for piece in pieces for each in piece.annotations))


def test_a_note_stands_behind_the_markers() -> None:
    content = composed(answered(Statement("Yes.", (cited(1),), Support.QUOTED, 0.9, "an order"))).content
    assert content.startswith("Yes. [1] (an order)")


def asked(*messages: dict[str, object], **more: object) -> ChatCompletionRequest:
    return ChatCompletionRequest.model_validate({"model": "dateline", "messages": messages, **more})


def said(role: str, content: object) -> dict[str, object]:
    return {"role": role, "content": content}


# Requests


def test_the_last_user_message_is_the_question_and_those_before_are_the_history() -> None:
    request = asked(
        said("system", "You are a pirate."),
        said("assistant", "Welcome!"),
        said("user", "When?"),
        said("assistant", "In May. [1]"),
        said("user", [{"type": "text", "text": "And in"}, {"type": "text", "text": "Britain?"}]),
    ).to_chat()
    assert request.question == "And in\nBritain?"
    assert request.history == (Turn("When?", "In May. [1]"),)


def test_only_the_last_turns_are_kept() -> None:
    messages = [said(role, str(i)) for i in range(30) for role in ("user", "assistant")]
    history = turns(asked(*messages).messages)
    assert history == tuple(Turn(str(i), str(i)) for i in range(30 - MAX_TURNS, 30))


def test_a_long_conversation_is_read_in_no_time() -> None:
    long = [said("user", "When?"), said("assistant", "x" * 5_000_000), *[said("assistant", "x")] * 4_000]
    messages = asked(*long, said("user", "Why?")).messages
    start = time.perf_counter()
    [turn] = turns(messages[:-1])
    assert time.perf_counter() - start < 0.5
    assert len(turn.answer) == MAX_ANSWER
    with pytest.raises(ValidationError, match="messages"):
        asked(*[said("user", "When?")] * (MAX_MESSAGES + 1))


def test_what_tools_and_calls_leave_in_a_conversation_is_passed_over() -> None:
    request = asked(
        said("user", "When?"),
        {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]},
        {"role": "tool", "content": "42", "tool_call_id": "1"},
        said("assistant", "In May."),
        said("user", "Who?"),
    )
    assert request.to_chat().history == (Turn("When?", "In May."),)


def test_filters_come_under_dateline() -> None:
    filters = {"as_of": "2025-06-15", "publishers": ["Harbour Post"], "max_statements": 2}
    request = asked(said("user", "When?"), dateline=filters).to_chat()
    assert request.as_of == datetime(2025, 6, 15, 23, 59, 59, tzinfo=UTC)
    assert (request.publishers, request.max_statements) == (("Harbour Post",), 2)


@pytest.mark.parametrize(
    "harmless",
    [
        {"temperature": 0.2, "top_p": 1, "max_tokens": 5, "seed": 1, "user": "u", "stop": ["x"]},
        {"n": 1, "tools": [], "tool_choice": "auto", "response_format": {"type": "text"}},
        {"metadata": {"a": "b"}, "stream_options": None, "stream": None, "logit_bias": {}, "xyzzy": 1},
    ],
)
def test_parameters_that_make_no_difference_are_accepted(harmless: dict[str, object]) -> None:
    assert asked(said("user", "When?"), **harmless).to_chat().question == "When?"


@pytest.mark.parametrize(
    "refused",
    [
        {"n": 2},
        {"response_format": {"type": "json_object"}},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"logprobs": True},
        {"dateline": {"asof": "2025-06-15"}},
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(refused: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(refused))):
        asked(said("user", "When?"), **refused)


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([said("system", "Be kind.")], "none has the role user"),
        ([said("user", [{"type": "image_url", "image_url": {"url": "data:x"}}])], "image_url"),
        ([said("user", "  ")], "empty"),
        ([said("user", None)], "empty"),
    ],
)
def test_a_conversation_without_a_question_says_what_is_missing(
    messages: list[dict[str, object]], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        asked(*messages).to_chat()


def test_models_name_writers() -> None:
    names = ("extractive", "model")
    assert model_ids(names) == ["dateline", "dateline-extractive", "dateline-model"]
    assert [writer_of(id, names) for id in model_ids(names)] == [None, "extractive", "model"]
    for unknown in ("gpt-4o", "extractive", "dateline-", "dateline-other", ""):
        with pytest.raises(NotFoundError, match="there are dateline, dateline-extractive"):
            writer_of(unknown, names)


# Content


def test_statements_come_with_their_markers_and_the_sources_below() -> None:
    whole = composed(
        answered(
            statement("It opens in May.", cited(1), cited(2, publisher=None, published_at=None)),
            statement("It was closed.", cited(1)),
            disagreements=(Disagreement(("May", "June"), (1, 2)),),
        )
    )
    assert whole.content == (
        "It opens in May. [1] [2]\n\n"
        "It was closed. [1]\n\n"
        "Sources differ: May [1]; June [2]\n\n"
        "Sources:\n\n"
        "- [1] Harbour Post, 3 October 2025: Title 1 — https://harbourpost.example/1\n"
        "- [2] unknown publisher, undated: Title 2 — https://harbourpost.example/2"
    )
    assert places(whole) == ["[1]", "[2]", "[1]", "[1]", "[2]", "[1]", "[2]"]


def places(whole: Piece) -> list[str]:
    found = [each.url_citation for each in whole.annotations]
    return [whole.content[each.start_index : each.end_index] for each in found]


def test_a_refusal_says_why_and_names_the_nearest_passages() -> None:
    refusal = Refusal(Reason.NOT_STATED, "It does not say.", (cited(1), cited(2)))
    whole = composed(answered(refusal=refusal))
    assert whole.content.startswith(
        "No answer (not_stated): It does not say.\n\nNearest passages:\n\n- [1] Harbour"
    )
    assert places(whole) == ["[1]", "[2]"]


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "https://good.example@evil.example/", "//x"])
def test_an_article_without_a_web_address_gets_the_services_own(url: str | None) -> None:
    whole = composed(answered(statement("Yes.", cited(1, url=url))))
    assert whole.annotations[0].url_citation.url == f"{BASE}v1/articles/a1/versions/2"
    assert whole.content.endswith(f" — {BASE}v1/articles/a1/versions/2")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_cannot_become_a_link_an_image_or_html(text: str) -> None:
    hostile = cited(1, title=text, publisher=text, url="https://harbourpost.example/a)[b](c*d<e>`f")
    answer = answered(statement(text, hostile), disagreements=(Disagreement((text, text), (1, 1)),))
    whole = composed(answer)
    assert set(MARKER.findall(whole.content)) == {"1"}
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(whole.content)
    kinds = {inner.type for token in tokens for inner in (token, *(token.children or ()))}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "inline", "text", "softbreak"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    shown = "\n".join(token.content for token in tokens if token.type == "inline")
    for address in ("https://evil", "www.evil", "e@evil", "evil.example"):
        assert address not in shown.lower()
    assert not re.search(r"(?<!\\)\$", shown)


def test_titles_have_no_line_ends_and_control_characters() -> None:
    whole = composed(answered(statement("Yes.", cited(1, title="A\n\x1b[31mtitle\u202e\x07"))))
    assert {each.url_citation.title for each in whole.annotations} == {"A title"}


def test_why_a_model_did_not_write_stands_above_the_sources() -> None:
    writing = Writing("small", fallback="the model [small] answered 500")
    whole = composed(answered(statement("Yes.", cited(1)), writing=writing))
    assert "Yes. [1]\n\nQuoted, not written: the model \\[small\\] answered 500.\n\nSources:" in whole.content
    assert places(whole) == ["[1]", "[1]"]


@given(st.text(max_size=80))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    [paragraph] = MarkdownIt("commonmark").parse(plain(f"{text}x"))[1:-1]
    shown = "".join(child.content for child in paragraph.children or ())
    assert shown.replace("\u200b", "") == one_line(f"{text}x").replace("\u200b", "")


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=3), min_size=1, max_size=5), st.text())
def test_markers_annotations_and_list_agree(statements: list[list[int]], text: str) -> None:
    answer = answered(*(statement(text, *map(cited, markers)) for markers in statements))
    whole = composed(answer)
    body, _, listed = whole.content.partition("\n\nSources:\n")
    markers = [str(marker) for group in statements for marker in group]
    assert MARKER.findall(body) == markers
    assert MARKER.findall(listed) == list(dict.fromkeys(markers))
    assert places(whole) == [f"[{marker}]" for marker in (*markers, *dict.fromkeys(markers))]
    assert all(url_of(each) in listed for each in whole.annotations)


def url_of(annotation: Annotation) -> str:
    return annotation.url_citation.url
