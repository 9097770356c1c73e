"""One speaker under longer and shorter names."""

from __future__ import annotations

import pytest

from eval.metrics.speakers import heads, is_named_speaker


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("Marta Oyelaran", {"oyelaran"}),
        ("Senate leader Marta Oyelaran", {"oyelaran"}),
        ("Tim Hess, a real estate developer in Virginia, who knew him", {"hess", "develop"}),
        ("the Rev. Peter Wherry, of Mayfield Memorial Church", {"wherri"}),
        ("the mayor of Port Ellery", {"mayor"}),
        ("the Bank of China", {"china"}),
        ("one of the governor's advisers", {"advis"}),
        ("at least two of the passengers", {"passeng"}),
        ("Prewett’s office", {"offic"}),
        ("people who live near the weir", {"peopl"}),
        ("Ada Voss and Carl Dunn", {"voss", "dunn"}),
        ("Rep. Emil Kral II", {"kral"}),
        ("he", {"he"}),
    ],
)
def test_the_head_of_a_phrase(phrase: str, found: set[str]) -> None:
    assert heads(phrase) == found


@pytest.mark.parametrize(
    ("found", "named", "same"),
    [
        ("Oyelaran", ("Marta Oyelaran, the chief engineer",), True),
        ("the chief engineer", ("Marta Oyelaran, the chief engineer",), True),
        ("Colin Prewett", ("Marta Oyelaran", "Mr Prewett"), True),
        ("the mayors", ("The mayor of Brenn",), True),
        ("Brenn", ("The mayor of Brenn",), False),
        ("Marta", ("Marta Oyelaran",), False),
        ("the bank", (), False),
    ],
)
def test_speakers_are_the_same_if_a_head_is(found: str, named: tuple[str, ...], same: bool) -> None:
    assert is_named_speaker(found, named) is same
