"""The gold set of the sample archive: enough of every kind, and every span says its fact."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eval.cases import Case, SummaryCase, read_cases
from eval.metrics.facts import DatedStatement, says
from ingest.article import Version
from ingest.moments import parse_moment
from service.evidence.library import AskableLibrary

SETS = Path(__file__).parents[2] / "eval" / "sets"
QUESTIONS = [json.loads(line) for line in (SETS / "sample.jsonl").read_text(encoding="utf-8").splitlines()]
SUMMARIES = [
    json.loads(line) for line in (SETS / "sample_summaries.jsonl").read_text(encoding="utf-8").splitlines()
]
ALWAYS = datetime(2100, 1, 1, tzinfo=UTC)

AT_LEAST = {
    "who": 40,
    "what": 15,
    "when": 30,
    "where": 8,
    "how_many": 50,
    "how_much": 40,
    "why": 25,
    "yes_no": 25,
    "two_articles": 15,
    "correction": 8,
    "disagreement": 3,
    "wire_copies": 8,
    "retraction": 4,
    "near_miss": 50,
    "false_premise": 15,
    "beyond_archive": 8,
    "filter": 8,
    "off_topic": 10,
    "misspelt": 5,
    "lower_case": 10,
    "keyword": 10,
    "long": 5,
    "relative_date": 4,
    "says_unstated": 5,
    "past": 7,
}
# What the archive would have to say if it answered the question. None of its texts has it.
ABSENT = dict(
    line.split(": ", 1)
    for line in """\
