"""Ingest from documents to indexes: what is embedded, what a report says, and how settings may change."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.article import Draft, article_id
from ingest.document import Document, Media
from ingest.embeddings.minilm import MiniLM
from ingest.errors import ArchiveError, ModelMismatchError, RejectedDocument
from ingest.library import Library, open_library
from ingest.pipeline import IngestReport, index_pending, ingest, reindex
from ingest.settings import Settings
from ingest.sources.files import read_paths
from ingest.store.archive import Archive
from ingest.store.filters import Filters
from service.ask import AskRequest, ask, search
from service.evidence.library import AskableLibrary
from tests.ingest.support import (
    HARBOUR,
    QUESTIONS,
    REMOVED_ID,
    SEEN,
    HashEmbedder,
    assert_whole,
    harbour,
    harbour_steps,
    holdings,
    on,
    open_with,
    record,
    remove_market,
    settings_in,
    write_many,
)

ROOT = Path(__file__).parents[2]
FARE = "How much is the single fare on the Ormskay ferry?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_in(tmp_path)


@pytest.fixture
def embedder() -> HashEmbedder:
    return HashEmbedder()


@pytest.fixture
def library(settings: Settings, embedder: HashEmbedder) -> Iterator[Library]:
    with open_with(settings, embedder) as opened:
        yield opened


def test_report_counts_and_times_each_stage(library: Library) -> None:
    first, second = harbour(library, 1), harbour(library, 2)
    assert (first.documents, first.new, first.updated, first.unchanged, first.accepted) == (6, 6, 0, 0, 6)
    assert (second.documents, second.new, second.updated, second.unchanged) == (4, 3, 1, 0)
    assert first.passages + second.passages == library.archive.counts().passages
    assert set(first.seconds) == {"read", "extract", "archive", "cut", "embed", "index"}
    assert all(seconds > 0 for seconds in first.seconds.values())


def test_same_documents_again_change_nothing_and_embed_nothing(
    settings: Settings, embedder: HashEmbedder
) -> None:
    with open_with(settings, embedder) as library:
        harbour_steps(library)
    before, embedded = holdings(settings), embedder.embedded
    with open_with(settings, embedder) as library:
        report = harbour(library, 3)
    assert (report.unchanged, report.passages, embedder.embedded) == (2, 0, embedded)
    after = holdings(settings)
    assert (after.articles, after.versions, after.passages) == (
        before.articles,
        before.versions,
        before.passages,
    )


def test_corrected_text_is_answered_from_its_correction_on(tmp_path: Path) -> None:
    with open_with(settings_in(tmp_path), MiniLM(threads=1)) as library:
        harbour(library, 1)
        harbour(library, 2)
        askable = AskableLibrary.of(library)
        for moment, fare, version in [("2025-03-11 14:59", "7.20", 1), ("2025-03-11 15:00", "6.90", 2)]:
            passages = search(askable, AskRequest(FARE, as_of=on(moment)))
            assert {p.stored.passage.version for p in passages if p.stored.title == "Ferry fare goes up"} == {
                version
            }
            answer = ask(askable, AskRequest(FARE, as_of=on(moment)))
            assert fare in answer.citations[0].quote
        before = library.index.matching("ferry fare", 10, Filters(on("2025-03-09")))
        assert not any("7.20" in text for text in _texts(library, [id_ for id_, _ in before], "2025-03-09"))


def _texts(library: Library, ids: list[str], day: str) -> list[str]:
    return [stored.text for stored in library.passages.load(ids, Filters(on(day))).passages.values()]


def test_removed_article_leaves_the_archive_and_both_indexes(
    settings: Settings, embedder: HashEmbedder
) -> None:
    with open_with(settings, embedder) as library:
        harbour(library, 1)
        remove_market(library)
    kept = holdings(settings)
    assert_whole(kept)
    assert not any(row[0] == REMOVED_ID for row in kept.articles)
    with open_with(settings, embedder) as library:
        assert harbour(library, 1).removed_before == 1
        documents = read_paths([str(HARBOUR / "1.jsonl")], max_bytes=1_000_000)
        assert ingest(library, documents, again=True).new == 1
    assert_whole(holdings(settings))


def test_article_removed_and_given_again_before_the_indexes_followed(
    settings: Settings, embedder: HashEmbedder
) -> None:
    url, text = "https://quayside.example/notice", "First sentence of the notice. Second sentence of it."
    given = Draft("Notice", text, url=url)
    with open_with(settings, embedder) as library:
        library.archive.accept([given], SEEN)
        index_pending(library, IngestReport())
        library.archive.remove(article_id(given))
        library.archive.accept([replace(given, text="Only sentence now.")], SEEN, again=True)
        library.archive.remove(article_id(given))
        library.archive.accept([replace(given, text=text + " Third.")], SEEN, again=True)
        index_pending(library, IngestReport())
        [id_] = [id_ for id_, _ in library.index.matching("third", 5, Filters(SEEN))]
        assert id_.startswith(article_id(given))
    assert_whole(holdings(settings))


def test_wire_copies_count_as_one_story(library: Library) -> None:
    harbour(library, 1)
    stories = {version.title: article.story_id for article, version in library.archive.latest(limit=20)}
    assert stories["Later ferry for Ormskay"] == stories["Ormskay ferry to wait for the train"]
    assert len(set(stories.values())) == len(stories) - 1


def test_what_cannot_be_used_is_reported_and_the_rest_goes_in(library: Library) -> None:
    documents: list[Document | RejectedDocument] = [
        record("Good", "A sentence that can be kept."),
        Document("empty.html", Media.HTML, b"  "),
        RejectedDocument("big.html", "larger than 20 MB"),
        Document("list.json", Media.RECORD, b"[1, 2]"),
        record("Long", "A sentence of forty characters, it says. " * 50_000),
    ]
    report = ingest(library, documents)
    assert (report.documents, report.new) == (5, 1)
    reasons = {rejected.origin: rejected.reason for rejected in report.rejected}
    assert list(reasons) == ["empty.html", "big.html", "list.json", "record Long"]
    assert "2,000,000 characters; split it" in reasons["record Long"]


def test_progress_is_told_after_each_batch(library: Library) -> None:
    seen: list[tuple[int, int]] = []
    documents = [record(f"Item {n}", f"Item {n} is a short one.") for n in range(70)]
    ingest(library, documents, lambda report: seen.append((report.documents, report.passages)))
    assert seen == [(32, 0), (32, 32), (64, 32), (64, 64), (70, 64), (70, 70)]


def test_reader_that_fails_leaves_what_was_accepted_to_the_next_run(
    settings: Settings, embedder: HashEmbedder
) -> None:
    def broken() -> Iterator[Document]:
        yield from (record(f"Item {n}", f"Item {n} is a short one.") for n in range(40))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_with(settings, embedder) as library:
        ingest(library, broken())
    with open_with(settings, embedder) as library:
        assert library.archive.counts().articles == 32
    assert_whole(holdings(settings))


# Settings that change


def test_another_model_names_reindex_and_what_is_stored(settings: Settings) -> None:
    with open_with(settings, HashEmbedder()) as library:
        harbour(library, 1)
    with pytest.raises(
        ModelMismatchError, match=r"of hashed words \(64\), .* all-MiniLM.*`dateline reindex`"
    ):
        open_library(settings).__enter__()


def test_another_passage_size_names_reindex(settings: Settings) -> None:
    with open_with(settings, HashEmbedder()) as library:
        harbour(library, 1)
    larger = settings.model_copy(update={"passage_tokens": 160})
    with pytest.raises(
        ModelMismatchError, match=r"48 tokens, DATELINE_PASSAGE_TOKENS=160; .*`dateline reindex`"
    ):
        open_with(larger, HashEmbedder()).__enter__()


def test_reindex_with_another_model_embeds_everything_anew(settings: Settings) -> None:
    old, new = HashEmbedder(), HashEmbedder("other words", dimension=96)
    with open_with(settings, old) as library:
        harbour_steps(library)
    with open_with(settings, new, check=False) as library:
        report = reindex(library)
        assert report.passages == new.embedded == library.archive.counts().passages
    kept = holdings(settings)
    assert_whole(kept)
    assert {len(vector) for vector in kept.vectors.values()} == {96}
    with pytest.raises(ModelMismatchError), open_with(settings, old):
        pass


def test_reindex_with_another_passage_size_cuts_anew(settings: Settings) -> None:
    with open_with(settings, HashEmbedder()) as library:
        harbour_steps(library)
    before = len(holdings(settings).passages)
    larger = settings.model_copy(update={"passage_tokens": 160})
    with open_with(larger, HashEmbedder(), check=False) as library:
        reindex(library)
    kept = holdings(larger)
    assert_whole(kept)
    assert len(kept.passages) < before


def test_reindex_with_the_same_model_keeps_the_vectors(settings: Settings, embedder: HashEmbedder) -> None:
    with open_with(settings, embedder) as library:
        harbour_steps(library)
    embedded = embedder.embedded
    with open_with(settings, embedder, check=False) as library:
        reindex(library)
    assert embedder.embedded == embedded
    assert_whole(holdings(settings))


def test_reindex_that_was_stopped_is_finished_by_the_next_command(settings: Settings) -> None:
    class Stopped(Exception):
        pass

    def stop(report: IngestReport) -> None:
        if report.passages > 5:
            raise Stopped

    new = HashEmbedder("other words", dimension=96)
    with open_with(settings, HashEmbedder()) as library:
        for number in range(3):
            ingest(library, [record(f"Ledger {number}-{n}", f"Entry {n} of many.") for n in range(40)])
    with pytest.raises(Stopped), open_with(settings, new, check=False) as library:
        reindex(library, stop)
    assert holdings(settings).pending > 0
    with open_with(settings, new):
        pass
    assert_whole(holdings(settings))


def test_new_archive_may_be_reindexed_and_asked(settings: Settings, embedder: HashEmbedder) -> None:
    with open_with(settings, embedder, check=False) as library:
        assert reindex(library).passages == 0
    for _ in range(2):
        with open_with(settings, embedder) as library:
            assert ask(AskableLibrary.of(library), AskRequest(QUESTIONS[0])).refusal


# A disk that fills up


_FILL = """
import resource, sys
from pathlib import Path
from ingest.errors import DatelineError
from tests.ingest.support import HashEmbedder, open_with, settings_in, write_many
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    with open_with(settings_in(Path(sys.argv[1])), HashEmbedder(dimension=256)) as library:
        write_many(library)
