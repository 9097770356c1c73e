"""Sentences that speak to a machine that reads a text."""
