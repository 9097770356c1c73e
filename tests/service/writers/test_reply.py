"""A reply is read as it grows; what is not of the form becomes a statement that fails, or nothing."""

from __future__ import annotations

import pytest

from service.writers.reply import ProposedStatement, Reply
from tests.service.wire import reply

ONE, TWO = ("It opens on 4 May.", [1]), ('The toll is £2 }] for a "van".', [2, 3])


def read(text: str, size: int = 1) -> tuple[Reply, list[ProposedStatement]]:
    growing, found = Reply(), []
    for at in range(0, len(text), size):
        found += growing.feed(text[at : at + size])
    return growing, found


@pytest.mark.parametrize("size", [1, 3, 1_000])
def test_statements_are_read_whatever_the_pieces(size: int) -> None:
    growing, found = read(reply(ONE, TWO), size)
    assert found == [ProposedStatement(ONE[0], (1,)), ProposedStatement(TWO[0], (2, 3))]
    assert growing.answerable is True


def test_a_statement_is_there_as_soon_as_its_object_is() -> None:
    text = reply(ONE, TWO)
    cut = text.index("}") + 1
    growing = Reply()
    assert growing.feed(text[: cut - 1]) == []
    assert growing.feed(text[cut - 1 : cut]) == [ProposedStatement(ONE[0], (1,))]


def test_a_statement_that_is_cut_is_left_out() -> None:
    growing, found = read(reply(ONE, TWO)[:-15])
    assert found == [ProposedStatement(ONE[0], (1,))]
    assert growing.answerable is True


@pytest.mark.parametrize(
    "around",
    ["{}", "```json\n{}\n```", "Here is the JSON:\n{}", '<think>{{"a": 1}} hm }}</think>{}', "\n\n{} Done."],
)
def test_what_models_put_around_their_json_is_no_matter(around: str) -> None:
    growing, found = read(around.format(reply(ONE)))
    assert found == [ProposedStatement(ONE[0], (1,))]
    assert growing.answerable is True


def test_no_answer_is_told_from_none_said() -> None:
    assert read(reply(answerable=False))[0].answerable is False
    assert read(reply())[0].answerable is True
    for text in ("", "I cannot say.", "[]", "{broken", '{"answerable": "no"}', "{}", "<think>{"):
        growing, found = read(text)
        assert growing.answerable is None
        assert found == []


@pytest.mark.parametrize(
    ("item", "proposed"),
    [
        ('{"text": "x", "sources": 1}', ProposedStatement("x", ())),
        ('{"text": "x", "sources": ["1"]}', ProposedStatement("x", ())),
        ('{"text": "x", "sources": [true]}', ProposedStatement("x", ())),
        ('{"text": "x", "sources": [1.5]}', ProposedStatement("x", ())),
        ('{"text": 7, "sources": [1]}', ProposedStatement("", (1,))),
        ('{"sources": [1, 1, 2]}', ProposedStatement("", (1, 2))),
        ('{"text": "x", "sources": [1], "url": "y"}', ProposedStatement("x", (1,))),
        ('{"text": "\\ud800x", "sources": [1]}', None),
    ],
)
def test_a_statement_of_another_form_has_nothing_to_stand_on(
    item: str, proposed: ProposedStatement | None
) -> None:
    _, found = read(f'{{"answerable": true, "statements": [{item}]}}')
    assert found == ([proposed] if proposed else [])
