"""Quotations are given speakers, who are held against those that they have."""

from __future__ import annotations

import pytest

from eval.cases import Attribution
from eval.metrics.speakers import is_named_speaker
from eval.runs.attributions import attribute, found_speaker, speaker_figures

QUOTE = "“We had no choice but to shut it,”"
TEXT = f"The bridge is shut. {QUOTE} said Marta Oyelaran, the county's chief engineer, on Tuesday."


def attribution(*speakers: str, pronoun: bool = False) -> Attribution:
    start = TEXT.index(QUOTE)
    return Attribution("a", TEXT, start, start + len(QUOTE), speakers, pronoun)


def test_the_speaker_that_the_text_names_is_found() -> None:
    found = found_speaker(attribution())
    assert found is not None
    assert is_named_speaker(found, ["Marta Oyelaran"])
    result = attribute(attribution("Oyelaran"))
    assert (result.asked, result.speaker, result.right) == (QUOTE, found, 1)
    assert result.timings["attribute"] >= 0


@pytest.mark.parametrize(
    ("case", "found", "figures"),
    [
        (
            attribution("Colin Prewett", "the mayor"),
            "Mr Prewett",
            {"speaker_decided": 1, "speaker_right": 1, "attributed": 1},
        ),
        (
            attribution("Colin Prewett"),
            "Oyelaran",
            {"speaker_decided": 1, "speaker_right": 0, "attributed": 0},
        ),
        (attribution("Colin Prewett"), None, {"speaker_decided": 0, "attributed": 0}),
        (attribution(), None, {"speaker_invented": 0, "attributed": 1}),
        (attribution(), "Oyelaran", {"speaker_invented": 1, "attributed": 0}),
        # who "he" is, the set does not say
        (
            attribution("he", pronoun=True),
            "Prewett",
            {"speaker_decided": 1, "speaker_right": None, "attributed": None},
        ),
        (
            attribution("he", pronoun=True),
            "He",
            {"speaker_decided": 1, "speaker_right": 1, "attributed": 1},
        ),
    ],
)
def test_what_is_found_is_measured(
    case: Attribution, found: str | None, figures: dict[str, float | None]
) -> None:
    assert speaker_figures(case, found) == figures
