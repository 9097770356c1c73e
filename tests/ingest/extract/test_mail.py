"""Mails: press releases and newsletters with a story, and those without one."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract

PARAGRAPHS = (
    "The dam above Carrow will be rebuilt by the end of 2027, the water company said on Monday.",
    "The work will cost 40 million euros, half of which the region pays, and begins in the spring.",
    "“We will not wait for another winter,” said Ines Duarte, who leads the company.",
)
TEXT = "\n\n".join(PARAGRAPHS)
PAGE = "<html><body>" + "".join(f"<p>{each}</p>" for each in PARAGRAPHS) + "</body></html>"


def mail(text: str | None = TEXT, page: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    stated = {
        "Subject": "Carrow dam to be rebuilt",
        "From": "Carrow Water <press@water.example>",
        "Date": "Mon, 04 Aug 2025 10:15:00 +0200",
        "Message-ID": "<1@water.example>",
    }
    for name, value in (stated | headers).items():
        message[name] = value
    if text is not None:
        message.set_content(text, cte="quoted-printable")
    if page is not None:
        message.add_alternative(page, subtype="html") if text else message.set_content(page, subtype="html")
    return message


def draft(message: EmailMessage | bytes) -> Draft:
    body = message if isinstance(message, bytes) else message.as_bytes()
    [found] = extract(Document("release.eml", Media.MAIL, body))
    return found


@pytest.mark.parametrize("message", [mail(), mail(None, PAGE), mail("See the page.", PAGE)])
def test_the_text_of_a_release_is_an_article(message: EmailMessage) -> None:
    found = draft(message)
    assert (found.title, found.publisher) == ("Carrow dam to be rebuilt", "Carrow Water")
    assert found.text == TEXT
    assert found.published_at is not None
    assert found.published_at.isoformat() == "2025-08-04T10:15:00+02:00"


def test_broken_lines_a_signature_and_the_lists_own_lines_are_no_text() -> None:
    lines = TEXT.replace(" by ", "\nby ").replace(" half ", "\nhalf ")
    found = draft(mail(f"{lines}\n\nTo unsubscribe, write to us.\n\n-- \nCarrow Water, Quay 1"))
    assert found.text == TEXT


def test_a_forwarded_mail_is_the_one_that_was_sent_first() -> None:
    headers = "From: A <a@a.example>\nDate: Mon\nSubject: x"
    text = f"For you.\n\n---------- Forwarded message ---------\n{headers}\n\n{TEXT}"
    found = draft(mail(text, Subject="Fwd: Carrow dam to be rebuilt"))
    assert (found.title, found.text) == ("Carrow dam to be rebuilt", TEXT)


def test_a_reply_without_what_it_answers() -> None:
    quoted = "\n".join(f"> {line}" for line in ("Is it true?", "Please say so today.", "Thank you."))
    assert draft(mail(f"{TEXT}\n\n{quoted}")).text == TEXT


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        (mail("See you at noon."), "without a story"),
        (mail(Subject=""), "without a subject"),
        (
            mail(
                None,
                "<p>Today:</p>" + "<p><a href='https://a.example'>A headline of six words here</a></p>" * 20,
            ),
            "links to stories",
        ),
        (b"\x00\xff\xfe", "without a subject"),
    ],
)
def test_what_is_no_story_is_rejected(message: EmailMessage | bytes, reason: str) -> None:
    with pytest.raises(RejectedDocument) as caught:
        draft(message)
    assert reason in str(caught.value)


def test_a_wrong_charset_is_read_as_well_as_it_can_be() -> None:
    raw = mail().as_bytes().replace(b"utf-8", b"no-such-set")
    assert "40 million euros" in draft(raw).text
