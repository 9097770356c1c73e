"""Answers and summaries, kept with what they cite and compared with what has changed since."""
