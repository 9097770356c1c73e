"""The keyword index: which words find which passages."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import ArchiveError
from ingest.indexes.keywords import KeywordEntry, KeywordIndex
from ingest.store.filters import Filters
from ingest.text.stems import stems
from tests.ingest.support import (
    SEEN,
    on,
)


def word_entry(id_: str, text: str, **fields: object) -> KeywordEntry:
    article, version, _ = id_.split("-")
    given = {"title": "Title", "publisher": None, "published_at": None, "visible_from": 0, **fields}
    return KeywordEntry(id=id_, article_id=article, version=int(version), text=text, **given)  # type: ignore[arg-type]


def found(index: KeywordIndex, words: str, **filters: object) -> list[str]:
    return [id_ for id_, _ in index.search(words, 10, Filters(SEEN, **filters))]  # type: ignore[arg-type]


@pytest.fixture
def keywords(tmp_path: Path) -> KeywordIndex:
    return KeywordIndex(tmp_path / "keywords")


def test_words_are_found_in_other_forms_and_without_accents(keywords: KeywordIndex) -> None:
    keywords.apply(
        [], [word_entry("a-1-0", "Ferries were sailing past the café."), word_entry("b-1-0", "Nothing.")]
    )
    for words in ("ferry", "SAILED", "cafe", "sails nothingness café"):
        assert found(keywords, words)[0] == "a-1-0"
    assert found(keywords, "lighthouse") == []


def test_title_is_searched_too(keywords: KeywordIndex) -> None:
    keywords.apply([], [word_entry("a-1-0", "It sails at nine.", title="The Ormskay ferry")])
    assert found(keywords, "ormskay") == ["a-1-0"]


@pytest.mark.parametrize(
    "words",
    ["", "  ", "?!", '"', "text:x AND (", "ferry OR", "NOT ferry", "ferry^^2 ~", "a:b:c\\", "ferry*"],
)
def test_words_of_a_question_are_never_an_operator(keywords: KeywordIndex, words: str) -> None:
    keywords.apply([], [word_entry("a-1-0", "The ferry sails.")])
    assert found(keywords, words) == (["a-1-0"] if "ferry" in words else [])


def test_passages_that_share_most_with_stems_come_first(keywords: KeywordIndex) -> None:
    texts = {"a-1-0": "The ferry sails.", "b-1-0": "A ferry, a ferry and a pilot sail.", "c-1-0": "A pilot."}
    keywords.apply([], [word_entry(id_, text, title="Ferry") for id_, text in texts.items()])
    wanted = stems("pilots ferries sailing")
    assert keywords.having(wanted, 3, 10, Filters(SEEN)) == ["b-1-0"]
    assert keywords.having(wanted, 2, 10, Filters(SEEN))[0] == "b-1-0"
    assert set(keywords.having(wanted, 2, 10, Filters(SEEN))) == set(texts)
    assert keywords.having(wanted, 1, 1, Filters(SEEN)) == ["b-1-0"]
    assert keywords.having(stems("lighthouses"), 1, 10, Filters(SEEN)) == []
    assert keywords.having([], 0, 10, Filters(SEEN)) == []


def test_filters_narrow_by_date_publisher_and_moment(keywords: KeywordIndex) -> None:
    day = int(on("2025-03-01").timestamp())
    keywords.apply(
        [],
        [
            word_entry("a-1-0", "ferry", publisher='Quay\'s "News"', published_at=day, visible_from=day),
            word_entry("b-1-0", "ferry", publisher="Strand", published_at=day + 86_400, visible_from=day),
            word_entry("c-1-0", "ferry", visible_from=int(SEEN.timestamp()) + 1),
            word_entry("d-1-0", "ferry", visible_from=-1),
        ],
    )
    assert sorted(found(keywords, "ferry")) == ["a-1-0", "b-1-0", "d-1-0"]
    assert found(keywords, "ferry", publishers=('Quay\'s "News"',)) == ["a-1-0"]
    # Days are the publisher's, whose clock the archive knows: this index leaves room for any zone.
    assert found(keywords, "ferry", after=on("2025-03-02")) == ["b-1-0"]
    assert found(keywords, "ferry", before=on("2025-03-01 10:00")) == ["a-1-0"]


def test_version_given_again_is_replaced_whole(keywords: KeywordIndex) -> None:
    keywords.apply(
        [], [word_entry("a-1-0", "ferry"), word_entry("a-1-1", "boat"), word_entry("a-2-0", "ship")]
    )
    keywords.apply([], [word_entry("a-1-0", "raft")])
    assert keywords.count() == 2
    assert [found(keywords, word) for word in ("ferry", "boat", "ship", "raft")] == [
        [],
        [],
        ["a-2-0"],
        ["a-1-0"],
    ]
    keywords.apply(["a"], [word_entry("b-1-0", "canoe")])
    assert keywords.count() == 1


def test_document_frequency_counts_passages_with_the_stem(keywords: KeywordIndex) -> None:
    keywords.apply(
        [], [word_entry("a-1-0", "ferry ferries"), word_entry("b-1-0", "The ferry"), word_entry("c-1-0", "x")]
    )
    assert [keywords.document_frequency(stem) for stem in [*stems("Ferries"), "nowhere"]] == [2, 0]
    assert stems("The ferries' café") == ["the", "ferri", "cafe"]


def test_batch_that_fails_leaves_nothing_and_frees_the_writer(keywords: KeywordIndex) -> None:
    keywords.apply([], [word_entry("a-1-0", "ferry")])
    with pytest.raises(ArchiveError, match="keyword index"):
        keywords.apply(["a"], [word_entry("b-1-0", "boat"), word_entry("c-1-0", "x", published_at="never")])
    assert found(keywords, "ferry") == ["a-1-0"]
    keywords.apply([], [word_entry("b-1-0", "boat")])
    assert keywords.count() == 2
