"""The meaning index: what it finds, and what survives damage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest.embeddings.embedder import unit
from ingest.errors import ArchiveError
from ingest.indexes.meaning import MeaningEntry, MeaningIndex

DIMENSION = 32


def vectors(count: int) -> np.ndarray:
    found: np.ndarray = np.random.default_rng(3).normal(size=(count, DIMENSION)).astype(np.float32)
    return unit(found)


def meanings(rows: np.ndarray, article: str = "a") -> list[MeaningEntry]:
    return [MeaningEntry(f"{article}-1-{n}", article, 1, row) for n, row in enumerate(rows)]


@pytest.fixture
def meaning(tmp_path: Path) -> Iterator[MeaningIndex]:
    index = MeaningIndex(tmp_path, None, "passages")
    yield index
    index.close()


def test_nearest_come_first_and_their_scores_are_cosines(meaning: MeaningIndex) -> None:
    rows = vectors(300)
    meaning.apply([], meanings(rows))
    found = meaning.search(rows[7], 20)
    cosines = rows @ rows[7]
    assert [id_ for id_, _ in found] == [f"a-1-{n}" for n in np.argsort(-cosines)[:20]]
    assert [score for _, score in found] == pytest.approx(np.sort(cosines)[::-1][:20], abs=1e-5)


def test_a_thousand_results_are_given_when_there_are_as_many(meaning: MeaningIndex) -> None:
    rows = vectors(1_200)
    meaning.apply([], meanings(rows))
    assert len({id_ for id_, _ in meaning.search(rows[0], 1_000)}) == 1_000


def test_empty_index_finds_nothing(meaning: MeaningIndex) -> None:
    assert meaning.search(vectors(1)[0], 10) == []
    assert meaning.count() == 0


def test_passage_given_again_is_replaced(meaning: MeaningIndex) -> None:
    rows = vectors(2)
    meaning.apply([], meanings(rows[:1]))
    meaning.apply([], meanings(rows[1:]))
    assert meaning.count() == 1
    assert meaning.search(rows[1], 1)[0][1] == pytest.approx(1, abs=1e-5)


def test_removed_article_is_not_found_and_may_come_back_at_once(meaning: MeaningIndex) -> None:
    rows = vectors(4)
    meaning.apply([], meanings(rows[:2], "a") + meanings(rows[2:], "b"))
    meaning.apply(["a"], [])
    assert {id_ for id_, _ in meaning.search(rows[0], 10)} == {"b-1-0", "b-1-1"}
    meaning.apply(["b"], meanings(rows[:1], "b"))
    assert [id_ for id_, _ in meaning.search(rows[0], 10)] == ["b-1-0"]


def test_cleared_index_is_empty_takes_another_dimension_and_leaves_no_files(tmp_path: Path) -> None:
    index = MeaningIndex(tmp_path, None, "passages")
    index.apply([], meanings(vectors(1_500)))
    before = {path for path in (tmp_path / "chroma").iterdir() if path.is_dir()}
    index.clear()
    assert index.count() == 0
    index.apply([], meanings(np.eye(5, dtype=np.float32)))
    assert len(index.search(np.ones(5, np.float32), 10)) == 5
    index.close()
    assert not any(path.exists() for path in before)


def test_vector_of_another_dimension_is_an_error(meaning: MeaningIndex) -> None:
    meaning.apply([], meanings(vectors(2)))
    with pytest.raises(ArchiveError, match="dimension of 32, got 8"):
        meaning.apply([], meanings(np.ones((1, 8), np.float32)))


def test_reading_leaves_the_index_intact(tmp_path: Path) -> None:
    rows = vectors(1_500)
    for count in (0, 10, 1_500):
        index = MeaningIndex(tmp_path, None, "passages")
        assert index.intact
        index.apply([], meanings(rows[:count]))
        index.close()
        index = MeaningIndex(tmp_path, None, "passages")
        index.search(rows[0], 1_000)
        index.count()
        assert index.intact
        index.close()


@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle"])
def test_graph_written_in_part_is_noticed(tmp_path: Path, name: str) -> None:
    index = MeaningIndex(tmp_path, None, "passages")
    index.apply([], meanings(vectors(1_500)))
    index.close()
    [path] = (tmp_path / "chroma").glob(f"*/{name}")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    index = MeaningIndex(tmp_path, None, "passages")
    assert not index.intact
    index.clear()
    assert index.intact
    index.close()
