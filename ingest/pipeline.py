"""Ingest: documents are extracted and accepted, then what the journal holds is cut, embedded and indexed.

The two halves meet only in the archive's journal. A process that dies anywhere leaves entries that are not
done, and the next run starts with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter

from ingest.article import Article, Draft, Passage, Version
from ingest.document import Document
from ingest.embeddings.embedder import PassageText, PassageVectors
from ingest.errors import NotFoundError, RejectedDocument
from ingest.extractor import Extractor
from ingest.indexes.index import IndexedVersion
from ingest.library import Library, empty_indexes, remember_model, same_model
from ingest.rights import Rights
from ingest.store.archive import Acceptance
from ingest.store.journal import Action, JournalEntry
from ingest.store.rejects import note_rejects
from ingest.text.passages import cut_passages

# Documents accepted in one transaction.
_ACCEPT_DOCUMENTS = 32
# Text (code points) indexed and committed at once: about 600 passages, which is what bounds memory.
_INDEX_CHARACTERS = 400_000
# Longer than any article: a book or a log file would fill the archive with one document.
_MAX_CHARACTERS = 2_000_000
# Longer than any title or name, which stand beside each passage in the indexes and in each answer.
_MAX_FIELD = 2_000
_FIELDS = ("title", "publisher", "byline", "agency", "section", "guid")


@dataclass(slots=True)
class IngestReport:
    """What an ingest did. `seconds` has one entry for each stage."""

    documents: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    passages: int = 0
    removed_before: int = 0
    rejected: list[RejectedDocument] = field(default_factory=list)
    seconds: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def accepted(self) -> int:
        return self.new + self.updated + self.unchanged

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Add the time spent inside to the stage."""
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] += perf_counter() - start


@dataclass(frozen=True, slots=True)
class Accepted:
    """An article of the document `origin`, and what accepting it did: the archive holds it, or did once."""

    origin: str
    outcome: Acceptance
    article: Article
    version: int


Progress = Callable[[IngestReport], None]


def ingest(
    library: Library,
    documents: Iterable[Document | RejectedDocument],
    on_progress: Progress = lambda report: None,
    on_accepted: Callable[[Accepted], None] = lambda accepted: None,
    *,
    again: bool = False,
) -> IngestReport:
    """Take documents into the archive and index them; first finish what an earlier run left.

    `again` takes in articles that were removed, too. Raises ArchiveError when the library is only read.
    """
    library.require_writable()
    report = IngestReport()
    index_pending(library, report, on_progress)
    taken: set[str] = set()

    def note(accepted: Accepted) -> None:
        taken.add(accepted.origin)
        on_accepted(accepted)

    try:
        _take_in(library, documents, report, on_progress, note, again=again)
    finally:
        note_rejects(library.settings.home, report.rejected, taken, library.now())
    return report


def _take_in(
    library: Library,
    documents: Iterable[Document | RejectedDocument],
    report: IngestReport,
    on_progress: Progress,
    on_accepted: Callable[[Accepted], None],
    *,
    again: bool,
) -> None:
    """Take documents in and index them, batch by batch."""
    timed = _timed(documents, report)
    while batch := list(islice(timed, _ACCEPT_DOCUMENTS)):
        drafts = [
            (document.origin, draft)
            for document in batch
            for draft in drafts_of(document, library.extractor, report)
        ]
        with report.stage("archive"):
            accepted = library.archive.accept([draft for _, draft in drafts], library.now(), again=again)
        for (origin, draft), (outcome, article, version) in zip(drafts, accepted, strict=True):
            _count(report, outcome)
            if outcome is Acceptance.CONFLICT:
                report.rejected.append(RejectedDocument(origin, conflict_reason(draft, article)))
            else:
                on_accepted(Accepted(origin, outcome, article, version))
        on_progress(report)
        index_pending(library, report, on_progress)


def remove(library: Library, id_: str) -> None:
    """Remove an article with all its versions, from the indexes too.

    Raises NotFoundError, and ArchiveError when the library is only read.
    """
    library.require_writable()
    library.archive.remove(id_)
    index_pending(library, IngestReport())


def index_pending(
    library: Library,
    report: IngestReport,
    on_progress: Progress = lambda report: None,
    *,
    characters: int = _INDEX_CHARACTERS,
) -> None:
    """Bring the indexes to where the archive's journal is, in groups of versions of so many characters.

    `on_progress` is called after each group; what it raises stops between two.
    """
    while entries := library.archive.pending(limit=_ACCEPT_DOCUMENTS):
        for group in _groups(library, entries, characters):
            _index(library, group, report)
            on_progress(report)


def reindex(library: Library, on_progress: Progress = lambda report: None) -> IngestReport:
    """Rebuild both indexes from the archive; vectors are kept if their model is still the one configured.

    Raises ArchiveError when the library is only read.
    """
    library.require_writable()
    report = IngestReport()
    with report.stage("clear"):
        empty_indexes(library, recut=not same_model(library))
    # Only now: a crash before would leave vectors of the old model under the new one's name.
    remember_model(library.archive, library.embedder, library.settings)
    index_pending(library, report, on_progress)
    return report


@dataclass(frozen=True, slots=True)
class _Group:
    """Journal entries that are followed and committed together."""

    entries: list[JournalEntry]
    versions: list[Version]
    removed: list[str]


