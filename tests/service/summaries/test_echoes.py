"""Sentences of other stories that say what a summary states, and those that only look like it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from ingest.library import open_archive
from ingest.pipeline import ingest
from ingest.settings import load_settings
from ingest.store.filters import Filters
from service.answer import Citation
from service.check import Verdict, check_answer
from service.evidence.library import AskableLibrary
from service.summaries.echoes import say_the_same
from service.summaries.styles import Style
from service.summaries.summary import SummaryRequest
from service.summaries.worth import sentence
from service.summarize import summarize
from service.terminal.summary_text import summary_text
from tests.ingest.support import HashEmbedder, record
from tests.service.asked import askable_with

NOW = datetime(2025, 11, 1, tzinfo=UTC)
STATED = "The Ormskay ferry carried 310 passengers across Kess Sound on its last crossing."
SAME = "On its last crossing across Kess Sound the Ormskay ferry carried 310 passengers."
OTHER_FIGURE = "The Ormskay ferry carried 190 passengers across Kess Sound on its last crossing."
DENIED = "The Ormskay ferry did not carry 310 passengers across Kess Sound on its last crossing."
OTHER_NAME = "The Halvey ferry carried 310 passengers across Brome Sound on its last crossing."
SHORTER = "The Ormskay ferry carried its passengers across Kess Sound on a last crossing."
TEXTS = (STATED, SAME, OTHER_FIGURE, DENIED, OTHER_NAME, SHORTER)


@pytest.fixture(scope="module")
def ferries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    settings = load_settings(home=tmp_path_factory.mktemp("ferries") / "home")
    with open_archive(settings, create=True):
        pass
    with askable_with(settings, HashEmbedder(dimension=512)) as library:
        ingest(library, (_article(number, text) for number, text in enumerate(TEXTS)))
        yield library


def _article(number: int, text: str):  # type: ignore[no-untyped-def]
    return record(f"Notice {number}", text, published=f"2025-10-0{number + 1}", publisher=f"Paper {number}")


def test_only_what_says_the_same_is_cited(ferries: AskableLibrary) -> None:
    filters = Filters(NOW)
    loaded = ferries.passages.load(ferries.passages.ids(filters), filters)
    stated = next(sentence(each, 0) for each in loaded.passages.values() if each.text == STATED)
    (echoes,) = say_the_same(ferries, filters, [stated])
    assert {item.text for item in echoes} == {SAME, SHORTER}


def test_nothing_of_later_than_the_moment_is_cited(ferries: AskableLibrary) -> None:
    filters = Filters(NOW)
    loaded = ferries.passages.load(ferries.passages.ids(filters), filters)
    stated = next(sentence(each, 0) for each in loaded.passages.values() if each.text == STATED)
    assert say_the_same(ferries, Filters(datetime(2025, 10, 1, 12, tzinfo=UTC)), [stated]) == [[]]


def test_a_summary_cites_it_verbatim_and_counts_it(ferries: AskableLibrary) -> None:
    request = SummaryRequest(
        publishers=tuple(f"Paper {number}" for number in range(6)),
        after=datetime(2025, 1, 1, tzinfo=UTC),
        as_of=NOW,
        style=Style.BULLETS,
        max_sentences=1,
    )
    summary = summarize(ferries, request)
    cited: list[Citation] = summary.citations
    assert [each.marker for each in cited] == list(range(1, len(cited) + 1))
    assert {each.verdict for each in check_answer(ferries.archive, summary)} == {Verdict.VALID}
    assert summary.words == len(summary.statements[0].text.split())
    for each in cited[1:]:
        assert f"[{each.marker}]" in summary_text(summary)
        assert each.quote not in summary_text(summary)
