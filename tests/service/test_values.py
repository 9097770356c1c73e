import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.question import Expect
from service.values import ValueKind, answers_type, find_values, says_unstated


@pytest.mark.parametrize(
    ("text", "kind", "number", "unit"),
    [
        ("60,000", ValueKind.NUMBER, 60_000, None),
        ("sixty thousand", ValueKind.NUMBER, 60_000, None),
        ("60 thousand", ValueKind.NUMBER, 60_000, None),
        ("60k", ValueKind.NUMBER, 60_000, None),
        ("two hundred and fifty thousand", ValueKind.NUMBER, 250_000, None),
        ("twenty-one", ValueKind.NUMBER, 21, None),
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
def test_one_value_in_its_usual_spellings(text: str, kind: ValueKind, number: float | None, unit: str | None) -> None:
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


@pytest.mark.parametrize("text", ["one of the men", "no one came", "COVID-19", "version 1.2.3", "at 12:30", "B2B"])
def test_what_does_not_count_is_no_value(text: str) -> None:
    assert find_values(text) == []


def test_m_is_million_for_people_and_metres_for_a_race() -> None:
    assert [value.number for value in find_values("40m people watched the 100m race")] == [40e6, 100]


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        (Expect.DATE, "The plant closes on Friday."),
        (Expect.DATE, "It should be ready by 2028."),
        (Expect.DATE, "It should be ready by the end of this year."),
        (Expect.DURATION, "They waited for six weeks."),
        (Expect.NUMBER, "About 40 people left on 3 October 2025."),
        (Expect.NUMBER, "Dozens were hurt."),
        (Expect.MONEY, "It cost 3 million euros."),
        (Expect.PERCENT, "One in five households owns a car."),
        (Expect.PERSON, "The prize went to Mr Osei."),
        (Expect.PERSON, "The winner was Ines Duarte."),
        (Expect.PLACE, "The meeting was held in Porto."),
        (Expect.ORGANISATION, "The order went to Nordhavn Shipping."),
        (Expect.REASON, "The match was called off because of fog."),
        (Expect.QUOTE, "“We are tired,” the captain said."),
        (Expect.YES_NO, "Anything."),
    ],
)
def test_a_sentence_with_the_kind_of_thing_asked_for(expect: Expect, sentence: str) -> None:
    assert answers_type(expect, sentence)


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        (Expect.DATE, "The plant will close, the owner said."),
        (Expect.DATE, "It may cost $2014."),
        (Expect.DURATION, "They waited at the gate."),
        (Expect.NUMBER, "The men left on 3 October 2025."),
        (Expect.MONEY, "It took 3 million votes."),
        (Expect.PERCENT, "Twelve households own a car."),
        (Expect.PERSON, "The winner was not known."),
        (Expect.PLACE, "The meeting was held in May."),
        (Expect.QUOTE, "The match was called off."),
    ],
)
def test_a_sentence_without_it(expect: Expect, sentence: str) -> None:
    assert not answers_type(expect, sentence)


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        (Expect.DATE, "The firm will close the plant, without specifying a timeline."),
        (Expect.DATE, "It gave no date for the reopening."),
        (Expect.DATE, "The airline has not said when flights resume."),
        (Expect.DATE, "No timetable has been set."),
        (Expect.DATE, "The venue is booked but the day is yet to be announced."),
        (Expect.NUMBER, "A spokesman declined to say how many were hurt."),
        (Expect.MONEY, "Terms of the deal were not disclosed."),
        (Expect.MONEY, "They settled for an undisclosed sum."),
        (Expect.PERSON, "Police have not named the victim."),
        (Expect.PLACE, "The location has not been revealed."),
        (Expect.REASON, "The bank did not give a reason."),
        (Expect.REASON, "It is unclear why the boat sank."),
        (Expect.REASON, "The cause of the fire wasn’t immediately known."),
        (Expect.QUOTE, "The ministry declined to comment."),
    ],
)
def test_a_sentence_that_says_it_is_not_given(expect: Expect, sentence: str) -> None:
    assert says_unstated(expect, sentence)


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        (Expect.DATE, "They will not meet when it rains."),
        (Expect.DATE, "The bank did not give a reason."),
        (Expect.NUMBER, "The car has no number plates."),
        (Expect.PLACE, "He did not know where to go."),
        (Expect.REASON, "He did not say much."),
        (Expect.DATE, "The plant closes on Friday."),
    ],
)
def test_a_sentence_that_does_not_say_so(expect: Expect, sentence: str) -> None:
    assert not says_unstated(expect, sentence)


WORDS = st.sampled_from(
    "one two hundred and thousand million half a dozen $ £ 5 1,000 2.5 2014 % percent points dollars weeks m bn k third 21st"
    " 12:30 in May 999999999999999999999999 not say when no date without ſix mıllion".split()
)


@given(text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)), expect=st.sampled_from(list(Expect)))
def test_any_text_gives_ordered_values_inside_it(text: str, expect: Expect) -> None:
    last = 0
    for value in find_values(text):
        assert last <= value.start < value.end <= len(text)
        last = value.end
    assert answers_type(expect, text) in (True, False)
    assert says_unstated(expect, text) in (True, False)
