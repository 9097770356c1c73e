"""Questions of the user's own: read with their lines, asked of the user's archive, reported and compared."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from lxml import html

from eval.cases import Case, GoldSpan, TextFact
from eval.datasets.own import read_own
from eval.runs.folder import RunFolder
from eval.runs.results import QuestionResult
from ingest.article import article_id
from ingest.errors import InputError
from ingest.store.archive import Archive
from service.answer import Reason
from service.evidence.library import AskableLibrary
from tests.commands import LATER, STORY, Run, run_with_story
from tests.eval.datasets.written import example, lines
from tests.ingest.support import SEEN, accept_indexed, draft, on

URL = "https://quayside.example/lido"
TEXT = "The lido opens on 4 May, the council said."


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path_factory.mktemp('own') / 'archive.sqlite3'}")
    accept_indexed(opened, [draft("Lido", TEXT, published_at="2025-03-01")], SEEN)
    later = draft("Lido", f"{TEXT} It is late.", modified_at="2025-03-09")
    accept_indexed(opened, [later], SEEN)
    yield opened
    opened.close()


def read(path: Path, archive: Archive, *records: dict[str, object]) -> list[Case]:
    return list(read_own(lines(path / "my.jsonl", *records), archive).cases)


def test_a_question_has_its_answer_its_day_and_all_wordings_of_its_article(
    archive: Archive, tmp_path: Path
) -> None:
    record = {
        "question": " When? ",
        "answer": "4 May",
        "as_of": "2025-04-01",
        "url": f"http://www.{URL[8:]}/?utm_source=x",
    }
    id_ = article_id(draft("Lido", TEXT))
    [case] = read(tmp_path, archive, record)
    assert (case.id, case.question, case.gold) == ("line 1", "When?", (TextFact(("4 May",)),))
    assert case.as_of == on("2025-04-01 23:59:59")
    versions = archive.versions(id_)
    assert case.evidence == (tuple(GoldSpan(id_, v.number, 0, len(v.text)) for v in versions),)
    assert len(versions) == 2


def test_answers_are_wordings_numbers_are_answers_and_without_one_it_is_to_be_refused(
    archive: Archive, tmp_path: Path
) -> None:
    one, two, three, four = read(
        tmp_path,
        archive,
        {"question": "How many?", "answers": ["4,000", "four thousand"], "id": "many"},
        {"question": "How many?", "answer": 4000, "id": 7},
        {"question": "Who?"},
        {"question": "Who?", "answer": None},
    )
    assert (one.id, one.gold) == ("many", (TextFact(("4,000", "four thousand")),))
    assert (two.id, two.gold) == ("7", (TextFact(("4000",)),))
    assert (three.gold, three.unanswerable) == (four.gold, four.unanswerable) == ((), Reason.NOT_STATED)


def test_a_gzipped_file_is_read(archive: Archive, tmp_path: Path) -> None:
    path = tmp_path / "my.jsonl.gz"
    path.write_bytes(gzip.compress(b'\n{"question": "Who?"}\n'))
    assert [case.id for case in read_own(path, archive).cases] == ["line 2"]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("no json", "not valid JSON"),
        ('["Who?"]', "dict"),
        ('{"answer": "x"}', "question: Field required"),
        ('{"question": " "}', "question: String should have at least 1 character"),
        ('{"question": "Who?", "anwser": "x"}', "anwser: no field of a question; these are question, answer"),
        ('{"question": "Who?", "answer": ""}', "answer"),
        ('{"question": "Who?", "answer": true}', "answer"),
        ('{"question": "Who?", "answers": []}', "answers: Tuple should have at least 1 item"),
        ('{"question": "Who?", "answers": "x"}', "answers: Input should be a valid tuple"),
        ('{"question": "Who?", "answer": "x", "answers": ["y"]}', "answer and answers are both given"),
        ('{"question": "Who?", "as_of": "soon"}', "as_of: 'soon' is not a date"),
        ('{"question": "Who?", "as_of": 2025}', "as_of: Input should be a valid string"),
        ('{"question": "Who?", "url": "https://x.example/"}', "url is given without an answer"),
        ('{"question": "W", "answer": "x", "url": "https://x.example/1"}', "url: the archive has no article"),
        ('{"question": "Who?", "id": "line 1"}', "id: an earlier question has 'line 1' already"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(
    archive: Archive, tmp_path: Path, line: str, message: str
) -> None:
    path = tmp_path / "my.jsonl"
    path.write_text(f'{{"question": "When?"}}\n\n{line}\n', encoding="utf-8")
    with pytest.raises(InputError) as raised:
        read_own(path, archive)
    assert str(raised.value).startswith(f"{path}:3: ")
    assert message in str(raised.value)


def test_a_file_without_a_question_or_that_is_none_is_an_error(archive: Archive, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_bytes(b"\n")
    with pytest.raises(InputError, match="no question in it"):
        read_own(tmp_path / "empty.jsonl", archive)
    for path in (tmp_path / "gone.jsonl", tmp_path):
        with pytest.raises(InputError, match="no such file"):
            read_own(path, archive)


def test_the_questions_of_the_documentation_are_of_the_sample_archive(
    library: AskableLibrary, tmp_path: Path
) -> None:
    (tmp_path / "my.jsonl").write_text(example("Questions of your own"), encoding="utf-8")
    found = read_own(tmp_path / "my.jsonl", library.archive).cases
    assert [(bool(case.gold), bool(case.evidence)) for case in found] == [
        (True, False),
        (True, True),
        (False, False),
    ]


# Run


@pytest.fixture
def own(tmp_path: Path) -> Callable[..., Run]:
    """Run a command on an archive with one story, beside a file of questions about it."""
    lines(
        tmp_path / "my.jsonl",
        {"question": "When will the Marlow lido open?", "answer": "4 May", "url": STORY["url"]},
        {"question": "How much have the repairs of the lido cost?", "answers": ["310,000", "a fortune"]},
        {"question": "Who painted the ceiling of the opera house?"},
    )
    return run_with_story(tmp_path / "home")


def test_a_run_asks_the_archive_of_the_home_and_is_reported_and_compared(own: Run, tmp_path: Path) -> None:
    mine, first, second = (str(tmp_path / name) for name in ("my.jsonl", "first", "second"))
    done = own("eval", "run", "--path", mine, "--out", first)
    assert (done.exit_code, done.exception) == (0, None)
    results = [r for r in RunFolder(Path(first)).results() if isinstance(r, QuestionResult)]
    assert [result.right for result in results] == [1, 1, 1]
    assert results[0].figures["cited_recall"] == 1
    assert results[0].evidence[0][0].title == STORY["title"]
    summary = RunFolder(Path(first)).summary
    assert (summary.set, summary.measures["refusal_f1"].value) == ("own", 1)
    assert "reason_right" not in summary.measures
    assert own("eval", "report", first).exit_code == 0
    assert "own" in html.parse(f"{first}/report.html").getroot().text_content()

    own("ingest", "-", stdin=json.dumps(LATER).encode())
    other = own("eval", "run", "own", "--path", mine, "--out", first).exception
    assert isinstance(other, InputError)
    assert "documents_sha256" in str(other)
    assert own("eval", "run", "own", "--path", mine, "--out", second).exit_code == 0
    compared = own("eval", "compare", first, second)
    assert compared.exit_code == 1
    assert "own, 3 cases in both\n\nThe archive was another one, or had changed" in compared.stdout
    assert "Right before, wrong now (1):\nline 1" in compared.stdout


def test_own_questions_need_a_file_and_an_archive(tmp_path: Path, own: Run) -> None:
    assert "say where it is with --path" in str(own("eval", "run", "own").exception)
    assert "takes no --path" in str(own("eval", "run", "sample", "--path", "my.jsonl").exception)
