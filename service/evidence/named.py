"""Is a passage about whom a question names? The mayor of one town says nothing of another's.

A reader that has learned what answers a kind of question takes the mayor that it finds for the one meant.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.article import Version
from ingest.store.archive import Archive
from ingest.store.passages import StoredPassage
from service.english.dates.find import find_spans
from service.english.names import claimed_names, may_be_named
from service.evidence.scoring import Evidence
from service.evidence.versions import PassageVersions
from service.questions.expect import asking_part
from service.questions.question import Question

# Characters at the start of an article, which say whom it is about, and before a passage: "the company" was
# named there. Of 60 questions about what an article only mentions 35 were refused, and 20 of 130 that it
# answers, while the name could stand anywhere in it; with these, 42 and 20.
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
    versions = PassageVersions(archive)
    about: dict[str, bool] = {}
    for item in evidence:
        id_ = item.stored.passage.id
        if id_ not in about:
            text = _told_around(item.stored, versions.of(item.stored))
            about[id_] = all(may_be_named(name, text) for name in names)
    return [item for item in evidence if about[item.stored.passage.id]]


def _told_around(stored: StoredPassage, version: Version | None) -> str:
    """Return a passage with what stands before it, and how its article is headed and begins.

    Of a live blog other posts are left out, which tell of others, or of what comes later.
    """
    headed = f"{stored.article.publisher or ''}\n{stored.title}"
    if version is None:
        return f"{headed}\n{stored.text}"
    start = stored.passage.start
    lead = version.text[: min(_LEAD, version.posts[0].start if version.posts else _LEAD)]
    before = version.text_around(start)[max(0, start - _BEFORE) : start]
    return f"{headed}\n{lead}\n{before}{stored.text}"
