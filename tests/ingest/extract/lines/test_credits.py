"""Lines of credits above a saved text: what they say, and that none of them becomes its title."""

from __future__ import annotations

from datetime import datetime

import pytest

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.extract import extract
from ingest.extract.lines.credits import Credits, credit_line

TITLE = "Harbour of Orrin to be dredged before winter"
BODY = (
    "The harbour council voted on Monday to dredge the basin before the herring season opens.\n\n"
    "Councillor Mara Tennick said the work would cost 41 million crowns and take two years.\n"
)
DAY = datetime.fromisoformat("2025-06-10T00:00:00+00:00")


def saved(text: str, media: Media = Media.TEXT) -> Draft:
    return extract(Document("saved", media, text.encode()))[0]


@pytest.mark.parametrize("mark", ["", "# "])
@pytest.mark.parametrize(
    ("line", "byline", "agency", "published"),
    [
        ("(Reuters) -", None, "Reuters", None),
        ("LONDON (AP) —", None, "AP", None),
        ("Hong Kong CNN —", None, "CNN", None),
        ("By Lena Varga", "Lena Varga", None, None),
        ("Von Birte Sommerfeld, dpa", "Birte Sommerfeld, dpa", None, None),
        ("Par Gaspard de la Tour", "Gaspard de la Tour", None, None),
        ("Publié le 10 juin 2025 à 14h30", None, None, "2025-06-10T14:30:00+00:00"),
        ("Publié le 10 juin 2025, mis à jour à 14h30", None, None, "2025-06-10T00:00:00+00:00"),
        ("Par La Gazette de l'Aube avec AFP", "La Gazette de l'Aube avec AFP", None, None),
        ("Veröffentlicht am 10. Juni 2025, 14:30 Uhr", None, None, "2025-06-10T14:30:00+00:00"),
        ("June 10, 2025", None, None, "2025-06-10T00:00:00+00:00"),
        ("Published 10 June 2025, 14:30 BST", None, None, "2025-06-10T14:30:00+01:00"),
        ("Updated 6:15 PM EDT, Tue June 10, 2025", None, None, "2025-06-10T18:15:00-04:00"),
        ("2025-06-10 14:30", None, None, "2025-06-10T14:30:00+00:00"),
        ("Tuesday 10 June 2025", None, None, "2025-06-10T00:00:00+00:00"),
        ("3 min read", None, None, None),
        ("3 hours ago", None, None, None),
        ("June 10, 20252:30 PM UTCUpdated 3 hours ago", None, None, "2025-06-10T14:30:00+00:00"),
        ("Lena Varga | lvarga@post.example", "Lena Varga", None, None),
        ("Lena Varga | The Orrin Post | June 10, 2025", "Lena Varga", None, "2025-06-10T00:00:00+00:00"),
        ("By Lena Varga • 4 minute read • June 10, 2025", "Lena Varga", None, "2025-06-10T00:00:00+00:00"),
    ],
)
def test_credits_between_headline_and_text(
    mark: str, line: str, byline: str | None, agency: str | None, published: str | None
) -> None:
    media = Media.MARKDOWN if mark else Media.TEXT
    for text in (f"{mark}{TITLE}\n\n{line}\n\n{BODY}", f"{line}\n\n{mark}{TITLE}\n\n{BODY}"):
        draft = saved(text, media)
        assert (draft.title, draft.byline, draft.agency) == (TITLE, byline, agency)
        assert draft.text.startswith("The harbour council voted")
        assert (draft.published_at.isoformat() if draft.published_at else None) == published


@pytest.mark.parametrize("heading", [f"## {TITLE}", TITLE])
def test_markdown_without_a_first_heading_has_its_first_line_as_title(heading: str) -> None:
    draft = saved(f"{heading}\n\nLONDON (AP) —\n\n{BODY}", Media.MARKDOWN)
    assert (draft.title, draft.agency) == (TITLE, "AP")
    assert saved(f"# CNN —\n\n{heading}\n\n{BODY}", Media.MARKDOWN).title == TITLE


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (
            "Harbour of Orrin to be dredged before ...\n\nHarbour of Orrin to be dredged before winter\n",
            TITLE,
        ),
        (
            "Harbour of Orrin to be dredged before …\n\nBy Lena Varga\n",
            "Harbour of Orrin to be dredged before …",
        ),
        (f"{TITLE.upper()}\n\nORRIN, June 10 (Reuters) -\n", TITLE.upper()),
        (f"{TITLE}\n\nCouncil split over cost of the work\n\nLONDON —\n", TITLE),
        (f"The Orrin Post\n\n{TITLE}\n\nBy Lena Varga\nJune 10, 2025\n", TITLE),
    ],
)
def test_the_headline_is_the_whole_one(above: str, title: str) -> None:
    assert saved(f"{above}\n{BODY}").title == title


@pytest.mark.parametrize(
    "line",
    [
        "Flood of 10 June 2025 took the footbridge",
        "Budget of June 10, 2025 - what it means for fishermen and their families in Orrin",
        "Orrin Post",
        "Council | Harbour",
        "The council met on June 10, 2025.",
        "Ferry to sail at 14:30",
    ],
)
def test_what_has_words_of_its_own_is_no_line_of_credits(line: str) -> None:
    assert credit_line(line) is None


def test_credits_are_read_from_their_line() -> None:
    assert credit_line("*By Lena Varga | June 10, 2025*") == Credits("Lena Varga", DAY)
    assert credit_line("5 min read") == Credits()
