"""Articles with and without notices: the layout, and what is wrong with a line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval.cases import NoticeCase
from eval.datasets.notices import read_notices
from eval.runs.notices import recognise
from ingest.article import Kind
from ingest.errors import InputError
from tests.eval.datasets.written import example, lines

LINE: dict[str, Any] = {
    "title": "Bell rings",
    "text": "A bell rang.",
    "published": "2025-05-09",
    "expect": "none",
}


def test_a_line_is_an_article_and_what_it_is(tmp_path: Path) -> None:
    other = {**LINE, "expect": "correction", "kind": "foot", "set": "bells", "id": "b"}
    first, second = read_notices(lines(tmp_path / "some.jsonl", LINE, other)).notices
    assert first == NoticeCase("some.jsonl:1", "Bell rings", "A bell rang.", Kind.ARTICLE)
    assert (second.id, second.expected, second.tags) == ("b", Kind.CORRECTION, ("bells", "foot"))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"expect": "kill"}, "expect: .*got 'kill'"),
        ({"text": " "}, "text: .*got ' '"),
        ({"published": "soon"}, "published: "),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=rf"some\.jsonl:2: {message}"):
        read_notices(lines(tmp_path / "some.jsonl", LINE, LINE | wrong))


def test_the_articles_of_the_documentation_are_read_and_recognised(tmp_path: Path) -> None:
    (tmp_path / "some.jsonl").write_text(example("Notices of your own"), encoding="utf-8")
    found = read_notices(tmp_path / "some.jsonl").notices
    assert [case.expected for case in found] == [Kind.CORRECTION, Kind.RETRACTION, Kind.ARTICLE]
    assert [recognise(case).right for case in found] == [1, 1, 1]