def _groups(library: Library, entries: Iterable[JournalEntry], characters: int) -> Iterator[_Group]:
    group, size = _Group([], [], []), 0
    for entry in entries:
        if size >= characters:
            yield group
            group, size = _Group([], [], []), 0
        group.entries.append(entry)
        if entry.action is Action.REMOVE:
            group.removed.append(entry.article_id)
        if entry.action is not Action.INDEX:
            continue
        try:
            version = library.archive.version(entry.article_id, entry.version)
        except NotFoundError:
            continue  # removed since the journal was read
        group.versions.append(version)
        size += len(version.text)
    if group.entries:
        yield group


def _index(library: Library, group: _Group, report: IngestReport) -> None:
    _cut_and_embed(library, group.versions, report)
    with report.stage("index"):
        added = [
            IndexedVersion(
                library.archive.article(version.article_id),
                version,
                library.passages.of_version(version.article_id, version.number),
            )
            for version in group.versions
        ]
        library.index.apply(group.removed, added)
        library.archive.mark_done(group.entries, library.now())
    report.passages += sum(len(version.passages) for version in added)


def _cut_and_embed(library: Library, versions: Iterable[Version], report: IngestReport) -> None:
    """Cut and embed the versions whose passages are not stored yet; all of a group in one transaction."""
    cut: list[tuple[Version, Passage]] = []
    with report.stage("cut"):
        for version in versions:
            if not library.passages.of_version(version.article_id, version.number):
                cut += [(version, passage) for passage in _cut(library, version)]
    with report.stage("embed"):
        vectors = library.embedder.embed_passages([_passage_text(*item) for item in cut])
    with report.stage("archive"):
        found: list[tuple[Passage, PassageVectors]] = [
            (passage, vector) for (_, passage), vector in zip(cut, vectors, strict=True)
        ]
        library.passages.add(found)


def _cut(library: Library, version: Version) -> list[Passage]:
    tokens = library.settings.passage_tokens
    id_, number = version.article_id, version.number
    return cut_passages(id_, number, version.text, tokens=tokens, posts=version.posts)


def _passage_text(version: Version, passage: Passage) -> PassageText:
    return PassageText(
        title=version.title,
        text=version.text[passage.start : passage.end],
        sentences=tuple((s.start - passage.start, s.end - passage.start) for s in passage.sentences),
    )


def _timed(
    documents: Iterable[Document | RejectedDocument], report: IngestReport
) -> Iterator[Document | RejectedDocument]:
    iterator = iter(documents)
    while True:
        with report.stage("read"):
            document = next(iterator, None)
        if document is None:
            return
        report.documents += 1
        yield document


def drafts_of(
    document: Document | RejectedDocument, extractor: Extractor, report: IngestReport
) -> list[Draft]:
    """Return what a document holds; what cannot be used is noted in the report."""
    if isinstance(document, RejectedDocument):
        report.rejected.append(document)
        return []
    try:
        with report.stage("extract"):
            drafts = extractor.extract(document)
    except RejectedDocument as rejected:
        report.rejected.append(rejected)
        return []
    if len(drafts) == 1:
        drafts = [_with_source(drafts[0], document)]
    drafts = [replace(draft, rights=_rights(draft, document)) for draft in drafts]
    good = []
    for draft in drafts:
        if reason := _too_long(draft):
            report.rejected.append(RejectedDocument(document.origin, reason))
        else:
            good.append(draft)
    return good


def _with_source(draft: Draft, document: Document) -> Draft:
    """Return a draft with its source's date, if it has none, and the publisher that its source names."""
    return replace(
        draft,
        published_at=draft.published_at or document.published_at,
        publisher=document.publisher or draft.publisher,
        seen_at=draft.seen_at or document.seen_at,
    )


def _rights(draft: Draft, document: Document) -> Rights | None:
    """Return what a document and its server say of its use; None where no server was asked, and it is silent.

    So a page that is read from a disk does not take back what its server once said.
    """
    if document.said is None:
        return draft.rights
    stated = draft.rights or Rights()
    return Rights.of([*stated.said, *document.said], stated.embargoed_until)


def _too_long(draft: Draft) -> str | None:
    """Return which part of a draft is longer than the archive takes, None if none is."""
    if len(draft.text) > _MAX_CHARACTERS:
        return f"the text has more than {_MAX_CHARACTERS:,} characters; split it into articles"
    for name in _FIELDS:
        if len(getattr(draft, name) or "") > _MAX_FIELD:
            return f"its {name} has more than {_MAX_FIELD:,} characters; shorten it"
    return None


def conflict_reason(draft: Draft, article: Article) -> str:
    """Return why a draft under an id that is another story's is rejected."""
    known = f"the address {draft.url}" if draft.url else f"the id {draft.guid}"
    return (
        f"{known} belongs to article {article.id}, another story (`dateline show {article.id}`); "
        "if the publisher has given it to this one, remove that article first"
    )


def _count(report: IngestReport, outcome: Acceptance) -> None:
    report.new += outcome is Acceptance.NEW
    report.updated += outcome is Acceptance.UPDATED
    report.unchanged += outcome is Acceptance.UNCHANGED
    report.removed_before += outcome is Acceptance.REMOVED
