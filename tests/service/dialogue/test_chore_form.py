"""The form that a prompt asks for, and replies in it."""

from __future__ import annotations

import json

import pytest

from service.dialogue.chore_form import Key, Layout, filled, form_of


@pytest.mark.parametrize(
    ("instruction", "keys"),
    [
        ('JSON format: { "title": "your title" }', (Key("title", False),)),
        ('{ "tags": ["tag1", "tag2"] }', (Key("tags", True),)),
        ("Return {'queries': []} only.", (Key("queries", True),)),
        (
            '{"Your Reasoning": "x", "Your Output": ""}',
            (Key("Your Reasoning", False), Key("Your Output", False)),
        ),
        ('{"title": "Stock: a Guide", "tags": ["x"], "language": "en"}', None),
        ('{"type": "object", "properties": {"title": {"type": "string"}, "tags": {"type": "array"}}}', None),
        ("No form at all.", ()),
    ],
)
def test_keys_come_from_the_example(instruction: str, keys: tuple[Key, ...] | None) -> None:
    found = form_of(instruction).keys
    if keys is not None:
        assert found == keys
    else:
        assert {Key("title", False), Key("tags", True)} <= set(found)


@pytest.mark.parametrize(
    ("instruction", "least", "most"),
    [
        ("a 3-5 word title", 3, 5),
        ("four to five word title", 4, 5),
        ("in 5 words or less", 1, 5),
        ("no more than ten words", 1, 10),
        ("a title", 1, 6),
    ],
)
def test_the_number_of_words_is_read(instruction: str, least: int, most: int) -> None:
    form = form_of(instruction)
    assert (form.least_words, form.most_words) == (least, most)


def test_small_letters_and_whole_questions_may_be_wanted() -> None:
    assert form_of("Only respond with the lowercase short title.").lower
    assert form_of("Generate five versions of the given user question.").questions
    assert not form_of("Generate search queries for the question.").questions


def test_a_reply_has_the_form() -> None:
    said = ["One, or two", "Three"]
    assert filled(form_of("one per line"), {}, said, True) == "One, or two\nThree"
    assert filled(form_of("comma-separated"), {}, said, True) == "One, or two, Three"
    assert filled(form_of("a numbered list"), {}, said, True) == "1. One, or two\n2. Three"
    assert filled(form_of("as bullets"), {}, said, True) == "- One, or two\n- Three"
    assert filled(form_of("only the title"), {}, said, False) == "One, or two"
    assert filled(form_of("in <title></title>"), {}, said, False) == "<title>One, or two</title>"
    assert json.loads(filled(form_of("a JSON array of strings"), {}, said, True)) == said
    both = form_of('{"title": "", "tags": []}')
    assert json.loads(filled(both, {"title": said[:1], "tags": said}, (), False)) == {
        "title": said[0],
        "tags": said,
    }
    assert json.loads(filled(both, {}, (), False)) == {"title": "", "tags": []}
    assert form_of("comma-separated").layout is Layout.COMMAS
