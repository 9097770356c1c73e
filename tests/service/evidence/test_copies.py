"""One article of a story is evidence; the others stand behind the citation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest

from ingest.document import Document
from ingest.pipeline import ingest
from ingest.store.filters import Filters
from service.answer import Statement, Support, carried_by
from service.ask import AskRequest, ask, search
from service.evidence.cite import cite
from service.evidence.copies import with_others
from service.evidence.library import AskableLibrary
from service.evidence.scoring import Evidence
from service.evidence.search import find_passages, score_passages
from service.questions.question import parse_question
from tests.ingest.support import HashEmbedder, on, record, settings_in
from tests.service.asked import askable_with

WIRE = (
    "The tunnel under the Skarn pass was closed on Friday after smoke was seen near its northern mouth. Crews"
    " of three valleys went in with breathing gear and found a lorry whose brakes had run hot. Nobody was "
    "hurt, but both lanes stay shut until the fans have been looked at. The road over the pass is open to "
    "cars, while lorries have to take the motorway by Lund."
)
ADDED = " The tunnel will open again on Monday at 6 a.m., its keeper Ida Roth said."
OWN = (
    "A baker in Lund sold twice as many rolls as on other Fridays because the tunnel under the pass was shut."
)
QUESTION = "Why was the tunnel under the Skarn pass closed?"
COPIES = 14


def paper(number: int, text: str, at: str) -> Document:
    return record(f"Paper {number}", text, publisher=f"Paper {number}", published=at)


@pytest.fixture(scope="module")
def tunnel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    """A wire story at 14 papers, a rewrite that adds a sentence, and a paper's own report."""
    documents = [paper(number, WIRE, f"2025-03-07T{6 + number:02}:00:00Z") for number in range(COPIES)]
    documents += [paper(50, WIRE + ADDED, "2025-03-09T06:00:00Z"), paper(60, OWN, "2025-03-09T06:00:00Z")]
    with askable_with(settings_in(tmp_path_factory.mktemp("tunnel")), HashEmbedder()) as library:
        assert not ingest(library, documents).rejected
        yield library


def publishers_found(library: AskableLibrary, **request: Any) -> set[str | None]:
    return {each.stored.article.publisher for each in search(library, AskRequest(QUESTION, **request))}


def evidence_of(library: AskableLibrary, as_of: datetime) -> list[Evidence]:
    question = parse_question(QUESTION, as_of=as_of)
    vector = library.embedder.embed_question(QUESTION)
    return score_passages(
        library, question, vector, find_passages(library, question, vector, Filters(as_of), 24).passages
    )


def test_copies_take_no_places(tunnel: AskableLibrary) -> None:
    assert publishers_found(tunnel) == {"Paper 0", "Paper 50", "Paper 60"}


def test_a_rewrite_that_says_more_is_found(tunnel: AskableLibrary) -> None:
    [first, *_] = search(tunnel, AskRequest("When will the tunnel open again, its keeper said?"))
    assert ADDED.strip() in first.stored.text
    answer = ask(tunnel, AskRequest("When will the tunnel open again, its keeper said?"))
    assert "Monday" in "".join(each.quote for each in answer.citations)


def test_the_first_of_those_that_can_be_seen_is_found(tunnel: AskableLibrary) -> None:
    assert publishers_found(tunnel, publishers=("Paper 3", "Paper 5")) == {"Paper 3"}


def test_more_places_only_add_some(tunnel: AskableLibrary) -> None:
    few, many = (search(tunnel, AskRequest(QUESTION), limit) for limit in (2, 60))
    assert [each.stored.passage.id for each in few] == [each.stored.passage.id for each in many[:2]]


def test_the_other_articles_stand_behind_the_citation(library: AskableLibrary) -> None:
    request = AskRequest(
        "How many lost their connection when the Maravel cable was cut?", publishers=("Straits Monitor",)
    )
    answer = ask(library, request)
    copied = [each for each in answer.citations if each.others]
    assert copied
    for citation in copied:
        assert citation.article_id not in [each.article_id for each in citation.others]
        for each in citation.others:
            article = library.archive.article(each.article_id)
            assert article.story_id == citation.story_id
            assert citation.quote in library.archive.version(each.article_id).text
        assert str(carried_by(citation)).startswith("also carried by ")
    assert answer.independent_sources <= len({each.story_id for each in answer.citations})


def test_only_what_was_published_by_then_stands_behind_it(tunnel: AskableLibrary) -> None:
    as_of = on("2025-03-07 09:30")
    [quoted] = {cite(item, 1).publisher for item in evidence_of(tunnel, as_of)}
    assert quoted == "Paper 0"
    statement = Statement("", (cite(evidence_of(tunnel, as_of)[0], 1),), Support.QUOTED, 1.0)
    [citation] = with_others(tunnel.archive, tunnel.passages, statement, as_of).citations
    assert carried_by(citation) == "also carried by Paper 1, Paper 2, Paper 3"
    [later] = with_others(tunnel.archive, tunnel.passages, statement, on("2025-03-10")).citations
    assert [each.publisher for each in later.others] == [
        *(f"Paper {n}" for n in range(1, COPIES)),
        "Paper 50",
    ]
