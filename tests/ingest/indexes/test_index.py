"""Both indexes and the archive they are made from: what survives damage, and a real Chroma server."""

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

from ingest.embeddings.minilm import MiniLM
from ingest.errors import ArchiveError, BackendError, SettingsError
from ingest.indexes.seal import SEAL
from ingest.library import open_library
from ingest.pipeline import reindex
from ingest.settings import Settings
from ingest.store.archive import Action
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from tests.ingest.support import (
    QUESTIONS,
    SEEN,
    HashEmbedder,
    assert_whole,
    harbour,
    harbour_steps,
    holdings,
    open_with,
    settings_in,
    write_many,
)


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
    (settings.home / SEAL).unlink()  # a process that is killed does not put it on again
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
    for _ in range(2):
        with pytest.raises(ArchiveError, match=r"(is damaged|by something else); run `dateline reindex`"):
            open_with(settings, embedder).__enter__()
        (settings.home / SEAL).unlink(missing_ok=True)


def test_copied_home_is_still_intact(tmp_path: Path) -> None:
    settings, embedder = settings_in(tmp_path), HashEmbedder()
    with open_with(settings, embedder) as library:
        write_many(library)
    shutil.copytree(settings.home, tmp_path / "copy" / "home", copy_function=shutil.copyfile)
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
            askable = AskableLibrary.of(library)
            asked = [ask(askable, AskRequest(question, as_of=SEEN)) for question in QUESTIONS]
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
