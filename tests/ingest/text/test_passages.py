"""Passages: whole sentences, exact offsets, even sizes, a local tokenizer."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.article import Post
from ingest.text.passages import cut_passages
from ingest.text.sentences import split_sentences
from ingest.text.tokens import count_tokens

SENTENCE = "The council met on Tuesday and agreed to mend the old bridge over the river. "  # 16 tokens
SINCE = datetime(2025, 6, 10, tzinfo=UTC)


def test_empty_and_blank_text_have_no_passages() -> None:
    assert cut_passages("a", 1, "") == []
    assert cut_passages("a", 1, " \n ") == []


def test_a_passage_names_its_article_version_and_place() -> None:
    [passage] = cut_passages("a1b2", 3, "It rained. It stopped.")
    assert (passage.id, passage.article_id, passage.version) == ("a1b2-3-0", "a1b2", 3)
    assert (passage.start, passage.end, passage.tokens) == (0, 22, 7)
    assert [(s.start, s.end) for s in passage.sentences] == [(0, 10), (11, 22)]


@given(st.text(alphabet=st.sampled_from('aB .!?"\n\xa0é中😀')) | st.text(), st.integers(1, 40))
def test_any_text_comes_back_from_its_passages(text: str, tokens: int) -> None:
    passages = cut_passages("a", 1, text, tokens=tokens)
    assert [s for p in passages for s in p.sentences] == split_sentences(text)
    assert [p.start for p in passages] == [p.sentences[0].start for p in passages]
    assert [p.end for p in passages] == [p.sentences[-1].end for p in passages]
    assert [p.tokens for p in passages] == [count_tokens(text[p.start : p.end]) for p in passages]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=40))
def test_sizes_are_bounded_and_no_rest_is_tiny(paragraphs: list[int]) -> None:
    text = "\n\n".join((SENTENCE * n).strip() for n in paragraphs)
    tokens = [p.tokens for p in cut_passages("a", 1, text)]
    assert max(tokens) <= 200
    assert len(tokens) == 1 or min(tokens) >= 40


def test_a_passage_ends_with_a_paragraph_when_one_is_near() -> None:
    text = "\n\n".join([(SENTENCE * 4).strip()] * 6)  # two paragraphs are 128 tokens, 160 would cut a third
    ends = [p.end for p in cut_passages("a", 1, text)]
    assert all(text[end : end + 2] in ("\n\n", "") for end in ends)


def test_a_heading_stays_with_what_follows() -> None:
    paragraph = (SENTENCE * 8).strip()
    text = f"{paragraph}\n\nWhat comes next\n\n{paragraph}"
    first, second = cut_passages("a", 1, text)
    assert text[first.end : first.end + 2] == "\n\n"
    assert text[second.start :].startswith("What comes next")


def test_a_sentence_longer_than_the_limit_stands_alone() -> None:
    text = "It rained. " + "It was wet and then it rained and " * 10 + "stopped. It stopped."
    sizes = [len(p.sentences) for p in cut_passages("a", 1, text, tokens=50)]
    assert sizes == [1, 1, 1]


def test_written_out_special_tokens_are_plain_text() -> None:
    [passage] = cut_passages("a", 1, "He typed <|endoftext|> and left.")
    assert passage.tokens > 6


@pytest.mark.parametrize("unit", ["x", "x ", " ", "a" + " " * 5000, "<|endoftext|>"])
def test_hostile_runs_are_cut(unit: str) -> None:
    text = unit * (200_000 // len(unit))
    passages = cut_passages("a", 1, text)
    assert all(one.end <= two.start for one, two in pairwise(passages))


def test_no_passage_has_words_of_two_posts() -> None:
    lines = ["The polls are open.", "Turnout is 31 percent", "It was 27 percent.", "Wirth has won."]
    text = "\n".join(lines)
    start, end = text.index("Turnout"), text.index("\nWirth")
    posts = [Post(start, end, SINCE), Post(end + 1, len(text), SINCE)]
    passages = cut_passages("a", 1, text, posts=posts)
    assert [text[each.start : each.end] for each in passages] == [lines[0], "\n".join(lines[1:3]), lines[3]]
    assert [each.id for each in passages] == ["a-1-0", "a-1-1", "a-1-2"]
    assert [s for each in passages for s in each.sentences] == split_sentences(text)
