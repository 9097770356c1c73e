"""Of whom a question names is what names them beside it, not what an article elsewhere tells of another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.document import Document, Media
from ingest.pipeline import ingest
from ingest.settings import load_settings
from service.evidence import search
from service.evidence.library import AskableLibrary, open_askable
from service.evidence.named import of_those_named
from service.evidence.scoring import Evidence

NOW = datetime(2025, 5, 20, tzinfo=UTC)
# A long report on one airline, which names others once: at its start, in its middle and at its end.
FILLER = "Passengers waited in the hall and were given water and blankets by volunteers of the town. "
OPENING = (
    "Sorrel Air has had more complaints than any other airline, a report said on Monday, ahead of Windle. "
)
RATE = "It had 11.45 complaints from every 100,000 passengers last year. "
REPORT = "\n\n".join(
    [
        OPENING + FILLER * 8,
        FILLER * 12,
        FILLER * 6 + "Kestrel Jets stayed away from the talks. " + FILLER * 6,
        FILLER * 12,
        FILLER * 12,
        FILLER * 6 + RATE + FILLER * 6,
        FILLER * 12,
        "The report does not count Osprey Wings.",
    ]
)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    home: Path = tmp_path_factory.mktemp("named") / "home"
    record = {
        "url": "https://echo.example/complaints",
        "publisher": "Vale Echo",
        "title": "Complaints about Sorrel Air at a record",
        "text": REPORT,
        "published": "2025-05-19",
    }
    with open_askable(load_settings(home=home)) as opened:
        assert ingest(opened, [Document("a", Media.RECORD, json.dumps(record).encode())]).new == 1
        yield opened


def left(library: AskableLibrary, question: str, carried: str = "") -> list[Evidence]:
    """Return the sentence with the rate, if it is left of the evidence for a question."""
    asked = search.read_question(library, f"{question} {carried}".strip(), NOW)
    vector = library.embedder.embed_question(asked.text)
    filters = search.filters_for(library, asked, after=None, before=None, publishers=())
    passages = search.find_passages(library, asked, vector, filters, 24).passages
    found = search.score_passages(library, asked, vector, passages)
    assert any("11.45" in item.text for item in found)
    return [item for item in of_those_named(library.archive, asked, question, found) if "11.45" in item.text]


@pytest.mark.parametrize(
    ("question", "is_left"),
    [
        ("How many complaints did Sorrel Air have?", True),  # in the title
        ("How many complaints did Windle have?", True),  # at the start
        ("How many complaints did the airline have?", True),
        ("How many complaints did Kestrel Jets have?", False),  # paragraphs before
        ("How many complaints did Osprey Wings have?", False),  # behind
        ("How many complaints did Sorrel Air have, and Osprey Wings?", False),
        ("How many complaints did the Vale Echo count?", True),  # its publisher
    ],
)
def test_names_stand_beside_what_answers_or_head_the_article(
    library: AskableLibrary, question: str, is_left: bool
) -> None:
    assert bool(left(library, question)) is is_left


def test_what_is_carried_of_a_dialogue_need_not_be_there(library: AskableLibrary) -> None:
    assert left(library, "How many complaints were there?", carried="Osprey Wings")
