from datetime import UTC, datetime

import pytest

from service.english.dates.find import find_spans
from service.english.words import find_names, find_quoted, find_terms

AS_OF = datetime(2025, 10, 8, 15, 30, tzinfo=UTC)


def names(text: str) -> tuple[str, ...]:
    return find_names(text, find_spans(text, AS_OF))


def terms(text: str) -> tuple[str, ...]:
    return find_terms(text, find_spans(text, AS_OF))


def test_names_are_capitalised_runs_without_function_words() -> None:
    found = names(
        "Did Gov. Ann O'Hara of the Bank of England meet J. K. Marsh's Jan. 6 team at Super Bowl 50 in May?"
    )
    assert found == ("Gov. Ann O'Hara of the Bank of England", "J. K. Marsh", "Super Bowl 50")


def test_a_number_is_of_a_name_unless_it_begins_an_amount() -> None:
    assert names("It cost Boeing 3 million and Area 51 nothing, and gave NATO 2 per cent.") == (
        "Boeing",
        "Area 51",
        "NATO",
    )


def test_a_name_ends_with_its_sentence() -> None:
    assert names("The probe returned to Earth. What did NASA find?") == ("Earth", "NASA")


def test_an_acronym_is_not_a_function_word() -> None:
    text = "Did the US or the WHO tell us?"
    assert names(text) == ("US", "WHO")
    assert terms(text) == ("us", "who")


def test_quoted_words_are_kept_apart() -> None:
    text = "Who called it “a mess” and \"unsafe\", and whose is the 'green plan' of O'Hara?"
    assert find_quoted(text) == ("a mess", "unsafe", "green plan")


def test_terms_are_content_words_and_dates_that_an_article_can_hold() -> None:
    text = "What did the Mayor's office say last week about the 2013 Ferries in July?"
    assert terms(text) == ("mayor", "office", "2013", "ferries", "july")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Talks with Šefčovič in Łódź", ("Šefčovič", "Łódź")),
        ("Who runs eBay?", ("eBay",)),
        ("It is 5 kW at a pH of 7.", ()),
    ],
)
def test_names_of_all_alphabets_are_found(text: str, names: tuple[str, ...]) -> None:
    found = find_names(text, [])
    assert tuple(name for name in found if name in ("Šefčovič", "Łódź", "eBay", "kW", "pH")) == names


def test_an_apostrophe_does_not_end_a_quotation() -> None:
    assert find_quoted("The mayor said 'we can't wait' and left.") == ("we can't wait",)
