"""Of whom a question names is what names them beside it, not what an article elsewhere tells of another."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.document import Document, Media
from ingest.pipeline import ingest, remove
from ingest.settings import load_settings
from service.evidence import search
from service.evidence.library import AskableLibrary, open_askable
from service.evidence.named import of_those_named
from service.evidence.scoring import Evidence
from service.questions.question import Question
from tests.service.test_live_blog import fetched

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
        FILLER * 2 + "Merlin Cargo flies for it. " + FILLER * 4 + RATE + FILLER * 6,
        FILLER * 12,
        "The report does not count Osprey Wings.",
    ]
)


STORY = {
    "url": "https://echo.example/complaints",
    "publisher": "Vale Echo",
    "title": "Complaints about Sorrel Air at a record",
    "text": REPORT,
    "published": "2025-05-19",
}


@contextmanager
def holding(home: Path, *documents: Document) -> Iterator[AskableLibrary]:
    with open_askable(load_settings(home=home)) as opened:
        assert ingest(opened, documents).new == len(documents)
        yield opened


def as_record(story: dict[str, str]) -> Document:
    return Document("a", Media.RECORD, json.dumps(story).encode())


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with holding(tmp_path_factory.mktemp("named") / "home", as_record(STORY)) as opened:
        yield opened


def found(library: AskableLibrary, asked: Question) -> list[Evidence]:
    vector = library.embedder.embed_question(asked.text)
    filters = search.filters_for(library, asked, after=None, before=None, publishers=())
    passages = search.find_passages(library, asked, vector, filters, 24).passages
    rates = [item for item in search.score_passages(library, asked, vector, passages) if "11.45" in item.text]
    assert rates
    return rates


def left(library: AskableLibrary, question: str, carried: str = "") -> list[Evidence]:
    """Return the sentence with the rate, if it is left of the evidence for a question."""
    asked = search.read_question(library, f"{question} {carried}".strip(), NOW)
    return of_those_named(library.archive, asked, question, found(library, asked))


@pytest.mark.parametrize(
    ("question", "is_left"),
    [
        ("How many complaints did Sorrel Air have?", True),  # in the title
        ("How many complaints did Windle have?", True),  # at the start
        ("How many complaints did the airline have?", True),
        ("How many complaints did Merlin Cargo have?", True),  # shortly before
        ("How many complaints did Kestrel Jets have?", False),  # paragraphs before
        ("How many complaints did Osprey Wings have?", False),  # behind
        ("How many complaints did Sorrel Air have, and Osprey Wings?", False),
    ],
)
def test_names_stand_beside_what_answers_or_head_the_article(
    library: AskableLibrary, question: str, is_left: bool
) -> None:
    assert bool(left(library, question)) is is_left


def test_what_is_carried_of_a_dialogue_need_not_be_there(library: AskableLibrary) -> None:
    assert left(library, "How many complaints were there?", carried="Osprey Wings")


def test_another_post_of_a_live_blog_names_nobody_here(tmp_path: Path) -> None:
    posts = [
        ("2025-05-19T10:00:00Z", f"Sorrel Air was late again. {RATE}"),
        ("2025-05-19T09:00:00Z", "Kestrel Jets flew on time all day, and nobody had to wait."),
    ]
    with holding(tmp_path / "home", fetched("2025-05-19T10:05:00Z", posts)) as blog:
        assert left(blog, "How many complaints did Sorrel Air have?")
        assert not left(blog, "How many complaints did Kestrel Jets have?")


def test_what_was_removed_meanwhile_is_judged_by_its_passage(tmp_path: Path) -> None:
    with holding(tmp_path / "home", as_record(STORY)) as opened:
        asked = [
            search.read_question(opened, f"How many complaints did {name} have?", NOW)
            for name in ("Sorrel Air", "Windle")
        ]
        evidence = [found(opened, each) for each in asked]
        remove(opened, evidence[0][0].stored.article.id)
        of = [of_those_named(opened.archive, q, q.text, e) for q, e in zip(asked, evidence, strict=True)]
    assert [bool(each) for each in of] == [True, False]
