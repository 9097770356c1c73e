"""The commands that measure, and how they print."""
