from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest

from ingest.errors import InputError
from service.web.view import MOST_QUESTIONS, View


def test_an_address_says_what_is_shown_and_back() -> None:
    view = View(
        ("Who & what?", "and “then”?"), "2025-10-31", "2025-05-01", "2025-10-01", ("Echo", "Orbit & Lab")
    )
    assert View.of(parse_qsl(urlsplit(view.address()).query)) == view
    assert view.address("/take", form="json").endswith("&form=json")
    assert View().address("/archive") == "/archive"


def test_blank_fields_of_a_form_say_nothing() -> None:
    typed = [("q", "first"), ("q", "  "), ("as_of", ""), ("since", " "), ("publisher", "")]
    assert View.of(typed) == View(("first",))


def test_days_are_included_on_both_sides() -> None:
    view = View(since="2025-05-01", until="2025-05-01", as_of="2025-06-01")
    assert view.after == datetime(2025, 5, 1, tzinfo=UTC)
    assert view.before == datetime(2025, 5, 2, tzinfo=UTC)
    assert view.moment == datetime(2025, 6, 1, 23, 59, 59, tzinfo=UTC)
    assert View().within(date(2025, 5, 1), date(2025, 5, 7)).filters["before"] == datetime(
        2025, 5, 8, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([("as_of", "soon")], "'soon' is not a date"),
        ([("until", "9999-12-31")], "between the years"),
        ([("since", "2025-05-02"), ("until", "2025-05-01")], r"2025-05-02\) is later"),
        ([("publisher", str(number)) for number in range(101)], "at most 100"),
    ],
)
def test_what_cannot_be_used_is_said(given: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(InputError, match=said):
        View.of(given)


def test_a_conversation_has_an_end() -> None:
    asked = [("q", f"question {number}") for number in range(MOST_QUESTIONS)]
    assert len(View.of(asked).questions) == MOST_QUESTIONS
    for more in ([*asked, ("q", "one more")], [("q", "\u5b57" * 1_400)]):
        with pytest.raises(InputError, match="begin a new one"):
            View.of(more)
