"""Is an article about whom a question names? The mayor of one town says nothing of another's.

A reader that has learned what answers a kind of question takes the mayor that it finds for the one meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from service.english.dates import find_spans
from service.english.names import claimed_names, may_be_named
from service.evidence.scoring import Evidence
from service.questions.expect import asking_part
from service.questions.question import Question


def of_those_named(
    archive: Archive, question: Question, typed: str, evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Return the evidence from articles that name all whom a question names, in its order.

    `typed`: the question without what it carries of a dialogue, of which not all need be there.
    """
    part = asking_part(typed)  # what sets the scene is not all told beside the answer
    asked = typed[-len(part) :] if part and typed.lower().endswith(part) else typed
    names = [
        name
        for name in claimed_names(asked, find_spans(asked, question.as_of, asked=True))
        if name.text not in question.publishers
    ]
    if not names:
        return list(evidence)
    about: dict[tuple[str, int], bool] = {}
    for item in evidence:
        key = item.stored.article.id, item.stored.passage.version
        if key not in about:
            told = _told(archive, item)
            about[key] = all(may_be_named(name, told) for name in names)
    return [item for item in evidence if about[item.stored.article.id, item.stored.passage.version]]


def _told(archive: Archive, item: Evidence) -> str:
    """Return all that an article tells, "" if it was removed meanwhile."""
    try:
        version = archive.version(item.stored.article.id, item.stored.passage.version)
    except NotFoundError:
        return ""
    return f"{item.stored.article.publisher or ''}\n{version.title}\n{version.text}"
