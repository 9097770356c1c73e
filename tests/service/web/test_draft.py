from __future__ import annotations

from service.drafts.check import check_draft
from service.drafts.draft import DraftRequest
from service.evidence.library import AskableLibrary
from service.web.draft import shown_sentences

DRAFT = (
    "The bridge opens soon. “We have had two mild winters and a contractor that turned out every day. "
    "It is luck,” she said. Nobody “resigned”."
)


def test_the_parts_of_the_sentences_are_the_draft(library: AskableLibrary) -> None:
    checked = check_draft(library, DraftRequest(DRAFT))
    sentences = shown_sentences(DRAFT, checked)
    assert " ".join("".join(part.text for part in each.parts) for each in sentences) == DRAFT
    quoted = "".join(part.text for each in sentences for part in each.parts if part.quotation)
    assert quoted.startswith("We have had")
    assert quoted.endswith("resigned")
    assert sum(len(each.quotations) for each in sentences) == len(checked.quotations)
