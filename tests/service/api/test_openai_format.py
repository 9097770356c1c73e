"""Chat completions as records: what a request may ask for, and which writers models name."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from ingest.errors import NotFoundError
from service.api.openai_format import ChatCompletionRequest, model_ids, writer_of


def asked(*messages: dict[str, object], **more: object) -> ChatCompletionRequest:
    return ChatCompletionRequest.model_validate({"model": "dateline", "messages": messages, **more})


def said(role: str, content: object) -> dict[str, object]:
    return {"role": role, "content": content}


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
        {"modalities": ["text"], "store": True, "service_tier": "auto", "reasoning_effort": "low"},
        {"presence_penalty": 1, "frequency_penalty": 1, "parallel_tool_calls": False, "verbosity": "low"},
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
        {"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": {}}}},
        {"modalities": ["audio"]},
        {"max_tokens": 0},
        {"max_completion_tokens": -1},
        {"tool_choice": "required"},
        {"tool_choice": {"type": "function", "function": {"name": "f"}}},
        {"logprobs": True},
        {"dateline": {"asof": "2025-06-15"}},
    ],
)
def test_what_cannot_be_honoured_is_refused_by_name(refused: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match=next(iter(refused))):
        asked(said("user", "When?"), **refused)


def test_models_name_writers() -> None:
    names = ("extractive", "model")
    assert model_ids(names) == ["dateline", "dateline-extractive", "dateline-model"]
    assert [writer_of(id, names) for id in model_ids(names)] == [None, "extractive", "model"]
    for unknown in ("gpt-4o", "extractive", "dateline-", "dateline-other", ""):
        with pytest.raises(NotFoundError, match="there are dateline, dateline-extractive"):
            writer_of(unknown, names)


def test_the_newer_name_of_the_limit_wins() -> None:
    assert asked(said("user", "When?")).limit is None
    assert asked(said("user", "When?"), max_tokens=5).limit == 5
    assert asked(said("user", "When?"), max_tokens=5, max_completion_tokens=7).limit == 7
