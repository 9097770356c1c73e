"""What the indexes' Rust code raises where it should not have come to."""

from __future__ import annotations


def is_panic(error: BaseException) -> bool:
    """Return whether this is a Rust panic.

    It is no Exception, so that nobody catches it by chance, and each extension has a class of its own.
    """
    return type(error).__name__ == "PanicException"
