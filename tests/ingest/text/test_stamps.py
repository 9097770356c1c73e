"""Lines on when a page was changed and how often it was read are told from what a story says."""

from __future__ import annotations

import time

import pytest

from ingest.text.stamps import without_stamps

STORY = (
    "The bridge opened on Friday.\n\nIt cost £62 million.\n\n1,200 people came.\n\nIt rained.\n\nTrams run."
)


@pytest.mark.parametrize(
    "line",
    [
        "Updated 14:05",
        "Last updated: 3 June 2025 at 14:05 BST",
        "Updated 3 hours ago",
        "Published 3 June 2025, 10:00 | Updated 14:05 GMT",
        "(Last modified on Tuesday, June 3rd, 2025, 2.05 p.m. ET)",
        "Modified: 2025-06-03T14:05:00Z",
        "12 comments",
        "Comments (12)",
        "1.2K shares | 300 comments",
        "Views: 1,204",
        "3,400 people are reading",
    ],
)
def test_times_of_change_and_counters_are_left_out(line: str) -> None:
    for text in (f"{line}\n\n{STORY}", f"{STORY}\n{line}"):
        assert without_stamps(text) == without_stamps(STORY)


@pytest.mark.parametrize(
    "line",
    [
        "Updated figures show 12 dead.",
        "The toll was updated at 14:05 to 12.",
        "12 people died",
        "12 votes",
        "Shares 12 pct lower",
        "Views differ: 12 for, 9 against.",
        "It was last updated in 1945 and has stood since.",
    ],
)
def test_what_a_story_says_is_not(line: str) -> None:
    assert without_stamps(f"{STORY}\n\n{line}") != without_stamps(STORY)


def test_a_counter_in_the_middle_of_a_story_is_its_own() -> None:
    rows = "\n".join(f"Film {n}\n{n},200 views" for n in range(1, 12))
    assert "6,200 views" in without_stamps(rows)


def test_what_repeats_takes_no_time() -> None:
    started = time.process_time()
    for part in ("updated on ", "1 ", "1,1", "12 comments ", "comments "):
        without_stamps("\n".join([(part * 60)[:120]] * 200))
    assert time.process_time() - started < 1
