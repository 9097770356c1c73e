from __future__ import annotations

import json

import pytest

from ingest.article import Draft, Kind
from ingest.document import Document, Media
from ingest.extract import extract
from ingest.extract.corrections import stated_corrections
from tests.ingest.support import record

TEXT = """The dam above Orle was opened on Friday after six years of work, the water board said.

It is 40 metres high. It will hold back the floods of spring, which took two bridges of the valley in 1997.

Farmers below the dam had asked for it since then, the mayor of Orle said on the same day."""
WORDS = "The dam is 40 metres high; it was given as 30."


def page(correction: object) -> Draft:
    data = {
        "@type": "NewsArticle",
        "headline": "Dam at Orle opens",
        "datePublished": "2025-03-01T06:00:00Z",
        "correction": correction,
    }
    body = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n") if line)
    html = (
        f'<html><head><title>Dam at Orle opens</title><script type="application/ld+json">{json.dumps(data)}'
        f"</script></head><body><article><h1>Dam at Orle opens</h1>{body}</article></body></html>"
    )
    [draft] = extract(Document("page", Media.HTML, html.encode(), url="https://quayside.example/dam"))
    return draft


def test_a_page_that_states_a_correction_is_one() -> None:
    draft = page({"@type": "CorrectionComment", "text": WORDS, "datePublished": "2025-03-02"})
    assert (draft.corrections, draft.kind) == ((WORDS,), Kind.CORRECTION)
    assert WORDS not in draft.text
    plain = page(None)
    assert (plain.corrections, plain.kind) == ((), Kind.ARTICLE)


def test_a_record_states_one_as_well() -> None:
    [draft] = extract(record("Dam opens", TEXT, correction=WORDS))
    assert (draft.corrections, draft.kind) == ((WORDS,), Kind.CORRECTION)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (WORDS, (WORDS,)),
        (
            [WORDS, {"text": f"<p>{WORDS}</p>"}, {"description": "A name  was\nwrong."}],
            (WORDS, "A name was wrong."),
        ),
        ("https://quayside.example/corrections#dam", ()),
        ({"@id": "#c1"}, ()),
        (["", "  ", 7, None, [[WORDS]]], ()),
    ],
)
def test_texts_are_taken_and_addresses_are_not(value: object, words: tuple[str, ...]) -> None:
    assert stated_corrections(value) == words
