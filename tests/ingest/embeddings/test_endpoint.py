"""Embeddings from outside: an OpenAI-compatible server and LlamaIndex, and what is said when they fail."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from llama_index.core.base.embeddings.base import BaseEmbedding

from ingest.embeddings.configured import open_embedder
from ingest.embeddings.embedder import PassageText, unit
from ingest.embeddings.endpoint import openai_embedder
from ingest.embeddings.minilm import MiniLM
from ingest.errors import BackendError, SettingsError
from ingest.library import open_library
from ingest.settings import Settings, load_object, load_settings
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from tests.ingest.embeddings.embedding_server import KEY, EmbeddingServer, running
from tests.ingest.support import QUESTIONS, SEEN, assert_whole, harbour_steps, holdings, settings_in


@pytest.fixture(scope="module")
def started() -> Iterator[EmbeddingServer]:
    with running() as server:
        yield server


@pytest.fixture
def server(started: EmbeddingServer) -> EmbeddingServer:
    started.fail("", 0)
    return started


def openai_settings(server: EmbeddingServer, folder: Path, **overrides: object) -> Settings:
    given = {
        "embedding_base_url": server.url,
        "embedding_api_key": KEY,
        "embedding_model": "minilm",
        **overrides,
    }
    return settings_in(folder, embedding="openai", **given)


def test_unit_vectors_have_length_one_and_zero_stays_zero() -> None:
    scaled = unit(np.array([[3.0, 4.0], [0.0, 0.0]]))
    assert np.allclose(scaled, [[0.6, 0.8], [0.0, 0.0]])
    assert scaled.dtype == np.float32


# An OpenAI-compatible server


def test_server_gives_the_vectors_of_its_model_in_the_order_of_the_texts(
    server: EmbeddingServer, tmp_path: Path
) -> None:
    embedder, local = open_embedder(openai_settings(server, tmp_path)), MiniLM(threads=1)
    texts = [f"Text number {n} is about {n * n} boats." for n in range(150)]
    assert (embedder.name, embedder.dimension) == ("openai:minilm", 384)
    assert np.allclose(embedder.embed_texts(texts), local.embed_texts(texts), atol=1e-4)
    assert np.allclose(embedder.embed_question(texts[0]), local.embed_question(texts[0]), atol=1e-4)
    assert embedder.embed_texts([]).shape == (0, 384)
    assert server.largest <= 64


def test_passages_and_their_sentences_are_embedded_on_their_own(server: EmbeddingServer) -> None:
    embedder, local = openai_embedder("minilm", server.url, KEY), MiniLM(threads=1)
    passages = [
        PassageText("Boats", "One sails. Two sink.", ((0, 10), (11, 20))),
        PassageText("T", "X.", ((0, 2),)),
    ]
    found = embedder.embed_passages(passages)
    assert [each.sentences.shape for each in found] == [(2, 384), (1, 384)]
    assert np.allclose(found[0].passage, local.embed_question("Boats\nOne sails. Two sink."), atol=1e-4)
    assert np.allclose(found[0].sentences[1], local.embed_question("Two sink."), atol=1e-4)


def test_archive_is_filled_and_asked_through_the_server(server: EmbeddingServer, tmp_path: Path) -> None:
    settings = openai_settings(server, tmp_path)
    with open_library(settings) as library:
        harbour_steps(library)
        answer = ask(AskableLibrary.of(library), AskRequest(QUESTIONS[1], as_of=SEEN))
    assert "212 grey seals" in answer.citations[0].quote
    assert_whole(holdings(settings))


def test_overload_that_passes_is_waited_for(server: EmbeddingServer) -> None:
    embedder = openai_embedder("minilm", server.url, KEY)
    server.fail("overloaded", times=2)
    assert embedder.embed_question("x").shape == (384,)
    assert server.requests == 3


def test_overload_that_stays_is_an_error(server: EmbeddingServer) -> None:
    embedder = openai_embedder("minilm", server.url, KEY)
    server.fail("overloaded")
    with pytest.raises(BackendError, match=f"embedding endpoint {server.url}/: Error code: 500"):
        embedder.embed_question("x")
    assert server.requests == 3


def test_wrong_key_is_an_error_and_not_tried_again(server: EmbeddingServer) -> None:
    server.fail("")
    with pytest.raises(BackendError, match="Incorrect API key") as caught:
        openai_embedder("minilm", server.url, "wrong")
    assert server.requests == 1
    assert "wrong" not in str(caught.value)


def test_server_that_hangs_is_given_up(server: EmbeddingServer) -> None:
    embedder = openai_embedder("minilm", server.url, KEY, timeout=0.3)
    server.fail("hanging", times=3)
    start = time.perf_counter()
    with pytest.raises(BackendError, match="timed out"):
        embedder.embed_question("x")
    assert time.perf_counter() - start < 10


def test_server_that_is_not_there_is_named() -> None:
    with pytest.raises(BackendError, match=r"embedding endpoint http://127\.0\.0\.1:9/v1/: Connection error"):
        openai_embedder("minilm", "http://127.0.0.1:9/v1", KEY)


@pytest.mark.parametrize(
    ("failure", "message"),
    [
        ("one missing", "gave 2 vectors for 3 texts"),
        ("too short", "gave vectors of 5 numbers, not 384"),
        ("of different lengths", "gave vectors of different lengths"),
        ("not a number", "numbers that are not finite"),
        ("not json", "embedding endpoint"),
        ("no data", "embedding endpoint"),
        ("endless", "sent more than 16,777,216 bytes"),
        ("elsewhere", "it points to http.*/elsewhere; if that is it, set DATELINE_EMBEDDING_BASE_URL"),
    ],
)
def test_answer_that_cannot_be_used_is_an_error(server: EmbeddingServer, failure: str, message: str) -> None:
    embedder = openai_embedder("minilm", server.url, KEY)
    server.fail(failure)
    with pytest.raises(BackendError, match=message):
        embedder.embed_texts(["one", "two", "three"])


def test_failure_in_an_ingest_leaves_it_to_be_finished(server: EmbeddingServer, tmp_path: Path) -> None:
    settings = openai_settings(server, tmp_path)
    with open_library(settings) as library:
        server.fail("one missing")
        with pytest.raises(BackendError, match="vectors for"):
            harbour_steps(library)
    server.fail("", 0)
    with open_library(settings) as library:
        assert library.archive.counts().pending == 6
        harbour_steps(library)
    assert_whole(holdings(settings))


def test_model_must_be_named(server: EmbeddingServer, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="needs DATELINE_EMBEDDING_MODEL"):
        open_embedder(openai_settings(server, tmp_path, embedding_model=None))


# LlamaIndex


class Letters(BaseEmbedding):
    """A LlamaIndex embedding as others make them; its model counts letters."""

    model_name: str = "letters"

    @classmethod
    def class_name(cls) -> str:
        return "Letters"

    def _get_text_embedding(self, text: str) -> list[float]:
        return [float(text.lower().count(chr(ord("a") + n))) for n in range(26)]

    def _get_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_text_embedding(query)


def failing() -> BaseEmbedding:
    class Failing(Letters):
        def _get_query_embedding(self, query: str) -> list[float]:
            raise RuntimeError("no more credit")

    return Failing()


def not_configured() -> BaseEmbedding:
    raise ValueError("no API key")


def llama_settings(name: str) -> Settings:
    return load_settings(embedding="llama-index", embedding_class=f"{__name__}:{name}")


def test_llama_index_embedding_is_used(tmp_path: Path) -> None:
    settings = settings_in(tmp_path, embedding="llama-index", embedding_class=f"{__name__}:Letters")
    with open_library(settings) as library:
        assert library.embedder.dimension == 26
        assert library.embedder.name == "llama-index:Letters:letters"
        harbour_steps(library)
    assert_whole(holdings(settings))


def test_llama_index_embedding_that_fails_is_a_backend_error() -> None:
    with pytest.raises(BackendError, match="letters failed: RuntimeError: no more credit"):
        open_embedder(llama_settings("failing"))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nothing", "cannot be loaded: AttributeError"),
        ("not_configured", "cannot be loaded: ValueError: no API key"),
        ("EmbeddingServer", "is not a LlamaIndex BaseEmbedding"),
    ],
)
def test_class_that_cannot_be_used_names_the_setting(name: str, message: str) -> None:
    with pytest.raises(SettingsError, match=f"DATELINE_EMBEDDING_CLASS='{__name__}:{name}' {message}"):
        open_embedder(llama_settings(name))


@pytest.mark.parametrize("path", [None, "", "module", ":Name", "module:", "no.such.module:Name"])
def test_path_of_a_class_must_be_module_and_name(path: str | None) -> None:
    with pytest.raises(SettingsError, match="SETTING="):
        load_object(path, "SETTING")
