"""How fast ingest is, beside the bare embedding loop and beside other ways to the same vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from chromadb.api.client import Client
from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2
from llama_index.core import Document as LlamaDocument
from llama_index.core.base.embeddings.base import BaseEmbedding
from llama_index.core.ingestion import IngestionPipeline
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.schema import MetadataMode
from onnxruntime import InferenceSession

from eval.bench.corpus import Corpus, CorpusPart, chunks, cut
from eval.bench.figures import Figure, Goal, Reading
from eval.bench.race import Contender, race
from eval.homes import temporary_library
from eval.progress import Progress, silent
from ingest.embeddings.minilm import MiniLM, load_tokenizer, packaged_model
from ingest.errors import InputError
from ingest.indexes.meaning import open_client
from ingest.library import Library
from ingest.llama import DatelineEmbedding
from ingest.pipeline import ingest

INGEST_OVER_LOOP = Goal(0.9, at_least=True)
INGEST_OVER_CHROMA = Goal(1.4, at_least=True)

_INGEST, _LOOP, _CHROMA, _LLAMA = "ingest", "embedding loop", "padded to 256", "llama-index pipeline"
# Rounds that count. One more comes first and does not.
_ROUNDS = 4

Chunk = Sequence[CorpusPart]


class PaddedMiniLM(ONNXMiniLM_L6_V2):
    """Chroma's own default embedding function, running the packaged model instead of one it downloads."""

    def __init__(self) -> None:
        super().__init__(["CPUExecutionProvider"])
        tokenizer = load_tokenizer()
        tokenizer.enable_truncation(self.max_tokens())
        tokenizer.enable_padding(pad_id=0, pad_token="[PAD]", length=self.max_tokens())
        self.tokenizer, self.model = tokenizer, InferenceSession(packaged_model())

    def _download_model_if_not_exists(self) -> None:
        pass


class LlamaPipeline:
    """llama-index as its documents show it: splitter, embedding, and the nodes added to Chroma."""

    def __init__(self, embedding: BaseEmbedding, client: Client, chunk_size: int) -> None:
        splitter = SentenceSplitter(chunk_size=chunk_size, chunk_overlap=0)
        self._pipeline = IngestionPipeline(transformations=[splitter, embedding])
        self._collection = client.create_collection("nodes", embedding_function=None)

    def run(self, texts: Sequence[tuple[str, str]]) -> int:
        """Take (title, text) pairs in; return how many nodes they became."""
        documents = [LlamaDocument(text=text, metadata={"title": title}) for title, text in texts]
        nodes = self._pipeline.run(documents=documents)
        self._collection.add(
            ids=[node.node_id for node in nodes],
            embeddings=np.asarray([node.get_embedding() for node in nodes], np.float32),
            documents=[node.get_content(MetadataMode.NONE) for node in nodes],
            metadatas=[node.metadata for node in nodes],
        )
        return len(nodes)


def measure_speed(corpus: Corpus, passages: int, on_progress: Progress = silent) -> list[Figure]:
    """Time ingest and the others on the first `passages` or so passages of a corpus, all in one run.

    Ingest extracts, cuts, embeds, stores and indexes; the loops get the finished passages, and llama-index
    the extracted texts. Raises InputError when the corpus is too small.
    """
    with temporary_library() as library, _contenders(library) as contenders:
        parts = cut(corpus, library.settings.passage_tokens)
        rounds = list(islice(chunks(parts, max(1, passages // (_ROUNDS + 1))), _ROUNDS + 1))
        if len(rounds) <= _ROUNDS:
            raise InputError(f"{corpus.name} has fewer than {passages:,} passages; give a smaller --passages")
        seconds = race(
            contenders,
            rounds,
            warm_up=1,
            after_each=lambda done: on_progress("race ingest against others", done / len(rounds)),
        )
    timed = [part for chunk in rounds[1:] for part in chunk]
    return list(_figures({name: sum(found) for name, found in seconds.items()}, timed))


@contextmanager
def _contenders(library: Library) -> Iterator[list[Contender[Chunk]]]:
    embedder = library.embedder
    with TemporaryDirectory(prefix="dateline-eval-", ignore_cleanup_errors=True) as folder:
        client = open_client(Path(folder), None)
        llama = LlamaPipeline(DatelineEmbedding(embedder), client, library.settings.passage_tokens)
        contenders: list[Contender[Chunk]] = [
            Contender(_INGEST, lambda chunk: ingest(library, [part.document for part in chunk])),
            Contender(_LOOP, lambda chunk: embedder.embed_texts(_passages(chunk))),
            Contender(_LLAMA, lambda chunk: llama.run(_texts(chunk))),
        ]
        if isinstance(embedder, MiniLM):
            padded = PaddedMiniLM()
            contenders.append(Contender(_CHROMA, lambda chunk: padded(_passages(chunk))))
        try:
            yield contenders
        finally:
            client.close()


def _figures(seconds: dict[str, float], parts: Sequence[CorpusPart]) -> Iterator[Figure]:
    passages = len(_passages(parts))
    characters = sum(len(text) for _, text in _texts(parts))

    def rate(name: str) -> Reading:
        return Reading(name, passages / seconds[name], "passages/s")

    def text_rate(name: str) -> Reading:
        return Reading(name, characters / seconds[name], "characters/s")

    def ratio(name: str, other: str) -> float:
        return seconds[other] / seconds[name]

    ours = rate(_INGEST)
    yield Figure(
        "ingest over the bare embedding loop",
        ratio(_INGEST, _LOOP),
        "times",
        INGEST_OVER_LOOP,
        (ours, rate(_LOOP)),
    )
    if _CHROMA in seconds:
        yield Figure(
            "embedding loop over Chroma's padding",
            ratio(_LOOP, _CHROMA),
            "times",
            INGEST_OVER_CHROMA,
            (rate(_LOOP), rate(_CHROMA)),
        )
    yield Figure(
        "ingest over llama-index's pipeline",
        ratio(_INGEST, _LLAMA),
        "times",
        None,
        (text_rate(_INGEST), text_rate(_LLAMA)),
    )


def _passages(chunk: Chunk) -> list[str]:
    return [passage for part in chunk for passage in part.passages]


def _texts(chunk: Chunk) -> list[tuple[str, str]]:
    return [(draft.title, draft.text) for part in chunk for draft in part.drafts]
