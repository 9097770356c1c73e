"""What has become of a cited version is told in the publisher's own words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.article import Draft, Kind, article_id
from ingest.rights import Rights
from ingest.store.archive import Archive
from ingest.store.passages import PassageStore
from ingest.text.sentences import split_sentences
from service.evidence.standing import standing
from service.kept.wording import cited
from tests.ingest.support import SEEN, accept_indexed, draft

TEXT = "The lido will open on 4 May, the council said."
NOTE = "Correction: An earlier version of this article gave the wrong day."


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    yield opened
    opened.close()


def told(archive: Archive, number: int, *drafts: Draft) -> str | None:
    """Return what is told of a citation of a version once the drafts are in."""
    accept_indexed(archive, drafts, SEEN)
    id_ = article_id(drafts[0])
    version = archive.version(id_, number)
    citation = cited(1, archive.article(id_), version, split_sentences(version.text)[0])
    return standing(archive, PassageStore(archive), citation)


FIRST = draft("Lido to open", TEXT, published_at="2025-03-01")
SECOND = draft(
    "Lido to open", f"{TEXT.replace('4', '11')}\n\n{NOTE}", modified_at="2025-03-02", kind=Kind.CORRECTION
)


def test_a_first_and_only_version_needs_no_word(archive: Archive) -> None:
    assert told(archive, 1, FIRST) is None


@pytest.mark.parametrize(
    ("modified", "note"),
    [("2025-03-01T20:00", None), ("2026-04-24T11:16", "page changed 24 April 2026"), (None, None)],
)
def test_a_page_that_was_written_anew_says_when(
    archive: Archive, modified: str | None, note: str | None
) -> None:
    article = draft("Lido to open", TEXT, published_at="2025-03-01", modified_at=modified)
    assert told(archive, 1, article) == note


def test_a_corrected_version_has_its_notice(archive: Archive) -> None:
    assert told(archive, 2, FIRST, SECOND) == f"corrected: “{NOTE}”"


def test_one_that_was_replaced_has_the_notice_of_the_latest(archive: Archive) -> None:
    assert told(archive, 1, FIRST, SECOND) == f"version 1, since replaced; corrected: “{NOTE}”"


def test_one_without_words_is_told_by_its_kind(archive: Archive) -> None:
    later = draft("Lido to open", f"{TEXT} It is deep.", modified_at="2025-03-02")
    assert told(archive, 1, FIRST, later) == "version 1, since replaced"
    corrected = draft("Lido", TEXT, kind=Kind.CORRECTION)
    assert told(archive, 1, corrected) == "corrected"


def test_a_withdrawn_article_has_the_words_that_withdraw_it(archive: Archive) -> None:
    notice = "This article has been withdrawn: the council never gave a date."
    gone = draft("Lido to open", notice, modified_at="2025-03-02", kind=Kind.RETRACTION)
    assert told(archive, 1, FIRST, gone) == f"withdrawn by its publisher: “{notice}”"


def test_a_removed_article_is_no_longer_there(archive: Archive) -> None:
    accept_indexed(archive, [FIRST], SEEN)
    id_ = article_id(FIRST)
    citation = cited(1, archive.article(id_), archive.version(id_), split_sentences(TEXT)[0])
    archive.remove(id_)
    assert standing(archive, PassageStore(archive), citation) == "no longer in the archive"


def test_a_correction_that_may_not_be_quoted_is_told_without_its_words(archive: Archive) -> None:
    words = f"Correction: Our article “Lido to open” ({FIRST.url}) gave the wrong day. It opens on 11 May."
    title, url = "Correction: Lido to open", "https://quayside.example/lido-correction"
    notice = draft(title, words, url=url, kind=Kind.CORRECTION)
    assert "wrong day" in str(told(archive, 1, FIRST, notice))
    archive.accept([replace(notice, rights=Rights.of(["robots: noai"]))], SEEN)
    assert told(archive, 1, FIRST) == "corrected"
    embargo = Rights((), embargoed_until=datetime.now(UTC) + timedelta(days=1))
    archive.accept([replace(notice, rights=embargo)], SEEN)
    assert told(archive, 1, FIRST) is None
