"""Embeddings of others: any OpenAI-compatible endpoint, any LlamaIndex embedding."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import numpy as np

from ingest import replies
from ingest.embeddings.embedder import Embedder, PassageText, PassageVectors, Vector, Vectors, unit
from ingest.errors import BackendError, SettingsError
from ingest.settings import Settings, load_object

# Texts in one request to an endpoint: what the strictest common servers accept.
_REQUEST_TEXTS = 64
# Seconds for one of them: a slow server on a CPU needs ten.
_TIMEOUT = 60.0


class EndpointEmbedder:
    """An embedder that gives one vector for one text: every sentence is embedded on its own."""

    def __init__(
        self,
        name: str,
        embed: Callable[[list[str]], list[list[float]]],
        embed_question: Callable[[str], list[float]] | None = None,
    ) -> None:
        self.name = name
        self._embed = embed
        self._embed_question = embed_question or (lambda text: embed([text])[0])
        self.dimension = len(self._embed_question("dimension"))

    def embed_question(self, text: str) -> Vector:
        vector: Vector = self._unit_vectors([self._embed_question(text)], 1)[0]
        return vector

    def embed_texts(self, texts: Sequence[str]) -> Vectors:
        found = [np.zeros((0, self.dimension), np.float32)]
        for start in range(0, len(texts), _REQUEST_TEXTS):
            some = list(texts[start : start + _REQUEST_TEXTS])
            found.append(self._unit_vectors(self._embed(some), len(some)))
        return np.concatenate(found)

    def _unit_vectors(self, rows: list[list[float]], count: int) -> Vectors:
        """Return what an endpoint gave for `count` texts as unit vectors. Raises BackendError."""
        if len(rows) != count:
            raise BackendError(f"embedding {self.name} gave {len(rows)} vectors for {count} texts")
        try:
            vectors = np.asarray(rows, np.float32)
        except (TypeError, ValueError) as exc:
            raise BackendError(f"embedding {self.name} gave vectors of different lengths: {exc}") from exc
        if vectors.shape != (count, self.dimension):
            given = vectors.shape[-1]
            raise BackendError(f"embedding {self.name} gave vectors of {given} numbers, not {self.dimension}")
        if not np.isfinite(vectors).all():
            raise BackendError(f"embedding {self.name} gave a vector with numbers that are not finite")
        return unit(vectors)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[PassageVectors]:
        texts: list[str] = []
        for passage in passages:
            texts.append(f"{passage.title}\n{passage.text}")
            texts += [passage.text[start:end] for start, end in passage.sentences]
        vectors = self.embed_texts(texts)
        found, row = [], 0
        for passage in passages:
            end = row + 1 + len(passage.sentences)
            found.append(PassageVectors(vectors[row], vectors[row + 1 : end]))
            row = end
        return found


def openai_of(settings: Settings) -> Embedder:
    if not settings.embedding_model:
        raise SettingsError("DATELINE_EMBEDDING=openai needs DATELINE_EMBEDDING_MODEL")
    key = settings.embedding_api_key
    return openai_embedder(
        settings.embedding_model, settings.embedding_base_url, key.get_secret_value() if key else None
    )


def openai_embedder(
    model: str, base_url: str | None = None, api_key: str | None = None, *, timeout: float = _TIMEOUT
) -> Embedder:
    """Return the embedder of an OpenAI-compatible endpoint; `timeout` is in seconds for each try.

    What may pass (overload, a dropped connection, no answer in time) is tried twice more; then BackendError.
    """
    import openai  # takes a second to import

    http = replies.client()
    client = openai.OpenAI(
        base_url=base_url,
        api_key=api_key or "none",
        timeout=timeout,
        max_retries=2,
        http_client=http,
    )
    weakref.finalize(client, http.close)

    def embed(texts: list[str]) -> list[list[float]]:
        try:
            response = client.embeddings.create(model=model, input=texts, encoding_format="float")
            return [row.embedding for row in sorted(response.data, key=lambda row: row.index)]
        except replies.EndlessReply as exc:
            raise BackendError(f"embedding endpoint {client.base_url} {exc}") from exc
        except openai.APIStatusError as exc:
            location = exc.response.headers.get("location")
            hint = f"; it points to {location}; if that is it, set DATELINE_EMBEDDING_BASE_URL to it"
            raise BackendError(
                f"embedding endpoint {client.base_url}: {exc}{hint if location else ''}"
            ) from exc
        # The client checks little: an answer in another format fails when it is read.
        except (openai.OpenAIError, AttributeError, TypeError, ValueError) as exc:
            raise BackendError(f"embedding endpoint {client.base_url}: {exc}") from exc

    return EndpointEmbedder(f"openai:{model}", embed)


def llama_index_of(settings: Settings) -> Embedder:
    from llama_index.core.base.embeddings.base import BaseEmbedding  # takes seconds to import

    model = load_object(settings.embedding_class, "DATELINE_EMBEDDING_CLASS")
    if not isinstance(model, BaseEmbedding):
        raise SettingsError(
            f"DATELINE_EMBEDDING_CLASS={settings.embedding_class!r} is not a LlamaIndex BaseEmbedding"
        )
    name = f"llama-index:{model.class_name()}:{model.model_name}"

    def embed(texts: list[str]) -> list[list[float]]:
        with _foreign_errors(name):
            return model.get_text_embedding_batch(texts)

    def embed_question(text: str) -> list[float]:
        with _foreign_errors(name):
            return model.get_query_embedding(text)

    return EndpointEmbedder(name, embed, embed_question)


@contextmanager
def _foreign_errors(name: str) -> Iterator[None]:
    """Map whatever code that is not ours raises."""
    try:
        yield
    except Exception as exc:
        raise BackendError(f"embedding {name} failed: {type(exc).__name__}: {exc}") from exc
