"""Sentences with their time expressions: JSON lines, documents of the CAT tool, and values of TIMEX3."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Timex, TimexCase, TimexKind
from eval.datasets.timex_values import span_of
from eval.datasets.timexes import HALVES, read_timexes
from eval.runs.timexes import read_times
from ingest.errors import InputError
from tests.eval.datasets.written import example, lines

LINE: dict[str, Any] = {
    "text": "The bell rang on 8 May.",
    "article_date": "2025-05-09",
    "expressions": [{"start": 17, "end": 22, "value": "2025-05-08"}],
}
# The first sentence, its day, one sentence, and one that nobody has annotated.
DOCUMENT = """<?xml version="1.0" ?><Document doc_name="bell">
<token number="0" sentence="0" t_id="1">Bell</token><token number="1" sentence="0" t_id="2">rings</token>
<token number="2" sentence="1" t_id="3">May</token><token number="3" sentence="1" t_id="4">9</token>
<token number="4" sentence="1" t_id="5">,</token><token number="5" sentence="1" t_id="6">2025</token>
<token number="6" sentence="2" t_id="7">``</token><token number="7" sentence="2" t_id="8">Yesterday</token>
<token number="8" sentence="2" t_id="9">,</token><token number="9" sentence="2" t_id="10">''</token>
<token number="10" sentence="2" t_id="11">she</token><token number="11" sentence="2" t_id="12">said</token>
<token number="12" sentence="2" t_id="13">.</token><token number="13" sentence="3" t_id="14">Later</token>
<Markables>
<TIMEX3 functionInDocument="CREATION_TIME" m_id="1" type="DATE" value="2025-05-09"><token_anchor t_id="3"/>
<token_anchor t_id="4"/><token_anchor t_id="5"/><token_anchor t_id="6"/></TIMEX3>
<TIMEX3 functionInDocument="NONE" m_id="2" type="DATE" value="2025-05-08"><token_anchor t_id="8"/></TIMEX3>
<TIMEX3 m_id="3" type="DATE" value="1986"/>
</Markables></Document>
"""


def test_a_line_is_a_sentence_with_its_times(tmp_path: Path) -> None:
    other = {
        **LINE,
        "expressions": [{"start": 0, "end": 8, "value": "PT2H", "type": "DURATION"}],
        "kind": "bells",
    }
    first, second = read_timexes(lines(tmp_path / "some.jsonl", LINE, other)).timexes
    assert first == TimexCase(
        "some.jsonl:1",
        "The bell rang on 8 May.",
        datetime(2025, 5, 9, tzinfo=UTC),
        (Timex(17, 22, TimexKind.DATE, span_of("2025-05-08")),),
    )
    assert (second.timexes[0].span, second.timexes[0].kind, second.tags) == (
        None,
        TimexKind.DURATION,
        ("bells",),
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"article_date": "soon"}, "article_date: "),
        ({"expressions": [{"start": 3, "end": 3, "value": "2025"}]}, "end 3 must be greater than start 3"),
        ({"expressions": [{"start": 3, "end": 99, "value": "2025"}]}, "end 99 lies beyond"),
        ({"expressions": [{"start": 3, "end": 5, "value": "8 May"}]}, "'8 May' is no TIMEX3 value"),
        ({"expressions": [{"start": 3, "end": 5, "value": "2025-Q7"}]}, "'Q7' is no part of a year"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"some\.jsonl:2: .*{message}"):
        read_timexes(lines(tmp_path / "some.jsonl", LINE, LINE | wrong))


def test_a_document_is_its_annotated_sentences(tmp_path: Path) -> None:
    (tmp_path / "bell.xml").write_text(DOCUMENT, encoding="utf-8")
    title, said = read_timexes(tmp_path).timexes
    assert (title.id, title.text, title.timexes) == ("bell:0", "Bell rings", ())
    assert (said.id, said.text, said.said_at) == (
        "bell:2",
        "“Yesterday,” she said.",
        datetime(2025, 5, 9, tzinfo=UTC),
    )
    assert said.timexes == (Timex(1, 10, TimexKind.DATE, span_of("2025-05-08")),)
    assert title.tags == said.tags
    assert title.tags[0] in HALVES


def test_a_document_without_a_day_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "bell.xml").write_text(DOCUMENT.replace('value="2025-05-09"', 'value="05-09-2025"'))
    with pytest.raises(InputError, match="no sentence in it"):
        read_timexes(tmp_path)
    (tmp_path / "bell.xml").write_text("<Document>")
    with pytest.raises(InputError, match="not the XML of an annotated document"):
        read_timexes(tmp_path)


@pytest.mark.parametrize(
    ("value", "first", "end"),
    [
        ("2025-10-03", "2025-10-03", "2025-10-04"),
        ("2025-10-03T08:30Z", "2025-10-03", "2025-10-04"),
        ("2025-10-03TMO", "2025-10-03", "2025-10-04"),
        ("2025-10", "2025-10-01", "2025-11-01"),
        ("2025-W41", "2025-10-06", "2025-10-13"),
        ("2025-W41-WE", "2025-10-11", "2025-10-13"),
        ("2025-Q3", "2025-07-01", "2025-10-01"),
        ("2025-H2", "2025-07-01", "2026-01-01"),
        ("2025-WI", "2025-12-01", "2026-03-01"),
        ("2025", "2025-01-01", "2026-01-01"),
        ("199", "1990-01-01", "2000-01-01"),
        ("19", "1900-01-01", "2000-01-01"),
        ("2025-10-03/2025-10-05", "2025-10-03", "2025-10-06"),
    ],
)
def test_a_value_is_a_span(value: str, first: str, end: str) -> None:
    span = span_of(value)
    assert span is not None
    assert (span.start.date().isoformat(), span.end.date().isoformat()) == (first, end)


@pytest.mark.parametrize("value", ["PRESENT_REF", "P2Y", "XXXX-XX-XX", "FY2008", "T08:30", ""])
def test_a_value_without_a_place_in_the_calendar_is_none(value: str) -> None:
    assert span_of(value) is None


@pytest.mark.parametrize("value", ["2025-10-05/2025-10-03", "2025-13-01", "soon", "P2Y/2025"])
def test_what_is_no_value_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        span_of(value)


def test_the_sentences_of_the_documentation_are_read_and_resolved(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(example("Times of your own"), encoding="utf-8")
    found = read_timexes(tmp_path / "some.jsonl").timexes
    assert [read_times(case).right for case in found] == [1, 1]
