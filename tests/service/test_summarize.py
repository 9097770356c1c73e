"""Summaries of the sample archive: every statement cited, the latest state, both sides, and refusals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import ValidationError
from pydantic_core import to_json

from ingest.errors import InputError, ModelError
from ingest.settings import Settings
from service.answer import EXTRACTIVE, MODEL, Reason, Support
from service.check import Verdict, check_answer
from service.evidence.library import AskableLibrary
from service.llm.model import open_model
from service.summaries.styles import Style
from service.summaries.summary import Summary, SummaryRequest, is_summary, summary_from_json
from service.summarize import estimate_cost, summarize
from service.writers.model import ModelWriter
from tests.model_server import MODEL as SMALL
from tests.model_server import ModelServer
from tests.service.wire import KEY, Scripted, Wire, error, number, running_wire, streamed, written

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
MARCH = "march against closing the accident unit"


def article_id(library: AskableLibrary, title: str) -> str:
    found = [article.id for article, version in library.archive.latest(limit=200) if title in version.title]
    assert len(found) == 1
    return found[0]


def summary_of(library: AskableLibrary, **request: Any) -> Summary:
    return summarize(library, SummaryRequest(**{"as_of": NOW, **request}))


def texts(summary: Summary) -> str:
    return " ".join(statement.text for statement in summary.statements)


def assert_cited(library: AskableLibrary, summary: Summary) -> None:
    """Assert that each statement is a quotation the archive has, with markers from 1 in their order."""
    assert {each.verdict for each in check_answer(library.archive, summary)} == {Verdict.VALID}
    markers = [citation.marker for citation in summary.citations]
    assert markers == list(range(1, len(markers) + 1))
    assert summary.words == len(texts(summary).split())


# What it is of


def test_an_article_begins_with_its_lead(library: AskableLibrary) -> None:
    summary = summary_of(library, article_id=article_id(library, "Amsel jailed"))
    assert "sentenced to eight years and six months" in summary.statements[0].text
    assert summary.words <= 120
    assert (summary.articles, summary.independent_sources, summary.writer) == (1, 1, EXTRACTIVE)
    assert_cited(library, summary)


def test_a_short_article_is_not_repeated_whole(library: AskableLibrary) -> None:
    id_ = article_id(library, "Amsel jailed")
    whole = library.archive.version(id_).text.split()
    assert summary_of(library, article_id=id_, max_words=1_000).words <= len(whole) / 2


def test_a_wire_story_is_one_source_and_said_once(library: AskableLibrary) -> None:
    story = library.archive.article(article_id(library, "Swiss glaciers lose")).story_id
    summary = summary_of(library, story_id=story)
    assert summary.articles == 3
    assert summary.independent_sources == 1
    assert texts(summary).count("monitoring network") == 1
    assert_cited(library, summary)


def test_a_topic_has_the_latest_state_first(library: AskableLibrary) -> None:
    summary = summary_of(library, question="Kess Bridge opening")
    assert "29 November" in summary.statements[0].text
    assert_cited(library, summary)


def test_a_topic_as_of_a_day_knows_nothing_later(library: AskableLibrary) -> None:
    summary = summary_of(library, question="Kess Bridge opening", as_of=datetime(2025, 9, 1, tzinfo=UTC))
    assert "6 December" in summary.statements[0].text
    assert "29 November" not in texts(summary)


def test_a_publishers_day(library: AskableLibrary) -> None:
    day = datetime(2025, 10, 24, tzinfo=UTC)
    request = {"publishers": ("the northgate chronicle",), "after": day, "before": day.replace(day=25)}
    summary = summary_of(library, **request, style=Style.BULLETS, max_sentences=2)
    assert {citation.published_at.date() for citation in summary.citations if citation.published_at} == {
        day.date()
    }
    assert {citation.publisher for citation in summary.citations} == {"Northgate Chronicle"}
    assert len(summary.statements) == 2
    assert_cited(library, summary)


def test_dates_alone_are_what_all_published(library: AskableLibrary) -> None:
    month = datetime(2025, 10, 1, tzinfo=UTC)
    summary = summary_of(library, after=month, before=month.replace(month=11), max_sentences=8)
    assert {citation.published_at.month for citation in summary.citations if citation.published_at} == {10}
    assert len({citation.publisher for citation in summary.citations}) > 2


def test_a_publishers_days_say_what_they_leave_out(library: AskableLibrary) -> None:
    month = datetime(2025, 10, 1, tzinfo=UTC)
    request = {"publishers": ("Northgate Chronicle",), "after": month, "before": month.replace(month=11)}
    few, many = (summary_of(library, **request, max_sentences=most) for most in (2, 12))
    assert few.told
    assert many.told
    assert few.told.told == 2 == len({each.story_id for each in few.citations})
    assert few.told.stories == many.told.stories == few.told.told + len(few.told.left_out)
    assert many.told.told == min(many.told.stories, 12)
    assert summary_of(library, question="Kess Bridge").told is None


# Corrections


def test_a_corrected_figure_is_the_only_one(library: AskableLibrary) -> None:
    id_ = article_id(library, "Ferry capsizes off Maravel")
    summary = summary_of(library, article_id=id_)
    assert "27" in texts(summary)
    assert "31" not in texts(summary)
    assert {citation.version for citation in summary.citations} == {2}


def test_a_retracted_article_says_so_first(library: AskableLibrary) -> None:
    id_ = article_id(library, "Water company knew of lead")
    assert "retracted" in summary_of(library, article_id=id_).statements[0].text


# Styles


def test_a_timeline_is_in_the_order_of_events_and_says_where_dates_come_from(library: AskableLibrary) -> None:
    summary = summary_of(library, question="Victor Amsel fraud trial", style=Style.TIMELINE, max_words=200)
    assert len(summary.events) == len(summary.statements)
    assert [event.start for event in summary.events] == sorted(event.start for event in summary.events)
    told = [(event.start, each.text) for event, each in zip(summary.events, summary.statements, strict=True)]
    assert any(day == date(2025, 9, 12) and "found guilty" in text for day, text in told)
    assert any(day == date(2025, 10, 10) and "sentenced" in text for day, text in told)
    assert any(event.words == "Friday" for event in summary.events)
    assert_cited(library, summary)


def test_words_added_by_an_update_are_read_from_the_update(library: AskableLibrary) -> None:
    id_ = article_id(library, "Ferry capsizes off Maravel")
    summary = summary_of(library, article_id=id_, style=Style.TIMELINE)
    days = {
        statement.text[:40]: event.start
        for event, statement in zip(summary.events, summary.statements, strict=True)
    }
    # Published on Wednesday the 9th, corrected on Friday the 11th.
    assert days["The coastguard of Maravel said on Friday"] == date(2025, 7, 11)
    assert days["At least 27 people died when the ferry S"] == date(2025, 7, 8)


def test_disputes_say_who_and_since_when(library: AskableLibrary) -> None:
    summary = summary_of(library, question=MARCH, style=Style.DISPUTES)
    (dispute,) = summary.disputes
    assert {(side.value, side.speaker) for side in dispute.sides} == {
        ("45,000", "the campaign"),
        ("18,000", "the police"),
    }
    assert {marker for side in dispute.sides for marker in side.markers} == {1, 2}
    assert {side.since.date() for side in dispute.sides} == {date(2025, 6, 8)}
    assert summary.independent_sources == 2
    assert_cited(library, summary)


def test_a_brief_shows_both_sides_as_well(library: AskableLibrary) -> None:
    summary = summary_of(library, question=MARCH)
    assert "18,000" in texts(summary)
    assert "45,000" in texts(summary)
    assert len(summary.disputes) == 1


# Bounds and refusals


@pytest.mark.parametrize("words", [10, 30, 60, 250])
def test_words_are_a_bound(library: AskableLibrary, words: int) -> None:
    summary = summary_of(library, question="Tern-2 satellite", max_words=words)
    assert summary.words <= words or len(summary.statements) == 1


@pytest.mark.parametrize(
    "topic",
    [
        "Kyoto tea ceremony prices",
        "Lisbon tram strike",
        "the Northgate airport expansion",
        "earthquake in Kessmouth",
        "Jackson water crisis",
        "What happened in Kyoto?",
        "trial of Elena Marchetti",
    ],
)
def test_what_the_archive_does_not_write_about_is_refused(library: AskableLibrary, topic: str) -> None:
    summary = summary_of(library, question=topic)
    assert summary.refusal
    assert summary.refusal.reason is Reason.NOTHING_FOUND
    assert summary.refusal.nearest
    assert (summary.statements, summary.words, summary.independent_sources) == ((), 0, 0)


def test_a_refusal_names_what_nothing_mentions(library: AskableLibrary) -> None:
    refusal = summary_of(library, question="the Lisbon tram strike").refusal
    assert refusal
    assert "does not mention “lisbon”" in refusal.message


@pytest.mark.parametrize(
    "topic",
    [
        "tram strike",
        "The presidential election in Maravel",
        "What happened to Amsel?",
        "What is going on with the trams in Kessmouth?",
        "Teferre takes the oath",
        "dengue vaccine",
        "lead in drinking water in Elmfield",
        "Tern-2",
    ],
)
def test_what_the_archive_writes_about_is_not_refused(library: AskableLibrary, topic: str) -> None:
    assert summary_of(library, question=topic).statements


@pytest.mark.parametrize(
    "request_",
    [
        {"publishers": ("Northgate Chronicle",), "after": datetime(2025, 11, 10, tzinfo=UTC)},
        {"question": "Kess Bridge", "before": datetime(2020, 1, 1, tzinfo=UTC)},
    ],
)
def test_dates_without_an_article_are_refused(library: AskableLibrary, request_: dict[str, Any]) -> None:
    refusal = summary_of(library, **request_).refusal
    assert refusal
    assert refusal.reason is Reason.OUTSIDE_DATES


def test_an_article_not_published_by_then_is_refused(library: AskableLibrary) -> None:
    id_ = article_id(library, "Amsel jailed")
    refusal = summary_of(library, article_id=id_, as_of=datetime(2025, 10, 1, tzinfo=UTC)).refusal
    assert refusal
    assert refusal.reason is Reason.OUTSIDE_DATES


def test_no_dispute_is_a_refusal_with_what_was_read(library: AskableLibrary) -> None:
    refusal = summary_of(library, question="Kess Bridge opening", style=Style.DISPUTES).refusal
    assert refusal
    assert refusal.reason is Reason.NOT_STATED
    assert refusal.nearest


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({}, "nothing says what to summarise"),
        ({"publishers": ("Northgate Chronicle",)}, "or after or before"),
        ({"article_id": "a", "question": "b"}, "article_id and question are given"),
        ({"question": "Kess", "max_words": 9}, "max_words=9 must be from 10"),
        ({"question": "Kess", "max_sentences": 0}, "max_sentences=0 must be from 1"),
        ({"question": "?!"}, "no word"),
        ({"question": "Kess", "after": NOW, "before": NOW}, "must be earlier"),
    ],
)
def test_a_request_that_cannot_be_used(
    library: AskableLibrary, request_: dict[str, Any], message: str
) -> None:
    with pytest.raises(InputError, match=message):
        summary_of(library, **request_)


def test_the_cost_is_known_before(library: AskableLibrary) -> None:
    request = SummaryRequest(
        publishers=("Kessmouth Echo",), after=datetime(2025, 1, 1, tzinfo=UTC), as_of=NOW
    )
    expected, summary = estimate_cost(library, request), summarize(library, request)
    assert (expected.articles, expected.passages) == (summary.articles, summary.passages)
    assert expected.prompt_tokens == 0
    one = estimate_cost(library, SummaryRequest(article_id=article_id(library, "Amsel jailed")))
    assert one.articles == 1


def test_json_holds_a_whole_summary(library: AskableLibrary) -> None:
    summary = summary_of(library, question=MARCH, style=Style.TIMELINE)
    text = to_json(summary)
    assert summary_from_json(text) == summary
    assert is_summary(text)
    assert not is_summary("{}")
    assert not is_summary("no JSON")
    with pytest.raises(ValidationError):
        summary_from_json("{}")


def test_a_statement_that_was_changed_is_found(library: AskableLibrary) -> None:
    summary = summary_of(library, question=MARCH)
    forged = replace(summary.statements[0], text="Nobody marched.")
    checked = check_answer(library.archive, replace(summary, statements=(forged, *summary.statements[1:])))
    assert checked[0].verdict is Verdict.ALTERED


# With a model


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_wire(streamed("x")) as running:
        yield running


@pytest.fixture
def writer(wire: Wire, library: AskableLibrary) -> Callable[..., ModelWriter]:
    """Make a writer whose model is the wire, or the server at `url`."""

    def make(url: str = "", **settings: Any) -> ModelWriter:
        chosen = {"llm_retries": 0, "llm_timeout": 60, "llm_model": SMALL, **settings}
        filled = Settings(llm_base_url=url or wire.url, llm_api_key=KEY, **chosen)
        return ModelWriter(open_model(filled), filled)

    return make


def says(*statements: tuple[str, Sequence[str]]) -> Callable[[str], Scripted]:
    """Return a reply whose sources are the sentences of the prompt with these words."""

    def answer(prompt: str) -> Scripted:
        return written(*((text, [number(prompt, each) for each in sources]) for text, sources in statements))

    return answer


GUILTY = ("Victor Amsel was found guilty on 12 September.", ["was found guilty on Friday"])
JAILED = (
    "Victor Amsel was sentenced to eight years and six months in prison.",
    ["was sentenced to eight years"],
)
AMSEL = SummaryRequest(question="What happened to Amsel?", as_of=NOW)


def test_a_model_writes_from_the_chosen_sentences(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says(JAILED, GUILTY))
    summary = summarize(library, AMSEL, writer())
    assert [statement.text for statement in summary.statements] == [JAILED[0], GUILTY[0]]
    assert {statement.support for statement in summary.statements} == {Support.CHECKED}
    assert [citation.marker for citation in summary.citations] == [1, 2]
    assert summary.writer == MODEL
    assert summary.writing
    assert summary.writing.prompt_tokens == 100
    assert {each.verdict for each in check_answer(library.archive, summary)} == {Verdict.VALID}
    assert "at most 120 words" in wire.prompts[0]


def test_a_models_timeline_is_put_in_the_order_of_events(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says(JAILED, GUILTY))
    summary = summarize(library, replace(AMSEL, style=Style.TIMELINE), writer())
    assert [event.start for event in summary.events] == [date(2025, 9, 12), date(2025, 10, 10)]
    assert [statement.text for statement in summary.statements] == [GUILTY[0], JAILED[0]]
    assert [citation.marker for citation in summary.citations] == [1, 2]


POLICE = ("About 18,000 people marched through Northgate.", ["About 18,000 people"])


@pytest.mark.parametrize("style", [Style.BRIEF, Style.BULLETS, Style.TIMELINE, Style.DISPUTES])
def test_a_model_that_leaves_out_one_side_of_a_dispute_gets_it_quoted(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter], style: Style
) -> None:
    wire.play(says(POLICE))
    request = SummaryRequest(question=MARCH, as_of=NOW, style=style)
    summary = summarize(library, request, writer())
    assert summary.writer == MODEL
    assert {statement.text: statement.support for statement in summary.statements}[
        POLICE[0]
    ] == Support.CHECKED
    assert "45,000" in texts(summary)
    (dispute,) = summary.disputes
    assert {side.value for side in dispute.sides} == {"18,000", "45,000"}
    assert [citation.marker for citation in summary.citations] == [1, 2]
    assert summary.independent_sources == 2
    assert summary.words == len(texts(summary).split())
    assert {each.verdict for each in check_answer(library.archive, summary)} == {Verdict.VALID}


def test_the_last_statements_make_room_for_the_other_side(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    def quotes_another(prompt: str) -> Scripted:
        lines = [line for line in prompt.splitlines() if line.startswith("[")]
        at, other = next((at, line) for at, line in enumerate(lines, 1) if ",000" not in line)
        police = number(prompt, POLICE[1][0])
        return written((other.split("] ")[1], [at]), (POLICE[0], [police]))

    wire.play(quotes_another)
    summary = summarize(library, SummaryRequest(question=MARCH, as_of=NOW, max_sentences=2), writer())
    assert [",000" in statement.text for statement in summary.statements] == [True, True]
    assert len(summary.disputes) == 1


def test_disputes_that_a_model_leaves_out_are_quoted(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(written(("Nothing at all.", [1])))
    request = SummaryRequest(question=MARCH, as_of=NOW, style=Style.DISPUTES)
    summary = summarize(library, request, writer())
    assert summary.writer == EXTRACTIVE
    assert len(summary.disputes) == 1
    assert summary.writing
    assert summary.writing.fallback


def test_a_question_with_a_dispute_in_its_answer_gets_both_sides(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(says(POLICE))
    question = "How many people marched in Northgate against the hospital plan?"
    summary = summarize(library, SummaryRequest(question=question, as_of=NOW), writer())
    assert "45,000" in texts(summary)
    assert f"What do these sentences report about: {question}" in wire.prompts[0]


def test_a_models_event_is_dated_as_it_was_checked(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    """A day to come does not date what is told of it: the day on which it was announced does."""
    wire.play(says(("The new bridge will open on Saturday.", ["open on Saturday 29 November"])))
    as_of = datetime(2025, 11, 27, 12, tzinfo=UTC)
    request = SummaryRequest(question="Kess Bridge opening", as_of=as_of, style=Style.TIMELINE)
    summary = summarize(library, request, writer())
    assert summary.writer == MODEL, summary.writing
    assert [event.start for event in summary.events] == [date(2025, 10, 21)]


def test_days_that_were_put_back_stand_where_they_were_announced(library: AskableLibrary) -> None:
    summary = summary_of(
        library, question="Kess Bridge", style=Style.TIMELINE, as_of=datetime(2026, 1, 1, tzinfo=UTC)
    )
    told = [(event.start, each.text) for event, each in zip(summary.events, summary.statements, strict=True)]
    (announced,) = (day for day, text in told if "Sunday 14 September" in text)
    (put_back,) = (day for day, text in told if "has been put back" in text)
    (brought_forward,) = (day for day, text in told if "will open on Saturday 29 November" in text)
    assert announced < put_back < brought_forward == date(2025, 10, 21)
    assert len(told) > 4


def test_what_a_model_adds_is_dropped_and_the_quotations_stand(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(
        says(("Victor Amsel was sentenced to nineteen years in prison.", ["was sentenced to eight years"]))
    )
    summary = summarize(library, AMSEL, writer())
    assert summary.statements == summarize(library, AMSEL).statements
    assert summary.writing
    assert summary.writing.dropped == 1
    assert summary.writing.fallback


def test_a_model_that_fails_leaves_the_quotations_or_an_error(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(error(500, "out of memory"))
    summary = summarize(library, AMSEL, writer())
    assert_cited(library, summary)
    assert summary.writing
    assert "out of memory" in (summary.writing.fallback or "")
    with pytest.raises(ModelError):
        summarize(library, AMSEL, writer(llm_failure="error"))


def test_a_model_is_not_asked_when_there_is_nothing(
    library: AskableLibrary, wire: Wire, writer: Callable[..., ModelWriter]
) -> None:
    wire.play(streamed("x"))
    assert summarize(library, replace(AMSEL, question="Kyoto tea ceremony prices"), writer()).refusal
    assert wire.requests == []


def test_the_prompt_is_in_the_estimate(library: AskableLibrary, writer: Callable[..., ModelWriter]) -> None:
    assert 0 < estimate_cost(library, AMSEL, writer()).prompt_tokens <= library.settings.llm_prompt_tokens


def test_a_small_real_model_gives_a_summary_whose_citations_hold(
    library: AskableLibrary, model_server: ModelServer, writer: Callable[..., ModelWriter]
) -> None:
    summary = summarize(
        library, replace(AMSEL, max_words=40), writer(model_server.url, llm_answer_tokens=120)
    )
    assert summary.statements
    assert {each.verdict for each in check_answer(library.archive, summary)} == {Verdict.VALID}
