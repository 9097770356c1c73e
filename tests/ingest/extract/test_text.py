"""Saved text pages, plain articles, datelines and kinds."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Dateline, Draft, Kind
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.extract.lines.filing import Filing, filing_in_lead, filing_line

FIXTURES = Path(__file__).parents[1] / "fixtures"


def text(source: str) -> list[Draft]:
    return extract(Document("page.txt", Media.TEXT, source.encode()))


def saved_page() -> list[Draft]:
    return extract(Document("saved_page.txt", Media.TEXT, (FIXTURES / "saved_page.txt").read_bytes()))


def test_saved_page_gives_headline_credits_and_date() -> None:
    story = saved_page()[0]
    assert story.title == "Night ferry to Vellmar to sail again after engine fire"
    assert story.byline == "AFP Staff Writers"
    assert story.agency == "AFP"
    assert story.dateline == Dateline("Port Anselm", date(2024, 3, 14))
    assert story.published_at == datetime(2024, 3, 14, tzinfo=UTC)
    assert story.section == "SEA AND HARBOUR"
    assert story.kind is Kind.ARTICLE


def test_saved_page_gives_the_story_alone() -> None:
    story = saved_page()[0].text
    assert story.startswith("The night ferry between Port Anselm")
    assert story.endswith('"the loneliest in living memory".')
    assert "\n\nThe cost\n\n" in story
    for foreign in ("Advertisement", "Related", "Tweet", "bell", "Crab", "Tide", "Copyright", "Subscribe"):
        assert foreign not in story


def test_teaser_of_another_story_is_a_draft_of_its_own() -> None:
    [_, teaser] = saved_page()
    assert teaser.kind is Kind.TEASER
    assert teaser.title == "Divers raise bell of sunken lightship"
    assert teaser.dateline == Dateline("Old Quay", date(2024, 3, 11))
    assert teaser.published_at == datetime(2024, 3, 11, tzinfo=UTC)
    # The sentence that the page cut off is not kept.
    assert teaser.text.endswith("will go to the maritime museum.")


def test_plain_article_has_its_first_line_as_title() -> None:
    [draft] = extract(Document("article.txt", Media.TEXT, (FIXTURES / "article.txt").read_bytes()))
    assert draft.title == "Who ate the mayor's cake?"
    assert draft.text.startswith("Police in the village of Dunmarrow")
    assert draft.text.endswith("Copyright law does not protect recipes, the baker noted.")


TITLE = "Ferry to Vellmar to sail again in spring"
DAY = "Tue 3 Jun 2025 06.00 BST"


@pytest.mark.parametrize(
    ("head", "byline"),
    [
        (f"{TITLE}\n\nBoth engines were replaced by March\n\nLena Varga in Orrin\n{DAY}", "Lena Varga"),
        (f"{TITLE}\n\nLena Varga Transport editor\n{DAY}", "Lena Varga"),
        (f"{TITLE}\n\n{DAY}\nShare\nLena van Varga\nTransport correspondent", "Lena van Varga"),
        (f"Ferry to Vellmar\nto sail again in spring\n\nLENA VARGA\n{DAY}", "LENA VARGA"),
        (f"{TITLE} | Island Wire\n\n{DAY}", None),
        (f"6/4/25, 9:41 AM\n{TITLE} - Island Wire\nhttps://wire.example/1\n1/2\n\n{TITLE}\n\n{DAY}", None),
        (f"BC-EU--Ferry, 1st Ld,310\n{TITLE}\nEds: ADDS quote.\nBy LENA VARGA\n{DAY}", "LENA VARGA"),
        (f"Skip to content\nThe Island Wire\nNews\nSport\n\n{TITLE}\n\n{DAY}", None),
    ],
)  # fmt: skip
def test_heads_of_saved_pages(head: str, byline: str | None) -> None:
    end = "Our Standards: The Island Wire Principles.\n\nSuggested Topics:\nSea\n"
    [draft] = text(f"{head}\n\nThe night ferry will sail again.\n\nIt burned in October.\n\n{end}")
    assert (draft.title, draft.byline) == (TITLE, byline)
    assert draft.published_at == datetime(2025, 6, 3, 5, tzinfo=UTC)
    assert draft.text == "The night ferry will sail again.\n\nIt burned in October."


def test_story_goes_on_after_a_box_of_links() -> None:
    box = "Read next\n\nWhy the weir broke\n\n"
    [draft] = text(f"Bridge\n\nThe bridge is shut.\n\n{box}It opens in May.\n\nA ferry runs until then.\n")
    assert draft.text == "The bridge is shut.\n\nIt opens in May.\n\nA ferry runs until then."


def test_list_that_the_story_introduces_stays() -> None:
    [draft] = text(
        "Prizes\n\nThe winners are:\n\nAnna Holt\n\nBo Lind\n\nCy Marr\n\nAll three were cheered.\n"
    )
    assert "Anna Holt\n\nBo Lind\n\nCy Marr" in draft.text


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("", "empty"),
        ("\ufeff\n", "no text"),
        ("Home\nSport\nWeather\n", "no article text"),
        ("\x00\x01\x02\x03", "not text"),
    ],
)
def test_text_without_article_is_rejected(source: str, reason: str) -> None:
    with pytest.raises(RejectedDocument, match=reason):
        text(source)


@pytest.mark.parametrize(
    ("lead", "filing"),
    [
        ("LONDON, Oct 3 (Reuters) - The bank", Filing("LONDON", "Reuters", 10, 3)),
        ("HONG KONG (AP) — The city", Filing("HONG KONG", "AP")),
        ("WASHINGTON — The president", Filing("WASHINGTON", None)),
        ("PARIS, 3 October 2025 (AFP) - The", Filing("PARIS", "AFP", 10, 3, 2025)),
        ("NEW YORK, Oct. 3, 2025 /PRNewswire/ -- A firm", Filing("NEW YORK", "PRNewswire", 10, 3, 2025)),
        ("BRUSSELS/LONDON, Oct 3 (Reuters) - The", Filing("BRUSSELS/LONDON", "Reuters", 10, 3)),
        ("Berlin (dpa) – Die Bahn", Filing("Berlin", "dpa")),
        ("DES PLAINES, Ill. (AP) — A shop", Filing("DES PLAINES, Ill.", "AP")),
        ("(Reuters) - Shares", Filing(None, "Reuters")),
    ],
)
def test_dateline_at_the_start_of_a_story(lead: str, filing: Filing) -> None:
    assert filing_in_lead(lead) == filing


@pytest.mark.parametrize(
    "lead",
    ["BREAKING — A fire", "Apple - the company - said", "CNN — A storm", "He said - on Monday", "", "— Yes"],
)
def test_prose_is_no_dateline(lead: str) -> None:
    assert filing_in_lead(lead) is None


@pytest.mark.parametrize(
    "line", ["He left in May 3", "The election May 6, 2025", "Night ferry to sail", "May 2025"]
)
def test_headline_is_no_dateline(line: str) -> None:
    assert filing_line(line) is None


@pytest.mark.parametrize("blanks", ["\t" * 157, " \t" * 78, "\u2003" * 157])
def test_a_run_of_blanks_takes_no_time(blanks: str) -> None:
    started = time.process_time()
    assert filing_in_lead(f"PARIS{blanks}x") is None
    assert filing_line(f"PARIS{blanks[:70]}x") is None
    assert filing_in_lead("PARIS,  3 October   2025 (AFP)  -  The") == Filing("PARIS", "AFP", 10, 3, 2025)
    assert time.process_time() - started < 0.5


def test_missing_year_is_the_one_before_publication() -> None:
    filing = filing_in_lead("LONDON, Dec 31 (Reuters) - The year")
    assert filing is not None
    assert filing.dateline(datetime(2023, 1, 1, tzinfo=UTC)) == Dateline("LONDON", date(2022, 12, 31))
    assert filing.dateline(None) == Dateline("LONDON", None)


@settings(max_examples=150)
@given(
    lines=st.lists(
        st.sampled_from(["Related Links", "A b", "One went on. ... read more", "Said he.", "by X"])
        | st.text()
    )
)
def test_any_lines_are_extracted_or_rejected(lines: list[str]) -> None:
    try:
        drafts = extract(Document("x", Media.TEXT, "\n".join(lines).encode("utf-8", "surrogatepass")))
    except RejectedDocument:
        return
    assert all(draft.title and draft.text for draft in drafts)


@pytest.mark.parametrize(
    ("byline", "place", "publisher"),
    [
        ("by Vale Herald Staff Writers", "Orle (Meridian) Oct 3, 2025", "Vale Herald"),
        ("by Elke Voss and Vale Herald Staff Writers", "Orle (Meridian) Oct 3, 2025", "Vale Herald"),
        ("by AFP Staff Writers", "Orle (AFP) Oct 3, 2025", "AFP"),
        ("by Ada Voss", "Orle (Reuters) Oct 3, 2025", "Reuters"),
        ("by Ada Voss Staff Writer", "Orle (Meridian) Oct 3, 2025", None),
        ("by Ada Voss, Herald Staff Writers", "Orle (Meridian) Oct 3, 2025", None),
        ("by Our Staff Reporters", "Orle (EU) Oct 3, 2025", None),
        ("by -- Staff Writers", "Orle (NYSE) Oct 3, 2025", None),
    ],
)
def test_who_sent_a_story_in_is_its_publisher_where_no_other_is_named(
    byline: str, place: str, publisher: str | None
) -> None:
    source = (
        f"Kess Bridge opens to trams\n{byline}\n{place}\n\n"
        "The Kess Bridge opened to trams on Friday after nine years of work, the council of Orle said.\n\n"
        "It had been planned to open in 2021, but rust in two girders put that off twice, engineers said.\n"
    )
    [draft] = extract(Document("page.txt", Media.TEXT, source.encode()))
    assert draft.publisher == publisher


ORLE = {
    "en": "The council of Orle said on Monday that the ferry will not sail again before the month is over.",
    "de": "Die Fähre nach Orle wird nach Angaben der Reederei vor dem Ende des Monats nicht wieder fahren.",
    "fr": "Le bac d'Orle ne reprendra pas son service avant la fin du mois, a indiqué lundi la compagnie.",
    "es": "El transbordador de Orle no volverá a navegar antes de fin de mes, dijo el lunes la naviera.",
}


@pytest.mark.parametrize("language", ORLE)
def test_the_language_of_a_saved_text(language: str) -> None:
    assert text(f"Orle ferry\n\n{ORLE[language]}")[0].language == language


@pytest.mark.parametrize(
    ("above", "foot", "published", "modified"),
    [
        ("", "Stand: 06.02.2025, 11:40 Uhr", "2025-02-06T11:40:00+00:00", None),
        ("", "Published: 6 February 2025", "2025-02-06T00:00:00+00:00", None),
        (
            "5 February 2025\n\n",
            "Last updated on 6 February 2025",
            "2025-02-05T00:00:00+00:00",
            "2025-02-06T00:00:00+00:00",
        ),
    ],
)
def test_a_line_of_dates_at_the_foot(above: str, foot: str, published: str, modified: str | None) -> None:
    [draft] = text(f"No ferry to Orle\n\n{above}{ORLE['en']}\n\n{foot}")
    assert draft.text == ORLE["en"]
    assert draft.published_at == datetime.fromisoformat(published)
    assert draft.modified_at == (datetime.fromisoformat(modified) if modified else None)


@pytest.mark.parametrize("foot", ["Eröffnung: 15.03.2025, 10 Uhr", "The line was updated on 3 May 2025."])
def test_a_date_at_the_foot_of_something_else(foot: str) -> None:
    assert text(f"No ferry to Orle\n\n{ORLE['en']}\n\n{foot}")[0].published_at is None
