"""Names of two words or more in a text."""

from __future__ import annotations

import time

import pytest

from ingest.text.speech.clauses import NAMES


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The ex-President Ida Berg met J. R. Holt and M.A.K. Orlow.",
            ["President Ida Berg", "J. R. Holt", "M.A.K. Orlow"],
        ),
        (
            "Said Anne-Marie O’Dell of Kess-upon-Orle Council.",
            ["Said Anne-Marie O’Dell", "Kess-upon-Orle Council"],
        ),
    ],
)
def test_names_have_hyphens_and_initials(text: str, names: list[str]) -> None:
    assert NAMES.findall(text) == names


@pytest.mark.parametrize("junk", ["A-", "A.", "A&"])
def test_a_run_of_hyphens_takes_no_time(junk: str) -> None:
    started = time.process_time()
    NAMES.findall(junk * 20_000)
    assert time.process_time() - started < 2
