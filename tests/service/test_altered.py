"""What was altered in the archive is no evidence, and answers, summaries and checks say so."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.settings import load_settings
from service.api.chat_text import Composer
from service.ask import AskRequest, ask, search
from service.check import Verdict, check_answer
from service.evidence.library import AskableLibrary, open_askable
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from service.terminal.answer_text import answer_text
from service.terminal.summary_text import summary_text
from tests.conftest import CopyHome

QUESTION = "how many people died when the Star of Ellery capsized?"
REQUEST = AskRequest(QUESTION, as_of=datetime(2025, 11, 1, tzinfo=UTC))


@pytest.fixture
def home(copy_home: CopyHome) -> Path:
    return copy_home()


@contextmanager
def opened(home: Path) -> Iterator[AskableLibrary]:
    with open_askable(load_settings(home=home)) as library:
        yield library


def change(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "archive.sqlite3")) as db:
        assert db.execute(statement, values).rowcount > 0
        db.commit()


def cited(library: AskableLibrary) -> set[tuple[str, int]]:
    return {(citation.article_id, citation.version) for citation in ask(library, REQUEST).citations}


_SET_TEXT = "UPDATE versions SET text = {} WHERE article_id = ? AND number = ?"
_SET_PASSAGE = "UPDATE passages SET {} WHERE article_id = ? AND version = ?"
DAMAGE = {
    "other words": _SET_TEXT.format("replace(text, 'ferry', 'yacht')"),
    "no words": _SET_TEXT.format("''"),
    "bytes that are no UTF-8": _SET_TEXT.format("CAST(x'ff' || substr(CAST(text AS BLOB), 2) AS TEXT)"),
    "a span beyond the text": _SET_PASSAGE.format("sentences = x'00000000ffffff0f'"),
    "a span that runs backwards": _SET_PASSAGE.format("sentences = x'0900000001000000'"),
    "half a span": _SET_PASSAGE.format("sentences = x'000000'"),
    "a passage that begins later": _SET_PASSAGE.format('start = "end" + 1'),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_an_altered_version_is_no_evidence_and_the_answer_says_so(damage: str, home: Path) -> None:
    with opened(home) as library:
        before = cited(library)
        victim = min(before)
        # Beneath the open library: what was read before the change must not hide it.
        change(home, damage, *victim)
        answer = ask(library, REQUEST)
        assert victim not in {(c.article_id, c.version) for c in answer.citations}
        assert any(
            f"rticle {victim[0]}, version {victim[1]}, is not as it was stored" in w for w in answer.warnings
        )
        assert "dateline verify" in answer_text(answer)
        found = {ranked.stored.article.id for ranked in search(library, REQUEST)}
        assert victim[0] not in found


def test_a_refusal_says_what_was_altered(home: Path) -> None:
    change(home, "UPDATE versions SET text = text || ' '")
    with opened(home) as library:
        answer = ask(library, REQUEST)
        assert answer.refusal is not None
        assert "is not as it was stored" in answer.refusal.message
        said = "".join(piece.content for piece in Composer("http://x/").close(answer))
        assert "is not as it was stored" in said
        assert answer.citations == []


def test_what_was_altered_and_put_right_is_evidence_again(home: Path) -> None:
    with opened(home) as library:
        before = cited(library)
        victim = min(before)
        change(home, DAMAGE["other words"], *victim)
        assert victim not in cited(library)
        change(home, _SET_TEXT.format("replace(text, 'yacht', 'ferry')"), *victim)
        assert cited(library) == before


def test_a_summary_leaves_out_what_was_altered_and_says_so(home: Path) -> None:
    with opened(home) as library:
        victim = min(cited(library))
        change(home, DAMAGE["other words"], *victim)
        for request in (SummaryRequest(article_id=victim[0]), SummaryRequest(question="Star of Ellery")):
            summary = summarize(library, request)
            assert victim not in {(c.article_id, c.version) for c in summary.citations}
            assert "is not as it was stored" in summary_text(summary)


def test_a_check_finds_what_was_altered_after_the_answer(home: Path) -> None:
    with opened(home) as library:
        answer = ask(library, REQUEST)
        victim = min(cited(library))
        change(home, DAMAGE["bytes that are no UTF-8"], *victim)
        checked = check_answer(library.archive, answer)
        altered = {(c.article_id, c.version) for c in checked if c.verdict is Verdict.ALTERED}
        assert altered == {victim}
        assert all("dateline verify" in c.message for c in checked if c.verdict is Verdict.ALTERED)


def test_an_altered_version_is_logged_without_its_text(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    with opened(home) as library, caplog.at_level(logging.WARNING, "dateline.archive"):
        victim = min(cited(library))
        assert not caplog.records
        change(home, DAMAGE["other words"], *victim)
        search(library, REQUEST)
    assert {record.getMessage().split(";")[0] for record in caplog.records} == {
        f"article {victim[0]}, version {victim[1]}, is not as it was stored (its hash or its passages do not "
        "fit its text), so nothing of it was used"
    }
