"""Where words stand in an archive, with its real indexes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.errors import InputError
from ingest.pipeline import ingest
from service.check import Verdict, check_citations
from service.evidence.library import AskableLibrary
from service.quotes.lookup import Match, QuoteRequest, QuoteResult, find_quote
from tests.ingest.support import HashEmbedder, on, record, settings_in
from tests.service.asked import askable_with

SAID = "“We shall dredge the inner harbour — every berth of it — before the herring come,” Ingrid Maas said."
STORIES = [
    record(
        "Harbour to be dredged",
        f"The harbour board met on Monday. {SAID} The board voted six to two. Work begins in June.",
        published="2025-03-03T09:00:00Z",
    ),
    record(
        "Board votes for dredging",
        'A long debate came before. "We shall dredge the inner harbour - every berth of it - before the '
        'herring come," Ms Maas told the board. Two members left the room.',
        published="2025-03-02T09:00:00Z",
        publisher="Strand Gazette",
    ),
    record(
        "What the board said",
        "She was firm. “We shall dredge the outer harbour — every berth of it — before the herring come.”",
        published="2025-03-04T09:00:00Z",
        publisher="Tide Weekly",
    ),
    record("Regatta", "The regatta is in July. Forty boats will sail. The harbour board gives a cup."),
]
CORRECTED = record(
    "Harbour to be dredged",
    "The harbour board met on Monday. Ms Maas did not speak. The board voted six to two. Work begins soon.",
    published="2025-03-03T09:00:00Z",
    modified="2025-03-06T09:00:00Z",
)
QUOTE = "We shall dredge the inner harbour — every berth of it — before the herring come"


@pytest.fixture(scope="module")
def quay(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with askable_with(
        settings_in(tmp_path_factory.mktemp("quay"), passage_tokens=32), HashEmbedder()
    ) as library:
        ingest(library, STORIES)
        ingest(library, [CORRECTED])
        yield library


def look_up(library: AskableLibrary, quote: str, **asked: object) -> QuoteResult:
    return find_quote(library, QuoteRequest(quote, **asked))  # type: ignore[arg-type]


def publishers(result: QuoteResult) -> list[str | None]:
    return [place.citation.publisher for place in result.found]


def test_exact_places_come_first_then_near_ones_by_publication(quay: AskableLibrary) -> None:
    result = look_up(quay, QUOTE)
    assert publishers(result) == ["Quayside News", "Strand Gazette", "Tide Weekly"]
    assert [place.match for place in result.found] == [Match.EXACT, Match.NEAR, Match.NEAR]
    assert [place.same_words for place in result.found] == [True, True, False]
    [change] = result.found[2].changes
    assert (change.quoted, change.stored) == ("inner", "outer")
    assert (result.total, result.articles, result.publishers, result.complete) == (3, 3, 3, True)


def test_every_place_is_a_citation_that_holds(quay: AskableLibrary) -> None:
    citations = [place.citation for place in look_up(quay, QUOTE).found]
    assert [each.verdict for each in check_citations(quay.archive, citations)] == [Verdict.VALID] * 3


def test_the_sentences_before_and_after_are_shown(quay: AskableLibrary) -> None:
    first = look_up(quay, QUOTE).found[0]
    assert first.sentence == SAID
    assert first.preceding == "The harbour board met on Monday."
    assert first.following == "The board voted six to two."
    start = look_up(quay, "The harbour board met on Monday").found[0]
    assert start.preceding is None


def test_a_version_that_was_replaced_is_found_and_says_so(quay: AskableLibrary) -> None:
    assert [place.replaced for place in look_up(quay, QUOTE).found] == [True, False, False]
    then = look_up(quay, QUOTE, as_of=on("2025-03-05")).found
    assert [place.replaced for place in then] == [False, False, False]
    [later] = look_up(quay, "Ms Maas did not speak").found
    assert (later.citation.version, later.replaced) == (2, False)


def test_nothing_later_than_as_of_is_found(quay: AskableLibrary) -> None:
    assert publishers(look_up(quay, QUOTE, as_of=on("2025-03-03"))) == ["Strand Gazette"]
    assert not look_up(quay, "Ms Maas did not speak", as_of=on("2025-03-05")).found


def test_dates_and_publishers_narrow(quay: AskableLibrary) -> None:
    assert publishers(look_up(quay, QUOTE, after=on("2025-03-04"))) == ["Tide Weekly"]
    assert publishers(look_up(quay, QUOTE, before=on("2025-03-03"))) == ["Strand Gazette"]
    assert publishers(look_up(quay, QUOTE, publishers=("tide weekly",))) == ["Tide Weekly"]


@pytest.mark.parametrize(
    "quote",
    [
        QUOTE.upper(),
        f"  ‘{QUOTE}’… ",
        QUOTE.replace("—", "--").replace(" ", "  "),
        QUOTE.replace("dredge", "dregde").replace("herring", "hering"),
        "We shall dredge the inner harbour … before the herring come",
        "We shall dredge [...] every berth of it ... the herring come",
        "We shall dredge the entire inner harbour, every berth, before the herring come",
        "We will dredge the inner harbour every berth of it before the herring came",
        f"The harbour board met on Monday. {SAID}",
    ],
)
def test_nearly_these_words_are_found_where_they_stood_first(quay: AskableLibrary, quote: str) -> None:
    assert look_up(quay, quote).found[0].citation.publisher in ("Strand Gazette", "Quayside News")


def test_a_quotation_over_several_passages_is_found(quay: AskableLibrary) -> None:
    article = quay.archive.find("https://quayside.example/harbour-to-be-dredged")
    assert len(quay.passages.of_version(article.id, 1)) > 1
    text = quay.archive.version(article.id, 1).text
    found = look_up(quay, text).found[0]
    assert (found.match, found.citation.quote, found.citation.version) == (Match.EXACT, text, 1)


def test_each_place_of_one_article_is_found(quay: AskableLibrary) -> None:
    places = look_up(quay, "the board", publishers=("Strand Gazette",)).found
    assert [place.citation.quote for place in places] == ["the board"]
    [first, *_] = look_up(quay, "harbour board").found
    assert first.match is Match.EXACT


def test_part_of_a_longer_word_is_no_place(quay: AskableLibrary) -> None:
    assert not look_up(quay, "regat").found


def test_other_words_are_not_found(quay: AskableLibrary) -> None:
    for quote in (
        "Not one of these stands anywhere",
        "The harbour board will sell the herring fleet in June",
    ):
        result = look_up(quay, quote)
        assert (result.found, result.total) == ((), 0)


def test_the_limit_counts_what_it_does_not_show(quay: AskableLibrary) -> None:
    result = look_up(quay, QUOTE, limit=1)
    assert (len(result.found), result.total) == (1, 3)


def test_an_altered_version_is_left_out_with_a_warning(tmp_path) -> None:
    with askable_with(settings_in(tmp_path), HashEmbedder()) as library:
        ingest(library, STORIES[:1])
        with library.archive.begin() as db:
            db.exec_driver_sql("UPDATE versions SET text = replace(text, 'six to two', 'nine to two')")
        result = look_up(library, QUOTE)
        assert not result.found
        assert "is not as it was stored" in result.warnings[0]


@pytest.mark.parametrize(
    ("request_", "problem"),
    [
        (QuoteRequest("“ … ”"), "no word in it"),
        (QuoteRequest("a" * 2_001), "limit is 2000"),
        (QuoteRequest("herring", limit=0), "limit=0"),
        (QuoteRequest("herring", after=on("2025-03-02"), before=on("2025-03-01")), "must be earlier"),
        (QuoteRequest("herring", publishers=("Nobody's Post",)), "Nobody's Post"),
    ],
)
def test_what_cannot_be_looked_up_says_why(
    quay: AskableLibrary, request_: QuoteRequest, problem: str
) -> None:
    with pytest.raises(InputError, match=problem):
        find_quote(quay, request_)


def test_each_place_says_who_speaks_there_where_that_is_clear(quay: AskableLibrary) -> None:
    [first, *_] = look_up(quay, QUOTE).found
    assert first.citation.speaker
    assert "Maas" in first.citation.speaker.name
    [regatta] = look_up(quay, "Forty boats will sail").found
    assert regatta.citation.speaker is None


def test_a_version_that_no_moment_sees_is_not_found(tmp_path) -> None:
    with askable_with(settings_in(tmp_path), HashEmbedder()) as library:
        ingest(library, STORIES)
        assert look_up(library, "Forty boats will sail").found
        with library.archive.begin() as db:
            db.exec_driver_sql("UPDATE versions SET visible_until = visible_from")
        assert not look_up(library, "Forty boats will sail").found
