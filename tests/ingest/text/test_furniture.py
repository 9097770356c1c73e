"""Sentences around a story are told from what it says."""

from __future__ import annotations

import time

import pytest

from ingest.text.furniture import is_furniture, is_in_note
from ingest.text.sentences import split_sentences


@pytest.mark.parametrize(
    "sentence",
    [
        "Elsa Koury/Reuters The mayor waves from the quay in Ormskay on Monday.",
        "Elsa Koury/Harbour Pool/AFP/Getty Images Divers raise the bell, 4 June.",
        "Jon A. Berg and Mia Holm/EPA",
        "Maravel Coastguard via AP A lifeboat reaches the ferry.",
        "Photos: The bridge through the years A tram crosses in 1931.",
        "In pictures: The bridge through the years",
        "Contributing: Mia Holm, Harbour Post; Associated Press.",
        "—Associated Press writer Mia Holm in Ormskay contributed to this report.",
        "Jon A. Berg contributed reporting from Maravel.",
        "(Reporting by Mia Holm; Editing by Jon Berg)",
        "ORMSKAY, LORNE - MAY 04: The mayor waves from a ferry.",
    ],
)
def test_captions_and_credits_are_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "For our latest coverage of the storm, see updates from Friday.",
        "See our live updates here.",
        "You can read the whole report here.",
        "Sign up for our newsletter.",
        "Please bookmark harbourpost.example and sign up for our daily newsletter.",
        "Follow her on Twitter: @miaholm.",
        "She can be reached at mia@harbourpost.example.",
        "Watch the moment the bridge fell",
        "STORM ALERTS: Sign up here for messages about the storm.",
        "Hear what the mayor says of the toll 02:26",
    ],
)
def test_calls_to_look_elsewhere_are_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Opinion:Why we will miss the ferry",
        "£62,000,000 BRIDGE:Mayor defends the bill",
        "'A place for us':Islanders speak of the ferry",
        "Is the bridge safe?:What engineers found",
        "FULL STORY: Mayor asks engineers to look again",
        "RISING FARES:Ferries cost more than in any year.",
    ],
)
def test_labels_with_the_headline_of_another_page_are_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "2. Bridges",
        "Mia Holm and Jon A. Berg",
        "– Mia Holm",
        "The long way home",
        "Last updated 14:05 BST",
        "***",
    ],
)
def test_a_line_of_no_more_than_names_is_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Editor's note: This page recaps the news of Tuesday, 4 May.",
        "A version of this column first appeared in the Harbour Letter.",
        "This story and its headline have been updated with the mayor's answer.",
        "The views expressed in this commentary are solely the author's own.",
        "Read more opinion on Harbour Post.",
    ],
)
def test_what_a_piece_tells_of_itself_is_furniture(sentence: str) -> None:
    assert is_furniture(sentence)


@pytest.mark.parametrize(
    ("paragraph", "is_note"),
    [
        (
            "Petra Lind is an economist. She advised two ministers. The opinions expressed here are hers.",
            True,
        ),
        ("Editor's note: Jon Berg (@jonberg) teaches law. The views in this column are his own.", True),
        ("Mia Holm covers shipping for the Harbour Post. Reach her at mia@harbourpost.example.", True),
        ("Ann Hall is a nurse who treated the wounded. She was reached by phone in Lorne.", False),
        ("Omar Said leads the union. He tweets often, and the members follow him.", False),
        ("The mayor has resigned.\nMia Holm covers Lorne. Follow her on X: @miaholm.", False),
    ],
)
def test_a_paragraph_about_the_author_is_a_note(paragraph: str, is_note: bool) -> None:
    first = split_sentences(paragraph)[0]
    assert is_in_note(paragraph, first.start, first.end) is is_note


@pytest.mark.parametrize(
    "sentence",
    [
        "Mia Holm, who took the photos, said the bridge was closed.",
        "Photos of the wreck were shown in court on Monday.",
        "Getty Images sued the company in London.",
        "A Harbour Post/AP poll put the mayor ahead.",
        "ORMSKAY (Reuters) - The mayor resigned on Monday.",
        "Readers can see the bell here until June, the museum said.",
        "See, he told us, nothing is broken.",
        "Follow the river to the north and the old quay comes into sight.",
        "“Sign up here,” the clerk told the volunteers.",
        "Correction: An earlier version of this story gave the wrong fare.",
        "News: A previous version of this story gave the wrong fare. https://harbourpost.example/fares",
        "Ormskay: The council has closed the bridge until May.",
        "• Capital: Port Lorne",
        "• Industry: Ships and the parts of ships",
        "Population: 8,591",
        "Support for the party is growing on X, a poll shows.",
        "Check fraud on Facebook rose by a fifth last year.",
        "Reporting by the Echo led to his arrest.",
        "Reporting by Echo writers led to his arrest.",
        "Heavy rain contributed to this story of survival.",
        "- Ida Merrow (2021 to 2025)",
        "1566–1577 : Robert Lougher",
        'WINNER: Mia Holm, "The Long Way Home"',
        "Doors open at 19:30",
        "“We will not sell”",
        "The bridge has been closed since the storm",
        "Ferry fares rise by a tenth from June",
        "大桥周五开放",
        "This story was told to him by his grandmother.",
        "This column was built in 1806 to honour an admiral.",
        "The views expressed by the mayor angered the union.",
        "NEW LORNE: Police have closed the bridge.",
        "Lorne:An exhibit of ships opened on Monday.",
        "Volunteers can sign up here until noon, he said.",
    ],
)
def test_what_tells_something_is_no_furniture(sentence: str) -> None:
    assert not is_furniture(sentence)


def test_what_repeats_takes_no_time() -> None:
    started = time.process_time()
    for part in (
        "Ann ",
        "Ann, and ",
        "Ann/",
        "A.",
        "a",
        "aed",
        "as ",
        ".”",
        "see our ",
        "for a, ",
        "to ",
        "a: ",
        '"',
    ):
        for _ in range(20):
            is_furniture(part * 400)
    assert time.process_time() - started < 1
