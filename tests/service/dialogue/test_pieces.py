"""The pieces that the texts of a dialogue are cut into."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from service.dialogue.pieces import names_of, pieces_of, texts_of
from service.dialogue.turns import Turn

DAY = datetime(2025, 11, 15, tzinfo=UTC)


def pieces(question: str, answer: str = "") -> dict[str, set[str]]:
    texts = list(texts_of([Turn(question, answer)], DAY))
    names = names_of(texts)
    found: dict[str, set[str]] = {}
    for text in texts:
        for piece in pieces_of(text, names, last=0):
            found.setdefault(piece.kind, set()).add(piece.text)
    return found


@pytest.mark.parametrize(
    ("question", "kind", "texts"),
    [
        ("Did the climate activists damage the Last Supper?", "phrase", {"climate activists"}),
        ("Did the climate activists damage the Last Supper?", "verb", {"damage"}),
        ("How many cameras does Hong Kong plan to have by 2028?", "verb", {"plan"}),
        ("Where was the U.S.-U.K. agreement signed?", "phrase", {"agreement"}),
        ("who won the stanley cup", "phrase", {"stanley cup"}),
        ("What happened to the Dow on January 18?", "date", {"January 18"}),
        ("Who won the women's race in the Northgate Marathon?", "name", {"Northgate Marathon"}),
    ],
)
def test_a_question_is_cut_into_names_dates_phrases_and_verbs(
    question: str, kind: str, texts: set[str]
) -> None:
    assert pieces(question)[kind] == texts


def test_what_a_hyphen_joins_to_a_name_is_of_the_name() -> None:
    assert any(name.startswith("U.S.-U.K") for name in pieces("Where was the U.S.-U.K. deal signed?")["name"])


def test_a_surname_is_known_by_the_full_name_but_a_place_is_itself() -> None:
    texts = list(texts_of([Turn("Did Truss win in London?", "Liz Truss won East London. [1]")], DAY))
    names = names_of(texts)
    assert names[("truss",)] == ("liz", "truss")
    assert names[("london",)] == ("london",)


def test_a_name_typed_small_is_the_name_of_the_answer() -> None:
    found = pieces("who won the alabama senate runoff", "Katie Britt won in Alabama. [1]")
    assert "alabama" in found["name"]
    assert "senate runoff" in found["phrase"]