except DatelineError as exc:
    print(exc)
    sys.exit(exc.exit_code)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("kilobytes", [20, 200, 1_000])
def test_full_disk_is_an_error_and_nothing_accepted_is_lost(tmp_path: Path, kilobytes: int) -> None:
    command = [sys.executable, "-c", _FILL, str(tmp_path), str(kilobytes * 1024)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == ArchiveError.exit_code, done.stderr
    assert "free space" in done.stdout or "the disk has space" in done.stdout
    settings, embedder = settings_in(tmp_path), HashEmbedder(dimension=256)
    archive = Archive(settings.archive_url)
    accepted = archive.counts().articles
    archive.close()
    with open_with(settings, embedder) as library:
        assert library.archive.counts().articles == accepted
        write_many(library)
    assert_whole(holdings(settings))


@pytest.mark.parametrize("field", ["title", "publisher", "agency", "section", "guid"])
def test_a_name_that_would_fill_the_indexes_is_rejected(library: Library, field: str) -> None:
    # A title stands beside each of its passages: a long one over a long text would take hours.
    values = {"title": "Ferry", "text": "It sailed.", "publisher": "Quayside News"}
    values |= {field: "https://quayside.example/" + "tide" * 600}
    long = Document("record", Media.RECORD, json.dumps(values).encode())
    report = ingest(library, [long, record("Lido", "It opened.")])
    assert report.new == 1
    assert [each.reason for each in report.rejected] == [
        f"its {field} has more than 2,000 characters; shorten it"
    ]


_STORY = "The council met on Tuesday and agreed to mend the old bridge over the river."


@pytest.mark.parametrize(
    "unit",
    ["a. ", "(", "7", '"', "“", "abcdefg", ". ", "a\n\n", "e\u0301", "\u0301", "\U0001f600", "A.B.", "a, "],
)
def test_a_long_text_of_one_thing_is_taken_in(library: Library, unit: str) -> None:
    text = f"{_STORY}\n\n{unit * (100_000 // len(unit))}"
    started = time.monotonic()
    report = ingest(library, [record("Ferry", text)])
    assert report.new == 1
    assert time.monotonic() - started < 10
