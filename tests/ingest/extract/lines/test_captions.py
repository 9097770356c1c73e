"""Captions, credits and offers are no sentences of a story; what only begins like one is."""

from __future__ import annotations

import json

import pytest

from ingest.document import Document, Media
from ingest.extract import extract
from ingest.extract.lines.boilerplate import is_no_story
from ingest.extract.lines.captions import without_gallery
from tests.ingest.extract.pages import FIXTURES, STORY, TITLE, page, paragraphs, text_of


def test_saved_gallery() -> None:
    saved = FIXTURES / "captions" / "gallery.jsonl"
    [draft] = extract(Document("g", Media.RECORD, saved.read_bytes()))
    assert draft.text.split("\n\n") == [
        "Pia Lindqvist will end her career after the Orrin Open, she wrote on Tuesday.",
        '"I have never liked the word retirement," Lindqvist, who is 41, wrote. '
        "Her last match is on 24 August.",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Photo: Elsa Koury/Orrin Post",
        "Image source, Getty Images",
        "Image: Municipality of Calder / Facebook",
        "Photo credit: Elsa Koury",
        "(Photo by Elsa Koury/Wide World)",
        "Elsa Koury/Getty Images",
        "The bridge is seen from the quay on Tuesday. Elsa Koury/AFP via Getty Images",
        "The bridge is seen from the quay on Tuesday. (AP Photo/Elsa Koury)",
        "The bridge is seen from the quay. Elsa Koury/The Orrin Post",
        "1 of 5 | The bridge is seen from the quay on Tuesday.",
        "Image 3 of 12",
        "Cover image: the bridge at night",
        "Media caption, The bridge opens",
        "View all 12 photos",
        "Open this photo in gallery:",
        "Play Video",
        "The bridge at dawn on Tuesday.THE CANADIAN PRESS/Elsa Koury",
        "The bridge in the year 1931. Picture: Orrin Archive",
        "(Pictured: The keeper of the bridge)",
        "Read more: Herring prices fall",
        "Sign up for our morning newsletter and never miss a story.",
        "Want more? Get the day's stories in your inbox every evening.",
        "Follow us on Facebook and Instagram.",
        "Do you have a story to tell? Email us at news@post.example",
        "Share this article",
        "Download our free app for breaking news alerts.",
    ],
)
def test_lines_that_are_dropped(line: str) -> None:
    assert is_no_story(line)
    text = text_of(page(f"<article><h1>{TITLE}</h1>{paragraphs(*STORY[:2], line, *STORY[2:])}</article>"))
    assert text == "\n\n".join(STORY)
    record = json.dumps({"title": TITLE, "text": "\n\n".join([STORY[0], line, STORY[1]])})
    [draft] = extract(Document("r", Media.RECORD, record.encode()))
    assert draft.text == f"{STORY[0]}\n\n{STORY[1]}"


@pytest.mark.parametrize(
    "line",
    [
        "Photos of the bridge were shown to the council before the vote.",
        "The picture was taken by Elsa Koury of Getty Images, a court heard on Monday.",
        "Image rights are worth more than wages to some players, the club said.",
        "The newsletter of the harbour council has 900 readers, its editor said.",
        '"Sign up for the newsletter," the mayor told the crowd, "and you will know first."',
        "Subscribers to the newspaper fell by a tenth last year.",
        "Followers of the team joined the march on Sunday.",
        "3 of 12 members voted against the plan.",
        "8/31: Ben Harlow and the Tides",
        "Download speeds in the valley have doubled since the cable was laid.",
        "He wrote for the Guardian/Observer and for two weeklies.",
    ],
)
def test_lines_that_stay(line: str) -> None:
    assert not is_no_story(line)


@pytest.mark.parametrize(
    ("line", "left"),
    [
        (
            "The vote was close. Photos: The bridge A crane. Hide Caption 1 of 2 It passed.",
            "The vote was close. It passed.",
        ),
        ("A crane at work. Show Caption 3 of 9", ""),
        ("Gallery: The bridge A crane. View caption 1/9 B quay. View caption 2/9", ""),
        ("The show was captioned for the deaf.", "The show was captioned for the deaf."),
    ],
)
def test_galleries_within_a_line(line: str, left: str) -> None:
    assert without_gallery(line) == left


@pytest.mark.parametrize(
    "markup",
    [
        "<figure><img src=x><figcaption>A crane lifts the old span.</figcaption></figure>",
        '<div class="wp-caption"><img src=x><p class="wp-caption-text">A crane lifts the old span.</p></div>',
        '<div class="image_widget__x1"><img src=x><p><span>A crane lifts the old span.</span></p></div>',
        '<div class="photo"><picture><img src=x></picture><div>A crane lifts the old span.</div></div>',
        '<p class="photo-credit">A crane lifts the old span.</p>',
        '<div class="newsletter-signup"><p>A crane lifts the old span.</p></div>',
    ],
)
def test_captions_by_their_markup(markup: str) -> None:
    body = f"<article><h1>{TITLE}</h1>{paragraphs(*STORY[:2])}{markup}{paragraphs(*STORY[2:])}</article>"
    assert text_of(page(body)) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    "lines",
    [
        ["Image caption,", "The old span was 41 metres long and rusty"],
        ["Image source,", "Elsa Koury", "Image caption:", "The old span in 1968."],
        ["2/4", "The old span hung over the quay. Elsa Koury / Orrin Post"],
    ],
)
def test_captions_below_their_label_in_a_record(lines: list[str]) -> None:
    text = "\n\n".join([STORY[0], *lines, STORY[1]])
    [draft] = extract(Document("r", Media.RECORD, json.dumps({"title": TITLE, "text": text}).encode()))
    assert draft.text.split("\n\n") == [*STORY[:2]]
