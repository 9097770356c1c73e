"""Answers as plain text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.terminal.output import table, wrap
from ingest.text.clean import clean
from service.answer import (
    Answer,
    Coverage,
    Disagreement,
    Reason,
    Referent,
    Refusal,
    Speaker,
    Statement,
    Support,
    Update,
    Writing,
)
from service.check import CheckedCitation, CheckedStatement, Verdict
from service.terminal.answer_text import answer_text, checked_text, marked, told_once
from tests.cited import citation

QUOTE = "The bridge will open on 4 May, the council said, if the last of the cables arrives in time."
CITATION = citation(
    QUOTE,
    article="00112233aabbccdd",
    version=2,
    start=10,
    title="Bridge to open in May",
    publisher="Vale Courier",
    published_at=datetime(2025, 3, 1, 9, tzinfo=UTC),
    url="https://valecourier.example/2025/03/01/a-very-long-address-that-is-wider-than-the-terminal",
)
ANSWER = Answer(
    question="When will the bridge open?",
    as_of=datetime(2025, 4, 1, tzinfo=UTC),
    statements=(Statement(QUOTE, (CITATION,), Support.QUOTED, 0.9),),
    refusal=None,
    disagreements=(),
    independent_sources=1,
    coverage=Coverage(12, datetime(2025, 1, 2, tzinfo=UTC), datetime(2025, 3, 9, tzinfo=UTC)),
    writer="extractive",
)


def test_who_is_quoted_is_said_unless_the_quotation_names_them() -> None:
    made = replace(CITATION, speaker=Speaker("Ann Lee", 300, 307))
    said = Statement("“We will open,” she said.", (made,), Support.QUOTED, 0.9)
    assert marked(said) == "“We will open,” she said. [1] (said by Ann Lee)"
    assert marked(replace(said, text="“We will open,” Ann Lee said.")) == "“We will open,” Ann Lee said. [1]"
    assert marked(replace(said, support=Support.CHECKED)) == "“We will open,” she said. [1]"


def test_whom_a_quotation_means_stands_before_it_unless_it_names_them() -> None:
    made = replace(CITATION, referent=Referent("Ann Lee", 300, 307))
    meant = Statement("She gave no date.", (made,), Support.QUOTED, 0.9)
    assert marked(meant) == "[Ann Lee] She gave no date. [1]"
    assert marked(replace(meant, text="She, Ann Lee, gave no date.")) == "She, Ann Lee, gave no date. [1]"
    assert marked(replace(meant, support=Support.CHECKED)) == "She gave no date. [1]"


def test_a_plan_is_shown_as_one_beside_what_else_is_to_be_known() -> None:
    planned = replace(ANSWER.statements[0], foretold=True)
    assert marked(planned) == f"{QUOTE} [1] (plan or forecast)"
    assert marked(replace(planned, note="an order")) == f"{QUOTE} [1] (plan or forecast) (an order)"


def test_an_answer_off_a_terminal_keeps_every_line_whole() -> None:
    assert answer_text(ANSWER).splitlines() == [
        f"{QUOTE} [1]",
        "",
        "[1] Vale Courier, 2025-03-01: Bridge to open in May",
        f"    {CITATION.url}",
        f"    > {QUOTE}",
        "    article 00112233aabbccdd, version 2",
        "",
        "As of 2025-04-01: 12 articles searched, published 2025-01-02 to 2025-03-09. 1 independent source.",
    ]


def test_on_a_terminal_only_an_address_is_wider_than_it() -> None:
    lines = answer_text(ANSWER, 40).splitlines()
    assert [line.strip() for line in lines if len(line) > 40] == [CITATION.url]
    quoted = [line.removeprefix("    > ") for line in lines if line.startswith("    > ")]
    assert " ".join(quoted) == QUOTE


def test_a_long_quotation_is_printed_whole() -> None:
    long = "word " * 2_000 + "end."
    answer = replace(
        ANSWER, statements=(Statement(long, (replace(CITATION, quote=long),), Support.QUOTED, 1),)
    )
    quoted = [
        line.removeprefix("    > ") for line in answer_text(answer, 72).splitlines() if "    > " in line
    ]
    assert " ".join(quoted) == long


def test_a_refusal_gives_its_reason_the_nearest_passages_and_what_was_searched() -> None:
    refusal = Refusal(Reason.NOT_STATED, "The archive does not say.", (CITATION,))
    text = answer_text(replace(ANSWER, statements=(), refusal=refusal, independent_sources=0))
    assert text.startswith(
        "No answer (not_stated): The archive does not say.\n\nNearest passages:\n\n[1] Vale"
    )
    assert QUOTE in text
    assert text.endswith("12 articles searched, published 2025-01-02 to 2025-03-09.")


def test_a_refusal_of_an_empty_archive_says_that_nothing_was_there() -> None:
    refusal = Refusal(Reason.NOTHING_FOUND, "The archive has nothing on this.", ())
    text = answer_text(replace(ANSWER, statements=(), refusal=refusal, coverage=Coverage(0, None, None)))
    assert "Nearest" not in text
    assert text.endswith("As of 2025-04-01: no article was there to search.")


def test_disagreements_stand_under_the_statements() -> None:
    answer = replace(ANSWER, disagreements=(Disagreement(("4 May", "11 May"), (1, 2)),))
    assert answer_text(answer).splitlines()[2] == "Sources differ: 4 May [1]; 11 May [2]"


def test_an_update_gives_the_newest_value_first() -> None:
    answer = replace(ANSWER, updates=(Update(("1,000", "920"), (2, 1)),))
    assert answer_text(answer).splitlines()[2] == "Updated: 1,000 [2]; earlier 920 [1]"


@pytest.mark.parametrize(
    ("newest", "age"),
    [
        (datetime(2014, 4, 1, 9, tzinfo=UTC), "1 April 2014, 11 years"),
        (datetime(2014, 4, 2, 9, tzinfo=UTC), "2 April 2014, 10 years"),
        (datetime(2023, 4, 2, 9, tzinfo=UTC), "2 April 2023, 23 months"),
    ],
)
def test_an_answer_from_old_articles_says_how_old_they_are(newest: datetime, age: str) -> None:
    text = answer_text(replace(ANSWER, newest_cited=newest))
    assert text.splitlines()[2] == f"The newest article cited is of {age} before 1 April 2025."


def test_values_and_markers_of_different_number_are_both_shown() -> None:
    answer = replace(ANSWER, disagreements=(Disagreement(("4 May", "11 May"), (1, 2, 3)),))
    assert "Sources differ: 4 May; 11 May [1] [2] [3]" in answer_text(answer)


@pytest.mark.parametrize(
    ("writer", "said"), [("extractive", "Quoted, not written"), ("model", "Written only in part")]
)
def test_why_a_model_did_not_write_stands_under_the_statements(writer: str, said: str) -> None:
    writing = Writing("small", fallback="the model small\nanswered 500.")
    lines = answer_text(replace(ANSWER, writer=writer, writing=writing)).splitlines()
    assert lines[2] == f"{said}: the model small answered 500."


def test_a_model_that_wrote_it_all_is_not_spoken_of() -> None:
    assert answer_text(replace(ANSWER, writer="model", writing=Writing("small"))) == answer_text(ANSWER)


def test_text_of_articles_cannot_steer_the_terminal_or_be_read_as_markup() -> None:
    hostile = "[bold]Bold[/bold] \x1b[31mred\x1b[0m \x1b]0;title\x07\x9b2J\u202eevil\x08 [/] :smile:"
    citation = replace(
        CITATION, quote=hostile, title=hostile, publisher=hostile, url="https://x.example/\x1b[2J"
    )
    text = answer_text(replace(ANSWER, statements=(Statement(hostile, (citation,), Support.QUOTED, 1),)), 60)
    assert not any(ord(character) < 32 and character != "\n" for character in text)
    assert not any(character in text for character in "\x9b\u202e\x7f")
    assert "[bold]Bold[/bold] red evil [/] :smile: [1]" in text
    assert "    https://x.example/\n" in text


def test_what_is_not_known_has_a_name() -> None:
    citation = replace(CITATION, publisher=None, published_at=None, url=None)
    text = answer_text(replace(ANSWER, statements=(Statement(QUOTE, (citation,), Support.QUOTED, 1),)))
    assert "[1] unknown publisher, undated: Bridge to open in May\n    > The bridge" in text


def test_checked_citations_get_a_line_each_and_a_tally() -> None:
    def checked(marker: int, verdict: Verdict, stale: bool = False) -> CheckedCitation:
        return CheckedCitation(marker, "a1", 1, verdict, stale, "why")

    found = [checked(1, Verdict.VALID), checked(2, Verdict.VALID, stale=True), checked(3, Verdict.ALTERED)]
    assert checked_text(found).splitlines() == [
        "[1] valid: why (article a1, version 1)",
        "[2] valid, stale: why (article a1, version 1)",
        "[3] altered: why (article a1, version 1)",
        "3 citations: 2 valid, 1 altered; 1 stale",
    ]


def test_a_statement_that_does_not_hold_is_named() -> None:
    cited = [CheckedCitation(1, "a1", 1, Verdict.VALID, False, "why")]
    found = [
        CheckedStatement("It opens in May.", Support.CHECKED, (1,), True, "its quotes bear it out"),
        CheckedStatement("It opens in June.", Support.CHECKED, (1, 2), False, "May, not June"),
    ]
    assert checked_text(cited, found).splitlines() == [
        "[1] valid: why (article a1, version 1)",
        "[1][2] does not hold: It opens in June.: May, not June",
        "1 citation: 1 valid",
        "1 of 2 statements hold",
    ]


@pytest.mark.parametrize("width", [20, 33, 80])
def test_wide_characters_count_as_two_columns(width: int) -> None:
    from rich.cells import cell_len

    lines = wrap("香港警務處將於年底前使用實時人臉識別技術" * 5, width, "  ").splitlines()
    assert all(cell_len(line) <= max(width, 22) for line in lines)
    assert "".join(line.strip() for line in lines) == "香港警務處將於年底前使用實時人臉識別技術" * 5


def test_lone_surrogates_become_printable() -> None:
    assert clean("caf\udce9") == "caf\ufffd"


def test_a_table_aligns_wide_characters_and_ends_long_rows() -> None:
    rows = [("香港", "long title of an article"), ("abc", "x")]
    assert table(rows).splitlines() == ["香港  long title of an article", "abc   x"]
    assert table(rows, 12).splitlines()[0] == "香港  long …"


def test_the_words_of_a_notice_stand_with_the_first_citation_of_its_article() -> None:
    note = "corrected: “It is put at 84 million.”"
    standings = [note, None, note, "version 1, since replaced"]
    listed = [replace(CITATION, marker=n, standing=each) for n, each in enumerate(standings, 1)]
    told = [each.standing for each in told_once(listed)]
    assert told == [note, None, "corrected, as [1]", "version 1, since replaced"]
