"""Passages in the archive: exact text, vectors, and what the filters let through."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from ingest.article import article_id
from ingest.store.archive import Archive
from ingest.store.filters import Filters
from ingest.store.passages import PassageStore
from ingest.store.reading.coverage import Coverage, CoverageCounter
from tests.ingest.support import SEEN, HashEmbedder, add_cut, draft, on

LATER = SEEN + timedelta(days=1)
TEXT = "Ünusual “quotes” and 👩‍👩‍👧 come first.\n\nThe boat sails at nine. It is back at noon."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[tuple[Archive, PassageStore]]:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    yield archive, PassageStore(archive)
    archive.close()


def counted(store: tuple[Archive, PassageStore], filters: Filters) -> Coverage:
    return CoverageCounter(store[0]).count(filters)


def test_passage_is_loaded_with_the_exact_words_and_what_a_citation_needs(
    store: tuple[Archive, PassageStore],
) -> None:
    given = draft("Ferry", TEXT, published_at="2025-03-01")
    ids = add_cut(*store, given)
    version = store[0].version(article_id(given))
    loaded = store[1].load(ids, Filters(LATER)).passages
    assert sorted(loaded) == sorted(ids)
    for stored in loaded.values():
        assert stored.text == version.text[stored.passage.start : stored.passage.end]
        assert (stored.title, stored.sha256, stored.kind) == ("Ferry", version.sha256, version.kind)
        assert stored.article == store[0].article(version.article_id)
        assert stored.published_at == given.published_at


def test_vectors_come_back_with_the_directions_they_had(store: tuple[Archive, PassageStore]) -> None:
    given = draft("Ferry", TEXT)
    ids = add_cut(*store, given)
    loaded = store[1].load(ids, Filters(LATER)).passages
    embedder = HashEmbedder()
    for passage, vector in store[1].of_version(article_id(given), 1):
        assert np.array_equal(vector, embedder.embed_question(loaded[passage.id].text))
        sentences = [TEXT[sentence.start : sentence.end] for sentence in passage.sentences]
        expected = embedder.embed_texts(sentences)
        found = loaded[passage.id].sentence_vectors
        assert found.shape == expected.shape
        assert np.allclose((found * expected).sum(axis=1), 1, atol=0.003)


def test_passages_of_a_version_are_in_the_order_of_the_text(store: tuple[Archive, PassageStore]) -> None:
    given = draft("Ferry", " ".join(f"Sentence number {n} is about the ferry." for n in range(60)))
    ids = add_cut(*store, given)
    found = [passage.id for passage, _ in store[1].of_version(article_id(given), 1)]
    assert len(ids) > 10
    assert found == ids
    assert store[1].of_version("nowhere", 1) == []


def test_as_of_chooses_the_wording(store: tuple[Archive, PassageStore]) -> None:
    first = draft("Fare", "The fare is 7.20.", published_at="2025-03-01")
    second = draft("Fare", "The fare is 6.90.", published_at="2025-03-01", modified_at="2025-03-05")
    ids = add_cut(*store, first) + add_cut(*store, second)
    for day, texts in [
        ("2025-02-28", []),
        ("2025-03-01", ["The fare is 7.20."]),
        ("2025-03-04", ["The fare is 7.20."]),
        ("2025-03-05", ["The fare is 6.90."]),
    ]:
        filters = Filters(on(day))
        assert [stored.text for stored in store[1].load(ids, filters).passages.values()] == texts
        assert len(store[1].published(ids, filters)) == len(texts)
        assert sum(len(chunk) for chunk, _ in store[1].scan(filters)) == len(texts)
        assert counted(store, filters).articles == len(texts)


def test_dates_are_from_after_up_to_but_not_including_before(store: tuple[Archive, PassageStore]) -> None:
    days = ("2025-03-01", "2025-03-02", "2025-03-03")
    ids = [add_cut(*store, draft(f"On {day}", f"It is {day}.", published_at=day))[0] for day in days]
    ids += add_cut(*store, draft("Undated", "It has no date."))

    def found(after: str | None, before: str | None) -> list[str]:
        filters = Filters(LATER, after and on(after), before and on(before))  # type: ignore[arg-type]
        return [id_ for id_ in ids if id_ in store[1].published(ids, filters)]

    assert found(None, None) == ids
    assert found("2025-03-02", None) == ids[1:3]
    assert found(None, "2025-03-02") == ids[:1]
    assert found("2025-03-02", "2025-03-03") == ids[1:2]
    assert Filters(LATER, after=on("2025-03-01")).narrow
    assert not Filters(LATER).narrow


def test_publishers_narrow_and_none_means_all(store: tuple[Archive, PassageStore]) -> None:
    ids = [
        add_cut(*store, draft(f"By {name}", f"{name} reports.", publisher=name))[0]
        for name in ('Quay\'s "News"', "Strand", "Île")
    ]
    ids += add_cut(*store, draft("By nobody", "Nobody reports.", publisher=None))
    for names, expected in [((), ids), (('Quay\'s "News"',), ids[:1]), (("Strand", "Île", "X"), ids[1:3])]:
        filters = Filters(LATER, publishers=names)
        assert set(store[1].load(ids, filters).passages) == set(expected)
        assert {id_ for chunk, _ in store[1].scan(filters) for id_ in chunk} == set(expected)
        assert counted(store, filters).articles == len(expected)


def test_thousands_of_ids_are_asked_for_in_parts(store: tuple[Archive, PassageStore]) -> None:
    given = draft(
        "Ledger", "\n\n".join(f"Entry {n} lists ropes, lamps, oars and sails." for n in range(1200))
    )
    ids = add_cut(*store, given)
    assert len(ids) > 1000
    many = ids + [f"nowhere-{n}" for n in range(1000)]
    assert len(store[1].load(many, Filters(LATER)).passages) == len(ids)
    assert len(store[1].published(many, Filters(LATER))) == len(ids)
    scanned = [(some, vectors.shape) for some, vectors in store[1].scan(Filters(LATER))]
    assert sum(len(some) for some, _ in scanned) == len(ids)
    assert all(shape == (len(some), 64) for some, shape in scanned)


def test_nothing_is_asked_for_and_nothing_comes(store: tuple[Archive, PassageStore]) -> None:
    store[1].add([])
    filters = Filters(LATER)
    assert store[1].load([], filters).passages == {}
    assert store[1].published([], filters) == {}
    assert list(store[1].scan(filters)) == []
    assert counted(store, filters) == Coverage(0, None, None)


def test_coverage_counts_articles_and_gives_their_dates(store: tuple[Archive, PassageStore]) -> None:
    for day in ("2025-03-01", "2025-03-09"):
        add_cut(*store, draft(f"On {day}", f"It is {day}.", published_at=day))
    add_cut(*store, draft("Undated", "It has no date."))
    assert counted(store, Filters(LATER)) == Coverage(3, on("2025-03-01"), on("2025-03-09"))


def test_ids_are_in_the_order_of_publication_and_walked_in_it(store: tuple[Archive, PassageStore]) -> None:
    late = add_cut(*store, draft("Late", TEXT, published_at="2025-03-09"))
    early = add_cut(*store, draft("Early", TEXT.upper(), published_at="2025-03-01"))
    ids = store[1].ids(Filters(LATER))
    assert ids == early + late
    batches = store[1].walk([*ids, "nowhere"], Filters(LATER))
    walked = [stored for batch in batches for stored in batch.passages.values()]
    assert [stored.passage.id for stored in walked] == ids


def test_ids_of_an_article_a_story_or_the_beginnings_only(store: tuple[Archive, PassageStore]) -> None:
    one = add_cut(*store, draft("One", TEXT, publisher="Strand"))
    add_cut(*store, draft("Other", "Another story altogether.", publisher="Quay"))
    filters, article = Filters(LATER), store[0].article(one[0].rsplit("-", 2)[0])
    assert store[1].ids(filters, article_id=article.id) == one
    assert store[1].ids(filters, story_id=article.story_id) == one
    assert store[1].ids(Filters(LATER, publishers=("Strand",)), lead=1) == one[:1]
    assert store[1].ids(Filters(LATER, publishers=("Quay",)), article_id=article.id) == []
    assert len(one) > 1
