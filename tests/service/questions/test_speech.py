"""Questions about speech are told from others, with the names of those they ask about."""

from __future__ import annotations

import pytest

from service.questions.speech import asked_speech


@pytest.mark.parametrize(
    "text",
    [
        "Who said that the wells are dry?",
        "who has called the plan a disgrace?",
        "In July, who warned of floods?",
        "Who was it that denied the report?",
        "Whose words were “we will not give in”?",
    ],
)
def test_who_said_it_is_asked(text: str) -> None:
    asked = asked_speech(text)
    assert asked is not None
    assert asked.names == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("What did Ann Lee say about the wells?", "Ann Lee"),
        ("What has the mayor of Orrin, Hugh Hollis, told reporters?", "Hugh Hollis"),
        ("How did Acme describe the fine?", "Acme"),
        ("What was Ola Nord quoted as saying?", "Ola Nord"),
    ],
)
def test_what_somebody_said_is_asked(text: str, name: str) -> None:
    asked = asked_speech(text)
    assert asked is not None
    assert name in asked.names


@pytest.mark.parametrize(
    "text",
    ["Who leads Acme?", "When did the bridge open?", "What did the storm destroy?", "Who won the regatta?"],
)
def test_other_questions_ask_for_no_speech(text: str) -> None:
    assert asked_speech(text) is None
