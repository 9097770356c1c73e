"""The parts of the bench: corpus, race, archives and figures; terminal/test_commands.py runs the whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from eval.bench.beside import BESIDE_OVER_IDLE, measure_beside
from eval.bench.corpus import Corpus, CorpusPart, chunks, cut, first_documents, open_corpus, repeated_sample
from eval.bench.figures import Figure, Goal
from eval.bench.memory import peak_memory, serving_peak, tree_memory
from eval.bench.race import Contender, race
from eval.bench.scale import MadeUpEmbedder, made_up_words, measure_scale
from eval.bench.soak import measure_soak
from eval.bench.speed import LlamaPipeline, PaddedMiniLM, measure_speed
from eval.bench.warc import measure_warc
from eval.homes import build_home, cached_home, eval_settings
from ingest.article import Draft
from ingest.document import Document, Media
from ingest.embeddings.embedder import Embedder
from ingest.embeddings.minilm import MiniLM
from ingest.errors import InputError
from ingest.extract import extract
from ingest.indexes.meaning import open_client
from ingest.llama import DatelineEmbedding
from ingest.store import stories
from service.evidence.library import open_askable
from tests.conftest import CopyHome

ORIGINALS = 75


def part(passages: int) -> CorpusPart:
    return CorpusPart(Document("a", Media.TEXT, b""), (), ("",) * passages)


@pytest.fixture(scope="module")
def drafts() -> list[Draft]:
    """The stories of the sample and those of its first copy."""
    return [draft for document in islice(repeated_sample(), 2 * ORIGINALS) for draft in extract(document)]


def test_contenders_take_turns_at_going_first() -> None:
    order: list[tuple[str, int]] = []
    first: Contender[int] = Contender("first", lambda item: order.append(("first", item)))
    second: Contender[int] = Contender("second", lambda item: order.append(("second", item)))
    race([first, second], [1, 2], warm_up=0)
    assert order == [("first", 1), ("second", 1), ("second", 2), ("first", 2)]


def test_warm_up_is_run_but_not_counted() -> None:
    run: list[int] = []
    done: list[int] = []
    seconds = race([Contender("a", run.append)], [1, 2, 3], warm_up=1, after_each=done.append)
    assert (run, done, len(seconds["a"])) == ([1, 2, 3], [1, 2, 3], 2)


def test_chunks_hold_enough_passages_and_the_rest_is_left_out() -> None:
    found = chunks([part(2), part(3), part(9), part(1)], 4)
    assert [[len(each.passages) for each in chunk] for chunk in found] == [[2, 3], [9]]


def test_documents_end_when_there_are_enough_passages() -> None:
    assert len(list(first_documents([part(2), part(3), part(9)], 4))) == 2


def test_copies_of_the_sample_are_articles_and_stories_of_their_own(drafts: list[Draft]) -> None:
    originals, copies = drafts[:ORIGINALS], drafts[ORIGINALS:]
    assert [copy.published_at for copy in copies] == [draft.published_at for draft in originals]
    assert not {copy.url for copy in copies} & {draft.url for draft in originals}
    for draft, copy in zip(originals, copies, strict=True):
        near = stories.similarity(stories.fingerprint(draft.text), stories.fingerprint(copy.text))
        assert near < stories.SAME_STORY, draft.title


def test_copies_are_the_same_every_time(drafts: list[Draft]) -> None:
    again = [draft for document in islice(repeated_sample(), 2 * ORIGINALS) for draft in extract(document)]
    assert again == drafts


def test_cut_gives_title_and_text_of_each_passage() -> None:
    first = next(cut(open_corpus(None), 160))
    draft = first.drafts[0]
    assert all(passage.startswith(f"{draft.title}\n") for passage in first.passages)
    assert all(passage.removeprefix(f"{draft.title}\n") in draft.text for passage in first.passages)


def test_folder_that_is_no_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"questions\.jsonl, articles\.jsonl\.gz missing"):
        open_corpus(tmp_path)


def test_corpus_too_small_for_the_race_is_refused() -> None:
    document = next(repeated_sample())
    with pytest.raises(InputError, match="tiny has fewer than 500 passages"):
        measure_speed(Corpus("tiny", "", (), lambda: [document]), 500)


def test_built_archive_is_used_again(tmp_path: Path) -> None:
    def documents() -> Iterator[Document]:
        return first_documents(cut(open_corpus(None), 160), 4)

    def none() -> Iterator[Document]:
        raise AssertionError("the archive holds enough")

    shares: list[float] = []
    held = build_home(tmp_path, documents, 4, lambda stage, share: shares.append(share))
    assert held >= 4
    assert shares[-1] >= 1
    assert build_home(tmp_path, none, 4) == held


def test_homes_differ_by_what_they_hold(tmp_path: Path) -> None:
    assert cached_home(tmp_path, "a", "10") == cached_home(tmp_path, "a", "10")
    assert cached_home(tmp_path, "a", "10") != cached_home(tmp_path, "a", "20")


def test_archives_of_a_user_are_never_written_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATABASE_URL", "postgresql://news.example/archive")
    monkeypatch.setenv("DATELINE_CHROMA_URL", "http://chroma.example:8000")
    settings = eval_settings(tmp_path)
    assert (settings.database_url, settings.chroma_url) == (None, None)


def test_chromas_own_function_gives_our_vectors() -> None:
    model = MiniLM()
    texts = ["The bridge opens in May.", "Nobody was hurt when the dredger struck a wreck."]
    # The packaged model computes in floats, ours in int8.
    cosines = (np.stack(PaddedMiniLM()(texts)) * model.embed_texts(texts)).sum(axis=1)
    assert cosines.min() > 0.95


def test_llama_index_pipeline_puts_its_nodes_into_chroma(tmp_path: Path) -> None:
    embedder: Embedder = MiniLM()
    client = open_client(tmp_path, None)
    nodes = LlamaPipeline(DatelineEmbedding(embedder), client, 32).run([("Bridge", "It opens in May. " * 30)])
    assert nodes > 1
    assert client.get_collection("nodes", embedding_function=None).count() == nodes
    client.close()


def test_asking_an_archive_has_a_peak(copy_home: CopyHome) -> None:
    # The kernel counts pages by the thousand: a peak that is read again may be a little lower.
    assert 0 < serving_peak(None, copy_home()) <= 1.01 * peak_memory()


def test_figure_knows_whether_its_goal_is_met() -> None:
    assert Figure("speed", 0.9, "times", Goal(0.9, at_least=True)).met
    assert Figure("memory", 701, "MB", Goal(700, at_least=False)).met is False
    assert Figure("memory", 701, "MB").met is None


def test_archive_of_the_bench_can_be_opened_again(tmp_path: Path) -> None:
    build_home(tmp_path, lambda: first_documents(cut(open_corpus(None), 160), 2), 2)
    with open_askable(eval_settings(tmp_path)) as library:
        assert library.archive.counts().pending == 0


# Scale


def test_archives_of_two_sizes_are_built_asked_and_kept(tmp_path: Path) -> None:
    report = measure_scale((400, 150), tmp_path, questions=2)
    small, large = report.archives
    assert 150 <= small.passages < 400 <= large.passages < 600
    assert small.disk < large.disk
    assert small.memory > 50
    assert 0 < small.start < 60
    timed = {(each.filters, each.stage) for each in large.stages}
    assert {(filters, "total") for filters in ("none", "dates", "publisher")} <= timed
    assert {("none", stage) for stage in ("embed", "retrieve", "evidence", "read")} <= timed
    assert all(0 < each.p50 <= each.p95 for each in large.stages)
    assert 0.2 < report.growth < 5
    assert measure_scale((150,), tmp_path, questions=1).archives[0].passages == small.passages


def test_made_up_texts_with_words_in_common_are_near() -> None:
    embedder, words = MadeUpEmbedder(), made_up_words()
    assert len(set(words)) == len(words)
    one, other, far = (" ".join(words[start : start + 20]) for start in (100, 105, 900))
    vectors = embedder.embed_texts([one, other, far])
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2]
    assert np.linalg.norm(embedder.embed_question("")) == pytest.approx(1)


@pytest.mark.skipif(
    tree_memory(None) is None, reason="the system does not say how much memory processes hold"
)
def test_soak_counts_what_arrived_and_weighs_the_service() -> None:
    shares: list[float] = []
    report = measure_soak(20, 0.1, lambda stage, share: shares.append(share))
    assert (report.arrivals, report.lost, report.twice) == (20, 0, 0)
    figures = {figure.name: figure for figure in report.figures}
    # The service asks the feed every five seconds; the machine may be busy.
    assert 0 < figures["feed to answerable, p50"].value <= figures["feed to answerable, p95"].value < 60
    early, late = figures["memory in the last quarter over that in the second"].readings
    assert 100 < early.value < 4_000
    assert late.value > 100
    assert shares[-1] == 1


def test_web_archives_are_timed_beside_trafilatura(tmp_path: Path) -> None:
    paragraphs = "".join(f"<p>The tram to the harbour was late again on day {day}.</p>" for day in range(9))
    for number in range(50):
        words = f"<article><h1>Tram {number}</h1>{paragraphs}<p>Its number was {number}.</p></article>"
        (tmp_path / f"{number}.html").write_text(words if number % 10 else "<nav>Home</nav>")
    report = measure_warc(tmp_path, 500)
    extracted, taken_in = report.figures
    assert report.passages == 45  # one of each page that has an article
    assert taken_in.value < extracted.value
    assert [each.unit for each in extracted.readings] == ["articles/s", "articles/s"]


def test_too_few_pages_for_web_archives_are_refused(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>One page.</p>")
    with pytest.raises(InputError, match="1 pages; 50 are needed"):
        measure_warc(tmp_path, 500)


def test_answers_are_timed_beside_ingest(tmp_path: Path) -> None:
    report = measure_beside(None, passages=20, questions=2, cache=tmp_path)
    p50, p95, rate = report.figures
    assert [reading.name for reading in p95.readings] == ["beside ingest", "idle"]
    assert p95.value == pytest.approx(p95.readings[0].value / p95.readings[1].value)
    assert p50.readings[0].value <= p95.readings[0].value
    assert (p95.goal, rate.unit) == (BESIDE_OVER_IDLE, "passages/s")
