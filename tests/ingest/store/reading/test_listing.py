"""Lists by dates, words, publishers and address, and an article by what a reader has of it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.article import article_id
from ingest.errors import InputError, NotFoundError
from ingest.store.archive import Archive
from ingest.store.reading.listing import ListFilters
from tests.ingest.support import SEEN, accept_indexed, draft, on

DRAFTS = [
    draft("Ferry to wait for the train", "The ferry waits.", published_at="2025-03-01", publisher="Strand"),
    draft("Café Über closes", "The café closes.", published_at="2025-04-01", publisher="Vale Courier"),
    draft("Ferries late again", "They were late.", published_at="2025-05-01", publisher="vale courier"),
    draft("No day for this", "It has no date.", publisher="Strand"),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    opened = Archive(f"sqlite:///{tmp_path_factory.mktemp('listing') / 'archive.sqlite3'}")
    accept_indexed(opened, DRAFTS, SEEN)
    yield opened
    opened.close()


def listed(archive: Archive, limit: int = 10, offset: int = 0, **filters: object) -> list[str]:
    found = archive.latest(ListFilters(**filters), limit=limit, offset=offset)  # type: ignore[arg-type]
    return [version.title for _, version in found]


@pytest.mark.parametrize(
    ("filters", "titles"),
    [
        ({"after": on("2025-04-01")}, ["Ferries late again", "Café Über closes"]),
        ({"before": on("2025-04-01")}, ["Ferry to wait for the train"]),
        ({"publishers": ("VALE COURIER",)}, ["Ferries late again", "Café Über closes"]),
        ({"title": "ferr"}, ["Ferries late again", "Ferry to wait for the train"]),
        ({"title": "train FERRY"}, ["Ferry to wait for the train"]),
        ({"title": "uber cafe"}, ["Café Über closes"]),
        ({"title": "erry"}, []),
        ({"title": "ferr", "publishers": ("Strand",)}, ["Ferry to wait for the train"]),
        ({"title": "day"}, ["No day for this"]),
    ],
)
def test_filters_let_through_what_they_say(
    archive: Archive, filters: dict[str, object], titles: list[str]
) -> None:
    assert listed(archive, **filters) == titles


@pytest.mark.parametrize("title", [None, "f"])
def test_pages_follow_each_other(archive: Archive, title: str | None) -> None:
    whole = listed(archive, title=title)
    assert [listed(archive, 1, offset, title=title) for offset in range(len(whole) + 1)] == [
        *([each] for each in whole),
        [],
    ]


@pytest.mark.parametrize(
    "filters",
    [
        {"after": on("2025-04-01"), "before": on("2025-04-01")},
        {"title": " - "},
        {"publishers": ("Vale Curier",)},
    ],
)
def test_filters_that_cannot_be_meant_are_an_error(archive: Archive, filters: dict[str, object]) -> None:
    with pytest.raises(InputError):
        listed(archive, **filters)


def test_an_article_is_found_by_its_id_and_by_its_beginning(archive: Archive) -> None:
    id_ = article_id(DRAFTS[0])
    for reference in (id_, id_[:8], id_.upper(), f" {id_[:12]} "):
        assert archive.find(reference).id == id_


def test_an_ambiguous_beginning_names_what_it_fits(tmp_path: Path) -> None:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    many = [draft(f"Item {n}", f"Item {n} was sold.") for n in range(40)]
    accept_indexed(archive, many, SEEN)
    ids = sorted(article_id(each) for each in many)
    first = next(id_ for id_, following in pairwise(ids) if id_[0] == following[0])[0]
    with pytest.raises(InputError, match=f"begins with {first}: ") as raised:
        archive.find(first)
    shown = [id_ for id_ in ids if id_.startswith(first)][:10]
    assert all(f"{id_} (Item " in str(raised.value) for id_ in shown)
    archive.close()


def test_an_article_that_waits_for_its_index_is_found(tmp_path: Path) -> None:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    archive.accept([DRAFTS[0]], SEEN)
    assert archive.find(article_id(DRAFTS[0])[:6]).id == article_id(DRAFTS[0])
    archive.close()


@pytest.mark.parametrize(
    "address",
    [
        "https://strand.example/2025/ferry?id=7",
        "http://www.strand.example/2025/ferry/?utm_source=x&id=7#comments",
        "https://strand.example:443/2025/ferry/amp?id=7&fbclid=1",
        "strand.example/2025/ferry?id=7",
        "https://reader:secret@strand.example/2025/ferry?id=7",
    ],
)
def test_an_address_is_found_in_whatever_form(tmp_path: Path, address: str) -> None:
    archive = Archive(f"sqlite:///{tmp_path / 'archive.sqlite3'}")
    url = "https://strand.example/2025/ferry?id=7"
    accept_indexed(archive, [draft("Ferry", "The ferry waits.", url=url)], SEEN)
    assert archive.find(address).url == url
    assert listed(archive, url=address) == ["Ferry"]
    archive.close()


@pytest.mark.parametrize("reference", ["0" * 16, "nowhere", "https://strand.example/gone", "", "%", "d_"])
def test_what_is_not_there_is_named(archive: Archive, reference: str) -> None:
    with pytest.raises(NotFoundError, match="the archive has no article"):
        archive.find(reference)
