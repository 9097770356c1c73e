"""Figures, dates and names of a sentence against the sentences nearest to it."""

from __future__ import annotations

import pytest

from service.drafts.details import Source, details_of, together
from service.drafts.draft import Detail, DetailKind, Standing, Together
from tests.ingest.support import on

SOURCES = [
    Source(
        1,
        "star",
        "The ferry Star of Ellery capsized on Tuesday with 212 passengers aboard, 31 of whom died.",
        "Ferry capsizes off Port Ellery",
        "",
        "Harbour Post",
        on("2025-07-09"),
    ),
    Source(
        2,
        "owner",
        "The owner, Anna Quill, paid £1.2 million for it in May 2019, 8% more than in 2018.",
        "Who owns the ferry",
        "Lloyd Amery sold it.",
        "Port Ellery Gazette",
        on("2025-07-12"),
    ),
]


def detail(text: str, words: str) -> Detail:
    [found] = [each for each in details_of(text, on("2025-07-12"), SOURCES) if each.text == words]
    return found


@pytest.mark.parametrize(
    ("text", "words", "marker"),
    [
        ("The ferry had 212 passengers.", "212", 1),
        ("Thirty-one passengers died.", "Thirty-one", 1),
        ("She paid £1,200,000 for it.", "£1,200,000", 2),
        ("The price rose by 8 percent.", "8 percent", 2),
        ("It capsized on 8 July 2025.", "8 July 2025", 1),
        ("It capsized on Tuesday.", "Tuesday", 1),
        ("She bought it in 2019.", "2019", 2),
        ("Quill owns it, and Anna Quill says so.", "Anna Quill", 2),
        ("The Star of Ellery went down.", "Star of Ellery", 1),
        ("It was sold by Lloyd Amery.", "Lloyd Amery", 2),  # the sentence before does
        ("All of Port Ellery is in mourning.", "Port Ellery", 1),  # a headline names it
    ],
)
def test_what_a_near_sentence_has_agrees(text: str, words: str, marker: int) -> None:
    found = detail(text, words)
    assert found.standing is Standing.AGREES
    assert marker in found.markers
    assert not found.instead


@pytest.mark.parametrize(
    ("text", "words", "there"),
    [
        ("The ferry had 221 passengers.", "221", "212"),
        ("She paid £1.3 million for it.", "£1.3 million", "£1.2 million"),
        ("The price rose by 9%.", "9%", "8%"),
        ("It capsized on 9 July 2025, bought in May 2018.", "May 2018", "May 2019"),
        ("It capsized on Wednesday.", "Wednesday", "Tuesday (2025-07-08)"),
        ("Its owner is Anna Quil.", "Anna Quil", "Anna Quill"),
        ("Its owner is Emma Quill.", "Emma Quill", "Anna Quill"),
    ],
)
def test_another_in_its_place_differs(text: str, words: str, there: str) -> None:
    found = detail(text, words)
    assert found.standing is Standing.DIFFERS
    assert there in [each.text for each in found.instead]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It had 40 lifeboats.", "40"),
        ("It cost $5 million to raise.", "$5 million"),
        ("It sank with 212 passengers, and 14 goats.", "14"),
        ("Boris Tamm wrote a song of it.", "Boris Tamm"),
    ],
)
def test_what_no_near_sentence_has_stands_nowhere(text: str, words: str) -> None:
    assert detail(text, words) == Detail(_kind(words), words, Standing.NOWHERE)


def _kind(words: str) -> DetailKind:
    return DetailKind.FIGURE if any(char.isdigit() for char in words) else DetailKind.NAME


