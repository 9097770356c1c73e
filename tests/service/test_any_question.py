"""Whatever is asked of whatever the archive holds, there is an answer or a refusal; citations hold."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_json

from ingest.document import Document, Media
from ingest.embeddings.minilm import MiniLM
from ingest.errors import InputError
from ingest.pipeline import ingest
from service.answer import answer_from_json
from service.ask import AskRequest, ask, search
from service.chat import ChatRequest, chat_events
from service.check import Verdict, check_answer
from service.checks.verify import SourceSentence, verify_statement
from service.dialogue.turns import Turn
from service.evidence.library import AskableLibrary
from service.summaries.styles import Style
from service.summaries.summary import SummaryRequest, summary_from_json
from service.summarize import summarize
from service.writers.extractive import ExtractiveWriter
from tests import anything
from tests.ingest.support import SEEN, harbour_steps, settings_in
from tests.service.asked import askable_with

# Articles of nothing that a question could be about: no content words, no letters, no end.
ODD = [
    "It is. He did so. And so on. The.",
    "— … !!! ? “ ” ( )",
    "😀 😀. 👩‍👩‍👧! 🇩🇪?",
    "1,200. 5. 0. -5. ½ ² Ⅷ ١٢.",
    "שלום עולם. مرحبا بالعالم. 北京。上海。",
    "x" * 5_000,
    "a " * 2_000,
    "Polio was found. Polio was not found. It was found in 0 of 0. Polio?",
    "\u202eOn Tuesday\u202c it rained\u200b in Tarn.",
    "On 30 February 99999 the 5 million million billion were 1e999 percent of -0.",
    '“Why?” “No.” “It is.” he said. He said he said. "',
    anything.STORY,
]

some = settings(max_examples=25)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    """The harbour articles and the odd ones."""
    with askable_with(settings_in(tmp_path_factory.mktemp("odd")), MiniLM(threads=1)) as library:
        harbour_steps(library)
        report = ingest(library, [_record(number, text) for number, text in enumerate(ODD)])
        assert not report.rejected
        yield library


def _record(number: int, text: str) -> Document:
    title = text[:30].strip() or "polio"
    values = {
        "title": title,
        "text": text,
        "url": f"https://tarn.example/{number}",
        "published": "2025-05-01",
    }
    return Document(f"record {number}", Media.RECORD, json.dumps(values).encode())


@some
@given(anything.text)
def test_any_question_is_answered_or_refused(odd: AskableLibrary, question: str) -> None:
    try:
        answer = ask(odd, AskRequest(question))
    except InputError:
        return
    assert bool(answer.statements) != bool(answer.refusal)
    checked = check_answer(odd.archive, answer_from_json(to_json(answer)))
    assert {each.verdict for each in checked} <= {Verdict.VALID}


@some
@given(anything.text)
def test_any_words_are_searched(odd: AskableLibrary, words: str) -> None:
    try:
        found = search(odd, AskRequest(words), 5)
    except InputError:
        return
    assert len(found) <= 5


@some
@given(anything.text, st.sampled_from(Style))
def test_any_topic_is_summarised_or_refused(odd: AskableLibrary, topic: str, style: Style) -> None:
    try:
        summary = summarize(odd, SummaryRequest(question=topic, style=style))
    except InputError:
        return
    checked = check_answer(odd.archive, summary_from_json(to_json(summary)))
    assert {each.verdict for each in checked} <= {Verdict.VALID}


@pytest.mark.parametrize("style", Style)
def test_every_odd_article_is_summarised_or_refused(odd: AskableLibrary, style: Style) -> None:
    for article, _ in odd.archive.latest(limit=100):
        summary = summarize(odd, SummaryRequest(article_id=article.id, style=style))
        assert {each.verdict for each in check_answer(odd.archive, summary)} <= {Verdict.VALID}


@some
@given(anything.text, st.lists(st.builds(Turn, anything.text, anything.text), max_size=3))
def test_any_conversation_goes_on(odd: AskableLibrary, question: str, history: list[Turn]) -> None:
    try:
        events = list(chat_events(odd, ChatRequest(question, tuple(history)), ExtractiveWriter(), None))
    except InputError:
        return
    assert events


@settings(max_examples=20)
@given(anything.text, st.lists(anything.text.filter(str.strip), min_size=1, max_size=5))
def test_any_statement_is_checked(statement: str, cited: list[str]) -> None:
    verify_statement(statement, [SourceSentence(text, SEEN, None) for text in cited], SEEN)
