"""Trains the reader and fits the models that score sentences and decide on refusals."""
