"""Measures of ingest: the text, dates and titles of pages, and the offsets of passages."""
