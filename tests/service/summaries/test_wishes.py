"""Which messages wish for a summary, of what and how."""

from __future__ import annotations

import time

import pytest

from service.summaries.styles import Style
from service.summaries.wishes import SummaryWish, wanted_summary

BRIEF, BULLETS, TIMELINE = Style.BRIEF, Style.BULLETS, Style.TIMELINE
WISHES = {
    "Summarise what happened with the Kess Bridge in July": ("the Kess Bridge in July", BRIEF),
    "Summarize the Kess Bridge story": ("the Kess Bridge story", BRIEF),
    "give me a summary of the tram strike": ("the tram strike", BRIEF),
    "Can you give me a short summary of the tram strike, please?": ("the tram strike", BRIEF),
    "timeline of the Kess Bridge": ("the Kess Bridge", TIMELINE),
    "A timeline of the Kess Bridge repairs please": ("the Kess Bridge repairs", TIMELINE),
    "brief me on Brightwater Energy": ("Brightwater Energy", BRIEF),
    "Brief: Brightwater Energy": ("Brightwater Energy", BRIEF),
    "bullet points on the tram strike": ("the tram strike", BULLETS),
    "Give me an overview of the conflict in Maravel": ("the conflict in Maravel", BRIEF),
    "recap of the week in Northgate": ("the week in Northgate", BRIEF),
    "Please catch me up on the Hong Kong cameras": ("the Hong Kong cameras", BRIEF),
    "I'd like a timeline of the ferry accident": ("the ferry accident", TIMELINE),
    "What are the key developments in the Kess Bridge case?": ("the Kess Bridge case", TIMELINE),
    "sum up the budget crisis in bullets": ("the budget crisis", BULLETS),
    "Walk me through the Kess Bridge saga": ("the Kess Bridge saga", TIMELINE),
    "overview: Maravel election": ("Maravel election", BRIEF),
    "list the main events of the tram strike": ("the tram strike", BULLETS),
    "Chronology of the Kess Bridge, please.": ("the Kess Bridge", TIMELINE),
    "Can I get a digest of the election in Maravel?": ("the election in Maravel", BRIEF),
    "Hi, could you summarise the news about the ferry?": ("the ferry", BRIEF),
    "TL;DR of the Kess Bridge": ("the Kess Bridge", BRIEF),
    "Give me everything you have on the ferry as bullet points": ("the ferry", BULLETS),
    "Produce a chronological overview of the Maravel election": ("the Maravel election", TIMELINE),
    "Give me the timeline of events for the Kess Bridge": ("the Kess Bridge", TIMELINE),
    "Summarize the main points of the ferry report": ("the ferry report", BRIEF),
    "As bullet points, what happened with the ferry?": ("the ferry", BULLETS),
    "Can you summarise what happened with the tram strike?": ("the tram strike", BRIEF),
    "Could you walk me through how the ferry sank?": ("the ferry sank", TIMELINE),
    "Summarise last week's news": ("last week's news", BRIEF),
    "sum this up": ("", BRIEF),
    "summary please": ("", BRIEF),
    "Summarize it": ("", BRIEF),
    "summarise that as a timeline": ("", TIMELINE),
    "Give me the main points": ("", BULLETS),
    "summary": ("", BRIEF),
}
QUESTIONS = (
    "What was in the summary of the report?",
    "Who wrote the brief for the court?",
    "Brief encounter: when is it on?",
    "The timeline for the project slipped, why?",
    "When will the timeline be published?",
    "How did the minister summarise the talks?",
    "Did the council outline its plans?",
    "outline planning permission was refused, why?",
    "Recap: who won?",
    "Recap who won the election in Maravel?",
    "Can you recap when the bridge will open?",
    "Can you summarise how many people died in the ferry?",
    "Highlights of the festival: who played?",
    "brief history of the lighthouse",
    "Is there a summary?",
    "List the ships that sank",
    "Who gave the briefing on the flood?",
    "Tell me when the bridge opens",
    "What happened with the Kess Bridge in July?",
    "Give me the name of the mayor",
)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_names_its_topic_and_its_style(text: str) -> None:
    topic, style = WISHES[text]
    assert wanted_summary(text) == SummaryWish(topic, style)


@pytest.mark.parametrize("text", QUESTIONS)
def test_a_question_that_mentions_one_is_no_wish(text: str) -> None:
    assert wanted_summary(text) is None


@pytest.mark.parametrize(
    ("text", "words", "sentences"),
    [
        ("Write a 50-word summary of the tram strike", 50, None),
        ("Summarise everything about Victor Amsel in 40 words", 40, None),
        ("Summarise everything about Victor Amsel in two hundred words", 200, None),
        ("Summarise the ferry in three bullet points", None, 3),
        ("Sum up the strike in two sentences", None, 2),
        ("In three sentences, what happened with the ferry?", None, 3),
        ("Summarise the strike in 5 words", 10, None),
        ("Summarise the strike in 90 sentences", None, 50),
    ],
)
def test_a_wish_may_set_its_length(text: str, words: int | None, sentences: int | None) -> None:
    wish = wanted_summary(text)
    assert wish is not None
    assert (wish.words, wish.sentences) == (words, sentences)


def test_hostile_text_takes_no_time() -> None:
    started = time.process_time()
    for text in (
        "please ",
        "summary of ",
        "summarise ",
        "in two words ",
        "as a timeline ",
        "give me a short ",
    ):
        wanted_summary((text * 300)[:2_000])
        wanted_summary(f"summarise {text * 200}"[:2_000])
    assert time.process_time() - started < 5


@pytest.mark.parametrize(
    "topic", ["the government's 10-point plan", "the two sentences handed to the captain"]
)
def test_a_number_in_a_topic_sets_no_length(topic: str) -> None:
    wish = wanted_summary(f"Summarise {topic}")
    assert wish is not None
    assert (wish.topic, wish.words, wish.sentences) == (topic, None, None)
