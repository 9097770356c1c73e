"""A checked draft as it is read: sentence by sentence, its quotations marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.drafts.draft import CheckedDraft, CheckedQuotation, CheckedSentence


@dataclass(frozen=True, slots=True)
class SentencePart:
    """A part of a sentence, in a quotation or not."""

    text: str
    quotation: CheckedQuotation | None = None


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence in parts, with the quotations that begin in it."""

    sentence: CheckedSentence
    parts: tuple[SentencePart, ...]
    quotations: tuple[CheckedQuotation, ...]


def shown_sentences(text: str, checked: CheckedDraft) -> list[ShownSentence]:
    """Return the sentences of a draft in their order."""
    return [
        ShownSentence(
            sentence,
            tuple(_parts(text, sentence, checked.quotations)),
            tuple(each for each in checked.quotations if sentence.start <= each.start < sentence.end),
        )
        for sentence in checked.sentences
    ]


def _parts(
    text: str, sentence: CheckedSentence, quotations: Sequence[CheckedQuotation]
) -> Iterator[SentencePart]:
    at = sentence.start
    for quotation in sorted(quotations, key=lambda each: each.start):
        start, end = max(quotation.start, at), min(quotation.end, sentence.end)
        if start >= end:
            continue
        if at < start:
            yield SentencePart(text[at:start])
        yield SentencePart(text[start:end], quotation)
        at = end
    if at < sentence.end:
        yield SentencePart(text[at : sentence.end])
