"""The local embedding in LlamaIndex: a stock index finds with it what it finds here."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from llama_index.core import VectorStoreIndex
from llama_index.core.schema import TextNode

from ingest.embeddings.minilm import MiniLM
from ingest.llama import DatelineEmbedding
from tests.ingest.support import HashEmbedder

TEXTS = ["The ferry sails at nine.", "Wheat prices fell on Friday.", "Doctors found a new virus."]


@pytest.fixture(scope="module")
def minilm() -> MiniLM:
    return MiniLM(threads=1)


@pytest.fixture(scope="module")
def embedding(minilm: MiniLM) -> DatelineEmbedding:
    return DatelineEmbedding(minilm)


def test_vectors_are_those_of_the_local_model(embedding: DatelineEmbedding, minilm: MiniLM) -> None:
    assert embedding.model_name == minilm.name
    expected = minilm.embed_texts(TEXTS)
    assert np.allclose(embedding.get_text_embedding_batch(TEXTS), expected, atol=1e-4)
    assert np.allclose(embedding.get_text_embedding(TEXTS[0]), expected[0], atol=1e-4)
    assert np.allclose(embedding.get_query_embedding(TEXTS[0]), expected[0], atol=1e-4)


def test_awaited_vectors_are_the_same(embedding: DatelineEmbedding) -> None:
    async def both() -> tuple[list[float], list[float], list[list[float]]]:
        query = await embedding.aget_query_embedding(TEXTS[0])
        return (
            query,
            await embedding.aget_text_embedding(TEXTS[0]),
            await embedding.aget_text_embedding_batch(TEXTS),
        )

    query, text, batch = asyncio.run(both())
    assert np.allclose(query, text, atol=1e-4)
    assert np.allclose(batch[0], text, atol=1e-4)


def test_stock_index_finds_by_meaning(embedding: DatelineEmbedding) -> None:
    nodes = [TextNode(id_=str(n), text=text) for n, text in enumerate(TEXTS)]
    index = VectorStoreIndex(nodes, embed_model=embedding)
    retriever = index.as_retriever(similarity_top_k=1)
    questions = ("When does the boat leave?", "What did grain cost?", "What makes people ill?")
    assert [retriever.retrieve(question)[0].node.node_id for question in questions] == ["0", "1", "2"]


def test_any_embedder_of_ours_can_be_used_and_the_local_one_is_the_default() -> None:
    assert len(DatelineEmbedding(HashEmbedder(dimension=12)).get_text_embedding("words")) == 12
    assert len(DatelineEmbedding(embed_batch_size=4).get_text_embedding("words")) == 384
