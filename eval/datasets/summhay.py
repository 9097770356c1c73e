"""SummHay: topics of a hundred documents, the insights in them, and queries that ask for a cited summary.

Layout: one JSON file for a topic with `topic, subtopics[subtopic_id, query, insights[insight_id, insight]],
documents[id, text, insights]`; the authors' own files name the latter `document_id, document_text,
insights_included`. In a folder, all "*.json".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from pydantic import AliasChoices, Field, TypeAdapter

from eval.cases import GoldSpan, SummaryCase, SummaryScope, TextFact
from eval.datasets.files import files_of, read_json
from eval.datasets.published import Drafts, EvalSet, Measure, whole_text
from ingest.extract.draft import Fields


@dataclass(frozen=True, slots=True)
class _Insight:
    insight_id: str
    insight: str


@dataclass(frozen=True, slots=True)
class _Subtopic:
    subtopic_id: str
    query: str
    insights: tuple[_Insight, ...]


@dataclass(frozen=True, slots=True)
class _Document:
    id: Annotated[str, Field(validation_alias=AliasChoices("id", "document_id"))]
    text: Annotated[str, Field(validation_alias=AliasChoices("text", "document_text"))]
    insights: Annotated[
        tuple[str, ...], Field(validation_alias=AliasChoices("insights", "insights_included"))
    ] = field(default=())


@dataclass(frozen=True, slots=True)
class _Topic:
    topic: str
    subtopics: tuple[_Subtopic, ...]
    documents: tuple[_Document, ...]


_TOPIC = TypeAdapter(_Topic)


def read_summhay(path: Path) -> EvalSet:
    """Measures summaries: insights covered, and the citation F1 of those that are.

    The documents of a topic have the topic as their publisher, so that a summary draws on no other. The
    evidence of an insight is every document that holds it, whole.
    """
    drafts, cases = Drafts(), []
    for file in files_of(path, "*.json", kind="SummHay"):
        topic = read_json(file, _TOPIC)
        holding: dict[str, list[GoldSpan]] = {}
        for document in topic.documents:
            fields = Fields("", document.text, guid=document.id, publisher=topic.topic)
            for insight in document.insights:
                holding.setdefault(insight, []).append(whole_text(drafts.add(fields)))
            drafts.add(fields)
        cases += [_case(topic.topic, subtopic, holding) for subtopic in topic.subtopics]
    measures = (Measure.SUMMARIES, Measure.CITATIONS)
    return EvalSet("summhay", measures, summaries=tuple(cases), drafts=drafts.all())


def _case(topic: str, subtopic: _Subtopic, holding: dict[str, list[GoldSpan]]) -> SummaryCase:
    return SummaryCase(
        subtopic.subtopic_id,
        SummaryScope(question=subtopic.query, publishers=(topic,), style="bullets"),
        facts=tuple(TextFact((each.insight,)) for each in subtopic.insights),
        evidence=tuple(tuple(holding.get(each.insight_id, ())) for each in subtopic.insights),
        tags=(topic,),
    )
