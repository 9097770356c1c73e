import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.evidence.answer_types import answers_type, says_unstated
from service.questions.expect import Expect


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        (Expect.DATE, "The plant closes on Friday."),
        (Expect.DATE, "It should be ready by 2028."),
        (Expect.DATE, "It should be ready by the end of this year."),
        (Expect.DURATION, "They waited for six weeks."),
        (Expect.NUMBER, "About 40 people left on 3 October 2025."),
        (Expect.NUMBER, "Dozens were hurt."),
        (Expect.NUMBER, "Half of them left."),
        (Expect.NUMBER, "He won twice."),
        (Expect.DURATION, "It was closed for months."),
        (Expect.DURATION, "It took a couple of weeks."),
        (Expect.DURATION, "It took half an hour."),
        (Expect.DURATION, "The ban is indefinite."),
        (Expect.MONEY, "It costs 30 cents."),
        (Expect.DATE, "It fell overnight."),
        (Expect.DATE, "He came back two weeks later."),
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


WORDS = st.sampled_from((
    "The", "Mr", "Osei", "one", "in", "five", "May", "2014", "3", "%", "$", "m", "weeks", "because", "not",
    "n’t", "say", "when", "no", "date", "without", "yet", "to", "be", "named", "unclear", "of", ",", ".",
))  # fmt: skip


@given(
    text=st.one_of(st.text(), st.lists(WORDS, max_size=12).map(" ".join)),
    expect=st.sampled_from(list(Expect)),
)
def test_any_sentence_gets_a_verdict(text: str, expect: Expect) -> None:
    assert answers_type(expect, text) in (True, False)
    assert says_unstated(expect, text) in (True, False)
