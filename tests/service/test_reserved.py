"""What publishers reserved is quoted as far as the settings let it be, and else named as left out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.document import Document, Media
from ingest.embeddings.minilm import MiniLM
from ingest.pipeline import ingest
from ingest.rights import Rights
from ingest.settings import load_settings
from ingest.store.allowance import Allowance, RightsPolicy
from ingest.store.passages import PassageStore
from ingest.store.reading.arrivals import Arrivals
from ingest.terminal.reports import ShownArticle, article_text
from service.answer import Answer
from service.api.routes.articles import show_article
from service.ask import AskRequest, ask, search
from service.check import Verdict, check_answer
from service.drafts.check import check_draft
from service.drafts.draft import DraftRequest, QuotationVerdict
from service.evidence.found import FoundPassage, found_passages
from service.evidence.library import AskableLibrary
from service.forecasts.store import ForecastFilters, list_forecasts, store_forecasts
from service.quotes.lookup import QuoteRequest, find_quote
from service.stories.facts import find_story
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from service.web.copies import evidence_pack
from service.web.layout import laid_out
from service.web.reading import reading
from tests.ingest.support import on, record, settings_in
from tests.service.asked import askable_with

WEIR = record(
    "Weir to be raised",
    "The river board of Sollen decided on Tuesday, after a night of debate in the town hall, that the weir "
    "above the mill will be raised by 40 centimetres in October, which will cost 3.1 million crowns. “Nobody "
    "below the mill will have water in the cellar again,” said its chair, Ruta Amsel. The owner objects.",
    url="https://sollenpost.example/weir",
    publisher="Sollen Post",
    published="2025-03-03T09:00:00Z",
)
SILENT = (
    record(
        "Bakery prize for Sollen",
        "A bakery in Sollen won the prize for the best rye bread. The judges ate 31 loaves in one day.",
        publisher="Vale Courier",
        published="2025-03-02T09:00:00Z",
    ),
    record(
        "Bus line shortened",
        "The bus from Sollen to Brenn ends at the station from May. The council wants to save diesel.",
        publisher="Vale Courier",
        published="2025-03-04T09:00:00Z",
    ),
)
TOMORROW = datetime.now(UTC) + timedelta(days=1)
EMBARGOED = {
    "uri": "urn:newsml:wire.example:20250305:weir",
    "versioncreated": "2025-03-05T09:00:00Z",
    "embargoed": TOMORROW.isoformat(),
    "headline": "Weir plan dropped",
    "body_text": "The river board has dropped its plan to raise the weir of Sollen by 40 centimetres.",
}
PUBLISHERS = ("Sollen Post", "Vale Courier")
REQUEST = AskRequest("By how much will the weir above the mill be raised?")
QUOTE = "Nobody below the mill will have water in the cellar again"
NAMED = "reserved by its publisher and not quoted: “Weir to be raised” (https://sollenpost.example/weir)."


@contextmanager
def open_weir(folder: Path) -> Iterator[AskableLibrary]:
    """Yield an archive in a new folder that has what is reserved, what is not, and what is embargoed."""
    with askable_with(settings_in(folder), MiniLM(threads=1)) as library:
        wire = Document("wire.json", Media.RECORD, json.dumps(EMBARGOED).encode())
        report = ingest(library, [replace(WEIR, said=("x-robots-tag: noai",)), *SILENT, wire])
        assert (report.new, report.rejected) == (4, [])
        yield library


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with open_weir(tmp_path_factory.mktemp("weir")) as library:
        yield library


def under(library: AskableLibrary, reserved: str, licensed: str | None = None) -> AskableLibrary:
    """Return the library as it is opened with these settings."""
    policy = RightsPolicy.of(load_settings(reserved=reserved, licensed=licensed))
    return replace(library, passages=PassageStore(library.archive, policy))


def weir_id(library: AskableLibrary) -> str:
    return library.archive.find("https://sollenpost.example/weir").id


def holds(library: AskableLibrary, answer: Answer) -> bool:
    return all(each.verdict is Verdict.VALID for each in check_answer(library.archive, answer))


def test_by_default_it_is_not_quoted_and_the_refusal_names_it(opened: AskableLibrary) -> None:
    answer = ask(opened, REQUEST)
    assert answer.refusal is not None
    assert answer.warnings == (f"1 article that may answer is {NAMED}",)
    assert answer.refusal.message.endswith(answer.warnings[0])
    assert (answer.refusal.reason, "nothing on this" in answer.refusal.message) == ("not_stated", False)
    assert weir_id(opened) not in {each.article_id for each in answer.citations}


def test_an_article_that_does_not_answer_is_not_named(opened: AskableLibrary) -> None:
    answer = ask(opened, AskRequest("Who won the prize for the best rye bread?"))
    assert answer.statements
    assert answer.warnings == ()


def test_a_search_finds_it_with_title_and_address_alone(opened: AskableLibrary) -> None:
    found = FoundPassage.of(search(opened, REQUEST)[0])
    assert (found.title, found.url) == ("Weir to be raised", "https://sollenpost.example/weir")
    assert (found.text, found.reserved, found.end - found.start) == ("", True, 0)


def test_passages_that_are_given_together_show_no_more_of_it_than_one_may(opened: AskableLibrary) -> None:
    [ranked, *_] = search(under(opened, "quote:12"), REQUEST)
    whole, first, second = ranked.stored.text, *(each.text for each in found_passages([ranked, ranked]))
    assert first
    assert whole.startswith(first)
    assert Allowance(12).allows(f"{first} {second}")


def test_as_any_other_where_the_settings_or_a_licence_say_so(opened: AskableLibrary) -> None:
    for library in (under(opened, "quote"), under(opened, "search", licensed="The Sollen Post")):
        answer = ask(library, REQUEST)
        assert "40 centimetres" in answer.statements[0].text
        assert answer.warnings == ()


def test_of_so_many_words_a_part_is_quoted_that_answers(opened: AskableLibrary) -> None:
    library = under(opened, "quote:20")
    answer = ask(library, REQUEST)
    quotes = [each.quote for each in answer.citations if each.article_id == weir_id(library)]
    assert "raised by 40 centimetres" in quotes[0]
    assert Allowance(20).allows(" ".join(quotes))
    assert answer.statements[0].text == quotes[0]
    assert holds(library, answer)


def test_nothing_is_used_where_nothing_may_be(opened: AskableLibrary) -> None:
    library = under(opened, "nothing")
    answer = ask(library, REQUEST)
    assert (answer.statements, answer.warnings) == ((), ())
    assert weir_id(library) not in {each.stored.article.id for each in search(library, REQUEST)}
    assert find_quote(library, QuoteRequest(QUOTE)).total == 0
    # Whoever runs the archive sees it.
    assert library.archive.version(weir_id(library)).text


def test_what_is_embargoed_is_neither_evidence_nor_found_before_its_time(opened: AskableLibrary) -> None:
    library = under(opened, "quote")
    for as_of in (None, TOMORROW + timedelta(days=9)):
        asked = replace(REQUEST, as_of=as_of)
        assert "Weir plan dropped" not in {each.title for each in ask(library, asked).citations}
        assert "Weir plan dropped" not in {each.stored.title for each in search(library, asked)}


def test_words_in_it_are_named_but_not_shown(opened: AskableLibrary) -> None:
    found = find_quote(opened, QuoteRequest(QUOTE))
    assert (found.total, found.warnings) == (0, (f"1 article with these words is {NAMED}",))
    [place] = find_quote(under(opened, "quote:11"), QuoteRequest(QUOTE)).found
    assert (place.citation.quote, place.sentence) == (QUOTE, QUOTE)
    assert (place.preceding, place.following) == (None, None)
    assert find_quote(under(opened, "quote:10"), QuoteRequest(QUOTE)).total == 0


def test_a_draft_is_not_compared_with_it(opened: AskableLibrary) -> None:
    text = f"The weir above the mill will be raised by 40 centimetres. “{QUOTE},” said Ruta Amsel."
    checked = check_draft(opened, DraftRequest(text))
    assert checked.quotations[0].verdict is QuotationVerdict.NOT_FOUND
    assert checked.warnings == (f"1 article with these words is {NAMED}",)
    assert weir_id(opened) not in {near.article_id for each in checked.sentences for near in each.nearest}


@pytest.mark.parametrize("scope", ["article", "topic", "period"])
def test_summaries_leave_it_out_and_say_so(scope: str, opened: AskableLibrary) -> None:
    request = {
        "article": SummaryRequest(article_id=weir_id(opened)),
        "topic": SummaryRequest(question="raising the weir of Sollen"),
        "period": SummaryRequest(publishers=PUBLISHERS, after=on("2025-03-01"), before=on("2025-03-09")),
    }[scope]
    summary = summarize(opened, request)
    assert summary.warnings == (f"1 article on this is {NAMED}",)
    assert weir_id(opened) not in {each.article_id for each in summary.citations}
    part = summarize(under(opened, "quote:20"), request)
    assert Allowance(20).allows(
        " ".join(each.quote for each in part.citations if each.article_id == weir_id(opened))
    )
    if scope == "article":
        assert summary.refusal is not None
        assert summary.refusal.message.startswith("What the archive has on this may not be quoted. ")
        assert part.statements


def test_a_story_of_it_has_its_course_without_its_words(opened: AskableLibrary) -> None:
    story = find_story(opened, weir_id(opened))
    assert [step.title for step in story.course] == ["Weir to be raised"]
    assert (story.course[0].added, story.warnings) == ((), (f"1 article of this story is {NAMED}",))
    [step] = find_story(under(opened, "quote:20"), weir_id(opened)).course
    assert step.added
    assert Allowance(20).allows(" ".join(each.quote for each in step.added))


def test_an_evidence_pack_has_no_more_of_it_than_the_quotation(opened: AskableLibrary) -> None:
    library = under(opened, "quote:20")
    pack = evidence_pack(library, "Weir", ask(library, REQUEST), on("2025-03-09"), lambda citation: None)
    assert "40 centimetres" in pack
    assert "owner objects" not in pack


def test_its_forecasts_are_not_listed(opened: AskableLibrary) -> None:
    store_forecasts(opened.archive, Arrivals(9, ((weir_id(opened), 1),), ()))
    filters = ForecastFilters(on("2025-03-09"))
    assert list_forecasts(under(opened, "quote"), filters, limit=9).forecasts
    assert list_forecasts(under(opened, "search", licensed="Sollen Post"), filters, limit=9).forecasts
    assert not list_forecasts(opened, filters, limit=9).forecasts


def test_an_article_is_shown_with_what_its_publisher_said(opened: AskableLibrary) -> None:
    id_ = weir_id(opened)
    details = show_article(id_, opened)
    assert details.rights == Rights(("x-robots-tag: noai",), reserved=True)
    shown = article_text(ShownArticle(details.article, details.latest, [1], rights=details.rights), None)
    line = "reserved from machines (x-robots-tag: noai)"
    assert f"rights     {line}\n" in shown
    assert f'<dt>Rights</dt><dd dir="auto">{line}</dd>' in laid_out(
        "belongs.html.j2", read=reading(opened.archive, id_), level="h1"
    )
