"""A question becomes ranked, read, scored and cited sentences, and how sure they are."""
