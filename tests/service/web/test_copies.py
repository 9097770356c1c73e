from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from service.answer import Answer, Citation, answer_from_json
from service.ask import AskRequest, ask
from service.check import check_answer
from service.evidence.library import AskableLibrary
from service.summaries.styles import Style
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from service.web.copies import evidence_pack, plain_copy


@pytest.fixture(scope="module")
def answer(library: AskableLibrary) -> Answer:
    return ask(library, AskRequest("When will Hong Kong deploy real-time facial recognition?"))


def unmarked(citation: Citation) -> str | None:
    return None


class Read(HTMLParser):
    """The record in a pack, its marked words, and what a browser would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.record, self.marked, self.loads = "", list[str](), list[str]()
        self._inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._inside = tag if tag in ("mark", "script") else ""
        self.marked += [""] * (tag == "mark")
        self.loads += [value or "" for name, value in attrs if name in ("src", "href")]
        assert tag != "script" or given == {"type": "application/json", "id": "record"}

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.record += data
        if self._inside == "mark":
            self.marked[-1] += data


def test_a_pack_stands_alone_and_can_be_checked(library: AskableLibrary, answer: Answer) -> None:
    at = datetime(2025, 11, 1, tzinfo=UTC)
    pack = evidence_pack(library, "A title </script>", answer, at, unmarked)
    read = Read(pack)
    assert read.marked == [citation.quote for citation in answer.citations]
    assert all(each.startswith("#c") for each in read.loads)
    record = answer_from_json(read.record)
    assert record == answer
    assert all(each.verdict == "valid" for each in check_answer(library.archive, record))
    assert all(citation.sha256 in pack for citation in answer.citations)
    assert "1 November 2025, 00:00 UTC" in pack


def test_markup_of_an_article_stays_text(library: AskableLibrary, answer: Answer) -> None:
    hostile = "</script><script>alert(1)</script>"
    quoting = replace(answer, question=hostile)
    pack = evidence_pack(library, hostile, quoting, datetime(2025, 11, 1, tzinfo=UTC), unmarked)
    assert "<script>alert" not in pack
    assert answer_from_json(Read(pack).record) == quoting


def test_a_plain_copy_has_statements_and_sources(answer: Answer) -> None:
    copy = plain_copy("A title", answer, lambda cited: "since replaced" if cited.marker == 1 else None)
    assert copy.startswith("A title (as of ")
    assert copy.count("(since replaced)") == 1
    for statement in answer.statements:
        assert f"{statement.text} [{statement.citations[0].marker}]" in copy
    assert "\n[Chris Tang] He gave no date" in copy
    assert "[1] Straits Monitor, 3 October 2025: " in copy or "[1] Harbour Post, " in copy


def test_a_timeline_keeps_its_days(library: AskableLibrary) -> None:
    asked = SummaryRequest(question="Kess Bridge", style=Style.TIMELINE)
    copy = plain_copy("Kess Bridge", summarize(library, asked), unmarked)
    assert re.search(r"^\d+ \w+ 2025: ", copy, re.M)
