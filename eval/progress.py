"""What a measurement calls to say how far it is."""

from __future__ import annotations

from collections.abc import Callable

# Told the name of a stage and the share of it that is done, 0 to 1.
Progress = Callable[[str, float], None]


def silent(stage: str, share: float) -> None:
    """Show no progress."""
