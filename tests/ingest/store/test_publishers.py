from __future__ import annotations

import pytest

from ingest.errors import InputError
from ingest.store.publishers import family_of, known_publishers

PUBLISHERS = ("The Harbour Post", "Guardian", "The Northern Star", "Kessmouth Echo", "Time", "echo weekly")


@pytest.mark.parametrize("name", ["harbour post", "THE HARBOUR POST", " The  Harbour Post "])
def test_a_publisher_is_known_whatever_its_case_blanks_and_article(name: str) -> None:
    assert known_publishers([name, "The Guardian"], PUBLISHERS) == ("The Harbour Post", "Guardian")


def test_every_spelling_of_a_name_is_meant_and_each_once() -> None:
    spelled = ("BBC News", "Bbc news", "The BBC News", "CNN")
    assert known_publishers(["bbc news", "BBC NEWS"], spelled) == spelled[:3]


def test_a_publisher_is_meant_under_the_name_of_its_host_too() -> None:
    spelled = ("Harbour Post", "www.harbourpost.example", "Echo")
    assert known_publishers(["The Harbour Post"], spelled) == spelled[:2]
    assert known_publishers(["harbourpost.example"], spelled) == spelled[:2]


@pytest.mark.parametrize(
    "names",
    [
        (
            "The Harbour Post",
            "Harbour Post",
            "HARBOUR  POST",
            "harbourpost.example",
            "www.harbourpost.example",
        ),
        ("The Guardian", "theguardian.com", "guardian.co.uk", "amp.theguardian.com"),
        ("BBC", "bbc.co.uk", "www.bbc.com", "feeds.bbci.co.uk".replace("bbci", "bbc")),
        ("Sky", "news.sky.com"),
        ("Port Ellery Gazette", "port-ellery-gazette.example"),
        ("Orbit & Lab", "orbitandlab.example"),
    ],
)
def test_the_names_of_one_publisher_are_a_family(names: tuple[str, ...]) -> None:
    assert len({family_of(name) for name in names}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour Post", "Harbour Echo"),
        ("a.blogspot.com", "b.blogspot.com"),
        ("10.0.0.1", "10.0.0.2"),
        ("Post", "Harbour Post"),
        ("bbc.co.uk", "itv.co.uk"),
        ("", "x"),
        ("The", "the x"),
    ],
)
def test_others_are_not(one: str, other: str) -> None:
    assert family_of(one) != family_of(other)


def test_an_archive_without_publishers_takes_any_name() -> None:
    assert known_publishers(["Harbour Post"], []) == ("Harbour Post",)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Harbor Post", "near it: The Harbour Post"),
        ("Gaurdian", "near it: Guardian"),
        ("echo", "near it: Kessmouth Echo, echo weekly"),
        ("Northern Star of Vale", "near it: The Northern Star"),
        ("Xyzzy", "of its 6: Guardian, Kessmouth Echo, The Harbour Post (`dateline status` lists them all)"),
    ],
)
def test_an_unknown_publisher_is_named_with_those_that_are_near(name: str, near: str) -> None:
    with pytest.raises(InputError) as raised:
        known_publishers(["Guardian", name], PUBLISHERS)
    assert str(raised.value) == f"no publisher {name!r} in the archive; {near}"