@pytest.mark.parametrize(
    ("text", "said", "there", "standing"),
    [
        ("The blast killed 40 people and injured 12.", "40", "12", Standing.DIFFERS),
        ("The blast left 12 people injured, and killed 40.", "12", "40", Standing.DIFFERS),
        ("In the blast 12 people were killed and 40 injured.", "40", "", Standing.AGREES),
        ("The price rose from $40 to $12.", "$40", "$12", Standing.DIFFERS),
        ("The price rose to $40 from $12.", "$40", "", Standing.AGREES),
        ("It was felt 42 miles away.", "42 miles", "42 km", Standing.DIFFERS),
        ("It had a magnitude of 6.1.", "6.1", "7.1", Standing.DIFFERS),
        ("The mayor resigned on 9 March 2025.", "9 March 2025", "Thursday (2025-03-06)", Standing.DIFFERS),
        ("The mayor resigned on Friday.", "Friday", "Thursday (2025-03-06)", Standing.DIFFERS),
        ("It happened on Monday.", "Monday", "4 March (2025-03-04)", Standing.DIFFERS),
        ('Petra Holm said they "left early".', "Petra Holm", "", Standing.AGREES),
    ],
)
def test_what_differs_is_shown_as_what_stands_in_the_same_role(
    text: str, said: str, there: str, standing: Standing
) -> None:
    sources = [
        _told(1, "The blast killed 12 people and injured 40. It was felt 42 km away on 4 March."),
        _told(2, "It had a magnitude of 7.1, and the price rose from $12 to $40."),
        _told(3, "The mayor resigned on Thursday, his forerunner on May 24, 2019."),
        _told(4, '"We left early," she said.', speakers=("Petra Holm",)),
    ]
    [found] = [each for each in details_of(text, on("2025-03-09"), sources) if each.text == said]
    assert found.standing is standing
    assert [each.text for each in found.instead if each.text == there] == ([there] if there else [])


def _told(marker: int, text: str, speakers: tuple[str, ...] = ()) -> Source:
    return Source(marker, str(marker), text, "Blast", "", "Echo", on("2025-03-08"), speakers)


def test_a_weekday_long_after_is_another_one() -> None:
    [found] = details_of("It rained on Wednesday.", on("2025-11-12"), SOURCES)
    assert (found.kind, found.standing) == (DetailKind.DATE, Standing.NOWHERE)


@pytest.mark.parametrize(
    ("said", "there", "standing"),
    [
        ("on 14 September", "on Sunday 14 September", Standing.AGREES),
        ("on Sept 14", "on 14 September", Standing.AGREES),
        ("on 15 September", "on Sunday 14 September", Standing.DIFFERS),
        ("on 14 September 2026", "on 14 September 2025", Standing.DIFFERS),
        ("in September", "on 14 September", Standing.NOWHERE),
    ],
)
def test_a_day_whose_year_nobody_names_is_one_day(said: str, there: str, standing: Standing) -> None:
    # The draft is of another year than the article.
    source = Source(1, "a", f"The bridge will open {there}.", "Bridge", "", "Echo", on("2025-05-06"))
    [found] = details_of(f"The bridge will open {said}.", on("2026-11-29"), [source])
    assert found.standing is standing


def test_figures_of_others_say_nothing_where_somebody_is_named() -> None:
    assert detail("Anna Quill counted 212 passengers.", "212").standing is Standing.NOWHERE


def test_without_near_sentences_all_stands_nowhere() -> None:
    found = details_of("Anna Quill paid £3 in 2019.", on("2025-07-12"), [])
    assert {each.standing for each in found} == {Standing.NOWHERE}
    assert len(found) == 3


FINDINGS = [
    "Profits doubled in May, and rents fell by a third.",
    "The harbour board did not approve the plan for the quay.",
    "Shares in Quill Lines closed 2.1% higher at 318 pence.",
    "Three quarters of the pupils passed, the largest share in the town.",
    "Three times as many boats came as in the year before.",
]


def near(text: str) -> list[Source]:
    """Return the findings that have most of a text's words, as a search does."""
    words = set(text.lower().rstrip(".").split())
    found = [each for each in FINDINGS if len(words & set(each.lower().rstrip(".").split())) >= 3]
    return [
        Source(number, each, each, "", "", None, on("2025-07-12")) for number, each in enumerate(found, 1)
    ]


