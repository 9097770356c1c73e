"""Asking a running service: a real one, and servers on loopback that answer badly."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from ingest.errors import BackendError, DatelineError, InputError, NotFoundError, SettingsError
from ingest.settings import Settings, load_settings
from service.ask import AskRequest, ask
from service.chat import Asked, ChatRequest, Said, Summarised, chat_events
from service.evidence.library import AskableLibrary
from service.remote import ask_service, chat_with_service
from tests.answering import answering

QUESTION = "When will the Kess Bridge open?"


def test_a_service_gives_the_answer_that_the_archive_gives(server_url: str, library: AskableLibrary) -> None:
    request = AskRequest(
        QUESTION,
        as_of=datetime(2025, 9, 1, tzinfo=UTC),
        after=datetime(2025, 5, 1, tzinfo=UTC),
        before=datetime(2025, 12, 1, tzinfo=UTC),
        max_statements=2,
    )
    remote, here = ask_service(server_url + "/", request), ask(library, request)
    assert remote.as_of == here.as_of
    assert remote.statements == here.statements
    assert remote.refusal == here.refusal


def test_the_key_is_sent_and_a_wrong_one_names_the_setting(
    copy_home: Callable[[], Path], run_service: Callable[[Settings], AbstractContextManager[str]]
) -> None:
    with run_service(load_settings(home=copy_home(), api_key="right")) as url:
        assert ask_service(url, AskRequest(QUESTION), SecretStr("right")).question == QUESTION
        with pytest.raises(SettingsError, match="DATELINE_API_KEY"):
            ask_service(url, AskRequest(QUESTION), SecretStr("wrong"))


def test_what_the_service_finds_wrong_with_a_question_is_an_input_error(server_url: str) -> None:
    with pytest.raises(InputError, match="question"):
        ask_service(server_url, AskRequest("x" * 5_000))


def test_nobody_there_says_how_to_start_a_service() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # taken, but nobody listens
        with pytest.raises(BackendError, match="dateline serve"):
            ask_service(f"http://127.0.0.1:{free.getsockname()[1]}", AskRequest(QUESTION))


@pytest.mark.parametrize(
    ("status", "content", "error", "message"),
    [
        (503, b'{"detail": "the archive is busy"}', BackendError, "the archive is busy"),
        (504, b"<html>gateway</html>", BackendError, "504 Gateway Timeout"),
        (301, b"", BackendError, "301"),
        (404, b"[]", NotFoundError, "is it the address of a Dateline service"),
        (422, b'{"detail": "question: too long"}', InputError, "question: too long"),
        (200, b"welcome", BackendError, "did not send an answer"),
        (200, b'{"question": "x"}', BackendError, "did not send an answer"),
    ],
)
def test_answers_that_are_none_become_errors(
    status: int, content: bytes, error: type[DatelineError], message: str
) -> None:
    with answering((status, content)) as url, pytest.raises(error, match=message):
        ask_service(url, AskRequest(QUESTION))


@pytest.mark.parametrize("server", ["", "localhost", "localhost:8484", "ftp://host", "http://", "http://a:b"])
def test_an_address_that_is_none_is_an_input_error(server: str) -> None:
    with pytest.raises(InputError, match="--server"):
        ask_service(server, AskRequest(QUESTION))


def test_small_talk_and_summaries_come_over_a_service_as_from_the_archive(
    server_url: str, library: AskableLibrary
) -> None:
    as_of = datetime(2025, 11, 1, tzinfo=UTC)
    for said in ("hi", "Give me a timeline of the Kess Bridge", "Summarise the Kess Bridge in July"):
        request = ChatRequest(said, as_of=as_of)
        remote = [each for each in chat_with_service(server_url, request) if not isinstance(each, Asked)]
        here = [each for each in chat_events(library, request) if not isinstance(each, Asked)]
        assert [type(each) for each in remote] == [type(each) for each in here]
        for one, other in zip(remote, here, strict=True):
            if isinstance(one, Said):
                assert one == other
            if isinstance(one, Summarised):
                assert isinstance(other, Summarised)
                assert one.summary.statements == other.summary.statements
