"""Is a passage about whom a question names? The mayor of one town says nothing of another's.

A reader that has learned what answers a kind of question takes the mayor that it finds for the one meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from ingest.store.passages import StoredPassage
from service.english.dates import find_spans
from service.english.names import claimed_names, may_be_named
from service.evidence.scoring import Evidence
from service.questions.expect import asking_part
from service.questions.question import Question

# Characters at the start of an article, which say whom it is about, and before a passage: "the company" was
# named there. Of 60 questions about what an article only mentions 35 were refused, and 20 of 130 that it
# answers, while the name could stand anywhere in it; with these, 41 and 20.
_LEAD, _BEFORE = 600, 1_500


def of_those_named(
    archive: Archive, question: Question, typed: str, evidence: Sequence[Evidence]
) -> list[Evidence]:
    """Return the evidence whose passages are about all whom a question names, in its order.

    They are named there, shortly before, or in the title or at the start of the article. Elsewhere in it they
    may only be mentioned. `typed`: the question without what it carries of a dialogue, of which not all need
    be there.
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
    told = _Told(archive)
    about: dict[str, bool] = {}
    for item in evidence:
        id_ = item.stored.passage.id
        if id_ not in about:
            text = told.around(item.stored)
            about[id_] = all(may_be_named(name, text) for name in names)
    return [item for item in evidence if about[item.stored.passage.id]]


class _Told:
    """What tells whom the passages of an archive are about; each article is read once."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._texts: dict[tuple[str, int], str] = {}

    def around(self, stored: StoredPassage) -> str:
        """Return a passage with what stands before it, and how its article is headed and begins."""
        article, passage = stored.article, stored.passage
        key = article.id, passage.version
        if key not in self._texts:
            self._texts[key] = self._text(*key)
        text = self._texts[key]
        near = text[max(0, passage.start - _BEFORE) : passage.end]
        return f"{article.publisher or ''}\n{stored.title}\n{text[:_LEAD]}\n{near}"

    def _text(self, article_id: str, version: int) -> str:
        """Return the text of an article, "" if it was removed meanwhile."""
        try:
            return self._archive.version(article_id, version).text
        except NotFoundError:
            return ""
