"""How fast the queue goes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from time import monotonic

# Seconds that count: long enough for a batch to be embedded, short enough to follow what changes.
_WINDOW = 60.0


class Rate:
    """Things a second within the last minute, or since the first one of it. Safe to share between threads."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._done: deque[tuple[float, int]] = deque()

    def add(self, count: int) -> None:
        with self._lock:
            self._done.append((self._now(), count))
            self._forget()

    def per_second(self) -> float | None:
        """Return the rate; None where nothing was done within the window, or only at one moment."""
        with self._lock:
            self._forget()
            if len(self._done) < 2:
                return None
            # The first only marks when the others began.
            seconds = self._now() - self._done[0][0]
            done = sum(count for _, count in list(self._done)[1:])
        return done / seconds if seconds > 0 else None

    def _forget(self) -> None:
        while self._done and self._done[0][0] < self._now() - _WINDOW:
            self._done.popleft()
