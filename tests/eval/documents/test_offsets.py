"""The check finds what is broken, and the reader says which line it could not read."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.documents.offsets import OffsetReport, check_offsets, read_texts, tiles
from ingest.article import Sentence
from ingest.errors import InputError
from ingest.text.clean import normalise_text
from ingest.text.passages import cut_passages

TEXT = "It rained. The river rose.\n\nTowns flooded."


def test_sound_texts_are_counted() -> None:
    assert check_offsets([("a", TEXT), ("b", "")]) == OffsetReport(2, 1, 3, ())


@given(st.text())
def test_any_normalised_text_is_sound(text: str) -> None:
    assert check_offsets([("a", normalise_text(text))]).broken == ()


def test_each_kind_of_break_is_found() -> None:
    [passage] = cut_passages("a", 1, TEXT)
    first, second, third = passage.sentences
    assert tiles(TEXT, [passage])
    assert not tiles(TEXT, [])  # text outside
    assert not tiles(TEXT, [replace(passage, sentences=(first, third))])  # a sentence left out
    assert not tiles(TEXT, [replace(passage, sentences=(first, second, second, third))])  # an overlap
    assert not tiles(TEXT, [replace(passage, end=third.end - 1)])  # the passage ends early
    assert not tiles(TEXT, [replace(passage, sentences=(Sentence(0, 11), second, third))])  # not trimmed


@pytest.mark.parametrize("name", ["articles.jsonl", "articles.jsonl.gz"])
def test_articles_are_read_as_the_archive_stores_them(tmp_path: Path, name: str) -> None:
    line = json.dumps({"url": "https://example.org/1", "title": "Rain", "text": " It rained.\r\n"}) + "\n"
    path = tmp_path / name
    path.write_bytes(gzip.compress(line.encode()) if name.endswith(".gz") else line.encode())
    assert list(read_texts(path)) == [("https://example.org/1", "It rained.")]


def test_a_line_that_is_no_article_is_named(tmp_path: Path) -> None:
    path = tmp_path / "articles.jsonl"
    path.write_text('{"url": "https://example.org/1", "text": "It rained."}\n[1]\n')
    with pytest.raises(InputError, match=r"articles\.jsonl:2: expected a JSON object"):
        list(read_texts(path))
