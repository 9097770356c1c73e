"""A draft whose words an archive had, but has no more: retracted and rewritten articles."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.document import Document
from ingest.pipeline import ingest
from service.drafts.check import check_draft
from service.drafts.draft import CheckedDraft, DraftRequest, QuotationVerdict
from service.evidence.library import AskableLibrary
from service.quotes.lookup import QuoteRequest, find_quote
from tests.ingest.support import HashEmbedder, on, record, settings_in
from tests.service.asked import askable_with


def version(title: str, text: str, day: int, **fields: str) -> Document:
    return record(
        title, text, published="2025-03-01T09:00:00Z", modified=f"2025-03-{day:02}T10:00:00Z", **fields
    )


NOTICE = "This article has been retracted. The interview on which it was based did not take place."
# Each round is ingested by itself; a later one has new versions of articles of the first.
ROUNDS = [
    [
        version("The minister and the swans", "“I have fed every swan on this lake,” Ada Quill said.", 1),
        version(
            "A bridge of glass", "“The glass will hold a herd of cows,” Piet Oster said. It opens soon.", 1
        ),
        version("The long tunnel", "“We dug with spoons for a year,” Lea Vonn said. It is 3 km long.", 1),
        version("Retracted: the golden goose", "“The goose lays one egg of gold a week,” Bo Tarn said.", 1),
        version("The clock of Orrin", "“The clock has been wrong since the war,” Jo Maas said.", 1),
        version("Cows", "“The cows never left the field at all,” Kit Holm said.", 1),
    ],
    [
        version("The minister and the swans", NOTICE, 4),
        version(
            "A bridge of glass", "“The glass will hold a herd of sheep,” Piet Oster said. It opens soon.", 4
        ),
        version("The long tunnel", "“We dug with spoons for a year,” Lea Vonn said. It is 4 km long.", 4),
        version("The clock of Orrin", NOTICE, 4),
    ],
    [
        version(
            "The clock of Orrin", "“The clock has been wrong since the war,” Jo Maas said. We checked.", 8
        ),
        record(
            "Cows again",
            '"The cows never left the field at all", Kit Holm said.',
            published="2025-03-08T09:00:00Z",
            publisher="Tide Weekly",
        ),
        version("Cows", NOTICE, 8),
    ],
]
SWAN, GLASS, SPOONS = (
    "I have fed every swan on this lake",
    "The glass will hold a herd of cows",
    "We dug with spoons for a year",
)
GOOSE, CLOCK, COWS = (
    "The goose lays one egg of gold a week",
    "The clock has been wrong since the war",
    "The cows never left the field at all",
)


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path_factory.mktemp("withdrawn")), HashEmbedder()) as library:
        for documents in ROUNDS:
            ingest(library, documents)
        yield library


def checked(library: AskableLibrary, quotation: str, day: str) -> CheckedDraft:
    return check_draft(library, DraftRequest(f"“{quotation}”, somebody told us.", as_of=on(day)))


@pytest.mark.parametrize(
    ("quotation", "day", "verdict"),
    [
        (SWAN, "2025-03-02", QuotationVerdict.EXACT),
        (SWAN, "2025-03-05", QuotationVerdict.RETRACTED),
        (SWAN.replace("fed", "seen"), "2025-03-05", QuotationVerdict.RETRACTED),
        (GLASS, "2025-03-02", QuotationVerdict.EXACT),
        (GLASS, "2025-03-05", QuotationVerdict.REPLACED),
        (GLASS.replace("cows", "sheep"), "2025-03-05", QuotationVerdict.EXACT),
        (SPOONS, "2025-03-05", QuotationVerdict.EXACT),  # the newest version still has it
        (GOOSE, "2025-03-02", QuotationVerdict.RETRACTED),
        (CLOCK, "2025-03-05", QuotationVerdict.RETRACTED),
        (CLOCK, "2025-03-09", QuotationVerdict.EXACT),  # printed again
        (COWS, "2025-03-09", QuotationVerdict.EXACT),  # elsewhere it stands
    ],
)
def test_what_no_article_has_any_more_is_not_exact(
    withdrawn: AskableLibrary, quotation: str, day: str, verdict: QuotationVerdict
) -> None:
    draft = checked(withdrawn, quotation, day)
    assert [each.verdict for each in draft.quotations] == [verdict]
    assert draft.clear is (verdict is QuotationVerdict.EXACT)


@pytest.mark.parametrize(
    ("quotation", "stands"),
    [(SWAN, [False]), (GLASS, [False, True]), (SPOONS, [True, True]), (COWS, [False, True])],
)
def test_each_place_says_whether_it_stands(
    withdrawn: AskableLibrary, quotation: str, stands: list[bool]
) -> None:
    result = find_quote(withdrawn, QuoteRequest(quotation, as_of=on("2025-03-09")))
    assert [place.stands for place in result.found] == stands
    assert result.stands is any(stands)


def test_a_retraction_bears_out_no_detail(withdrawn: AskableLibrary) -> None:
    draft = check_draft(
        withdrawn,
        DraftRequest("The goose lays one egg of gold a week, Bo Tarn said.", as_of=on("2025-03-05")),
    )
    [sentence] = draft.sentences
    assert sentence.retracted == tuple(each.marker for each in sentence.nearest) == (1,)
    assert not any(detail.markers for detail in sentence.details)
    assert not draft.clear
