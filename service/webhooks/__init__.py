"""Webhooks: signed, sent again when they fail, and given up after a number of tries."""
