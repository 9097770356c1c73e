"""The indexes: what they find, what survives damage, and a real Chroma server."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest

from ingest.archive import Action
from ingest.embedding import unit
from ingest.errors import ArchiveError, BackendError, SettingsError
from ingest.filters import Filters
from ingest.keywords import KeywordEntry, KeywordIndex, stems
from ingest.library import open_library
from ingest.meaning import MeaningEntry, MeaningIndex
from ingest.minilm import MiniLM
from ingest.pipeline import reindex
from ingest.settings import Settings
from service.ask import AskRequest, ask
from tests.ingest.support import (
    QUESTIONS,
    SEEN,
    HashEmbedder,
    assert_whole,
    harbour,
    harbour_steps,
    holdings,
    on,
    open_with,
    settings_in,
    write_many,
)

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


# Meaning


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


# Words


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
    assert found(keywords, "ferry", after=on("2025-03-02")) == ["b-1-0"]
    assert found(keywords, "ferry", before=on("2025-03-02")) == ["a-1-0"]


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


# Both, and the archive they are made from


def test_damaged_index_names_reindex_which_repairs_it(tmp_path: Path) -> None:
    settings, embedder = settings_in(tmp_path), HashEmbedder()
    with open_with(settings, embedder) as library:
        harbour_steps(library)
    whole, embedded = holdings(settings), embedder.embedded
    for damage in (_delete_chroma, _spoil_chroma, _delete_words, _truncate_words, _spoil_words):
        damage(settings.home)
        with pytest.raises(ArchiveError, match="dateline reindex"), open_with(settings, embedder):
            pass
        with open_with(settings, embedder, check=False) as library:
            reindex(library)
        assert holdings(settings).in_tantivy == whole.in_tantivy
        assert_whole(holdings(settings))
    assert embedder.embedded == embedded


def _delete_chroma(home: Path) -> None:
    shutil.rmtree(home / "chroma")


def _spoil_chroma(home: Path) -> None:
    (home / "chroma" / "chroma.sqlite3").write_bytes(b"not a database " * 1000)


def _delete_words(home: Path) -> None:
    shutil.rmtree(home / "keywords")


def _truncate_words(home: Path) -> None:
    for path in (home / "keywords").glob("*.store"):
        path.write_bytes(path.read_bytes()[:20])


def _spoil_words(home: Path) -> None:
    (home / "keywords" / "meta.json").write_text("{")


def test_graph_torn_by_a_kill_is_built_anew_from_the_archive(tmp_path: Path) -> None:
    settings, embedder = settings_in(tmp_path), HashEmbedder()
    with open_with(settings, embedder) as library:
        write_many(library)
        version = library.archive.latest(limit=1)[0][1]
        # As if killed while it followed this entry: Chroma has written, the journal is not done.
        library.archive.reopen_journal(recut=False)
        entries = library.archive.pending(limit=1_000)
        library.archive.mark_done(
            [entry for entry in entries if entry.article_id != version.article_id], SEEN
        )
        assert [entry.action for entry in library.archive.pending(limit=10)] == [Action.INDEX]
    [graph] = (settings.home / "chroma").glob("*/data_level0.bin")
    graph.write_bytes(graph.read_bytes()[:1_000])
    with open_with(settings, embedder):
        pass
    assert_whole(holdings(settings))
    assert embedder.embedded == len(holdings(settings).passages)


def test_graph_changed_while_nothing_was_pending_names_reindex(tmp_path: Path) -> None:
    settings, embedder = settings_in(tmp_path), HashEmbedder()
    with open_with(settings, embedder) as library:
        write_many(library)
    [graph] = (settings.home / "chroma").glob("*/data_level0.bin")
    graph.write_bytes(graph.read_bytes()[:1_000])
    with pytest.raises(ArchiveError, match="changed by something else; run `dateline reindex`"):
        open_with(settings, embedder).__enter__()


def test_copied_home_is_still_intact(tmp_path: Path) -> None:
    settings, embedder = settings_in(tmp_path), HashEmbedder()
    with open_with(settings, embedder) as library:
        write_many(library)
    shutil.copytree(settings.home, tmp_path / "copy" / "home")
    with open_with(settings_in(tmp_path / "copy"), embedder) as library:
        assert library.index.nearest(embedder.embed_question("ropes, lamps"), 5)


# A Chroma server


@contextmanager
def chroma_server(folder: Path) -> Iterator[str]:
    """Run `chroma run` on a free port of loopback for as long as the context lasts; yield its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until(lambda: _answers(url), process)
            yield url
        finally:
            process.terminate()


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while not ready():
        assert process.poll() is None, "chroma ended"
        assert time.monotonic() < deadline, "chroma did not start"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/api/v2/heartbeat").is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server(tmp_path_factory.mktemp("server")) as url:
        yield url


def on_server(folder: Path, server: str, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DATELINE_CHROMA_URL", server)
    return settings_in(folder)


def test_server_gives_the_same_answers_as_chroma_in_process(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    minilm, answers = MiniLM(threads=1), []
    for settings in (settings_in(tmp_path / "a"), on_server(tmp_path / "b", server, monkeypatch)):
        with open_with(settings, minilm) as library:
            harbour_steps(library)
            asked = [ask(library, AskRequest(question, as_of=SEEN)) for question in QUESTIONS]
            answers.append([[c.quote for c in answer.citations] for answer in asked])
            assert library.index.counts() == (library.archive.counts().passages,) * 2
    assert answers[0] == answers[1]
    assert not (tmp_path / "b" / "home" / "chroma").exists()


def test_reindex_on_a_server_starts_from_an_empty_collection(
    tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_CHROMA_COLLECTION", "another")
    settings = on_server(tmp_path, server, monkeypatch)
    with open_with(settings, HashEmbedder()) as library:
        harbour(library, 1)
    with open_with(settings, HashEmbedder("others", dimension=8), check=False) as library:
        reindex(library)
        assert library.index.counts() == (library.archive.counts().passages,) * 2
        assert library.index.nearest(np.ones(8, np.float32), 3)


def test_server_that_is_not_there_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = on_server(tmp_path, "http://127.0.0.1:9", monkeypatch)
    with pytest.raises(BackendError, match=r"Chroma server http://127\.0\.0\.1:9: .*DATELINE_CHROMA_URL"):
        open_library(settings).__enter__()


def test_server_that_goes_away_is_named_and_what_was_accepted_is_finished_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with chroma_server(tmp_path / "server") as url, ExitStack() as stack:
        settings = on_server(tmp_path, url, monkeypatch)
        library = stack.enter_context(open_with(settings, HashEmbedder()))
        harbour(library, 1)
        opened = stack.pop_all()
    with opened:
        with pytest.raises(BackendError, match=f"Chroma server {url}"):
            library.index.nearest(np.ones(64, np.float32), 3)
        with pytest.raises(BackendError, match=f"Chroma server {url}"):
            harbour(library, 2)
        assert library.archive.counts().pending == 4
    with chroma_server(tmp_path / "server") as url:
        settings = on_server(tmp_path, url, monkeypatch)
        with open_with(settings, HashEmbedder()) as library:
            assert library.archive.counts().pending == 0
            assert library.index.counts() == (library.archive.counts().passages,) * 2


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://localhost", "http://", "http://host:port"])
def test_bad_url_names_the_setting(tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=r"DATELINE_CHROMA_URL=.*must look like http://host:8000"):
        open_library(on_server(tmp_path, url, monkeypatch)).__enter__()
