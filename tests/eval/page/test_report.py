"""The report of a run: one page, everything escaped, every wrong case to be read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html

from eval.cases import (
    Agreement,
    Attribution,
    Claim,
    DatedSource,
    DateFact,
    NoticeCase,
    SourceComparison,
    SummaryCase,
    SummaryScope,
    TextFact,
    Timex,
    TimexCase,
    TimexKind,
)
from eval.metrics.carrying import Carrying
from eval.metrics.intervals import Estimate
from eval.page.report import report_page, write_report
from eval.runs.folder import RunFolder
from eval.runs.lost import Lost
from eval.runs.results import (
    AttributionResult,
    ClaimResult,
    ComparisonResult,
    NoticeResult,
    Quoted,
    Result,
    SummaryResult,
)
from eval.runs.summary import JudgeSummary, TagSummary, summarise_run
from eval.runs.timexes import read_times
from ingest.article import Kind
from ingest.errors import InputError
from ingest.store.reading.coverage import Coverage
from service.answer import Reason, Refusal
from service.english.dates.spans import whole_months
from service.summaries.styles import Style
from service.summaries.summary import Scope, Subject, Summary
from tests.cited import AS_OF, citation, statement
from tests.commands import runner
from tests.eval.asked import MADE, asked, followed

HOSTILE = "<script>alert(1)</script> & {{ 7 * 7 }} \x00\x1b[31m\"quoted\" 'text' ‮"
SUMMARY = Summary(
    of=Subject(Scope.STORY, None, "dredger", None, None, None, ()),
    as_of=AS_OF,
    style=Style.BRIEF,
    statements=(statement("It struck a pier.", citation("It struck a pier.")),),
    events=(),
    disputes=(),
    refusal=None,
    words=4,
    independent_sources=1,
    coverage=Coverage(1, AS_OF, AS_OF),
    articles=1,
    passages=1,
    writer="extractive",
)
EVIDENCE = ((Quoted("The dredger struck an unknown wreck.", "Dredger", "The Echo", AS_OF),),)


def page(results: list[Result], judge: JudgeSummary | None = None) -> html.HtmlElement:
    text = report_page(MADE, summarise_run("written", results, 1, judge), results)
    assert text.startswith("<!doctype html>")
    return html.document_fromstring(text)


def headings(root: html.HtmlElement) -> list[str]:
    return [heading.text_content() for heading in root.xpath("//h2")]


def test_a_wrong_case_is_shown_with_all_that_is_needed_to_judge_it() -> None:
    wrong = asked("case-7", right=False, says="It struck a pier.")
    root = page([asked("fine", right=True), replace(wrong, evidence=EVIDENCE)])
    [case] = root.xpath("//details[summary/span = 'case-7']")
    text = case.text_content()
    for part in (
        "What did it strike?",
        "a wreck",  # the gold
        "It struck a pier.",
        "[1] The Echo, 2025-10-08: Untitled · a1 v1 0-17",
        "The dredger struck an unknown wreck.",
    ):
        assert part in text


def test_where_evidence_was_lost_is_counted_and_stands_with_the_case() -> None:
    wrong = replace(asked("a", right=False), evidence=EVIDENCE, lost=Lost.NOT_READ)
    root = page([wrong, replace(asked("b", right=False), lost=Lost.NOT_READ), asked("c", right=False)])
    [table] = root.xpath("//h2[@id='lost']/following-sibling::div[1]//tbody")
    assert [cell.text for cell in table.iter("td")] == ["not read", "2"]
    [case] = root.xpath("//details[summary/span = 'a']")
    assert "Evidence (not read)" in case.text_content()


def test_right_cases_are_only_listed() -> None:
    root = page([asked("fine", right=True), asked("open", right=None)])
    assert headings(root)[-4:] == ["Wrong (0)", "Without a verdict (1)", "Right (1)", "Made with"]
    [listed] = root.xpath("//main/ul/li")
    assert listed.text_content() == "fineWhat did it strike?"


def test_every_part_can_be_gone_to() -> None:
    root = page([asked("a", right=True), asked("b", right=False)])
    links = root.xpath("//nav/a")
    assert [link.text for link in links] == headings(root)
    assert [link.get("href") for link in links] == [f"#{id_}" for id_ in root.xpath("//h2/@id")]


def test_cases_are_shown_by_what_came_of_them_and_by_tag() -> None:
    tagged = asked("b", right=False, refused=True)
    results = [asked("a", right=True), replace(tagged, case=replace(tagged.case, tags=("who",)))]
    root = page(results)
    outcomes, tags = root.xpath("//form//select")
    assert [option.text for option in outcomes] == ["all cases", "refused, though it is stated", "right"]
    assert [option.text for option in tags] == ["all cases", "what", "who"]
    [style] = root.xpath("//style")
    for value, hidden in ((outcomes[1].get("value"), "a"), (tags[1].get("value"), "b")):
        assert f"main:has(option[value={value}]:checked) .case:not(.{value})" in style.text
        [id_] = root.xpath(
            "//*[contains(@class, 'case ') and not(contains(concat(@class, ' '), concat(' ', $value, ' ')))]"
            "//span[@class='id']",
            value=value,
        )
        assert id_.text == hidden


def test_a_list_with_nothing_to_choose_is_left_out() -> None:
    assert not page([asked("a", right=True), asked("b", right=True)]).xpath("//form")


def test_it_is_said_which_facts_are_missing() -> None:
    gold = (TextFact(("a wreck",)), TextFact(("in fog",)))
    wrong = asked("a", right=False, says="It struck a wreck.", gold=gold, answer_right=0.0)
    [case] = page([wrong]).xpath("//details")
    assert case.xpath("./summary/span[@class='why']")[0].text == "facts missing"
    assert [fact.text_content() for fact in case.xpath("./ul[1]/li")] == [
        "a wreck (said)",
        "in fog (not said)",
    ]


def test_what_a_wrong_answer_says_and_the_choices_are_shown() -> None:
    wrong = asked("a", right=False, says="It struck a pier.")
    said = (TextFact(("a pier",)), DateFact("2025"))
    case = replace(wrong.case, wrong=said, choices=("a wreck", "a pier"), gold_index=0)
    [shown] = page([replace(wrong, case=case)]).xpath("//details")
    assert [item.text_content() for item in shown.xpath("./ul/li")] == [
        "a wreck",
        *("a pier (said)", "2025 (not said)"),
        *("a wreck (right)", "a pier"),
    ]


def test_a_refusal_is_shown_with_what_was_nearest() -> None:
    refused = asked("a", right=False, refused=True)
    refusal = Refusal(Reason.NOT_STATED, "Not said.", (citation("It lay in fog.", published_at=None),))
    [case] = page([replace(refused, answer=replace(refused.answer, refusal=refusal))]).xpath("//details")
    assert "not_stated: Not said." in case.text_content()
    [nearest] = case.xpath("./blockquote")
    assert nearest.text_content() == "It lay in fog.[1] The Echo, undated: Untitled · a1 v1 0-14"


def test_a_summary_is_shown_with_what_it_must_say() -> None:
    case = SummaryCase("s", SummaryScope(story_id="dredger"), (TextFact(("a wreck",)),), tags=("short",))
    result = SummaryResult(case, {"complete": 0.0, "facts_covered": 0.0}, SUMMARY, EVIDENCE)
    [shown] = page([result]).xpath("//details")
    text = shown.text_content()
    for part in (
        "summary: dredger facts missing",
        "Summary as of 2025-10-08 12:00 UTC · short",
        "a wreck (not said)",
        "It struck a pier.",
        "The Echo, 2025-10-08: Dredger",
        "complete 0 · facts_covered 0",
    ):
        assert part in text


def test_a_claim_is_shown_with_its_source_and_what_the_checker_found() -> None:
    claim = Claim("c", "It struck a wreck.", "It struck a pier.", False)
    held = ClaimResult(claim, {"claim_right": 0.0}, ())
    not_held = replace(held, case=replace(claim, id="d", true=True), flaws=("a pier", "no fog"))
    cases = page([held, not_held]).xpath("//details")
    first, second = ([part.text for part in case.xpath("./*[not(self::summary)]")] for case in cases)
    assert first == [
        "The source does not bear it out.",
        *("Checker", "The checker found no flaw."),
        *("Source", "It struck a wreck."),
    ]
    assert second[:3] == ["The source bears it out.", "Checker", "a pier; no fog"]


def test_a_claim_is_shown_with_each_sentence_of_its_source_and_its_day() -> None:
    claim = Claim("c", ("It struck a wreck.", "Nobody was hurt."), "It sank.", False, AS_OF, ("harm",))
    [case] = page([ClaimResult(claim, {"claim_right": 0.0}, ())]).xpath("//details")
    assert [quote.text for quote in case.xpath(".//blockquote")] == ["It struck a wreck.", "Nobody was hurt."]
    assert "The source does not bear it out; said on 2025-10-08. · harm" in case.text_content()


def test_a_follow_up_is_shown_with_its_dialogue_and_what_was_searched_for() -> None:
    wrong = followed(
        "f", Carrying(("bridg", "kess"), ("kess",), ("ormskay",)), query="Who built Kess, Ormskay?"
    )
    nothing = followed("g", Carrying(("kess",), (), ()), query="")
    first, second = (
        " ".join(case.text_content().split()) for case in page([wrong, nothing]).xpath("//details")
    )
    for part in (
        "Who built it? carried what is not meant",
        "Turns before: 1 · who",
        "When does the Kess Bridge open?On 29 November.",
        "It means Who built the Kess Bridge?",
        "Searched for Who built Kess, Ormskay?",
        "Needed: bridg, kess · carried of them: kess · carried and not meant: ormskay",
    ):
        assert part in first
    assert "Searched for nothing" in second
    assert "not meant" not in second


def test_a_quotation_is_shown_with_its_speakers_and_who_was_found() -> None:
    case = Attribution("q", "“No,” Voss said.", 0, 5, ("Ada Voss", "the mayor"), tags=("direct",))
    wrong = AttributionResult(case, {"attributed": 0.0}, "Carl Dunn")
    nobody = AttributionResult(replace(case, id="r", speakers=()), {"attributed": 0.0}, None)
    shown = [" ".join(each.text_content().split()) for each in page([wrong, nobody]).xpath("//details")]
    for part in ("“No,” another speaker", "direct", "Said by Ada Voss / the mayor", "Found Carl Dunn"):
        assert part in shown[0]
    assert "Said by nobody who is named Found nobody" in shown[1]


def test_sources_are_shown_with_what_was_made_of_them() -> None:
    source = DatedSource("Nine died.", datetime(2025, 3, 1, tzinfo=UTC), "Kessmouth Echo")
    case = SourceComparison("c", "How many died?", (source, source), Agreement.UPDATE, ("Nine", "Ten"))
    wrong = ComparisonResult(case, {"compared": 0.0}, ("Nine", "Ten"), ())
    [shown] = [" ".join(each.text_content().split()) for each in page([wrong]).xpath("//details")]
    for part in (
        "How many died? a disagreement that is none",
        "update: Nine / Ten",
        "Disagreement: Nine / Ten · update: none",
        "Nine died.Kessmouth Echo, 2025-03-01",
    ):
        assert part in shown


def test_an_article_is_shown_with_the_notices_that_were_found() -> None:
    case = NoticeCase("n", "Bell rings", "A bell rang.", Kind.ARTICLE, ("foot",))
    wrong = NoticeResult(case, {"recognised": 0.0}, Kind.CORRECTION, ("It did not ring.",))
    missed = NoticeResult(
        replace(case, id="m", expected=Kind.RETRACTION), {"recognised": 0.0}, Kind.ARTICLE, ()
    )
    shown = [" ".join(each.text_content().split()) for each in page([wrong, missed]).xpath("//details")]
    for part in ("Bell rings a notice that is none", "It is: article · held to be: correction", "foot"):
        assert part in shown[0]
    assert "Notices found It did not ring." in shown[0]
    assert "Notices found none Text A bell rang." in shown[1]


def test_a_sentence_is_shown_with_its_times_and_those_found() -> None:
    timex = Timex(5, 12, TimexKind.DATE, whole_months(1990, 1, 120))
    case = TimexCase("t", "From 1990 on, or lately.", datetime(2025, 3, 1, tzinfo=UTC), (timex,), ("half A",))
    [shown] = [" ".join(each.text_content().split()) for each in page([read_times(case)]).xpath("//details")]
    for part in (
        "a time, read as another",
        "Said on 2025-03-01 · half A",
        "It names 1990 on 1990-01-01 to before 2000-01-01",
        "Found 1990 1990-01-01 to before 1991-01-01",
    ):
        assert part in shown


def test_text_of_others_is_escaped() -> None:
    wrong = asked(HOSTILE, right=False, says=HOSTILE, question=HOSTILE, gold=(TextFact((HOSTILE,)),))
    text = report_page(MADE, summarise_run(HOSTILE, [wrong], 1), [wrong])
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }}" in text
    assert not {"\x00", "\x1b", "‮"} & set(text)


def test_the_page_needs_nothing_else() -> None:
    root = page([asked("a", right=True), asked("b", right=False)])
    assert not root.xpath("//script | //link | //img | //@src | //@href[not(starts-with(., '#'))]")
    assert root.xpath("//meta[@name='viewport']")
    [style] = root.xpath("//style")
    assert "prefers-color-scheme: dark" in style.text


def test_measures_are_drawn_with_their_intervals() -> None:
    root = page([asked("a", right=True), asked("b", right=False)])
    [row] = root.xpath("//tr[td = 'right: answered or refused as it should be']")
    assert row.xpath("./td[3]")[0].text_content() == "0.500"
    # 0.5 of 160 units, the interval from end to end
    assert row.xpath(".//rect[@class='bar']/@width") == ["80.0"]
    assert row.xpath(".//line[1]/@x1 | .//line[1]/@x2") == ["0.0", "160.0"]


def test_the_risk_curve_ends_at_the_share_that_was_answered() -> None:
    results: list[Result] = [asked("a", right=True), asked("b", right=False, refused=True)]
    [points] = page(results).xpath("//polyline/@points")
    # one of two questions answered, rightly: halfway across (44 + 150), at the bottom (44 + 300)
    assert points == "194.0,344.0"


def test_a_judge_is_reported_apart() -> None:
    right = Estimate(0.75, 0.5, 1.0, 4)
    judge = JudgeSummary("some-model", "0123456789abcdef", right, None, 2)
    root = page([asked("a", right=True)], judge)
    assert "Judge" in headings(root)
    assert "some-model" in root.text_content()
    assert "Judge" not in headings(page([asked("a", right=True)]))


def test_a_run_that_was_stopped_is_reported_as_far_as_it_came(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    folder.begin(MADE)
    with pytest.raises(InputError, match="no case yet"):
        write_report(tmp_path)
    folder.add(asked("a", right=False))
    text = write_report(tmp_path).read_text(encoding="utf-8")
    assert "written: 1 cases" in text
    assert "The run was stopped" in text
    folder.finish(summarise_run("written", folder.results(), 1))
    assert "The run was stopped" not in write_report(tmp_path).read_text(encoding="utf-8")


def test_a_folder_without_a_run_is_refused(tmp_path: Path) -> None:
    result = runner(tmp_path)("eval", "report", str(tmp_path))
    assert isinstance(result.exception, InputError)
    assert "no finished run" in str(result.exception)


@pytest.mark.parametrize("value", [-0.2, 1.7])
def test_a_bar_stays_within_its_frame(value: float) -> None:
    result = asked("a", right=True)
    tag = TagSummary(1, {"right": Estimate(value, value, value, 1)})
    summary = replace(summarise_run("written", [result], 1), tags={"what": tag})
    root = html.document_fromstring(report_page(MADE, summary, [result]))
    [drawn] = root.xpath("//td[1][. = 'what']/..//*[local-name() = 'svg']")
    assert {line.get("x1") for line in drawn.iter("line")} <= {"0.0", "160.0"}
