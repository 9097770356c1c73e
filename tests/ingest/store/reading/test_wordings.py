"""Every version that was public by a moment, with its sentences."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.library import Library
from ingest.pipeline import ingest
from ingest.store.filters import Filters
from ingest.store.reading.wordings import sentences_of, wordings_of
from ingest.text.sentences import split_sentences
from tests.ingest.support import HashEmbedder, on, open_with, record, settings_in

TEXT = (
    "The lock gates were shut on Monday after a barge had struck the lower one at night. Barges wait in "
    "a line that reaches the next village. A diver went down twice and found the sill whole. Nobody was hurt."
)
FIRST = record("Lock gates shut", TEXT, published="2025-03-01T09:00:00Z")
SECOND = record(
    "Lock gates shut",
    TEXT.replace("Monday", "Sunday"),
    published="2025-03-01T09:00:00Z",
    modified="2025-03-05T09:00:00Z",
)


@pytest.fixture(scope="module")
def lock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    settings = settings_in(tmp_path_factory.mktemp("lock"), passage_tokens=32)
    with open_with(settings, HashEmbedder()) as library:
        ingest(library, [FIRST])
        ingest(library, [SECOND])
        yield library


def all_ids(library: Library) -> list[str]:
    [article] = [article for article, _ in library.archive.latest(limit=2)]
    return [passage.id for number in (1, 2) for passage, _ in library.passages.of_version(article.id, number)]


def test_both_wordings_are_given_each_once_and_the_first_is_replaced(lock: Library) -> None:
    ids = all_ids(lock)
    assert len(ids) > 2
    found = wordings_of(lock.archive, ids, Filters(on("2025-04-01")), lock.passages.policy).wordings
    assert sorted((each.version, each.replaced) for each in found) == [(1, True), (2, False)]
    assert {each.text for each in found} == {TEXT, TEXT.replace("Monday", "Sunday")}


def test_before_the_second_there_is_the_first_alone(lock: Library) -> None:
    [found] = wordings_of(
        lock.archive, all_ids(lock), Filters(on("2025-03-04")), lock.passages.policy
    ).wordings
    assert (found.version, found.replaced) == (1, False)
    assert not wordings_of(
        lock.archive, all_ids(lock), Filters(on("2025-02-01")), lock.passages.policy
    ).wordings


def test_filters_narrow_by_publication_and_publisher(lock: Library) -> None:
    moment = on("2025-04-01")
    for filters in (Filters(moment, after=on("2025-03-02")), Filters(moment, publishers=("Dale Courier",))):
        assert not wordings_of(lock.archive, all_ids(lock), filters, lock.passages.policy).wordings
    assert wordings_of(lock.archive, [], Filters(moment), lock.passages.policy).wordings == []


def test_sentences_are_those_of_the_whole_text_in_order(lock: Library) -> None:
    found = wordings_of(lock.archive, all_ids(lock), Filters(on("2025-04-01")), lock.passages.policy).wordings
    sentences = sentences_of(lock.archive, [each.key for each in found])
    for wording in found:
        assert sentences[wording.key] == split_sentences(wording.text)
