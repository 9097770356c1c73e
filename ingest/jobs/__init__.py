"""Ingest beside a running service: a queue in the archive, and the one writer that works through it."""
