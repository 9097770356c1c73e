"""Runs: the sample set against its thresholds, going on after a stop, what a run folder says."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import html

from eval.homes import eval_settings
from eval.page.report import write_report
from eval.runs.folder import RunFolder
from eval.runs.results import QuestionResult, Result
from eval.runs.run import RunOptions, run_set
from eval.runs.sets import among, archive_home, open_own, open_set
from eval.runs.thresholds import read_thresholds, shortfalls
from ingest.errors import ArchiveError, InputError, SettingsError
from ingest.library import open_archive
from ingest.settings import load_settings
from tests.commands import runner
from tests.conftest import CopyHome
from tests.eval.conftest import FEW, RunSample
from tests.model_server import MODEL, ModelServer


def url(name: str) -> str:
    return f"https://echo.example/{name}"


WRECK = "A dredger struck an unknown wreck at the mouth of Kessmouth harbour on Friday. Nobody was hurt."
BELL = "Divers raised a bronze bell from the wreck off Kessmouth on Thursday. It weighs 41 kilograms."
ARTICLES = [
    ("wreck", "2025-05-02", "Dredger strikes wreck", WRECK),
    ("bell", "2025-05-09", "Bell raised from wreck", BELL),
]
# id, question, day, choices (the first is right), articles that hold it
QUESTIONS = [
    (
        "wreck",
        "What did a dredger strike off Kessmouth?",
        "2025-05-02",
        ("unknown wreck", "whale"),
        ["wreck"],
    ),
    (
        "early",
        "What did divers raise from the wreck off Kessmouth?",
        "2025-05-03",
        ("bronze bell", "anchor"),
        ["bell"],
    ),
    ("other", "What is the boiling point of tungsten?", "2025-05-07", ("5,555 degrees", "41 degrees"), []),
]


@pytest.fixture(scope="module")
def quiz(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quiz")
    articles = (
        {"url": url(name), "title": title, "text": text, "authors": [], "published": day}
        for name, day, title, text in ARTICLES
    )
    questions = (
        {
            "id": id_,
            "question": question,
            "as_of": day,
            "choices": choices,
            "gold_index": 0,
            "gold": choices[0],
            "urls": [url("wreck")],
            "urls_with_gold_string": [url(name) for name in holding],
        }
        for id_, question, day, choices, holding in QUESTIONS
    )
    (folder / "articles.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, articles)).encode()))
    (folder / "questions.jsonl").write_text("\n".join(map(json.dumps, questions)), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def quiz_run(quiz: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, QuestionResult]:
    options = RunOptions(tmp_path_factory.mktemp("runs") / "quiz", tmp_path_factory.mktemp("cache"))
    run_set(open_set("realtimeqa", quiz), options)
    results = RunFolder(options.folder).results()
    return {result.case.id: result for result in results if isinstance(result, QuestionResult)}


def ids(results: Sequence[Result]) -> list[str]:
    return [result.case.id for result in results]


# The sample set


def test_the_sample_set_reaches_its_thresholds(sample_run: Path) -> None:
    assert shortfalls(read_thresholds("sample"), RunFolder(sample_run).summary) == []


def test_a_run_has_every_case_with_its_answer_and_times(sample_run: Path) -> None:
    folder, sample = RunFolder(sample_run), open_set("sample", None)
    results = folder.results()
    assert len(results) == folder.summary.cases == sample.size
    assert all(result.timings for result in results)
    assert {"question", "summary"} == {result.kind for result in results}
    assert {"how_many", "held_out"} <= set(folder.summary.tags)
    stages = {each.stage for each in folder.summary.times}
    assert {"embed", "retrieve", "write", "total"} <= stages


def test_the_report_of_a_whole_run(sample_run: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert write_report(sample_run, out) == out
    headings = {heading.text_content() for heading in html.parse(str(out)).getroot().xpath("//h2")}
    assert {"Measures", "Risk and coverage", "By tag", "Time"} <= headings


def test_evidence_is_kept_in_words(sample_run: Path) -> None:
    for result in RunFolder(sample_run).results():
        if isinstance(result, QuestionResult):
            assert len(result.evidence) == len(result.case.evidence)
            assert all(quoted.text for places in result.evidence for quoted in places)


def test_settings_say_what_a_run_was_made_with(sample_run: Path) -> None:
    made = RunFolder(sample_run).made_with
    assert (made.set, made.writer, made.limit) == ("sample", "extractive", None)
    assert made.embedding == "all-MiniLM-L6-v2-int8"
    assert len(made.embedding_sha256 or "") == len(made.code_sha256) == len(made.cases_sha256) == 64
    assert {"python", "chromadb"} <= set(made.versions)


# Among the articles of another archive


def test_a_set_is_asked_among_the_articles_of_another_archive(
    quiz: Path, quiz_run: dict[str, QuestionResult], copy_home: CopyHome, tmp_path: Path
) -> None:
    alone, home = open_set("realtimeqa", quiz), copy_home()
    joined = among(alone, home)
    assert joined.documents_sha256 != alone.documents_sha256
    options = RunOptions(tmp_path / "run", tmp_path / "cache")
    before = eval_counts(home)
    run_set(joined, options)
    assert eval_counts(archive_home(joined, options.cache)) == before + len(ARTICLES)
    assert eval_counts(home) == before
    assert set(ids(RunFolder(options.folder).results())) == set(quiz_run)


def test_nothing_is_put_among_what_is_no_archive_nor_a_set_without_articles(
    quiz: Path, copy_home: CopyHome, tmp_path: Path
) -> None:
    with pytest.raises(ArchiveError, match=str(tmp_path)):
        among(open_set("realtimeqa", quiz), tmp_path / "nowhere")
    own = tmp_path / "own.jsonl"
    own.write_text('{"question": "When?", "answer": "Today"}')
    asked = open_own(own, load_settings(home=copy_home()))
    with pytest.raises(InputError, match="no articles of its own"):
        among(asked, copy_home())


def eval_counts(home: Path) -> int:
    with open_archive(eval_settings(home)) as archive:
        return archive.counts().articles


# Going on


def test_a_run_that_was_stopped_goes_on_where_it_was(run_few: RunSample) -> None:
    folder = run_few()
    cases = folder / "cases.jsonl"
    lines = cases.read_bytes().splitlines(keepends=True)
    cases.write_bytes(b"".join(lines[:3]) + lines[3][:50])
    assert run_few() == folder
    again = cases.read_bytes().splitlines(keepends=True)
    assert again[:3] == lines[:3]  # with their timings: they were not asked again
    assert len(again) == len(lines)
    assert RunFolder(folder).summary.cases == 2 * FEW


def test_a_larger_limit_goes_on_from_a_smaller_one(run_few: RunSample) -> None:
    few = ids(RunFolder(run_few(limit=2)).results())
    more = RunFolder(run_few(limit=3))
    assert ids(more.results())[: len(few)] == few
    assert len(more.results()) == 2 * 3
    assert more.made_with.limit == 3


def test_a_folder_of_another_run_is_refused(run_few: RunSample, sample_cache: Path, tmp_path: Path) -> None:
    options = RunOptions(run_few(), sample_cache, limit=FEW, seed=7)
    with pytest.raises(InputError, match=r"other settings \(seed\); give another --out"):
        run_set(open_set("sample", None), options)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").touch()
    with pytest.raises(InputError, match="no run and not empty"):
        run_few("mine")
    (tmp_path / "a file").touch()
    with pytest.raises(InputError, match="a file cannot be made a folder"):
        run_few("a file")


def test_a_line_that_is_damaged_is_named(run_few: RunSample) -> None:
    folder = run_few()
    cases = folder / "cases.jsonl"
    cases.write_bytes(b'{"kind": "question"}\n' + cases.read_bytes())
    with pytest.raises(InputError, match=r"cases\.jsonl:1: "):
        run_few()


def test_keys_and_passwords_stay_out_of_the_folder(
    run_few: RunSample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LLM_MODEL", "some-model")
    monkeypatch.setenv("DATELINE_LLM_API_KEY", "sk-very-secret")
    monkeypatch.setenv("DATELINE_LLM_BASE_URL", "http://me:hunter2@127.0.0.1:9/v1")
    folder = run_few(writer="extractive")
    written = b"".join(file.read_bytes() for file in folder.iterdir())
    assert b"some-model" in written
    assert not [secret for secret in (b"sk-very-secret", b"hunter2") if secret in written]


# Public sets


def test_a_quiz_is_asked_as_of_its_day(quiz_run: dict[str, QuestionResult]) -> None:
    wreck, early = quiz_run["wreck"].figures, quiz_run["early"].figures
    assert (wreck["gold_in_1_passages"], wreck["gold_in_1_statements"], wreck["choice"]) == (1, 1, 1)
    # the bell had not been raised then
    assert (early["gold_in_200_passages"], early["answer_right"], early["evidence_in_200_passages"]) == (
        0,
        0,
        0,
    )


def test_a_quiz_question_whose_answer_may_be_in_no_article_has_a_choice_only(
    quiz_run: dict[str, QuestionResult],
) -> None:
    other = quiz_run["other"]
    assert "answer_right" not in other.figures
    assert "gold_in_1_passages" not in other.figures
    assert other.right is None
    assert other.figures["choice"] is not None


def test_claims_need_no_archive(tmp_path: Path) -> None:
    claims = [
        {"id": "1", "doc": f"{WRECK} {BELL}", "summary": "A dredger struck an unknown wreck.", "label": 1},
        {"id": "2", "doc": f"{WRECK} {BELL}", "summary": "The bell weighs 97 kilograms.", "label": 0},
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(map(json.dumps, claims)))
    summary = run_set(open_set("summedits", path), RunOptions(tmp_path / "run", tmp_path / "cache"))
    assert summary.measures["balanced_accuracy"].value == 1
    assert not (tmp_path / "cache").exists()


def test_follow_ups_need_no_archive_and_go_on_after_a_stop(tmp_path: Path) -> None:
    history = ["When will the Kess Bridge open?", "The Kess Bridge will open on 29 November."]
    right = {"history": history, "question": "Who built it?", "rewrite": "Who built the Kess Bridge?"}
    other = {
        "history": history,
        "question": "Who won the final in Ormskay on Sunday?",
        "carry_nothing": True,
        "kind": "new",
    }
    path = tmp_path / "said.jsonl"
    path.write_text("\n".join(map(json.dumps, [right, other])))
    options = RunOptions(tmp_path / "run", tmp_path / "cache")
    summary = run_set(open_set("followups", path), options)
    assert {name: found.value for name, found in summary.measures.items()} == {
        "words_carried": 1,
        "all_carried": 1,
        "nothing_false": 1,
    }
    assert set(summary.tags) == {"new"}
    cases = options.folder / "cases.jsonl"
    lines = cases.read_bytes().splitlines(keepends=True)
    cases.write_bytes(lines[0])
    assert run_set(open_set("followups", path), options).measures == summary.measures
    assert cases.read_bytes().startswith(lines[0])
    assert not (tmp_path / "cache").exists()


def test_an_archive_is_kept_by_the_content_of_its_set(quiz: Path, tmp_path: Path) -> None:
    home = archive_home(open_set("realtimeqa", quiz), tmp_path)
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in quiz.iterdir():
        (copy / file.name).write_bytes(file.read_bytes())
    assert archive_home(open_set("realtimeqa", copy), tmp_path) == home
    body = gzip.decompress((copy / "articles.jsonl.gz").read_bytes()).replace(b"Nobody", b"No one")
    (copy / "articles.jsonl.gz").write_bytes(gzip.compress(body))
    assert archive_home(open_set("realtimeqa", copy), tmp_path) != home


@pytest.mark.parametrize(
    ("name", "path", "message"),
    [
        ("nosuch", None, "'nosuch' is no set; known are sample, clapnq"),
        ("xquad", None, "say where it is with --path"),
        ("sample", Path("somewhere"), "takes no --path"),
    ],
)
def test_a_set_that_cannot_be_opened_is_named(name: str, path: Path | None, message: str) -> None:
    with pytest.raises(InputError) as error:
        open_set(name, path)
    assert message in str(error.value)


# The judge


def test_a_judge_is_kept_apart(
    run_few: RunSample, model_server: ModelServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_LLM_BASE_URL", model_server.url)
    monkeypatch.setenv("DATELINE_LLM_MODEL", MODEL)
    folder = run_few(writer="extractive", judge=True)
    judged, plain = RunFolder(folder).summary, RunFolder(run_few("plain", writer="extractive")).summary
    assert judged.measures == plain.measures
    assert plain.judge is None
    assert judged.judge is not None
    assert judged.judge.model == MODEL
    assert len(RunFolder(folder).verdicts()) >= 1
    verdicts = (folder / "judge.jsonl").read_bytes()
    run_few(writer="extractive", judge=True)
    assert (folder / "judge.jsonl").read_bytes() == verdicts


def test_a_judge_needs_a_model(run_few: RunSample) -> None:
    with pytest.raises(SettingsError, match="DATELINE_LLM_MODEL"):
        run_few(judge=True)


# The command


def test_the_command_prints_measures_and_times(sample_cache: Path, tmp_path: Path) -> None:
    options = ("--limit", "2", "--cache", str(sample_cache), "--out", str(tmp_path / "run"))
    run = runner(tmp_path)
    result = run("eval", "run", "sample", *options)
    assert result.exit_code == 0
    assert "answer_right" in result.stdout
    assert f"dateline eval report {tmp_path / 'run'}" in result.stdout
    assert run("eval", "report", str(tmp_path / "run")).exit_code == 0
    assert (tmp_path / "run" / "report.html").exists()
    assert json.loads(run("eval", "run", *options, "--json").stdout)["cases"] == 4


def test_the_command_fails_for_a_set_without_thresholds(quiz: Path, tmp_path: Path) -> None:
    result = runner(tmp_path)("eval", "run", "realtimeqa", "--path", str(quiz), "--check")
    assert isinstance(result.exception, InputError)
    assert "no thresholds for the set 'realtimeqa'" in str(result.exception)


def test_pairs_of_ones_own_are_run_compared_and_reported(tmp_path: Path) -> None:
    pairs = [
        {
            "source": [WRECK],
            "statement": "A dredger struck an unknown wreck.",
            "label": True,
            "kind": "short",
        },
        {"source": [BELL], "statement": "The bell weighs 97 kilograms.", "label": "contradicted"},
        {"source": BELL, "statement": "The bell weighs 41 pounds.", "label": "supported", "kind": "unit"},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, pairs)))
    run, folder = runner(tmp_path), str(tmp_path / "run")
    ran = run("eval", "run", "pairs", "--path", str(path), "--out", folder, "--json")
    summary = json.loads(ran.stdout)
    measures = {name: found["value"] for name, found in summary["measures"].items()}
    assert measures["true_pass"] == measures["true_failed_figures"] == 0.5
    assert (measures["false_pass"], measures["balanced_accuracy"]) == (0, 0.75)
    assert summary["tags"]["short"]["measures"]["true_pass"]["value"] == 1
    assert summary["tags"]["unit"]["measures"]["true_pass"]["value"] == 0
    compared = run("eval", "compare", folder, folder, "--json")
    assert compared.exit_code == 0
    assert not json.loads(compared.stdout)["lost"]
    assert run("eval", "report", folder).exit_code == 0
    page = (tmp_path / "run" / "report.html").read_text()
    assert "claims: true ones that pass the check" in page
    assert "true, and held to be false" in page
