"""The reader: which of a window's sentences answers a question."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest

from ingest.embeddings import encoder
from ingest.errors import BackendError
from service.evidence.rescoring.reader import (
    ADAPTER_FILE,
    Reader,
    Window,
    WindowEncoder,
    decode_spans,
)
from service.evidence.rescoring.trunk import READER_FILE, Trunk

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
    return Reader(Trunk())


@pytest.fixture(scope="module")
def windows(reader: Reader) -> WindowEncoder:
    return reader.windows


# Windows as tokens


def test_tokens_know_their_place_in_the_text(windows: WindowEncoder) -> None:
    [encoded] = windows.encode("When?", [("A title", "Trams  ran.\nAll stopped.")])
    found = [
        "Trams  ran.\nAll stopped."[start:end]
        for start, end in zip(encoded.starts, encoded.ends, strict=True)
    ]
    assert "".join(found) == "Tramsran.Allstopped."
    assert all(piece == piece.strip() for piece in found)
    assert len(encoded.ids) == encoded.first + len(found) + 1  # the text, then </s>


@pytest.mark.parametrize("question", ["桥何时开放" * 400, "when " * 500, "x" * 2_000])
def test_a_question_that_leaves_no_room_is_cut(windows: WindowEncoder, question: str) -> None:
    [encoded] = windows.encode(question, [("A title", "Trams ran.")])
    [short] = windows.encode("When?", [("A title", "Trams ran.")])
    assert len(encoded.ids) <= 288
    assert list(encoded.starts) == list(short.starts)


def test_a_long_window_is_cut_and_the_question_is_not(windows: WindowEncoder) -> None:
    [encoded] = windows.encode("Which word?", [("", "word " * 2_000)])
    assert len(encoded.ids) == 288
    [short] = windows.encode("Which word?", [("", "word")])
    assert encoded.ids[: short.first] == short.ids[: short.first]


# From tokens to sentences


def test_a_sentence_has_the_summed_odds_of_the_spans_that_start_in_it(windows: WindowEncoder) -> None:
    [encoded] = windows.encode("Who?", [("", "Ada. Ben.")])
    logits = np.full((len(encoded.ids), 2), -50.0)
    logits[0] = (0.5, 0.25)  # none: 0.75
    ada, ben = (encoded.first + list(encoded.starts).index(start) for start in (0, 5))
    logits[ada], logits[ben] = (2.0, 1.0), (0.0, 3.0)
    odds = decode_spans(Window("", "Ada. Ben.", ((0, 4), (5, 9))), encoded, logits).log_odds
    # "Ada" alone and "Ada. Ben"; "Ben" alone
    assert odds[0] == pytest.approx(math.log(math.exp(2 + 1) + math.exp(2 + 3)) - 0.75)
    assert odds[1] == pytest.approx(0 + 3 - 0.75)


def test_a_sentence_that_was_cut_off_has_next_to_no_odds(reader: Reader) -> None:
    long, last = "Word after word " * 400 + ".", "Ada Voss opened it."
    odds = reader.read("Who opened it?", [window(long, last)])[0].log_odds
    assert odds[1] == -30


def test_the_likeliest_answer_of_each_sentence_has_its_place(windows: WindowEncoder) -> None:
    [encoded] = windows.encode("Who?", [("", "Ada Voss. Ben.")])
    logits = np.full((len(encoded.ids), 2), -50.0)
    starts, ends = list(encoded.starts), list(encoded.ends)
    logits[encoded.first + starts.index(0), 0] = 3.0
    logits[encoded.first + ends.index(8), 1] = 3.0
    logits[encoded.first + starts.index(10)] = (1.0, 1.0)
    found = decode_spans(Window("", "Ada Voss. Ben.", ((0, 9), (10, 14), (14, 14))), encoded, logits)
    assert found.answers == ((0, 8), (10, 13), None)


# Reading


def test_the_sentence_that_answers_is_found(reader: Reader) -> None:
    odds = reader.read("When will the Kess Bridge open to trams?", [window(*SENTENCES)])[0].log_odds
    assert int(np.argmax(odds)) == 1
    assert odds[1] > 0
    odds = reader.read("Who is the mayor?", [window(*SENTENCES)])[0].log_odds
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
    odds = reader.read(question, [window(*SENTENCES)])[0].log_odds
    assert odds.max() < 0


def test_windows_are_read_alike_whatever_is_read_with_them(reader: Reader) -> None:
    question = "When will the Kess Bridge open to trams?"
    several = [window(*SENTENCES), window("Rain fell."), window(*SENTENCES * 4)]
    together = reader.read(question, several)
    for alone, of in zip(several, together, strict=True):
        [found] = reader.read(question, [alone])
        np.testing.assert_array_equal(found.log_odds, of.log_odds)
        assert found.answers == of.answers


def test_nothing_to_read_is_nothing_read(reader: Reader) -> None:
    assert reader.read("Who?", []) == []


def test_empty_texts_and_questions_break_nothing(reader: Reader) -> None:
    odds = reader.read("", [window("")])[0].log_odds
    assert odds.tolist() == [-30]


# Its file


@pytest.mark.parametrize(
    ("question", "odds"),
    [
        ("When will the Kess Bridge open to trams?", (-3.31, 6.03, -15.18)),
        ("Who is the mayor?", (-5.98, -4.84, 3.61)),
        ("How much did the Kess Bridge cost?", (-17.72, -17.45, -19.67)),
    ],
)
@pytest.mark.parametrize("sums", [encoder.sums_in_32_bits(), False], ids=["on this CPU", "on any"])
def test_the_kept_file_scores_as_recorded_on_every_cpu(
    monkeypatch: pytest.MonkeyPatch, sums: bool, question: str, odds: tuple[float, ...]
) -> None:
    monkeypatch.setattr(encoder, "sums_in_32_bits", lambda: sums)
    found = Reader(Trunk(), threads=1).read(question, [window(*SENTENCES)])[0].log_odds
    assert found == pytest.approx(odds, abs=0.1)


def test_the_card_names_the_kept_file() -> None:
    card = (Path(__file__).parents[4] / "docs" / "reader.md").read_text(encoding="utf-8")
    assert all(hashlib.sha256(file.read_bytes()).hexdigest() in card for file in (READER_FILE, ADAPTER_FILE))
    assert READER_FILE.stat().st_size < 45_000_000


@pytest.mark.parametrize("size", [0, 100, 20_000_000, None], ids=["empty", "short", "half", "missing"])
def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path, size: int | None) -> None:
    file = tmp_path / "reader.npz"
    if size is not None:
        file.write_bytes(READER_FILE.read_bytes()[:size])
    with pytest.raises(BackendError, match=r"reader\.npz is missing or damaged; reinstall Dateline"):
        Trunk(file)


def test_a_damaged_adapter_is_named(tmp_path: Path) -> None:
    file = tmp_path / "news.npz"
    file.write_bytes(ADAPTER_FILE.read_bytes()[:9_000])
    with pytest.raises(BackendError, match=r"news\.npz is missing or damaged; reinstall Dateline"):
        Reader(Trunk(), adapter=file)


def test_a_file_of_another_kind_is_named_too(tmp_path: Path) -> None:
    file = tmp_path / "reader.npz"
    np.savez(file, head=np.zeros(2))
    with pytest.raises(BackendError, match="damaged"):
        Trunk(file)


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    content = bytearray(READER_FILE.read_bytes())
    content[len(content) // 2] ^= 0xFF
    file = tmp_path / "reader.npz"
    file.write_bytes(content)
    with pytest.raises(BackendError, match="damaged"):
        Trunk(file)
