"""Questions about who said what: the sentence that is meant comes first, with its speaker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ingest.embeddings.minilm import MiniLM
from ingest.pipeline import ingest
from service.answer import Answer
from service.ask import AskRequest, ask
from service.check import check_answer
from service.evidence.library import AskableLibrary
from service.summaries.styles import Style
from service.summaries.summary import SummaryRequest
from service.summarize import summarize
from tests.ingest.support import record, settings_in
from tests.service.asked import askable_with

AS_OF = datetime(2025, 8, 1, tzinfo=UTC)
TEXT = (
    "Wells have run dry in the Orrin valley.\n\n"
    "Hugh Hollis, a doctor, said: “The families need clean water by the weekend.\n\n"
    "“If they do not get it, some of the children will die,” he added.\n\n"
    "Last night Karim Mansour, a member of the council, said he was worried. “What the company has done"
    " brings the whole valley into disrepute.”\n\n"
    "Denise Orr of the water company rejected that. “We have broken no rule,” she said.\n\n"
    "Denise Orr joined the company in May. She said the pumps at Sallow Weir would be mended on 4 September."
)


@pytest.fixture(scope="module")
def valley(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path_factory.mktemp("valley")), MiniLM(threads=1)) as library:
        published = "2025-07-13T08:00:00Z"
        ingest(library, [record("Wells run dry in Orrin valley", TEXT, published_at=published)])
        yield library


def answered(valley: AskableLibrary, question: str) -> Answer:
    return ask(valley, AskRequest(question, as_of=AS_OF))


@pytest.mark.parametrize(
    ("question", "words", "speaker"),
    [
        ("Who said that some of the children will die?", "will die", "Hugh Hollis"),
        ("Who said that the company brings the valley into disrepute?", "disrepute", "Karim Mansour"),
        ("What did Denise Orr say?", "no rule", "Denise Orr"),
        ("What did Hugh Hollis say about the children?", "children", "Hugh Hollis"),
    ],
)
def test_the_first_statement_is_what_was_said_with_its_speaker(
    valley: AskableLibrary, question: str, words: str, speaker: str
) -> None:
    first, *_ = answered(valley, question).statements
    assert words in first.text
    assert first.said_by == speaker


def test_a_speaker_is_cut_out_of_the_text_and_checked(valley: AskableLibrary) -> None:
    answer = answered(valley, "Who said that some of the children will die?")
    found = answer.statements[0].citations[0].speaker
    assert found is not None
    assert TEXT[found.start : found.end] == found.name
    assert all(each.verdict == "valid" for each in check_answer(valley.archive, answer))


def test_a_referent_is_cut_out_of_the_text_and_checked(valley: AskableLibrary) -> None:
    answer = answered(valley, "When will the pumps at Sallow Weir be mended?")
    statement = next(each for each in answer.statements if "Sallow Weir" in each.text)
    assert statement.told == f"[Denise Orr] {statement.text}"
    found = statement.citations[0].referent
    assert found is not None
    assert TEXT[found.start : found.end] == found.text
    assert found.end <= statement.citations[0].start
    assert all(each.verdict == "valid" for each in check_answer(valley.archive, answer))


def test_what_nobody_said_is_refused(valley: AskableLibrary) -> None:
    assert answered(valley, "Who said that the railway to Tarn will be sold?").refusal


def test_a_summary_names_its_speakers(valley: AskableLibrary) -> None:
    request = SummaryRequest(question="What did Hugh Hollis say of the children?", as_of=AS_OF)
    summary = summarize(valley, replace(request, style=Style.BULLETS, max_words=200))
    assert {each.said_by for each in summary.statements if "will die" in each.text} == {"Hugh Hollis"}
