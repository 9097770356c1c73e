"""Claims are checked as a writer's statements are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.cases import Claim
from eval.runs.claims import check_claim, failures_of, source_sentences
from eval.runs.results import CheckKind
from service.writers.proof import flaw_of_content

SOURCE = ("Divers raised a bronze bell from the wreck off Kessmouth on Thursday.", "It weighs 41 kilograms.")
FRIDAY = datetime(2025, 5, 9, tzinfo=UTC)


def failed(figures: dict[str, float | None]) -> list[str]:
    return [name for name, value in figures.items() if name.startswith("true_failed_") and value]


@pytest.mark.parametrize("source", [SOURCE, " ".join(SOURCE)])
def test_a_claim_that_its_source_says_passes(source: str | tuple[str, ...]) -> None:
    claim = Claim("a", source, "Divers raised a bronze bell from the wreck off Kessmouth.", True)
    result = check_claim(claim)
    assert (result.figures["true_pass"], result.right, result.flaws) == (1, 1, ())
    assert failed(dict(result.figures)) == []
    assert "false_pass" not in result.figures


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The bell weighs 97 kilograms.", CheckKind.FIGURES),
        ("Divers raised a bronze bell from the wreck off Porto.", CheckKind.NAMES),
        ("Divers raised a bronze bell on 9 May.", CheckKind.DATES),
        ("Divers raised a “priceless” bronze bell.", CheckKind.QUOTED),
        ("Divers raised a bronze anchor chain and a sewing machine.", CheckKind.MEANING),
    ],
)
def test_the_kind_of_check_that_fails_a_claim_is_told(text: str, kind: CheckKind) -> None:
    as_true = check_claim(Claim("a", SOURCE, text, True, FRIDAY))
    assert as_true.figures["true_pass"] == as_true.right == 0
    assert as_true.figures[f"true_failed_{kind.replace(' ', '_')}"] == 1
    as_false = check_claim(Claim("a", SOURCE, text, False, FRIDAY))
    assert as_false.figures == {"claim_right": 1, "false_pass": 0}


@pytest.mark.parametrize(
    ("text", "stands"),
    [
        ("Divers raised a bronze bell from the wreck.", True),
        ("The bell weighs 97 kilograms.", False),
        ("Divers raised a bronze bell, bells.example writes.", False),  # an address, whatever it says
    ],
)
def test_a_claim_is_decided_as_a_writers_statement_is(text: str, stands: bool) -> None:
    cited = source_sentences(SOURCE, FRIDAY)
    assert (failures_of(text, cited, FRIDAY) == []) is stands
    assert (flaw_of_content(text, cited, FRIDAY) is None) is stands


def test_relative_dates_are_those_of_the_articles_day() -> None:
    text = "Divers raised a bronze bell from the wreck off Kessmouth on 8 May 2025."
    assert check_claim(Claim("a", SOURCE, text, True, FRIDAY)).figures["true_pass"] == 1
    # the Thursday before another day is another one
    later = check_claim(Claim("a", SOURCE, text, True, datetime(2025, 6, 2, tzinfo=UTC)))
    assert failed(dict(later.figures)) == ["true_failed_dates"]


def test_each_sentence_of_a_claim_is_a_statement() -> None:
    both = "Divers raised a bronze bell from the wreck off Kessmouth. It weighs {} kilograms."
    assert check_claim(Claim("a", SOURCE, both.format(41), True, FRIDAY)).flaws == ()
    wrong = check_claim(Claim("a", SOURCE, both.format(97), True, FRIDAY))
    assert failed(dict(wrong.figures)) == ["true_failed_figures"]


def test_a_claim_without_a_word_does_not_pass() -> None:
    assert check_claim(Claim("a", SOURCE, " ", True)).figures["true_pass"] == 0
