"""Quotations that no article has as a whole, in an archive with its real indexes."""

from __future__ import annotations

from collections.abc import Iterator
from time import process_time

import pytest

from ingest.pipeline import ingest
from service.check import Verdict, check_citations
from service.evidence.library import AskableLibrary
from service.quotes.lookup import QuoteRequest
from service.quotes.pieces import find_pieces
from tests.ingest.support import HashEmbedder, on, record, settings_in
from tests.service.asked import askable_with

STORIES = [
    record(
        "Harbour to be dredged",
        "“We shall dredge the inner harbour before the herring come,” said Ingrid Maas, who has chaired the "
        "board since the old quay burned down and who had travelled from the islands overnight to be there "
        "in person for the vote, “and not a day later.” The board voted six to two. “The money is in the "
        "bank, every crown of it,” she told the room.",
        published="2025-03-03T09:00:00Z",
    ),
    record(
        "Quay wall is sinking",
        "“The wall has moved by the width of a hand,” said Piet Oster. It was built on sand in 1911.",
        published="2025-03-02T09:00:00Z",
        publisher="Strand Gazette",
    ),
    record(
        "What the board did",
        "The board voted six to two, and the wall has moved. Nobody said when the money is to come.",
        publisher="Tide Weekly",
    ),
]
DREDGE, MONEY = "We shall dredge the inner harbour", "The money is in the bank, every crown of it"


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    settings = settings_in(tmp_path_factory.mktemp("quay"), passage_tokens=32)
    with askable_with(settings, HashEmbedder()) as library:
        ingest(library, STORIES)
        yield library


@pytest.mark.parametrize(
    ("quotation", "pieces"),
    [
        (f"{DREDGE}. {MONEY}", [DREDGE, MONEY]),
        (f"{MONEY}, and {DREDGE}", [MONEY, DREDGE]),  # in another order
        (f"{MONEY} … {DREDGE}", [MONEY, DREDGE]),
        (
            "We shall dredge the inner harbour before the herring come, and not a day later",
            ["We shall dredge the inner harbour before the herring come", "and not a day later"],
        ),
        (
            "We shall dredge the inner harbour because the wall has moved by the width of a hand",
            [DREDGE, "the wall has moved by the width of a hand"],
        ),
    ],
)
def test_parts_that_stand_apart_are_found(quay: AskableLibrary, quotation: str, pieces: list[str]) -> None:
    found = find_pieces(quay, QuoteRequest(quotation))
    assert [each.text for each in found] == pieces
    citations = [each.place.citation for each in found]
    assert {each.verdict for each in check_citations(quay.archive, citations)} == {Verdict.VALID}
    assert [each.quote.casefold() for each in citations] == [each.casefold() for each in pieces]


@pytest.mark.parametrize(
    "quotation",
    [
        f"{DREDGE} before the herring come",  # stands as it is
        "The board voted six to two",
        "We shall have a word with all of them about what is to be done in the harbour",
        "The money that we have is all for the wall, and so is the time of the board",
        f"{DREDGE}, as soon as the ministers and their many friends have had enough of lunch",
        "moved",
    ],
)
def test_what_is_whole_or_of_other_words_is_not_pieced_together(quay: AskableLibrary, quotation: str) -> None:
    assert find_pieces(quay, QuoteRequest(quotation)) == ()


def test_nothing_later_than_as_of_is_a_piece(quay: AskableLibrary) -> None:
    assert find_pieces(quay, QuoteRequest(f"{DREDGE}. {MONEY}", as_of=on("2025-03-02"))) == ()


def test_a_long_quotation_of_few_words_takes_no_time(quay: AskableLibrary) -> None:
    start = process_time()
    find_pieces(quay, QuoteRequest("the board voted the money the wall " * 55))
    assert process_time() - start < 5