@pytest.mark.parametrize(
    ("text", "words", "standing", "instead"),
    [
        ("Profits doubled in May.", "doubled", Standing.AGREES, []),
        ("Profits tripled in May, and rents fell.", "tripled", Standing.DIFFERS, ["doubled"]),
        ("Profits halved in May, and rents fell.", "halved", Standing.DIFFERS, ["doubled"]),
        ("In May rents fell by a third, it said.", "a third", Standing.AGREES, []),
        ("Profits doubled and rents fell by a quarter.", "a quarter", Standing.DIFFERS, ["a third"]),
        ("Half of the pupils in the town passed.", "Half", Standing.DIFFERS, ["Three quarters"]),
        ("75% of the pupils in the town passed.", "75%", Standing.AGREES, []),
        ("Twice as many boats came as before.", "Twice", Standing.DIFFERS, ["Three times as"]),
        ("Boats came threefold as in the year before.", "threefold", Standing.AGREES, []),
        ("The harbour board did approve the plan.", "", Standing.DIFFERS, ["not … approve"]),
        ("Shares in Quill Lines did not close higher.", "not … close", Standing.DIFFERS, ["not denied"]),
        ("Shares in Quill Lines closed 2.1% lower.", "lower", Standing.DIFFERS, ["higher"]),
        ("Of the pupils the smallest share passed.", "smallest", Standing.DIFFERS, ["largest"]),
    ],
)
def test_what_is_no_figure_is_compared_where_it_can_be(
    text: str, words: str, standing: Standing, instead: list[str]
) -> None:
    [found] = [each for each in details_of(text, on("2025-07-12"), near(text)) if each.text == words]
    assert (found.standing, [each.text for each in found.instead]) == (standing, instead)


@pytest.mark.parametrize(
    "text",
    [
        "The harbour board did not meet, nor did it approve the plan for the quay.",
        "Boats came, and the harbour board went home.",
        "Shares in Quill Lines were not traded in Oslo, where no board sits.",
        "He doubled back, and the pupils passed.",
        "The third man in the town passed the quay twice.",
    ],
)
def test_words_of_another_matter_are_not_compared(text: str) -> None:
    found = details_of(text, on("2025-07-12"), near(text))
    assert not [each for each in found if each.kind is DetailKind.WORDS]
    assert not [each for each in found if each.standing is Standing.DIFFERS]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("The ferry had 212 passengers, and 31 died.", Together.QUOTE),
        ("Anna Quill bought it in 2019.", Together.QUOTE),
        ("Anna Quill had 212 passengers aboard.", None),  # the owner's article alone is compared
        ("The Star of Ellery had 212 passengers.", Together.QUOTE),
        ("It capsized with 212 aboard, and cost £1.2 million.", Together.APART),
        ("It capsized.", None),
    ],
)
def test_details_that_agree_stand_together_or_apart(text: str, where: Together | None) -> None:
    details = details_of(text, on("2025-07-12"), SOURCES)
    assert together(details, {each.marker: each.article_id for each in SOURCES}) is where


def test_one_article_may_have_them_in_several_sentences() -> None:
    details = details_of("It capsized with 212 aboard, and cost £1.2 million.", on("2025-07-12"), SOURCES)
    assert together(details, {1: "ferry", 2: "ferry"}) is Together.ARTICLE


def told_by(text: str) -> list[Source]:
    return [Source(1, "a", text, "", "", None, on("2025-07-12"))]


DAMAGE = "It is put at 84 million crowns, not 48 million, and was seen in 2019, not in March."


@pytest.mark.parametrize(
    ("draft", "words", "standing"),
    [
        ("Damage is put at 48 million crowns.", "48 million", Standing.DIFFERS),
        ("Damage is put at 84 million crowns.", "84 million", Standing.AGREES),
        ("Damage is put at 84 million crowns, not 48 million.", "48 million", None),
        ("It was seen in March.", "March", Standing.DIFFERS),
        ("It was seen in 2019.", "2019", Standing.AGREES),
    ],
)
def test_a_source_that_denies_a_value_does_not_agree_with_it(
    draft: str, words: str, standing: Standing | None
) -> None:
    found = {each.text: each.standing for each in details_of(draft, on("2025-07-10"), told_by(DAMAGE))}
    assert found.get(words) is standing


def test_a_score_is_no_count() -> None:
    found = details_of("She won in three sets.", on("2025-07-10"), told_by("She won 6-3, 6-4."))
    assert [(each.text, each.standing) for each in found] == [("three", Standing.NOWHERE)]


def test_of_a_share_and_its_figures_what_agrees_is_told() -> None:
    source = told_by("Some 70% of buyers were farmers.")
    found = details_of("Seven in ten buyers were farmers.", on("2025-07-10"), source)
    assert [(each.text, each.standing) for each in found] == [("Seven in ten", Standing.AGREES)]
