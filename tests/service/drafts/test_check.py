"""A draft against the sample archive."""

from __future__ import annotations

import pytest

from ingest.errors import InputError
from service.check import Verdict, check_citations
from service.drafts.check import check_draft
from service.drafts.draft import (
    MAX_DRAFT,
    MAX_SENTENCES,
    CheckedDraft,
    DetailKind,
    DraftRequest,
    QuotationVerdict,
    Standing,
)
from service.evidence.library import AskableLibrary
from tests.ingest.support import on

DRAFT = """\r
The Kess Bridge will open on 28 November 2025, the council said. “I have stopped answering that,” Miriam
Adeyemi said, “but I have hired the band.”

Reports of bullying fell by 18%, said Rosalind Teo. A man said: "The moon is made of fresh cheese."
"""


@pytest.fixture(scope="module")
def checked(library: AskableLibrary) -> CheckedDraft:
    return check_draft(library, DraftRequest(DRAFT, as_of=on("2025-11-01")))


def test_each_quotation_is_exact_altered_or_not_found(checked: CheckedDraft) -> None:
    assert [(each.text, each.verdict) for each in checked.quotations] == [
        ("I have stopped answering that", QuotationVerdict.EXACT),
        ("but I have hired the band", QuotationVerdict.ALTERED),
        ("The moon is made of fresh cheese", QuotationVerdict.NOT_FOUND),
    ]
    [change] = checked.quotations[1].places[0].changes
    assert (change.quoted, change.stored) == ("hired", "booked")
    assert not checked.clear


@pytest.mark.parametrize(
    ("speaker", "attribution"),
    [
        ("Miriam Adeyemi", Standing.AGREES),
        ("Ms Adeyemi", Standing.AGREES),
        ("Steph Conroy", Standing.DIFFERS),
        ("Ms Conroy", Standing.DIFFERS),
        ("Miriam Conroy", Standing.DIFFERS),
        ("the director", None),
    ],
)
def test_who_says_it_is_compared_where_both_name_somebody(
    library: AskableLibrary, speaker: str, attribution: Standing | None
) -> None:
    text = f"“I have stopped answering that,” said {speaker}."
    draft = check_draft(library, DraftRequest(text, as_of=on("2025-11-01")))
    [quotation] = draft.quotations
    assert quotation.verdict is QuotationVerdict.EXACT
    assert quotation.attribution is attribution
    assert draft.clear is (attribution is not Standing.DIFFERS)


def test_a_spliced_quotation_is_pieced_together_and_its_speakers_compared(library: AskableLibrary) -> None:
    text = "“It is a ban with a door in it. I have stopped answering that,” said Joris Takken."
    draft = check_draft(library, DraftRequest(text, as_of=on("2025-11-01")))
    [quotation] = draft.quotations
    assert quotation.verdict is QuotationVerdict.PIECED_TOGETHER
    assert [each.text for each in quotation.pieces] == [
        "It is a ban with a door in it",
        "I have stopped answering that",
    ]
    assert quotation.attribution is Standing.DIFFERS
    assert not draft.clear


def test_offsets_are_those_of_the_draft_as_it_was_sent(checked: CheckedDraft) -> None:
    for part in (*checked.quotations, *checked.sentences):
        assert DRAFT[part.start : part.end] == part.text


def test_details_stand_with_the_nearest_quotes(checked: CheckedDraft) -> None:
    found = {each.text: each for each in checked.details()}
    assert found["28 November 2025"].standing is Standing.DIFFERS
    assert any("29 November" in each.text for each in found["28 November 2025"].instead)
    assert found["18%"].standing is Standing.AGREES
    assert found["Rosalind Teo"].kind is DetailKind.NAME
    for sentence in checked.sentences:
        markers = {citation.marker for citation in sentence.nearest}
        for detail in sentence.details:
            assert {*detail.markers, *(each.marker for each in detail.instead)} <= markers


def test_every_citation_holds(library: AskableLibrary, checked: CheckedDraft) -> None:
    citations = [citation for sentence in checked.sentences for citation in sentence.nearest]
    citations += [place.citation for each in checked.quotations for place in each.places]
    assert {each.verdict for each in check_citations(library.archive, citations)} == {Verdict.VALID}


def test_as_of_an_earlier_day_what_came_later_is_not_there(library: AskableLibrary) -> None:
    found = check_draft(library, DraftRequest(DRAFT, as_of=on("2025-10-01")))
    assert {each.verdict for each in found.quotations} == {QuotationVerdict.NOT_FOUND}
    days = [each.published_at for sentence in found.sentences for each in sentence.nearest]
    assert max(day for day in days if day) < on("2025-10-01")


def test_publishers_narrow_what_it_is_compared_with(library: AskableLibrary) -> None:
    found = check_draft(library, DraftRequest(DRAFT, publishers=("straits monitor",)))
    names = {each.publisher for sentence in found.sentences for each in sentence.nearest}
    assert names == {"Straits Monitor"}


def test_a_draft_that_the_archive_bears_out_is_clear(library: AskableLibrary) -> None:
    text = "Reports of bullying fell by 18%, although some of it had moved to the evening."
    assert check_draft(library, DraftRequest(text, as_of=on("2025-11-01"))).clear


def test_a_long_draft_is_checked_and_says_how_far_it_is(library: AskableLibrary) -> None:
    steps: list[tuple[int, int]] = []
    text = "".join(f"Paragraph {number} of it names Anna Quill and {number} boats.\n" for number in range(60))
    found = check_draft(library, DraftRequest(text), lambda done, total: steps.append((done, total)))
    assert len(found.sentences) == 60
    assert steps == [(done, 60) for done in range(1, 61)]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no word in it"),
        (" \n “…” \n", "no word in it"),
        ("a" * (MAX_DRAFT + 1), "200,001 characters"),
        ("One boat sails.\n" * (MAX_SENTENCES + 1), "501 sentences"),
    ],
)
def test_a_draft_that_cannot_be_checked_says_why(library: AskableLibrary, text: str, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        check_draft(library, DraftRequest(text))


def test_a_sentence_without_end_is_checked(library: AskableLibrary) -> None:
    found = check_draft(library, DraftRequest("boat " * 3_000))
    assert found.clear


def test_a_long_quotation_is_checked_to_its_end(library: AskableLibrary) -> None:
    said = "“I have stopped answering that,” Miriam Adeyemi said."
    padded = said.replace(",”", " " * 2_500 + "but the moon is made of cheese entirely,”")
    draft = check_draft(library, DraftRequest(padded, as_of=on("2025-11-01")))
    assert [each.verdict for each in draft.quotations] == [QuotationVerdict.NOT_FOUND]
    dashes = check_draft(
        library, DraftRequest(f"He said: “{'-' * 2_500} word”. Yes.", as_of=on("2025-11-01"))
    )
    assert len(dashes.quotations) == 1


def test_more_quotations_than_can_be_looked_up_are_refused(library: AskableLibrary) -> None:
    with pytest.raises(InputError, match="501 quotations; the limit is 500"):
        check_draft(library, DraftRequest('"a b" ' * 501))
