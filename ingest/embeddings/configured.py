"""The embedder that the settings name; each kind is imported only where it is used."""

from __future__ import annotations

from ingest.embeddings.embedder import Embedder
from ingest.settings import Settings


def open_embedder(settings: Settings) -> Embedder:
    """Return the embedder of the settings. Raises SettingsError or BackendError with what to change."""
    if settings.embedding == "local":
        from ingest.embeddings.minilm import MiniLM

        return MiniLM(settings.embedding_threads)
    from ingest.embeddings.endpoint import llama_index_of, openai_of

    return openai_of(settings) if settings.embedding == "openai" else llama_index_of(settings)
