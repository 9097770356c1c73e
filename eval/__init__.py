"""Is it true? Offline measurements of extraction, retrieval, answers and speed."""
