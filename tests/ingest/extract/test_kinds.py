"""What a version is to a reader, as its own words, its page or its publisher's program say."""

from __future__ import annotations

import pytest

from ingest.article import Kind
from ingest.document import Document, Media
from ingest.extract import extract
from ingest.extract.kinds import kind_of


@pytest.mark.parametrize(
    ("title", "body", "kind"),
    [
        ("RETRACTED: Ferry sank", "A story.", Kind.RETRACTION),
        ("Ferry", "This article has been retracted by the publisher.", Kind.RETRACTION),
        ("Ferry", "Editor's note: The story has been withdrawn.\n\nIt was wrong.", Kind.RETRACTION),
        ("Journal", "The journal retracted a paper on ferries. The study was wrong.", Kind.ARTICLE),
        ("Army", "The army has withdrawn its tanks.", Kind.ARTICLE),
        ("Ferry", "A ferry sank.\n\nCorrection: The ferry did not sink.", Kind.CORRECTION),
        ("Ferry", "CORRECTION\n\nA ferry did not sink.", Kind.CORRECTION),
        ("Ferry", "It floats.\n\n(This story was corrected to say that it floats.)", Kind.CORRECTION),
        ("Ferry", "Clarification: it floats.", Kind.CORRECTION),
        ("Prison", "Corrections officers went on strike.", Kind.ARTICLE),
        ("Prices", "A correction in share prices was due, he said.", Kind.ARTICLE),
    ],
)
def test_kind_is_what_the_text_says(title: str, body: str, kind: Kind) -> None:
    assert kind_of(title, body) is kind


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("KILL: Mayor resigns", Kind.RETRACTION),
        ("MANDATORY KILL - Mayor resigns", Kind.RETRACTION),
        ("Kill: a love story", Kind.ARTICLE),
        ("Killed: three men in a boat", Kind.ARTICLE),
    ],
)
def test_a_kill_notice_of_a_wire_is_a_retraction(title: str, kind: Kind) -> None:
    assert kind_of(title, "The mayor did not resign.") is kind


def test_of_a_correction_and_a_retraction_the_retraction_counts() -> None:
    notes = "This article has been retracted.\n\nCorrection: An earlier version gave the wrong year."
    assert kind_of("Ferry", notes) is Kind.RETRACTION


STORY = "".join(
    f"<p>The Kess Bridge carried {number} hundred trams on Friday, the council of Orle said, and the "
    "engineers who had mended its girders went home to sleep at last.</p>"
    for number in range(6)
)
NOTE = "This article was amended on 3 June 2025. An earlier version said that the bridge was shut."


@pytest.mark.parametrize(
    "box",
    [
        '<div class="correction"><p>{}</p></div>',
        '<aside class="editors-note"><p>{}</p></aside>',
        '<footer class="submeta"><p>{}</p></footer>',
        "<p><em>{}</em></p>",
    ],
)
def test_a_note_beside_the_story_of_a_page_is_kept(box: str) -> None:
    for body in (box.format(NOTE) + STORY, STORY + box.format(NOTE)):
        story = f"<article><h1>Bridge opens</h1>{body}</article><footer>© 2025</footer>"
        page = f"<html><head><title>Bridge opens</title></head><body>{story}</body></html>"
        [draft] = extract(Document("https://orle.example/a", Media.HTML, page.encode()))
        assert draft.kind is Kind.CORRECTION
        assert NOTE in draft.text
        assert "©" not in draft.text
