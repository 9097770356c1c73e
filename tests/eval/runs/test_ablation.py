"""What each check of a statement gives: which pairs it alone stops."""

from __future__ import annotations

import pytest

from eval.cases import Claim
from eval.runs.ablation import ablate
from ingest.errors import InputError
from service.checks.verify import Flaw

# A text, of which values are compared and no words.
SOURCE = (
    "Divers raised 41 coins from the wreck near Orle on Thursday.",
    "The sea was calm.",
    "A museum will show them.",
    "Nobody was hurt.",
    "The wreck lies deep.",
)
TRUE = Claim("true", SOURCE, "Divers raised 41 coins from the wreck near Orle.", True)
WRONG_FIGURE = Claim("figure", SOURCE, "Divers raised 14 coins from the wreck near Orle.", False)


def test_a_check_is_left_out_to_see_what_it_alone_stops() -> None:
    found = {each.check: each for each in ablate([TRUE, WRONG_FIGURE])}
    assert set(found) == {None, *Flaw}
    whole, number, date = found[None], found[Flaw.NUMBER], found[Flaw.DATE]
    assert (whole.true_pass, whole.false_pass, whole.balanced_accuracy) == (1, 0, 1)
    assert (number.false_pass, number.balanced_accuracy) == (1, 0.5)
    assert (number.false_stopped, number.true_stopped) == (1, 0)
    assert (date.false_stopped, date.balanced_accuracy) == (0, 1)


def test_pairs_of_one_label_tell_nothing() -> None:
    with pytest.raises(InputError, match="true and false"):
        ablate([TRUE])
