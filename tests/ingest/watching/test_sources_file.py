"""sources.toml: what may stand in it, and how what is wrong is named."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from ingest.errors import InputError
from ingest.watching.sources_file import SourceKind, read_sources


def written(folder: Path, text: str) -> Path:
    (file := folder / "sources.toml").write_text(text, encoding="utf-8")
    return file


def test_a_file_with_each_kind(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        """
        [[source]]
        name = "Post"
        feed = "https://post.example/rss"
        every = "90 s"
        text = "page"

        [[source]]
        name = "Map"
        sitemap = "https://map.example/news.xml"

        [[source]]
        name = "Drop"
        folder = "drop"
        """,
    )
    post, news, drop = read_sources(file)
    assert (post.kind, post.every, post.text) == (SourceKind.FEED, timedelta(seconds=90), "page")
    assert (news.kind, news.every) == (SourceKind.SITEMAP, timedelta(minutes=15))
    assert drop.place == str((tmp_path / "drop").resolve())


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "source: Field required"),
        ("[[source]\n", "not valid TOML"),
        ('[[source]]\nname = "A"', "source 'A': give one of feed, sitemap, folder; this has none"),
        ('[[source]]\nname = "A"\nfeed = "https://a.example"\nfolder = "b"', "this has feed and folder"),
        ('[[source]]\nfeed = "https://a.example"', "source 1: name: Field required"),
        ('[[source]]\nname = "A"\nfeed = "ftp://a.example"', "'ftp://a.example' is not an http"),
        ('[[source]]\nname = "A"\nfeed = "https://a.example"\nevery = "soon"', "every: 'soon' is not a time"),
        ('[[source]]\nname = "A"\nfeed = "https://a.example"\nevery = "1 s"', "between 5 s and 7 days"),
        ('[[source]]\nname = "A"\nfeed = "https://a.example"\nurl = "x"', "source 'A': url: Extra inputs"),
        (2 * '[[source]]\nname = "A"\nfeed = "https://a.example"\n', "two sources have the name 'A'"),
        ('source = "https://a.example"', "each source is a table"),
    ],
)
def test_what_is_wrong_is_named(text: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sources\.toml: ") as caught:
        read_sources(written(tmp_path, text))
    assert message in str(caught.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_sources(tmp_path / "none.toml")
