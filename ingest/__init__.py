"""Articles in: sources, extraction, the archive of record and its two derived indexes."""
