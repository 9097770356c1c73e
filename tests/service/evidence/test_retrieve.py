"""What retrieval finds and what its filters hide, over the sample archive and over a made one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.errors import ArchiveError
from ingest.indexes.seal import SEAL
from ingest.library import open_library
from ingest.pipeline import ingest
from ingest.settings import load_settings
from ingest.store.filters import Filters
from ingest.store.reading.listing import ListFilters
from service.evidence.library import AskableLibrary, open_askable
from service.evidence.retrieve import FEW_PASSAGES, RankedPassage, retrieve
from service.questions.question import parse_question
from tests.ingest.support import HashEmbedder, record, settings_in
from tests.service.asked import askable_with

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
BRIDGE = "When will the Kess Bridge open?"
FERRY = "How many people died when the Star of Ellery capsized?"


def found(
    library: AskableLibrary,
    text: str,
    *,
    as_of: datetime = NOW,
    after: datetime | None = None,
    before: datetime | None = None,
    publishers: tuple[str, ...] = (),
    limit: int = 10,
) -> list[RankedPassage]:
    question = parse_question(text, as_of=as_of)
    vector = library.embedder.embed_question(text)
    filters = Filters(as_of, after, before, publishers)
    return retrieve(library, question, vector, filters, limit=limit).passages


def on(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def texts(passages: list[RankedPassage]) -> str:
    return "\n".join(ranked.stored.text for ranked in passages)


# The order


def test_passages_come_best_first_each_once_and_no_more_than_asked_for(library: AskableLibrary) -> None:
    passages = found(library, BRIDGE, limit=7)
    scores = [ranked.score for ranked in passages]
    assert len({ranked.stored.passage.id for ranked in passages}) == len(passages) == 7
    assert scores == sorted(scores, reverse=True)
    assert "Kess Bridge" in passages[0].stored.title + passages[0].stored.text


def test_the_same_question_finds_the_same_passages(library: AskableLibrary) -> None:
    assert [each.stored.passage.id for each in found(library, FERRY)] == [
        each.stored.passage.id for each in found(library, FERRY)
    ]


def test_a_passage_is_found_by_its_meaning_alone(library: AskableLibrary) -> None:
    with_words = [id_ for id_, _ in library.index.matching("icecap melting", 100, Filters(NOW))]
    without = [
        ranked
        for ranked in found(library, "icecap melting", limit=5)
        if ranked.stored.passage.id not in with_words
    ]
    assert "glacier" in texts(without)


def test_a_question_of_stop_words_is_still_searched_by_meaning(library: AskableLibrary) -> None:
    assert len(found(library, "What is it that they have?")) == 10


# Without Chroma


def test_a_small_archive_is_searched_as_well_without_chroma(library: AskableLibrary, copy_home) -> None:
    settings = load_settings(home=copy_home())
    with open_library(settings, without_chroma=FEW_PASSAGES) as opened:
        small = AskableLibrary.of(opened)
        for text in (BRIDGE, FERRY, "What is it that they have?", "icecap melting"):
            one, other = found(small, text, limit=30), found(library, text, limit=30)
            assert [each.stored.passage.id for each in one] == [each.stored.passage.id for each in other]
            assert [each.score for each in one] == [each.score for each in other]
        assert not small.index.chroma_is_open


def test_a_larger_archive_is_searched_with_chroma(copy_home) -> None:
    with open_library(load_settings(home=copy_home()), without_chroma=159) as opened:
        assert opened.index.chroma_is_open


def test_what_was_not_indexed_is_indexed_with_chroma(copy_home) -> None:
    settings = load_settings(home=copy_home())
    with open_library(settings) as opened:
        opened.archive.reopen_journal(recut=False)
    with open_library(settings, without_chroma=FEW_PASSAGES) as opened:
        assert opened.index.chroma_is_open


def test_a_keyword_index_of_another_archive_is_found_without_chroma(copy_home) -> None:
    settings = load_settings(home=copy_home())
    shutil.rmtree(settings.home / "keywords")
    (settings.home / SEAL).unlink()  # else the files are missed before the passages are counted
    with (
        pytest.raises(ArchiveError, match=r"the archive holds 160 passages, .* the keyword index 0"),
        open_library(settings, without_chroma=FEW_PASSAGES),
    ):
        pass


# As of


def test_nothing_published_later_is_seen(library: AskableLibrary) -> None:
    for day in ("2025-05-01", "2025-06-15", "2025-08-11", "2025-09-30"):
        for ranked in found(library, BRIDGE, as_of=on(day), limit=30):
            assert ranked.stored.visible_from <= on(day)
            assert (ranked.stored.published_at or on(day)) <= on(day)
    assert found(library, BRIDGE, as_of=on("2025-05-01")) == []


def test_a_wording_is_seen_until_the_next_one_replaces_it(library: AskableLibrary) -> None:
    before, after = found(library, FERRY, as_of=on("2025-07-10")), found(library, FERRY)
    assert "At least 31 people died" in texts(before)
    assert "At least 27 people died" not in texts(before)
    assert "At least 27 people died" in texts(after)
    assert "At least 31 people died" not in texts(after)


def test_a_passage_is_of_the_version_that_a_reader_saw(library: AskableLibrary) -> None:
    for as_of in (on("2025-07-10"), on("2025-07-28"), NOW):
        for ranked in found(library, "How much lead was in the water at Elmfield?", as_of=as_of, limit=30):
            passage = ranked.stored.passage
            version = library.archive.version(passage.article_id, passage.version)
            assert version.visible_from <= as_of
            assert version.visible_until is None or as_of < version.visible_until
            assert version.text[passage.start : passage.end] == ranked.stored.text
            assert version.sha256 == ranked.stored.sha256


def test_an_article_is_seen_from_the_second_it_was_published(library: AskableLibrary) -> None:
    [newest] = found(library, BRIDGE, limit=1)
    moment = newest.stored.visible_from

    def seen(as_of: datetime) -> bool:
        passages = found(library, BRIDGE, as_of=as_of, limit=30)
        return newest.stored.passage.id in [ranked.stored.passage.id for ranked in passages]

    assert seen(moment)
    assert not seen(moment - timedelta(seconds=1))


# After, before, publishers


def test_after_is_inclusive_and_before_is_not(library: AskableLibrary) -> None:
    [best] = found(library, BRIDGE, limit=1)
    moment, id_ = best.stored.published_at, best.stored.passage.id
    assert moment is not None

    def ids(**window: datetime) -> list[str]:
        return [ranked.stored.passage.id for ranked in found(library, BRIDGE, limit=100, **window)]

    second = timedelta(seconds=1)
    assert id_ in ids(after=moment)
    assert id_ not in ids(after=moment + second)
    assert id_ in ids(before=moment + second)
    assert id_ not in ids(before=moment)


def test_a_window_holds_only_what_was_published_in_it(library: AskableLibrary) -> None:
    passages = found(library, BRIDGE, after=on("2025-08-01"), before=on("2025-09-01"), limit=100)
    dates = [ranked.stored.published_at for ranked in passages]
    assert len(dates) > 10
    assert all(date and on("2025-08-01") <= date < on("2025-09-01") for date in dates)


def test_only_the_named_publishers_are_seen(library: AskableLibrary) -> None:
    for publishers in [("Harbour Post",), ("Harbour Post", "Kessmouth Echo")]:
        passages = found(library, BRIDGE, publishers=publishers, limit=100)
        assert {ranked.stored.article.publisher for ranked in passages} == set(publishers)
    assert found(library, BRIDGE, publishers=("Nobody's Gazette",)) == []


def test_all_passages_of_a_publisher_are_found_however_far_from_the_question(library: AskableLibrary) -> None:
    listed = library.archive.latest(ListFilters(publishers=("Harbour Post",)), limit=100)
    wanted = {
        passage.id
        for article, version in listed
        for passage, _ in library.passages.of_version(article.id, version.number)
    }
    passages = found(library, "Who sells tungsten?", publishers=("Harbour Post",), limit=100)
    assert {ranked.stored.passage.id for ranked in passages} == wanted


# Beyond what the index gives at once


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    """1,206 passages about ropes by one publisher, one about snow by another."""
    with askable_with(settings_in(tmp_path_factory.mktemp("large")), HashEmbedder()) as library:
        ledgers = []
        for ledger in range(18):
            items = [
                f"Item {ledger}-{item} of the ledger lists ropes, lamps and oars." for item in range(200)
            ]
            ledgers.append(record(f"Ledger {ledger}", "\n\n".join(items), published="2025-05-01T00:00:00Z"))
        ingest(library, ledgers)
        rare = {"publisher": "Fell Gazette", "published": "2025-05-02T00:00:00Z"}
        ingest(library, [record("Snow", "Deep snow closed nine mountain huts overnight.", **rare)])
        yield library


LEDGER = "Which item of the ledger lists ropes, lamps and oars?"


def test_the_rare_article_is_neither_near_in_the_index_nor_has_it_a_word_in_common(
    large: AskableLibrary,
) -> None:
    vector = large.embedder.embed_question(LEDGER)
    [(snow, _)] = large.archive.latest(ListFilters(publishers=("Fell Gazette",)), limit=5)
    near = [id_ for id_, _ in large.index.nearest(vector, 1_000)]
    assert len(near) == 1_000
    assert not [id_ for id_ in near if id_.startswith(snow.id)]
    assert large.index.matching(LEDGER, 100, Filters(NOW, publishers=("Fell Gazette",))) == []


@pytest.mark.parametrize(
    "narrow",
    [{"publishers": ("Fell Gazette",)}, {"after": on("2025-05-02")}, {"after": on("2025-05-01 12:00")}],
)
def test_a_rare_article_far_from_the_question_is_found(
    large: AskableLibrary, narrow: dict[str, object]
) -> None:
    [ranked] = found(large, LEDGER, **narrow)  # type: ignore[arg-type]
    assert ranked.stored.text == "Deep snow closed nine mountain huts overnight."


def test_without_a_filter_the_near_passages_are_found(large: AskableLibrary) -> None:
    passages = found(large, LEDGER, limit=100)
    assert len(passages) == 100
    assert {ranked.stored.article.publisher for ranked in passages} == {"Quayside News"}


def test_before_the_archive_begins_nothing_is_found(large: AskableLibrary) -> None:
    assert found(large, LEDGER, as_of=on("2025-04-30")) == []


# Nothing there


def test_an_empty_archive_has_no_passages(tmp_path: Path) -> None:
    with open_askable(load_settings(home=tmp_path / "home")) as empty:
        assert found(empty, BRIDGE) == []
        assert found(empty, BRIDGE, publishers=("Harbour Post",), after=on("2025-05-01")) == []
