"""Contenders take turns at the same items, so that a machine that slows down slows all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Contender(Generic[T]):
    """Something to be timed."""

    name: str
    run: Callable[[T], object]


def race(
    contenders: Sequence[Contender[T]],
    items: Iterable[T],
    *,
    warm_up: int,
    after_each: Callable[[int], None] = lambda done: None,
) -> dict[str, list[float]]:
    """Return each contender's seconds for each item but the first `warm_up`, which are run and not counted.

    The order is reversed from item to item. `after_each` is told how many items are done.
    """
    seconds: dict[str, list[float]] = {contender.name: [] for contender in contenders}
    for number, item in enumerate(items):
        for contender in contenders if number % 2 == 0 else reversed(contenders):
            start = perf_counter()
            contender.run(item)
            if number >= warm_up:
                seconds[contender.name].append(perf_counter() - start)
        after_each(number + 1)
    return seconds
