"""What sentences tell of a person and an office; [the person] is marked."""

from __future__ import annotations

import pytest

from service.english.offices import Belongs, Tenure, asked_office, holding, holdings, is_acting


def told(marked: str, question: str = "Who was mayor of Calder in 2020?") -> Tenure | None:
    office = asked_office(question)
    assert office
    start, end = marked.index("["), marked.index("]") - 1
    found = holding(office, marked.replace("[", "").replace("]", ""), start, end)
    return found.tenure if found else None


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("Who is the mayor of Calder?", True),
        ("Who was Norland's prime minister in 2018?", True),
        ("who led the reform party in 2021", True),
        ("Who was head coach of Brask before Ines Duarte?", True),
        ("Who was the first mayor of Calder?", False),
        ("Who is the next president?", False),
        ("Who was killed in Calder in 2020?", False),
        ("Who was the victim?", False),
        ("When did the mayor resign?", False),
        ("Who ran the marathon in 2020?", False),
        ("Who ran in the 2020 election?", False),
        ("Who was the mayor in 2020 killed by?", False),
    ],
)
def test_an_office_is_asked_for_whose_holder_depends_on_the_time(question: str, asks: bool) -> None:
    assert (asked_office(question) is not None) is asks


def test_a_question_may_name_who_held_the_office_next() -> None:
    office = asked_office("Who was head coach of Brask before Ines Duarte?")
    assert office
    assert office.successor == "Ines Duarte"


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("Mayor [Ida Holm] said work would begin in spring.", Tenure.HOLDS),
        ("[Ida Holm], the mayor of Calder, said so.", Tenure.HOLDS),
        ("[Lena Orvik] was sworn in as mayor of Calder on Monday.", Tenure.BEGINS),
        ("[Tomas Reed] won the election for mayor of Calder on Sunday.", Tenure.BEGINS),
        ("The council appointed [Ida Holm] as its mayor.", Tenure.BEGINS),
        ("[Lena Orvik] stepped down as mayor of Calder on Friday.", Tenure.ENDS),
        ("The council dismissed [Lena Orvik] as mayor of Calder.", Tenure.ENDS),
        ("She takes over as mayor from [Piet Haan].", Tenure.ENDS),
        ("[Piet Haan], mayor of Calder until 2019, has died.", Tenure.ENDS),
        ("The former mayor [Lena Orvik] called it a mistake.", Tenure.ENDED),
        ("[Lena Orvik], a former mayor, called it a mistake.", Tenure.ENDED),
        ("Then-Mayor [Lena Orvik] called it a mistake.", Tenure.ENDED),
        ("[Piet Haan] served as mayor of Calder from 1992-2015.", Tenure.ENDS),
        ("[Ida Holm], the reform candidate for mayor, said so.", None),
        ("[Piet Haan], husband of the mayor, said so.", None),
        ("Deputy mayor [Ida Holm] cut the ribbon.", None),
        ("Ida Holm was sworn in as mayor, weeks after [Tomas Reed] resigned.", None),
        ("[Ida Holm] wrote a book.", None),
        ("Tomas Reed was succeeded by [Ida Holm] as mayor.", Tenure.BEGINS),
        ("[Ida Holm] was replaced as mayor by Tomas Reed.", Tenure.ENDS),
        ("[Tomas Reed] praised mayor Ida Holm.", None),
        ("[Tomas Reed] praised the mayor.", None),
        ("Mayor Ida Holm met governor [Tomas Reed].", None),
        ("[Ida Holm] was not elected mayor.", None),
        ("[Ida Holm] lost the election for mayor to Tomas Reed.", None),
        ("[Ida Holm] could become mayor.", None),
        ("The fire brigade thanked [Ida Holm], the mayor.", Tenure.HOLDS),
        ("[Ida Holm] left the meeting as mayor Reed spoke.", None),
        ("Next week mayor [Ida Holm] will speak.", Tenure.HOLDS),
        ("[Tomas Reed] was named in a suit by the mayor.", None),
        ("Mayor [Ida Holm] said the road is closed until Friday.", Tenure.HOLDS),
    ],
)
def test_what_a_sentence_tells_of_a_person_and_an_office(marked: str, expected: Tenure | None) -> None:
    assert told(marked) is expected


def test_the_prime_minister_is_not_any_minister_and_a_spokeswoman_is_a_spokesperson() -> None:
    prime = "Who was prime minister of Norland in 2018?"
    assert told("Foreign minister [Ola Brandt] resigned.", prime) is None
    assert told("Prime minister [Ola Brandt] resigned.", prime) is Tenure.ENDS
    assert (
        told("Foreign minister [Ola Brandt] resigned.", "Who was Prime Minister of Norland in 2018?") is None
    )
    spokesperson = "Who was spokesperson of the ministry in 2018?"
    assert told("[Ola Brandt], the ministry's spokeswoman, said so.", spokesperson) is Tenure.HOLDS


def test_who_has_an_office_for_the_time_being_is_told_apart() -> None:
    text = "Acting mayor Ida Holm thanked Tomas Reed, who left the hall after ten years and a day in it."
    assert is_acting(text, 13, 21)
    assert not is_acting("Mayor Ida Holm", 6, 14)


@pytest.mark.parametrize(
    ("question", "text", "named"),
    [
        (
            "Who is Finland's defence minister?",
            "Finnish Defense Minister Ida Holm left.",
            {"Ida Holm": Belongs.SAME},
        ),
        (
            "Who is the UK prime minister?",
            "Britain's Prime Minister, Ola Reed, left.",
            {"Ola Reed": Belongs.SAME},
        ),
        (
            "Who is the US attorney general?",
            "U.S. Attorney General Ola Reed left.",
            {"Ola Reed": Belongs.SAME},
        ),
        (
            "Who is the president of Fiji?",
            "Ola Reed, the Fijian president, left.",
            {"Ola Reed": Belongs.SAME},
        ),
        ("Who is the president of Fiji?", "President Ola Reed left Fiji.", {"Ola Reed": Belongs.UNSAID}),
        (
            "Who is the US president?",
            "Ola Reed, President of Orle Americas, left.",
            {"Ola Reed": Belongs.UNCLEAR},
        ),
        ("Who is the governor of Brask?", "Brask Gov. Ida Holm left.", {"Ida Holm": Belongs.SAME}),
        ("Who is the governor of Brask?", "Orle Gov. Ida Holm left.", {"Ida Holm": Belongs.UNCLEAR}),
        (
            "Who is the US attorney general?",
            "Orle Attorney General Ida Holm left.",
            {"Ida Holm": Belongs.OTHER},
        ),
        (
            "Who is the US ambassador to China?",
            "US Ambassador to China Ida Holm met Chinese Ambassador to the US Tomas Reed.",
            {"Ida Holm": Belongs.SAME, "Tomas Reed": Belongs.OTHER},
        ),
        (
            "Who is prime minister of New Zealand?",
            "Canadian Prime Minister Ola Reed met Prime Minister of New Zealand Ida Holm.",
            {"Ola Reed": Belongs.OTHER, "Ida Holm": Belongs.SAME},
        ),
    ],
)
def test_whose_office_somebody_has(question: str, text: str, named: dict[str, Belongs]) -> None:
    office = asked_office(question)
    assert office
    found = {text[each.start : each.end]: each.belongs for each in holdings(office, text)}
    assert found == named
