"""Cases come back as they were written, and every error names the line and the field."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.cases import (
    Case,
    CaseFilters,
    DateFact,
    GoldSpan,
    NumberFact,
    SummaryCase,
    SummaryScope,
    TextFact,
    read_cases,
    to_record,
)
from ingest.errors import InputError
from service.answer import Reason
from service.english.dates.spans import Span

CAMERAS = {
    "id": "cameras",
    "question": "How many cameras will Northgate have?",
    "as_of": "2025-10-08",
    "filters": {"after": "2025-01-01", "before": "2025-10-01", "publishers": ["The Echo"]},
    "gold": [{"number": 60_000, "unit": "cameras"}, {"date": "2028"}, {"any": ["Voss", "Ada Voss"]}],
    "wrong": [{"number": 6_000}],
    "evidence": [[{"article": "a1", "version": 2, "start": 10, "end": 40}]],
    "tags": ["how_many"],
    "choices": ["6,000", "60,000"],
    "gold_index": 1,
}
UNANSWERABLE = {"id": "whale", "question": "What did the whale cost?", "unanswerable": "not_stated"}
SUMMARY = {
    "id": "strike",
    "summary": {"question": "the tram strike", "after": "2025-09-01", "style": "brief", "max_words": 80},
    "facts": [{"any": ["walked out"]}, {"number": 6, "unit": "%"}],
    "tags": ["topic"],
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cases.jsonl"


def write(file: Path, *records: object) -> Path:
    file.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return file


def test_a_question_is_read_with_all_its_fields(file: Path) -> None:
    assert read_cases(write(file, CAMERAS)) == [
        Case(
            id="cameras",
            question="How many cameras will Northgate have?",
            as_of=datetime(2025, 10, 8, 23, 59, 59, tzinfo=UTC),
            filters=CaseFilters(
                datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 10, 1, tzinfo=UTC), ("The Echo",)
            ),
            gold=(NumberFact(60_000, "cameras"), DateFact("2028"), TextFact(("Voss", "Ada Voss"))),
            wrong=(NumberFact(6_000),),
            evidence=((GoldSpan("a1", 2, 10, 40),),),
            tags=("how_many",),
            choices=("6,000", "60,000"),
            gold_index=1,
        )
    ]


def test_unanswerable_questions_and_summaries_stand_among_the_others(file: Path) -> None:
    assert read_cases(write(file, UNANSWERABLE, SUMMARY)) == [
        Case("whale", "What did the whale cost?", unanswerable=Reason.NOT_STATED),
        SummaryCase(
            "strike",
            SummaryScope(
                question="the tram strike",
                after=datetime(2025, 9, 1, tzinfo=UTC),
                style="brief",
                max_words=80,
            ),
            facts=(TextFact(("walked out",)), NumberFact(6, "%")),
            tags=("topic",),
        ),
    ]


def test_what_is_written_is_read_back(file: Path, tmp_path: Path) -> None:
    cases = read_cases(write(file, CAMERAS, UNANSWERABLE, SUMMARY))
    again = write(tmp_path / "again.jsonl", *map(to_record, cases))
    assert read_cases(again) == cases


def test_defaults_are_not_written() -> None:
    record = to_record(Case("a", "Who?", gold=(TextFact(("Zoë",)),)))
    assert record == {"id": "a", "question": "Who?", "gold": [{"any": ["Zoë"]}]}


@pytest.mark.parametrize(
    ("date", "start", "end"),
    [
        ("2025-10-03", (2025, 10, 3), (2025, 10, 4)),
        ("2025-12", (2025, 12, 1), (2026, 1, 1)),
        ("1998", (1998, 1, 1), (1999, 1, 1)),
    ],
)
def test_a_date_is_a_day_a_month_or_a_year(
    date: str, start: tuple[int, int, int], end: tuple[int, int, int]
) -> None:
    assert DateFact(date).span == Span(datetime(*start, tzinfo=UTC), datetime(*end, tzinfo=UTC))


def without(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != name}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (without(CAMERAS, "gold"), "exactly one of gold and unanswerable"),
        (CAMERAS | {"unanswerable": "not_stated"}, "exactly one of gold and unanswerable"),
        (UNANSWERABLE | {"evidence": [[]]}, "an unanswerable question has no evidence"),
        (UNANSWERABLE | {"unanswerable": "dunno"}, "unanswerable: Input should be .*, got 'dunno'"),
        (without(UNANSWERABLE, "question"), "question: Field required"),
        (CAMERAS | {"qestion": "?"}, "qestion: Unexpected keyword argument"),
        (CAMERAS | {"id": " "}, "id: String should have at least 1 character"),
        (
            CAMERAS | {"gold": [{"number": "many"}]},
            r"gold\[0\]\.number: Input should be a valid number.*'many'",
        ),
        (CAMERAS | {"gold": [{"any": ["x"]}, {"nix": 1}]}, r"gold\[1\]: a fact has any, number or date"),
        (CAMERAS | {"gold": [{"any": []}]}, r"gold\[0\]\.any: .* at least 1 item"),
        (CAMERAS | {"gold": [{"date": "2025-13"}]}, r"gold\[0\]: '2025-13' is not a date"),
        (CAMERAS | {"gold": [{"date": "3 October"}]}, r"gold\[0\]\.date: .*'3 October'"),
        (CAMERAS | {"as_of": "yesterday"}, "as_of: 'yesterday' is not a date such as"),
        (CAMERAS | {"filters": {"until": "2025"}}, r"filters\.until: Unexpected keyword argument"),
        (
            CAMERAS | {"evidence": [[{"article": "a", "version": 1, "start": 5, "end": 5}]]},
            r"evidence\[0\]\[0\]: end 5 must be greater than start 5",
        ),
        (
            CAMERAS | {"evidence": [[{"article": "a", "version": 0, "start": 0, "end": 5}]]},
            r"evidence\[0\]\[0\]\.version: .* greater than or equal to 1",
        ),
        (without(CAMERAS, "gold_index"), "choices and gold_index belong together"),
        (CAMERAS | {"gold_index": 2}, "gold_index 2 is not one of 2 choices"),
        (SUMMARY | {"summary": {"style": "brief"}}, "summary: a summary needs article_id"),
        (SUMMARY | {"facts": []}, "facts: .* at least 1 item"),
        (SUMMARY | {"evidence": [[]]}, "2 facts need as many lists of evidence or none"),
        ([1], r"got \[1\]"),
    ],
)
def test_the_line_and_field_that_is_wrong_is_named(file: Path, record: object, message: str) -> None:
    write(file, UNANSWERABLE | {"id": "first"}, record)
    with pytest.raises(InputError, match=rf"cases\.jsonl:2: .*{message}"):
        read_cases(file)


def test_a_line_that_is_no_json_is_named(file: Path) -> None:
    file.write_text('\n{"id": \n')
    with pytest.raises(InputError, match=r"cases\.jsonl:2: not valid JSON"):
        read_cases(file)


def test_an_id_may_be_used_once(file: Path) -> None:
    with pytest.raises(InputError, match=r"cases\.jsonl:2: id: 'whale' is that of line 1 already"):
        read_cases(write(file, UNANSWERABLE, UNANSWERABLE))


def test_a_file_without_cases_is_refused(file: Path) -> None:
    with pytest.raises(InputError, match="no case in it"):
        read_cases(write(file))


def test_a_file_that_is_not_there_is_named(file: Path) -> None:
    with pytest.raises(InputError, match=r"cases\.jsonl: cannot be read"):
        read_cases(file)


def test_cases_made_by_a_program_are_held_to_the_same() -> None:
    case = Case("a", "Who?", gold=(TextFact(("Voss",)),))
    with pytest.raises(ValueError, match="exactly one of gold and unanswerable"):
        replace(case, gold=())
