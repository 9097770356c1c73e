"""Pairs of statement and source: their forms, labels and days, and what is wrong with a line."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Claim
from eval.datasets.pairs import read_pairs
from ingest.errors import InputError
from tests.eval.datasets.written import example, lines

PAIR: dict[str, Any] = {
    "source": ["Divers raised a bell on Thursday.", "It weighs 41 kilograms."],
    "article_date": "2025-05-09",
    "statement": "A bell was raised on 8 May.",
    "label": True,
    "kind": "date",
}
NLI = {"premise": "A bell rang.", "claim": "A gun fired.", "label": "not_stated", "set": "bells", "id": "1"}


@pytest.mark.parametrize("name", ["pairs.jsonl", "pairs.jsonl.gz"])
def test_a_pair_is_a_claim_about_its_sentences_on_a_day(tmp_path: Path, name: str) -> None:
    [claim] = read_pairs(lines(tmp_path / name, PAIR)).claims
    assert claim == Claim(
        id=f"{name}:1",
        source=("Divers raised a bell on Thursday.", "It weighs 41 kilograms."),
        text="A bell was raised on 8 May.",
        true=True,
        said_at=datetime(2025, 5, 9, tzinfo=UTC),
        tags=("date",),
    )


def test_a_pair_of_premise_and_claim_is_one(tmp_path: Path) -> None:
    found = read_pairs(lines(tmp_path / "nli.jsonl", NLI, NLI | {"hypothesis": "It rang."}))
    assert found.claims[0] == Claim("1", "A bell rang.", "A gun fired.", False, tags=("bells",))
    assert found.claims[1].id == "1 (nli.jsonl:2)"  # some sets use an id twice


@pytest.mark.parametrize(
    ("label", "true"),
    [
        *((label, True) for label in (True, 1, "true", "Supported", "SUPPORTS", "entailment")),
        *(
            (label, False)
            for label in (False, 0, "false", "not_supported", "Not supported", "NOT ENOUGH INFO")
        ),
        *((label, False) for label in ("contradicted", "CONTRADICTION", "REFUTES", "not stated", "neutral")),
        *((label, False) for label in ("not_entailment", "partially_supported", "unsupported")),
    ],
)
def test_only_what_is_supported_is_true(tmp_path: Path, label: object, true: bool) -> None:
    [claim] = read_pairs(lines(tmp_path / "pairs.jsonl", PAIR | {"label": label})).claims
    assert claim.true is true


@pytest.mark.parametrize(
    ("given", "day"),
    [("2025-05-09T23:30:00-08:00", 9), ("2025-05-10T01:00:00+09:00", 10), ("2025-05-09T12:00:00Z", 9)],
)
def test_the_day_is_the_publishers(tmp_path: Path, given: str, day: int) -> None:
    [claim] = read_pairs(lines(tmp_path / "pairs.jsonl", PAIR | {"article_date": given})).claims
    assert claim.said_at is not None
    assert claim.said_at.day == day


@pytest.mark.parametrize("given", [None, ""])
def test_a_day_may_be_missing(tmp_path: Path, given: str | None) -> None:
    [claim] = read_pairs(lines(tmp_path / "pairs.jsonl", PAIR | {"article_date": given})).claims
    assert claim.said_at is None


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"label": "perhaps"}, r"label: 'perhaps' is no label; give true or false"),
        ({"label": 2}, "label: 2 is no label"),
        ({"source": []}, r"source: .*at least 1 item.*got \[\]"),
        ({"source": ["A bell.", 7]}, r"source\[1\]: .*got 7"),
        ({"source": " "}, r"source: .*got ' '"),
        ({"article_date": "Friday"}, "article_date: 'Friday' is not a date such as"),
        ({"statement": None}, "statement: .*got None"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, wrong: dict[str, Any], message: str) -> None:
    path = lines(tmp_path / "pairs.jsonl", PAIR, PAIR | wrong)
    with pytest.raises(InputError, match=rf"pairs\.jsonl:2: {message}"):
        read_pairs(path)


def test_the_pairs_of_the_documentation_are_read(tmp_path: Path) -> None:
    (tmp_path / "pairs.jsonl").write_text(example("Statements and sources of your own"), encoding="utf-8")
    one, other = read_pairs(tmp_path / "pairs.jsonl").claims
    assert (one.true, one.tags, len(one.source)) == (True, ("date",), 2)
    assert (other.true, other.said_at) == (False, None)