bridge-16: years guarantee
bridge-17: designer
bridge-19: the band will
bridge-20: deck collapsed
bridge-21: opening ceremony
boe-18: february 2024
boe-19: raised interest rates
boe-20: fixed mortgage
boe-22: bailey resigned
fed-10: succeed jerome
phones-05: expelled
tern2-13: tern-3
tern2-14: radar was built
tern2-15: explod
library-05: repairs will cost
library-06: librarians
stbrides-12: mp for
stbrides-13:  beds
heron-05: dealer named
budget-09: band d
budget-08: pools are
hongkong-11: cost of the cameras
hongkong-13: commissioner approved
seedbank-05: asked the fund for
elmfield-06: forged by
elmfield-07: poisoned
elmfield-08: former judge,
orsu-06: president of tarvia
orsu-07: pledged
glaciers-05: austria's glaciers
ragasa-04: killed by ragasa
ragasa-05: km/h
clock-05: museums of
wreck-07: london museum
wreck-08: captain of the prudence
brightwater-17: arrested
brightwater-15: turbine maker
brightwater-16: before 2019
dengue-10: million doses
dengue-11: infants
dengue-12: dengvaxia
amsel-12: prison at
amsel-14: court of appeal
lighthouse-04: hotel company,
dacruz-10: wages
dacruz-11: surgeon
dacruz-12: sacked
serim-08: temperature in lisbon
maravel-22: minor candidates,
maravel-24: children died
cable-09: captain of the coral
vans-09: charged with
airport-05: runway
tram-11: drivers earn
tram-12: dismissed
whale-05: named the whale
rents-04: house prices
carrow-11: hale resigned
marathon-04: third place
hornet-04: stings
harvest-04: tonnes of barley""".splitlines()
)


@pytest.fixture(scope="module")
def versions(library: AskableLibrary) -> dict[tuple[str, int], Version]:
    latest = library.archive.latest(limit=1_000)
    return {
        (version.article_id, version.number): version
        for article, _ in latest
        for version in library.archive.versions(article.id)
    }


@pytest.fixture(scope="module")
def cases() -> list[Case | SummaryCase]:
    return [*read_cases(SETS / "sample.jsonl"), *read_cases(SETS / "sample_summaries.jsonl")]


def moment(record: dict[str, Any]) -> datetime:
    return parse_moment(record["as_of"], end_of_day=True) if "as_of" in record else ALWAYS


def spans(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for alternatives in record.get("evidence", ()):
        yield from alternatives


def published_within(version: Version, bounds: dict[str, Any]) -> bool:
    published = version.published_at
    if published is None:
        return not {"after", "before"} & set(bounds)
    after, before = (bounds.get(name) for name in ("after", "before"))
    return (after is None or published >= parse_moment(after, end_of_day=False)) and (
        before is None or published < parse_moment(before, end_of_day=False)
    )


def test_there_are_enough_cases_of_every_kind() -> None:
    tags = Counter(tag for record in QUESTIONS for tag in record["tags"])
    assert {tag: tags[tag] for tag, least in AT_LEAST.items() if tags[tag] < least} == {}
    reasons = Counter(record.get("unanswerable") for record in QUESTIONS)
    assert reasons[None] >= 200
    assert reasons["not_stated"] >= 60
    assert reasons["outside_dates"] >= 10
    assert reasons["nothing_found"] >= 10


def test_half_of_the_cases_is_held_out_and_no_story_is_in_both_halves() -> None:
    held = [record for record in QUESTIONS if "held_out" in record["tags"]]
    unanswerable = sum("unanswerable" in record for record in QUESTIONS)
    assert 0.4 < len(held) / len(QUESTIONS) < 0.6
    assert 0.4 < sum("unanswerable" in record for record in held) / unanswerable < 0.6
    stories = [
        {r["id"].rpartition("-")[0] for r in QUESTIONS if (r in held) is half} for half in (True, False)
    ]
    assert not stories[0] & stories[1]
    assert 0.4 < sum("held_out" in record["tags"] for record in SUMMARIES) / len(SUMMARIES) < 0.6


def test_ids_and_questions_are_unique() -> None:
    ids = [record["id"] for record in [*QUESTIONS, *SUMMARIES]]
    asked = [
        (record["question"].lower(), record.get("as_of"), json.dumps(record.get("filters")))
        for record in QUESTIONS
    ]
    assert len(set(ids)) == len(ids)
    assert len(set(asked)) == len(asked)


def test_the_same_question_has_another_answer_at_another_time() -> None:
    answers: dict[str, list[str]] = defaultdict(list)
    for record in QUESTIONS:
        if "as_of" in record["tags"]:
            answers[record["question"]].append(json.dumps(record.get("gold")))
    changing = [question for question, golds in answers.items() if len(golds) > 1]
    assert len(changing) >= 25
    assert all(len(set(answers[question])) == len(answers[question]) for question in changing)


def test_a_case_has_either_gold_with_evidence_for_each_fact_or_a_reason() -> None:
    for record in QUESTIONS:
        assert ("gold" in record) != ("unanswerable" in record), record["id"]
        evidence = record.get("evidence", [])
        assert len(evidence) == len(record.get("gold", [])), record["id"]
        assert all(evidence), record["id"]


def test_disagreeing_sources_are_all_needed() -> None:
    for record in QUESTIONS:
        if "disagreement" in record["tags"]:
            assert len(record["gold"]) == 2
            first, second = ({span["article"] for span in facts} for facts in record["evidence"])
            assert not first & second, record["id"]


def test_spans_lie_in_versions_that_the_asker_may_see(versions: dict[tuple[str, int], Version]) -> None:
    for record in [*QUESTIONS, *SUMMARIES]:
        bounds = record.get("filters") or record.get("summary") or {}
        for span in spans(record):
            version = versions[span["article"], span["version"]]
            until = version.visible_until or datetime.max.replace(tzinfo=UTC)
            assert 0 <= span["start"] < span["end"] <= len(version.text), record["id"]
            assert version.visible_from <= moment(record) < until, record["id"]
            assert published_within(version, bounds), record["id"]


def test_every_span_says_its_fact(
    cases: list[Case | SummaryCase], versions: dict[tuple[str, int], Version]
) -> None:
    for case in cases:
        facts = case.gold if isinstance(case, Case) else case.facts
        for fact, alternatives in zip(facts, case.evidence, strict=True):
            for span in alternatives:
                version = versions[span.article, span.version]
                at = version.published_at or version.visible_from
                said = DatedStatement(version.text[span.start : span.end], at)
                assert says(said, fact, case.as_of or at), f"{case.id}: {fact} in {said.text!r}"


def test_what_would_answer_the_unanswerable_is_nowhere(versions: dict[tuple[str, int], Version]) -> None:
    texts = [f"{version.title}\n{version.text}".replace("’", "'").casefold() for version in versions.values()]
    reasons = {record["id"]: record.get("unanswerable") for record in QUESTIONS}
    for id_, words in ABSENT.items():
        assert reasons[id_], f"{id_} is answerable"
        assert not any(words in text for text in texts), f"{id_}: {words!r} is in the archive"


def test_summaries_are_of_every_kind_and_their_facts_are_in_what_they_summarise(
    versions: dict[tuple[str, int], Version], library: AskableLibrary
) -> None:
    styles = Counter(record["summary"]["style"] for record in SUMMARIES)
    assert len(SUMMARIES) >= 18
    assert set(styles) == {"brief", "bullets", "timeline", "disputes"}
    for record in SUMMARIES:
        scope = record["summary"]
        for span in spans(record):
            article = library.archive.article(span["article"])
            assert scope.get("article_id", article.id) == article.id
            assert scope.get("story_id", article.story_id) == article.story_id
            assert article.publisher in scope.get("publishers", [article.publisher])
    kinds = Counter(next(iter(record["summary"])) for record in SUMMARIES)
    assert set(kinds) == {"article_id", "story_id", "question", "publishers"}
