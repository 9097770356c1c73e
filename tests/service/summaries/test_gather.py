"""What is read for a summary, and how little of it is held, on archives of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import InputError, NotFoundError
from ingest.library import open_archive
from ingest.pipeline import ingest
from ingest.settings import load_settings
from service.evidence.library import AskableLibrary
from service.summaries.gather import Gathered, gather, plan
from service.summaries.pool import KEPT
from service.summaries.summary import SummaryRequest
from tests.ingest.support import HashEmbedder, record
from tests.service.asked import askable_with

START = datetime(2025, 1, 1, tzinfo=UTC)
ARTICLES = 300
PAPERS = ("North Paper", "South Paper")


def notice(number: int) -> str:
    """Return five sentences that no other notice has, but for their form."""
    words = [f"Berth{number}x{line} Lamp{number * 7 % 91}y{line} Rope{number}" for line in range(5)]
    return " ".join(f"The keeper {word} wrote {number * 10 + 3} lines today." for word in words)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    settings = load_settings(home=tmp_path_factory.mktemp("many") / "home")
    with open_archive(settings, create=True):
        pass
    with askable_with(settings, HashEmbedder(dimension=512)) as library:
        documents = (
            record(
                f"Notice {number}",
                notice(number),
                published=(START + timedelta(hours=number)).isoformat(),
                publisher=PAPERS[number % 2],
            )
            for number in range(ARTICLES)
        )
        ingest(library, documents)
        yield library


def read(library: AskableLibrary, **request: object) -> Gathered:
    return gather(library, plan(library, SummaryRequest(**request)))  # type: ignore[arg-type]


def test_a_period_is_read_whole_and_a_bounded_number_of_sentences_held(many: AskableLibrary) -> None:
    gathered = read(many, publishers=PAPERS, after=START)
    assert gathered.articles == ARTICLES
    assert gathered.passages >= ARTICLES
    assert KEPT < gathered.most < 2 * KEPT  # 300 articles offer 900 sentences
    assert len(gathered.candidates) <= KEPT


def test_a_topic_of_a_few_days_is_looked_for_once(many: AskableLibrary) -> None:
    assert len(plan(many, SummaryRequest(question="What did the keeper write today?")).slices) == 1


def test_no_article_crowds_out_the_others(many: AskableLibrary) -> None:
    gathered = read(many, publishers=("North Paper",), after=START, before=START + timedelta(hours=10))
    by_article = [each.item.stored.article.id for each in gathered.candidates]
    assert gathered.articles == 5
    assert max(by_article.count(id_) for id_ in by_article) <= 3


def test_progress_is_told(many: AskableLibrary) -> None:
    told: list[tuple[int, int]] = []
    request = SummaryRequest(publishers=PAPERS, after=START)
    gather(many, plan(many, request), lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] >= ARTICLES


def test_a_plan_names_what_is_wrong(many: AskableLibrary) -> None:
    with pytest.raises(NotFoundError, match="no article feed"):
        plan(many, SummaryRequest(article_id="feed"))
    with pytest.raises(NotFoundError, match="no story feed"):
        plan(many, SummaryRequest(story_id="feed"))
    with pytest.raises(InputError, match="no publisher 'West Paper'"):
        plan(many, SummaryRequest(publishers=("West Paper",), after=START))


def test_a_long_range_with_many_articles_has_parts(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path / "home")
    with open_archive(settings, create=True):
        pass
    with askable_with(settings, HashEmbedder(dimension=64)) as library:
        days = (START + timedelta(days=number) for number in range(120))
        ingest(
            library,
            (record(f"Log {day:%j}", f"Log of day {day:%j}.", published=day.isoformat()) for day in days),
        )
        planned = plan(library, SummaryRequest(question="the log of the harbour"))
        gathered = gather(library, planned)
        since = SummaryRequest(question="the log of the harbour", after=START - timedelta(days=1))
        asked = plan(library, since)
    assert len(planned.slices) == 9
    assert planned.slices[1].after == START
    assert [each.after for each in asked.slices[:2]] == [START - timedelta(days=1)] * 2
    assert gathered.articles == 120  # one part alone would give 48
