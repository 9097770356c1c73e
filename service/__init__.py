"""Questions in: retrieval, evidence, cited answers, and the HTTP service."""
