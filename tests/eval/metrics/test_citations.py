"""Citations against the archive, the gold evidence and the statements that they stand behind."""

from __future__ import annotations

import pytest

from eval.cases import GoldSpan
from eval.metrics.citations import (
    CitationScore,
    citation_score,
    supported_share,
    unsupported,
    verbatim_rate,
)
from service.check import CheckedCitation, Verdict
from service.checks.claims import Flaw
from tests.cited import AS_OF, citation, statement


def checked(verdict: Verdict, *, stale: bool = False) -> CheckedCitation:
    return CheckedCitation(1, "a1", 1, verdict, stale, "")


def test_a_citation_of_an_older_version_is_verbatim_too() -> None:
    # 2 of 4
    found = [Verdict.VALID, Verdict.ALTERED, Verdict.MISSING]
    assert verbatim_rate([*map(checked, found), checked(Verdict.VALID, stale=True)]) == 0.5
    assert verbatim_rate([]) is None


def test_precision_is_over_citations_and_recall_over_facts() -> None:
    evidence = ((GoldSpan("a1", 1, 5, 20), GoldSpan("a2", 1, 0, 9)), (GoldSpan("a3", 1, 0, 9),))
    found = [citation("x" * 10), citation("x" * 10, article="a2"), citation("x" * 10, article="a1", start=30)]
    # two of three citations overlap; both are for the first of two facts
    assert citation_score(found, evidence) == CitationScore(pytest.approx(2 / 3), 0.5)
    assert citation_score([], evidence) == CitationScore(None, 0)
    assert citation_score(found, ()) == CitationScore(None, None)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The city has 60,000 cameras.", "It now has sixty thousand cameras."),
        ("It opened on 3 October 2025.", "It opened on Friday."),  # cited of 8 October 2025
        ("It opened in October 2025.", "It opened on Oct 3."),
        ("Ada Voss won, The Echo reported.", "Ada Voss won; she is 41."),
        ("Nothing was decided.", "There was no decision."),
    ],
)
def test_values_and_names_of_the_quotation_may_be_said(text: str, quote: str) -> None:
    assert unsupported(statement(text, citation(quote)), AS_OF) == ()


@pytest.mark.parametrize(
    ("text", "quote", "flaw", "words"),
    [
        ("The city has 6,000 cameras.", "It now has sixty thousand cameras.", Flaw.NUMBER, "6,000"),
        ("It paid $5 million.", "It paid 5 million euros.", Flaw.NUMBER, "$5 million"),
        ("It opened on 3 October 2025.", "It opened in October.", Flaw.DATE, "3 October 2025"),
        ("On Monday Ada Voss won.", "Carl Dunn won on Monday.", Flaw.NAME, "Voss"),
        ("She called it “a mess”.", "She called it messy.", Flaw.QUOTED, "a mess"),
    ],
)
def test_what_the_quotation_does_not_have_is_named(text: str, quote: str, flaw: Flaw, words: str) -> None:
    [failure] = unsupported(statement(text, citation(quote)), AS_OF)
    assert failure.flaw is flaw
    assert words in failure.message


def test_all_quotations_of_a_statement_count() -> None:
    both = statement("Voss won 54%.", citation("Voss won."), citation("She had 54% of the votes."))
    assert unsupported(both, AS_OF) == ()


def test_the_share_is_over_statements() -> None:
    good = statement("Voss won.", citation("Voss won."))
    bad = statement("Dunn won.", citation("Voss won."))
    assert supported_share([good, bad], AS_OF) == 0.5
    assert supported_share([], AS_OF) is None
