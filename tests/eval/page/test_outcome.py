"""What came of a case: each way to be wrong by a name of its own."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eval.cases import (
    Agreement,
    Attribution,
    Claim,
    NoticeCase,
    SourceComparison,
    Timex,
    TimexCase,
    TimexKind,
)
from eval.datasets.timex_values import span_of
from eval.metrics.carrying import Carrying
from eval.page.outcome import Outcome, outcome
from eval.runs.results import AttributionResult, ClaimResult, ComparisonResult, NoticeResult
from eval.runs.timexes import read_times
from ingest.article import Kind
from tests.eval.asked import asked, followed


@pytest.mark.parametrize(
    ("right", "refused", "answerable", "expected"),
    [
        (True, False, True, Outcome.RIGHT),
        (True, True, False, Outcome.REFUSED),
        (False, True, True, Outcome.WRONGLY_REFUSED),
        (False, False, False, Outcome.NOT_REFUSED),
        (None, False, True, Outcome.OPEN),
    ],
)
def test_a_question_is_answered_or_refused(
    right: bool | None, refused: bool, answerable: bool, expected: Outcome
) -> None:
    assert outcome(asked("a", right=right, refused=refused, answerable=answerable)) is expected


def test_a_wrong_answer_lacks_facts_or_where_they_cannot_be_told_evidence() -> None:
    assert outcome(asked("a", right=False, answer_right=0.0)) is Outcome.MISSING
    assert outcome(asked("a", right=False)) is Outcome.NOT_CITED


@pytest.mark.parametrize(("true", "expected"), [(True, Outcome.NOT_HELD), (False, Outcome.HELD)])
def test_a_claim_is_misjudged_in_one_of_two_ways(true: bool, expected: Outcome) -> None:
    claim = Claim("c", "It struck a wreck.", "It struck a pier.", true)
    assert outcome(ClaimResult(claim, {"claim_right": 0.0}, ())) is expected


@pytest.mark.parametrize(
    ("carrying", "expected"),
    [
        (Carrying(("kess",), (), ()), Outcome.NOT_CARRIED),
        (Carrying(("kess",), (), ("ormskay",)), Outcome.CARRIED_TOO_MUCH),
        (Carrying((), (), ("ormskay",)), Outcome.CARRIED_TOO_MUCH),
        (Carrying(("kess",), ("kess",), ()), Outcome.RIGHT),
    ],
)
def test_a_follow_up_lacks_words_or_has_wrong_ones(carrying: Carrying, expected: Outcome) -> None:
    assert outcome(followed("a", carrying)) is expected


@pytest.mark.parametrize(
    ("speakers", "found", "expected"),
    [
        (("Ada Voss",), None, Outcome.NO_SPEAKER),
        (("Ada Voss",), "Carl Dunn", Outcome.OTHER_SPEAKER),
        ((), "Carl Dunn", Outcome.SPEAKER_INVENTED),
    ],
)
def test_a_quotation_has_no_speaker_or_another(
    speakers: tuple[str, ...], found: str | None, expected: Outcome
) -> None:
    case = Attribution("q", "“No,” Voss said.", 0, 5, speakers)
    assert outcome(AttributionResult(case, {"attributed": 0.0}, found)) is expected


@pytest.mark.parametrize(
    ("expected", "found", "came"),
    [
        (Kind.CORRECTION, Kind.ARTICLE, Outcome.NO_NOTICE),
        (Kind.CORRECTION, Kind.RETRACTION, Outcome.OTHER_NOTICE),
        (Kind.ARTICLE, Kind.CORRECTION, Outcome.NOTICE_INVENTED),
    ],
)
def test_a_notice_is_not_found_another_or_none(expected: Kind, found: Kind, came: Outcome) -> None:
    case = NoticeCase("n", "Bell rings", "A bell rang.", expected)
    assert outcome(NoticeResult(case, {"recognised": 0.0}, found, ())) is came


@pytest.mark.parametrize(
    ("text", "value", "came"),
    [
        ("It rang at 8.30.", "2025-10-08T08:30", Outcome.TIME_MISSED),
        ("It rang on Friday.", "2025-10-10", Outcome.OTHER_TIME),
        ("It rang in 2024.", "", Outcome.TIME_INVENTED),
        ("It rang on Friday.", "2025-10-03", Outcome.RIGHT),
    ],
)
def test_a_time_is_missed_read_as_another_or_invented(text: str, value: str, came: Outcome) -> None:
    place = text.rindex(" ") + 1
    timexes = (Timex(place, len(text) - 1, TimexKind.DATE, span_of(value)),) if value else ()
    assert outcome(read_times(TimexCase("t", text, datetime(2025, 10, 8, tzinfo=UTC), timexes))) is came


@pytest.mark.parametrize(
    ("agreement", "disputed", "updated", "expected"),
    [
        (Agreement.NONE, ("1", "2"), (), Outcome.FALSELY_DISPUTED),
        (Agreement.DISAGREEMENT, (), (), Outcome.NOT_DISPUTED),
        (Agreement.UPDATE, (), (), Outcome.NOT_UPDATED),
        (Agreement.NONE, (), ("2", "1"), Outcome.FALSELY_UPDATED),
    ],
)
def test_sources_are_wrongly_said_to_differ_or_not_to(
    agreement: Agreement, disputed: tuple[str, ...], updated: tuple[str, ...], expected: Outcome
) -> None:
    case = SourceComparison("c", "How many?", (), agreement)
    assert outcome(ComparisonResult(case, {"compared": 0.0}, disputed, updated)) is expected
