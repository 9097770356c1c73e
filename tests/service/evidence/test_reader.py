"""The reader: which of a window's sentences answers a question."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from ingest.embeddings.encoder import Encoder
from ingest.embeddings.minilm import load_encoder
from ingest.embeddings.session import EncoderSession
from ingest.errors import BackendError
from service.evidence.reader import (
    READER_FILE,
    Reader,
    Window,
    WindowEncoder,
    changed_encoder,
    sentence_log_odds,
)

SENTENCES = (
    "The council met on Tuesday in the town hall of Orle.",
    "It said that the Kess Bridge will open to trams on 14 June.",
    "Mayor Ada Voss called the work slow.",
)
TEXT = " ".join(SENTENCES)


def window(*sentences: str, title: str = "Bridge nears its end") -> Window:
    spans, at = [], 0
    for sentence in sentences:
        spans.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Window(title, " ".join(sentences), tuple(spans))


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


# Windows as tokens


def test_tokens_know_their_place_in_the_text() -> None:
    [encoded] = WindowEncoder().encode("When?", [("A title", "Trams ran.")])
    assert ["Trams ran."[start:end] for start, end in zip(encoded.starts, encoded.ends, strict=True)] == [
        "Trams",
        "ran",
        ".",
    ]
    first = encoded.first
    assert len(encoded.ids) == first + 3 + 1  # the text, then [SEP]
    assert set(encoded.types[: encoded.ids.index(102) + 1]) == {0}
    assert set(encoded.types[encoded.ids.index(102) + 1 :]) == {1}


@pytest.mark.parametrize("question", ["桥何时开放" * 400, "when " * 500, "x" * 2_000])
def test_a_question_that_leaves_no_room_is_cut(question: str) -> None:
    [encoded] = WindowEncoder().encode(question, [("A title", "Trams ran.")])
    assert len(encoded.ids) <= 288
    assert len(encoded.starts) == 3


def test_a_long_window_is_cut_and_the_question_is_not() -> None:
    [encoded] = WindowEncoder().encode("Which word?", [("", "word " * 2_000)])
    assert len(encoded.ids) == 288
    [short] = WindowEncoder().encode("Which word?", [("", "word")])
    assert encoded.ids[: short.first] == short.ids[: short.first]


# From tokens to sentences


def test_a_sentence_has_the_summed_odds_of_the_spans_that_start_in_it() -> None:
    [encoded] = WindowEncoder().encode("Who?", [("", "Ada. Ben.")])
    logits = np.zeros((len(encoded.ids), 2))
    logits[0] = (0.5, 0.25)  # none: 0.75
    # tokens of the text: "ada", ".", "ben", "."
    logits[encoded.first : encoded.first + 4] = [(2.0, 1.0), (-50, -50), (0.0, 3.0), (-50, -50)]
    odds = sentence_log_odds(Window("", "Ada. Ben.", ((0, 4), (5, 9))), encoded, logits)
    # "Ada" alone and "Ada. Ben"; "Ben" alone
    assert odds[0] == pytest.approx(math.log(math.exp(2 + 1) + math.exp(2 + 3)) - 0.75)
    assert odds[1] == pytest.approx(0 + 3 - 0.75)


def test_a_sentence_that_was_cut_off_has_next_to_no_odds(reader: Reader) -> None:
    long, last = "Word after word " * 400 + ".", "Ada Voss opened it."
    [odds] = reader.read("Who opened it?", [window(long, last)])
    assert odds[1] == -30


# Reading


def test_the_sentence_that_answers_is_found(reader: Reader) -> None:
    [odds] = reader.read("When will the Kess Bridge open to trams?", [window(*SENTENCES)])
    assert int(np.argmax(odds)) == 1
    assert odds[1] > 0
    [odds] = reader.read("Who is the mayor?", [window(*SENTENCES)])
    assert int(np.argmax(odds)) == 2


@pytest.mark.parametrize(
    "question",
    [
        "How much did the Kess Bridge cost?",
        "When will the ferry of Dunsop be sold?",
        "Which team won the cup on Saturday?",
    ],
)
def test_a_window_that_does_not_say_it_has_odds_against(reader: Reader, question: str) -> None:
    [odds] = reader.read(question, [window(*SENTENCES)])
    assert odds.max() < 0


def test_windows_are_read_alike_whatever_is_read_with_them(reader: Reader) -> None:
    question = "When will the Kess Bridge open to trams?"
    windows = [window(*SENTENCES), window("Rain fell."), window(*SENTENCES * 4)]
    together = reader.read(question, windows)
    for alone, of in zip(windows, together, strict=True):
        [odds] = reader.read(question, [alone])
        np.testing.assert_array_equal(odds, of)


def test_nothing_to_read_is_nothing_read(reader: Reader) -> None:
    assert reader.read("Who?", []) == []


def test_empty_texts_and_questions_break_nothing(reader: Reader) -> None:
    [odds] = reader.read("", [window("")])
    assert odds.tolist() == [-30]


# What is kept: changes of the embedder's weights

IDS, TYPES = [101, 2054, 2003, 102], [0, 0, 0, 0]


def outputs(encoder: Encoder) -> np.ndarray:
    return EncoderSession(encoder, threads=1).outputs(IDS, TYPES)


def change(scale: float) -> dict[str, np.ndarray]:
    down, up = np.full((384, 2), scale, np.float32), np.ones((2, 384), np.float32)
    return {"0.query.down": down, "0.query.up": up}


def test_a_change_of_nothing_leaves_the_embedder_as_it_is() -> None:
    same = changed_encoder(load_encoder(), change(0.0))
    np.testing.assert_allclose(outputs(same), outputs(load_encoder()), atol=1e-5)


def test_a_change_of_a_matrix_changes_what_comes_out() -> None:
    other = changed_encoder(load_encoder(), change(0.05))
    assert np.abs(outputs(other) - outputs(load_encoder())).max() > 0.01


def test_the_kept_file_has_a_change_for_every_matrix_of_the_six_layers() -> None:
    with np.load(READER_FILE) as kept:
        downs = [kept[name].shape for name in kept.files if name.endswith(".down")]
        assert len(downs) == 36
        assert kept["head.weight"].shape == (2, 384)
    assert READER_FILE.stat().st_size < 4_000_000


# Its file


@pytest.mark.parametrize("size", [0, 100, 1_000_000, None], ids=["empty", "short", "half", "missing"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, size: int | None) -> None:
    file = tmp_path / "reader.npz"
    if size is not None:
        file.write_bytes(READER_FILE.read_bytes()[:size])
    with pytest.raises(BackendError, match=r"reader\.npz is missing or damaged; reinstall Dateline"):
        Reader(file=file)


def test_a_file_of_another_kind_is_named_too(tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    np.savez(file, head=np.zeros(2))
    with pytest.raises(BackendError, match="damaged"):
        Reader(file=file)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    content = bytearray(READER_FILE.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file = tmp_path / "reader.npz"
    file.write_bytes(content)
    with pytest.raises(BackendError, match="damaged"):
        Reader(file=file)
