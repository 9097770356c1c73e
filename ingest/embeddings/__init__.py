"""Vectors: the local model, any OpenAI-compatible endpoint, any LlamaIndex embedding."""
