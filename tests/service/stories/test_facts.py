"""Stories told by their articles, on a ferry that capsizes, its copies and its correction."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.embeddings.minilm import MiniLM
from ingest.errors import NotFoundError
from ingest.pipeline import ingest
from service.check import Verdict, check_citations
from service.evidence.library import AskableLibrary
from service.stories.facts import find_story
from service.stories.story import StepKind, Story
from tests.ingest.support import on, record, settings_in
from tests.service.asked import askable_with

FERRY = (
    "ORLE (Meridian Wire) - At least 31 people died when the ferry Star of Orle capsized off Cape Lorne on "
    "Tuesday evening, the coastguard said. The vessel was on its regular run to Saint-Aubin with 143 people "
    "on the manifest. Fishing boats pulled 112 people from the water before the rescue ships came. The "
    "operator suspended all its sailings and said that it would help the inquiry."
)
CORRECTED = FERRY.replace("At least 31 people", "At least 27 people").replace(
    "The vessel", "Four bodies had been counted twice, the coastguard said. The vessel"
)
ELSEWHERE = (
    "Divers have raised the wreck of the ferry Star of Orle, which capsized off Cape Lorne with 143 people "
    "aboard, the coastguard said. The harbour master of Saint-Aubin thanked the fishing boats for their help."
)
ANOTHER = (
    "VESSA - At least 12 people died when the ferry Queen of Lund capsized off Grey Point on Monday evening, "
    "the coastguard said. The vessel was on a trip to Nore with 60 people on the manifest. Tugs pulled the "
    "others from the water, and the owner suspended all its sailings."
)


def ferry(title: str, text: str, at: str, publisher: str, **more: str):
    slug = f"{publisher}-{title}".lower().replace(" ", "-")
    url = more.pop("url", f"https://{slug}.example/a")
    return record(title, text, published=at, publisher=publisher, url=url, **more)


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    first = ("Ferry capsizes off Cape Lorne", FERRY, "2025-07-09T05:00:00Z", "Harbour Post")
    changed = ("Ferry capsizes off Cape Lorne", CORRECTED, "2025-07-09T05:00:00Z", "Harbour Post")
    copy = FERRY.replace("31", "33").replace("suspended all", "cancelled all")
    documents = [
        ferry(*first),
        ferry("Dozens die in ferry", copy, "2025-07-09T06:00:00Z", "Vale Courier"),
        ferry("Ferry sinks", FERRY, "2025-07-09T11:00:00Z", "harbourpost.example"),
        ferry(*changed, modified="2025-07-11T09:00:00Z"),
        ferry("Ferry capsizes off Grey Point", ANOTHER, "2025-07-09T20:00:00Z", "Kessmouth Echo"),
        ferry("Ferry wreck is raised", ELSEWHERE, "2025-07-10T20:00:00Z", "Kessmouth Echo"),
    ]
    with askable_with(settings_in(tmp_path_factory.mktemp("ferries")), MiniLM(threads=1)) as library:
        for document in documents:
            assert not ingest(library, [document]).rejected
        yield library


@pytest.fixture(scope="module")
def told(ferries: AskableLibrary) -> Story:
    id_ = next(article.id for article, version in ferries.archive.latest(limit=9) if version.number == 2)
    return find_story(ferries, id_)


def test_a_story_names_who_printed_it_and_the_agency_that_sent_it(told: Story) -> None:
    assert told.title == "Ferry capsizes off Cape Lorne"
    assert told.agency == "Meridian Wire"
    assert told.publishers == ("Harbour Post", "Vale Courier")  # harbourpost.example is the first of them
    assert [each.article.publisher for each in told.articles][1:] == ["Vale Courier", "harbourpost.example"]
    assert [each.copy_of is None for each in told.articles] == [True, False, False]
    assert all(each.in_common and each.in_common > 0.6 for each in told.articles[1:])


def test_its_course_says_what_each_wording_adds(told: Story) -> None:
    assert [step.at for step in told.course] == sorted(step.at for step in told.course)
    last = told.course[-1]
    assert (last.kind, last.version) == (StepKind.NEW_VERSION, 2)
    assert ["27 people" in last.added[0].quote, "Four bodies" in last.added[1].quote] == [True, True]
    [dropped] = last.dropped
    assert "31 people" in dropped.quote
    copy = next(step for step in told.course if step.publisher == "harbourpost.example")
    assert (copy.added, copy.dropped) == ((), ())


def test_a_value_that_was_replaced_is_told_from_one_that_articles_differ_on(told: Story) -> None:
    [differing] = told.differing
    assert [value.value for value in differing.values] == ["31", "33", "27"]
    assert not differing.replaced  # a copy of the first report still has 31


def test_every_citation_holds_and_has_its_marker(ferries: AskableLibrary, told: Story) -> None:
    assert [each.marker for each in told.citations] == list(range(1, len(told.citations) + 1))
    checked = check_citations(ferries.archive, told.citations)
    assert {each.verdict for each in checked} == {Verdict.VALID}


def test_stories_on_the_same_event_are_named_and_counted(told: Story) -> None:
    # and not that another ferry capsized on the same day
    assert [each.title for each in told.related] == ["Ferry wreck is raised"]
    assert told.independent_sources == 2


def test_any_article_leads_to_its_story(ferries: AskableLibrary, told: Story) -> None:
    assert {find_story(ferries, each.article.id).id for each in told.articles} == {told.id}
    assert find_story(ferries, told.id[:8]).id == told.id
    with pytest.raises(NotFoundError, match="no story 0000"):
        find_story(ferries, "0000")


def test_a_retraction_is_the_end_of_a_course(library: AskableLibrary) -> None:
    withdrawn = find_story(library, "64189022f5a34ee2")
    assert withdrawn.course[-1].kind is StepKind.RETRACTION
    assert withdrawn.course[-1].dropped
    assert withdrawn.differing == ()


def test_a_light_rewrite_adds_nothing(library: AskableLibrary) -> None:
    cable = find_story(library, "2aff5a2b3d60bb88")
    assert cable.agency == "Meridian Wire"
    assert [bool(step.added) for step in cable.course] == [True, False, False]
    assert cable.differing == ()


def test_a_corrected_figure_is_found(library: AskableLibrary) -> None:
    ferry = find_story(library, "b31cd678a3d61600")
    values = [tuple(value.value for value in each.values) for each in ferry.differing]
    assert values == [("31", "27"), ("112", "116")]
    assert all(each.replaced for each in ferry.differing)
    assert ferry.course[-1].kind is StepKind.CORRECTION


def test_a_story_as_of_a_moment_knows_nothing_later(ferries: AskableLibrary, told: Story) -> None:
    first = told.articles[0].article.id
    then = find_story(ferries, first, on("2025-07-09 05:30"))
    assert [each.article.id for each in then.articles] == [first]
    assert [(step.version, step.kind) for step in then.course] == [(1, StepKind.ARTICLE)]
    assert "31 people" in then.course[0].added[0].quote
    assert then.articles[0].latest.visible_until is None
    assert {each.standing for each in then.citations} == {None}
    assert (then.differing, then.related, then.independent_sources) == ((), (), 1)
    later = find_story(ferries, told.articles[1].article.id, on("2025-07-10"))
    assert [value.value for value in later.differing[0].values] == ["31", "33"]
    with pytest.raises(NotFoundError, match="no story"):
        find_story(ferries, first, on("2025-07-08"))
