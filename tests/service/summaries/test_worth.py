from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.article import Kind
from service.summaries.worth import is_whole_sentence, sentence, worth
from tests.handmade import ranked

LEAD = "The Ormskay ferry stopped running on Friday after its engine failed in the harbour."


def worth_of(text: str, *, start: int = 0, title: str = "Untitled", kind: Kind = Kind.ARTICLE) -> float:
    stored = replace(ranked([text], title=title).stored, kind=kind)
    return worth(stored, text, start)


def test_a_sentence_has_its_worth_as_its_score() -> None:
    item = sentence(ranked(["It rained.", LEAD]).stored, 1)
    assert item.text == LEAD
    assert item.score == worth_of(LEAD, start=item.start)


def test_the_lead_is_worth_more_than_what_follows_far_below() -> None:
    assert worth_of(LEAD) > worth_of(LEAD, start=2_000)


def test_what_the_headline_says_is_worth_more() -> None:
    assert worth_of(LEAD, title="Ferry stopped as engine failed") > worth_of(LEAD)


@pytest.mark.parametrize(
    "leaning",
    [
        "She said the Ormskay ferry would stop running on Friday after its engine failed.",
        "This stopped the Ormskay ferry on Friday after its engine failed in the harbour.",
        "The Ormskay ferry stopped running on Friday after its engine failed, he said.",
        'The Ormskay ferry stopped running on Friday."',
    ],
)
def test_what_leans_on_the_sentence_before_is_worth_little(leaning: str) -> None:
    assert worth_of(leaning) < 0.5 * worth_of(LEAD)


@pytest.mark.parametrize(
    "text", ["Who stopped the Ormskay ferry on that Friday in May?", "Harbour news in brief"]
)
def test_a_question_or_a_label_is_a_last_resort(text: str) -> None:
    assert 0 < worth_of(text) < 0.05


@pytest.mark.parametrize(
    "text",
    [
        "Correction: An earlier version of this article gave the fare as £4 for a single journey.",
        "Photograph of the Ormskay ferry in the harbour by the Port Lorne Gazette last Friday.",
        "Subscribe to the Gazette for all the news of the Ormskay ferry every Friday morning.",
    ],
)
def test_notes_and_captions_are_worth_next_to_nothing(text: str) -> None:
    assert worth_of(text) < 0.15


def test_that_a_story_was_retracted_comes_before_all_else() -> None:
    assert worth_of("This article has been retracted.", kind=Kind.RETRACTION) == 1.0


def test_a_fragment_a_label_or_a_note_does_not_stand_as_a_sentence() -> None:
    assert is_whole_sentence(LEAD)
    assert is_whole_sentence("In May the town bought the Ormskay ferry.")
    assert not is_whole_sentence("Sept. 8.")
    assert not is_whole_sentence("The Ormskay ferry terminal, 12 N. Quay St., Port Lorne.")
    assert not is_whole_sentence("The Ormskay ferry stopped running on Friday: watch the ferry as it ...")
    assert not is_whole_sentence("Who stopped the Ormskay ferry on that Friday in May?")
    assert not is_whole_sentence("Editor's note: This page has the news of the Ormskay ferry from Friday.")
    assert not is_whole_sentence("(The Ormskay ferry has had no engine since that Friday.")
    assert not is_whole_sentence("“The Ormskay ferry has no engine that anybody could mend.")
