from __future__ import annotations

from datetime import date

import pytest

from ingest.text.described import described_article

TOLD = date(2025, 3, 12)  # a Wednesday


@pytest.mark.parametrize(
    ("notice", "day"),
    [
        ("An article on Monday about the dam at Orle misstated its height. It is 40 metres.", "2025-03-10"),
        ("An article about the dam at Orle on Wednesday misstated its height.", "2025-03-05"),
        ("An article yesterday on the dam at Orle gave the wrong height.", "2025-03-11"),
        ("Monday’s story about the dam at Orle gave the wrong height.", "2025-03-10"),
        ("In a story Dec. 14 about the dam at Orle, we gave the wrong height.", "2024-12-14"),
        ("News: An article in the March 1 Home section about the dam at Orle was wrong.", "2025-03-01"),
        ("Because of an editing error, a 3 March column about the dam at Orle was wrong.", "2025-03-03"),
        ("An article on 3rd March about the dam at Orle misstated its height.", "2025-03-03"),
        ("A report that appeared on Friday about the dam at Orle misstated its height.", None),
    ],
)
def test_an_article_is_described_by_its_day_and_its_matter(notice: str, day: str | None) -> None:
    found = described_article(notice, TOLD)
    assert (found and str(found.day)) == day
    if found:
        assert found.is_told_in("The dams of Orle")
        assert not found.is_told_in("The dam of Lund")
        assert found.name == f"{day} dam orl"


@pytest.mark.parametrize(
    "notice",
    [
        "The article on the dam at Orle misstated its height.",
        "An article on Monday misstated the height of a dam.",
        "An article on Monday about dams misstated a height.",  # one word is no matter
        "An article on February 30 about the dam at Orle misstated its height.",
    ],
)
def test_without_a_day_or_a_matter_it_is_not(notice: str) -> None:
    assert described_article(notice, TOLD) is None
