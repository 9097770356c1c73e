import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.english.figures.values import ValueKind, find_values


@pytest.mark.parametrize(
    ("text", "kind", "number", "unit"),
    [
        ("60,000", ValueKind.NUMBER, 60_000, None),
        ("sixty thousand", ValueKind.NUMBER, 60_000, None),
        ("60 thousand", ValueKind.NUMBER, 60_000, None),
        ("60k", ValueKind.NUMBER, 60_000, None),
        ("two hundred and fifty thousand", ValueKind.NUMBER, 250_000, None),
        ("twenty-one", ValueKind.NUMBER, 21, None),
        ("twenty-first", ValueKind.ORDINAL, 21, None),
        ("two centuries", ValueKind.DURATION, 2, "century"),
        ("half a million", ValueKind.NUMBER, 500_000, None),
        ("$1.2bn", ValueKind.MONEY, 1.2e9, "USD"),
        ("1.2 billion dollars", ValueKind.MONEY, 1.2e9, "USD"),
        ("US$5 million", ValueKind.MONEY, 5e6, "USD"),
        ("£102m", ValueKind.MONEY, 102e6, "GBP"),
        ("five euros", ValueKind.MONEY, 5, "EUR"),
        ("$2014", ValueKind.MONEY, 2014, "USD"),
        ("45%", ValueKind.PERCENT, 45, "%"),
        ("45 percent", ValueKind.PERCENT, 45, "%"),
        ("45 per cent", ValueKind.PERCENT, 45, "%"),
        ("3.5 percentage points", ValueKind.PERCENT, 3.5, "points"),
        ("six weeks", ValueKind.DURATION, 6, "week"),
        ("73-year", ValueKind.DURATION, 73, "year"),
        ("21st", ValueKind.ORDINAL, 21, None),
        ("third", ValueKind.ORDINAL, 3, None),
        ("Oct. 3, 2025", ValueKind.DATE, None, None),
    ],
)
def test_one_value_in_its_usual_spellings(
    text: str, kind: ValueKind, number: float | None, unit: str | None
) -> None:
    sentence = f"It was {text} that counted."
    (value,) = find_values(sentence)
    assert sentence[value.start : value.end] == text
    assert (value.kind, value.unit) == (kind, unit)
    assert value.number == (None if number is None else pytest.approx(number))


def test_digits_of_a_date_are_not_numbers() -> None:
    values = find_values("On 3 October 2025, 40 people left; in 2014, 2014 people did.")
    assert [(value.kind, value.number) for value in values] == [
        (ValueKind.DATE, None),
        (ValueKind.NUMBER, 40),
        (ValueKind.DATE, None),
        (ValueKind.NUMBER, 2014),
    ]


@pytest.mark.parametrize(
    "text", ["one of the men", "no one came", "COVID-19", "version 1.2.3", "at 12:30", "B2B"]
)
def test_what_does_not_count_is_no_value(text: str) -> None:
    assert find_values(text) == []


def test_m_is_million_for_people_and_metres_for_a_race() -> None:
    assert [value.number for value in find_values("40m people watched the 100m race")] == [40e6, 100]


WORDS = st.sampled_from((
    "one", "two", "hundred", "and", "thousand", "million", "half", "a", "dozen", "$", "£", "5", "1,000",
    "2.5", "2014", "%", "percent", "points", "dollars", "weeks", "m", "bn", "k", "third", "21st",
    "12:30", "in", "May", "999999999999999999999999", "no", "\u017fix", "m\u0131llion",
))  # fmt: skip


@given(text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)))
def test_any_text_gives_ordered_values_inside_it(text: str) -> None:
    last = 0
    for value in find_values(text):
        assert last <= value.start < value.end <= len(text)
        last = value.end


@pytest.mark.parametrize(
    ("text", "number"), [("c£10m", 1e7), ("c. £10m", 1e7), ("C$5m", 5e6), ("US$5 million", 5e6)]
)
def test_any_sign_before_an_amount_of_money_is_read(text: str, number: float) -> None:
    [value] = find_values(f"It cost {text} in all.")
    assert (value.kind, value.number) == (ValueKind.MONEY, number)


@pytest.mark.parametrize("sign", ["us£", "nz€", "s¥", "hk₹", "a£"])
def test_a_sign_that_no_currency_has_is_no_error(sign: str) -> None:
    assert all(value.kind is not ValueKind.MONEY for value in find_values(f"It cost {sign}5."))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("two five-year terms", [2, 5]),
        ("three six-year-old boys", [3, 6]),
        ("twenty-one people", [21]),
        ("two hundred and fifty thousand", [250_000]),
        ("three thousand two hundred", [3_200]),
    ],
)
def test_numbers_in_words_are_joined_as_they_are_spelled(text: str, numbers: list[float]) -> None:
    assert [value.number for value in find_values(text)] == numbers
