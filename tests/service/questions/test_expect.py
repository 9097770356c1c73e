import pytest

from service.questions.expect import Expect, asking_part, asks, expected


@pytest.mark.parametrize(
    ("text", "expects"),
    [
        ("When does the new tram line open?", Expect.DATE),
        ("In what year was the lighthouse built?", Expect.DATE),
        ("The ferry crews will strike from when?", Expect.DATE),
        ("Do you know when the bridge reopens?", Expect.DATE),
        ("How long did the hearing last?", Expect.DURATION),
        ("How many months will the repairs take?", Expect.DURATION),
        ("How many passengers were on board?", Expect.NUMBER),
        ("How old is the champion?", Expect.NUMBER),
        ("What is the death toll?", Expect.NUMBER),
        ("How much have rents increased in Leeds?", Expect.NUMBER),
        ("How much did the painting sell for?", Expect.MONEY),
        ("How much is the new bridge costing?", Expect.MONEY),
        ("A £200,000 mortgage after the cut: how much less a month?", Expect.MONEY),
        ("The nurses were offered a starting salary of how much?", Expect.MONEY),
        ("What is the price of a day ticket?", Expect.MONEY),
        ("What percentage of voters stayed at home?", Expect.PERCENT),
        ("Who won the regatta?", Expect.PERSON),
        ("Which former senator runs the museum?", Expect.PERSON),
        ("What is the name of the Danish swimmer who drowned?", Expect.PERSON),
        ("Following the vote last week, which fellow author did J. K. Marsh defend?", Expect.PERSON),
        ("Where will the summit be held?", Expect.PLACE),
        ("The storm reached which island on Monday?", Expect.PLACE),
        ("As fires spread in Spain, where was the worst damage reported?", Expect.PLACE),
        ("Which company cut 5% of its workforce?", Expect.ORGANISATION),
        ("She left which football club?", Expect.ORGANISATION),
        ("Which is the world’s best airline?", Expect.ORGANISATION),
        ("Which team's owner wants to sell?", Expect.PERSON),
        ("Why did the mayor resign?", Expect.REASON),
        ("What caused the blackout?", Expect.REASON),
        ("The race was stopped because of:", Expect.REASON),
        ("Has the airline said why the flight was cancelled?", Expect.REASON),
        ("What did the minister say about the strike?", Expect.QUOTE),
        ("Did the council approve the plan?", Expect.YES_NO),
        ("True or false: the bridge has reopened.", Expect.YES_NO),
        ("What is a heat dome?", Expect.DEFINITION),
        ("What does GDP stand for?", Expect.DEFINITION),
        ("Who is Anna Berg?", Expect.DEFINITION),
        ("Who is the mayor of Lyon?", Expect.PERSON),
        ("How do the new rules work?", Expect.OTHER),
        ("Which film opened the festival?", Expect.OTHER),
        ("Summarise the strike.", Expect.OTHER),
        ("Discuss how political parties compete.", Expect.OTHER),
        ("What breed of dog is Rex, the winner of the show?", Expect.OTHER),
        ("What storm battered the island?", Expect.OTHER),
        ("Which head of state resigned?", Expect.PERSON),
        ("The fleet was commanded by whom in 1869?", Expect.PERSON),
        ("As for Peru, what is its capital?", Expect.PLACE),
        ("The rocket lifted off in the US. Where did it land?", Expect.PLACE),
        ("The singer, who was born in Cork, appeared in which film?", Expect.OTHER),
    ],
)
def test_the_wording_tells_the_kind_of_answer(text: str, expects: Expect) -> None:
    assert expected(text) is expects


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("And in what year did it open?", "what year did it open?"),
        ("Ferries ran late. Why did they?", "why did they?"),
        ("Do you know when the bridge reopens?", "when the bridge reopens?"),
        ("As for Peru, what is its capital?", "what is its capital?"),
        ("Name the mayor of Lyon.", "what the mayor of lyon."),
        ("Did the council approve the plan?", ""),
    ],
)
def test_the_asking_part_begins_with_the_question_word(text: str, asking: str) -> None:
    assert asking_part(text) == asking


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("the mayor resigned. who replaced him", "who replaced him"),
        ("What did the mayor say? and who opened the bridge?", "who opened the bridge?"),
        ("Who is J. K. Rowling?", "who is j. k. rowling?"),
    ],
)
def test_the_last_of_several_sentences_asks_however_they_are_typed(text: str, asking: str) -> None:
    assert asking_part(text) == asking


@pytest.mark.parametrize("text", ["Who is " + "A" * 1_900 + "!x", "what is " + "a" * 1_900 + " b c d e f?"])
def test_a_long_run_of_letters_is_read_at_once(text: str) -> None:
    assert expected(text) in Expect


@pytest.mark.parametrize(
    "text", ["What happened to Amsel", "Did it open?", "In March, who led it?", "Has the bridge opened"]
)
def test_a_question_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["coup in Niger", "the overturning of Roe v. Wade", "tram strike"])
def test_a_topic_does_not_ask(text: str) -> None:
    assert not asks(text)
