"""What the libraries that read pages raise on trees that no browser would build."""

from __future__ import annotations

from lxml.etree import LxmlError  # type: ignore[import-untyped]

# Of trafilatura, htmldate and lxml.
BROKEN_TREE = (
    LxmlError, ValueError, TypeError, AttributeError, AssertionError, LookupError,
    ArithmeticError, RecursionError,
)  # fmt: skip
