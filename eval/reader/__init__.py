"""Trains the answer reader (service/reader.py): a low-rank change of the embedder's own weights."""
