"""A live blog, fetched twice, is asked: what had been posted by then, cited with its times."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pydantic_core import to_json

from ingest.article import Article, Version
from ingest.document import Document, Media
from ingest.embeddings.minilm import MiniLM
from ingest.pipeline import ingest, reindex
from ingest.terminal.reports import ShownArticle, article_text
from service.answer import Answer, answer_from_json
from service.ask import AskRequest, ask, search
from service.check import Verdict, check_answer
from service.evidence.library import AskableLibrary
from service.forecasts.store import ForecastFilters, list_forecasts
from service.kept.wording import change_of
from service.lookout import look
from service.quotes.lookup import QuoteRequest, find_quote
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from service.terminal.answer_text import answer_text
from service.web.copies import evidence_pack, plain_copy
from service.web.layout import laid_out
from service.web.reading import reading
from tests.ingest.support import on, settings_in
from tests.service.asked import askable_with

OPEN = "Polling stations in Orrin opened at nine, and long queues formed in the harbour district before that."
NOON = "Turnout in the mayoral election stood at 31 percent at noon, the Orrin election office said today."
MENDED = NOON.replace("31", "33")
WON = (
    "Tomas Wirth has won the mayoral election with 54 percent of the votes. "
    "“I shall take office tomorrow,” he said. The council will meet next Monday."
)
WHO, TURNOUT = "Who has won the mayoral election in Orrin?", "What was the turnout at noon in Orrin?"


def fetched(modified: str, posts: Sequence[tuple[str, str]]) -> Document:
    updates = [{"@type": "BlogPosting", "datePublished": at, "articleBody": text} for at, text in posts]
    node = {
        "@type": "LiveBlogPosting",
        "headline": "Mayoral election in Orrin",
        "datePublished": "2025-06-10T08:00:00Z",
        "dateModified": modified,
        "liveBlogUpdate": updates,
    }
    shown = "".join(f"<div><p>{text}</p></div>" for _, text in posts)
    page = (
        f'<html lang=en><head><meta property="og:site_name" content="Orrin Post">'
        f'<script type="application/ld+json">{json.dumps(node)}</script></head>'
        f"<body><main><h1>Mayoral election in Orrin</h1>{shown}</main></body></html>"
    )
    return Document("page", Media.HTML, page.encode(), "https://post.example/orrin")


FIRST = fetched("2025-06-10T14:05:00Z", [("2025-06-10T14:00:00Z", NOON), ("2025-06-10T09:00:00Z", OPEN)])
# It reaches no longer back to the first post.
SECOND = fetched("2025-06-11T02:00:00Z", [("2025-06-11T01:30:00Z", WON), ("2025-06-10T14:00:00Z", MENDED)])


@contextmanager
def open_live(folder: Path) -> Iterator[AskableLibrary]:
    """Yield an archive in a new folder that has both."""
    with askable_with(settings_in(folder), MiniLM(threads=1)) as library:
        ingest(library, [FIRST])
        ingest(library, [SECOND])
        look(library)
        yield library


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with open_live(tmp_path_factory.mktemp("live")) as library:
        yield library


@pytest.fixture(scope="module")
def won(live: AskableLibrary) -> Answer:
    return ask(live, AskRequest(WHO, as_of=on("2025-06-11 01:45")))


def versions(library: AskableLibrary) -> tuple[Article, list[Version]]:
    [(article, _)] = library.archive.latest(limit=2)
    return article, library.archive.versions(article.id)


@pytest.mark.parametrize(
    ("question", "as_of", "said"),
    [
        (WHO, "2025-06-10 16:00", None),
        (WHO, "2025-06-11 01:45", "Tomas Wirth"),
        (TURNOUT, "2025-06-10 10:00", None),
        (TURNOUT, "2025-06-10 14:01", "31 percent"),
        (TURNOUT, "2025-06-11 01:45", "31 percent"),
        (TURNOUT, "2025-06-11 03:00", "33 percent"),
        ("When did polling stations open in Orrin?", "2025-06-12", "nine"),
    ],
)
def test_an_answer_has_what_had_been_posted(
    live: AskableLibrary, question: str, as_of: str, said: str | None
) -> None:
    answer = ask(live, AskRequest(question, as_of=on(as_of)))
    if said is None:
        assert answer.refusal
        cited = answer.refusal.nearest
    else:
        assert said in answer.statements[0].text
        cited = answer.citations
        assert {each.verdict for each in check_answer(live.archive, answer)} == {Verdict.VALID}
    assert all(each.posted_at and each.posted_at <= answer.as_of for each in cited)


def test_a_question_for_a_day_has_the_posts_of_that_day(live: AskableLibrary) -> None:
    found = search(live, AskRequest(WHO, as_of=on("2025-06-12"), after=on("2025-06-11")))
    assert {each.stored.posted_at for each in found} == {on("2025-06-11 01:30")}


def test_a_citation_has_the_time_of_its_post_and_is_checked_with_it(
    live: AskableLibrary, won: Answer
) -> None:
    citation = won.citations[0]
    assert citation.posted_at == citation.said_at == on("2025-06-11 01:30")
    assert citation.published_at == on("2025-06-10 08:00")
    again = answer_from_json(to_json(won))
    assert again == won
    changed = replace(citation, posted_at=on("2025-06-10 01:30"))
    statement = replace(won.statements[0], citations=(changed,))
    [checked] = check_answer(live.archive, replace(won, statements=(statement,)))
    assert checked.verdict is Verdict.ALTERED
    assert "time of the post" in checked.message


def test_every_copy_of_an_answer_says_the_time(live: AskableLibrary, won: Answer) -> None:
    assert "Orrin Post, 2025-06-11 01:30 UTC" in answer_text(won)
    assert "Orrin Post, 11 June 2025, 01:30 UTC" in plain_copy("Orrin", won, lambda cited: None)
    pack = evidence_pack(live, "Orrin", won, won.as_of, lambda cited: None)
    assert "posted 11 June 2025, 01:30 UTC in a live blog" in pack


def test_words_are_found_where_they_had_been_posted_by_then(live: AskableLibrary) -> None:
    def places(quote: str, as_of: str) -> list[tuple[int, datetime | None, bool]]:
        found = find_quote(live, QuoteRequest(quote, as_of=on(as_of))).found
        return [(each.citation.version, each.citation.posted_at, each.replaced) for each in found]

    noon, night = on("2025-06-10 14:00"), on("2025-06-11 01:30")
    assert places("Tomas Wirth has won", "2025-06-11 01:00") == []
    assert places("Tomas Wirth has won", "2025-06-11 01:45") == [(2, night, False)]
    assert places("stood at 31 percent at noon", "2025-06-11 01:45") == [(1, noon, False)]
    assert places("stood at 31 percent at noon", "2025-06-12")[0] == (1, noon, True)
    # It has only scrolled off the page.
    assert places("long queues formed in the harbour district", "2025-06-12")[0][2] is False
    [place] = find_quote(live, QuoteRequest("won the mayoral election with", as_of=on("2025-06-12"))).found
    assert (place.preceding, "office" in (place.following or "")) == (None, True)


def test_a_summary_of_the_article_is_of_what_had_been_posted(live: AskableLibrary) -> None:
    article, _ = versions(live)
    for as_of, told in (("2025-06-10 15:00", {NOON, OPEN}), ("2025-06-11 03:00", {MENDED, OPEN, WON})):
        summary = summarize(live, SummaryRequest(article_id=article.id, as_of=on(as_of)))
        said = {each.text for each in summary.statements}
        assert said
        assert all(any(text in post for post in told) for text in said)


def test_relative_days_are_read_from_the_post(live: AskableLibrary) -> None:
    [found] = [
        each
        for each in list_forecasts(live, ForecastFilters(on("2025-06-11")), limit=9).forecasts
        if "council" in each.citation.quote
    ]
    # The next Monday after Wednesday 11 June.
    assert found.due_from == on("2025-06-16")
    assert found.citation.posted_at == on("2025-06-11 01:30")


def test_who_speaks_is_looked_for_in_the_post(live: AskableLibrary) -> None:
    [place] = find_quote(live, QuoteRequest("I shall take office tomorrow", as_of=on("2025-06-12"))).found
    assert place.citation.speaker
    assert place.citation.speaker.name == "Tomas Wirth"


def test_a_post_that_the_page_no_longer_reaches_was_not_taken_back(live: AskableLibrary) -> None:
    article, (_, latest) = versions(live)
    for question, as_of, changes in (
        ("When did polling stations open in Orrin?", "2025-06-10 10:00", False),
        (TURNOUT, "2025-06-10 15:00", True),
    ):
        citation = ask(live, AskRequest(question, as_of=on(as_of))).citations[0]
        assert citation.version == 1
        assert bool(change_of(citation, article, latest)) is changes


def test_an_article_is_shown_with_the_times_of_its_posts(live: AskableLibrary) -> None:
    article, (first, _) = versions(live)
    text = article_text(ShownArticle(article, first, [1, 2]), None)
    assert text.endswith(f"[2025-06-10 14:00 UTC]\n{NOON}\n\n[2025-06-10 09:00 UTC]\n{OPEN}")
    read = reading(live.archive, article.id, 1)
    assert read.posted == (on("2025-06-10 14:00"), on("2025-06-10 09:00"))
    shown = laid_out("text.html.j2", read=read)
    assert (
        shown.index("10 June 2025, 14:00 UTC") < shown.index("Turnout") < shown.index("10 June 2025, 09:00")
    )


def test_indexes_that_are_built_anew_give_the_same(live: AskableLibrary, won: Answer) -> None:
    reindex(live)
    again = ask(live, AskRequest(WHO, as_of=won.as_of))
    assert again.statements == won.statements
