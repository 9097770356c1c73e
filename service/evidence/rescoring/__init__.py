"""The best sentences are read once more, with the question: the model that reads, and what it changes."""
