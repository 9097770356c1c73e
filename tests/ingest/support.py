"""A small archive written for these tests, ways to fill it, and what an archive with its indexes holds."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import tantivy
from chromadb.config import Settings as ChromaSettings
from sqlalchemy import select

from ingest.article import Article, Draft, article_id
from ingest.document import Document, Media
from ingest.embeddings.embedder import Embedder, PassageText, PassageVectors, Vector, Vectors, unit
from ingest.errors import NotFoundError
from ingest.extract import extract
from ingest.extractor import Extractor
from ingest.indexes.index import Index
from ingest.library import Library, check_indexes, check_model, open_archive
from ingest.pipeline import IngestReport, index_pending, ingest
from ingest.settings import Settings, load_settings
from ingest.sources.files import read_paths
from ingest.store.allowance import RightsPolicy
from ingest.store.archive import Acceptance, Archive
from ingest.store.passages import PassageStore
from ingest.store.reading.coverage import CoverageCounter
from ingest.store.schema import articles, journal, passages, vectors, versions
from ingest.text.passages import cut_passages

SEEN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def settings_in(folder: Path, **overrides: Any) -> Settings:
    return load_settings(home=folder / "home", **{"passage_tokens": 48, "embedding_threads": 1, **overrides})


def on(text: str) -> datetime:
    """Return a UTC moment from "2025-03-01" or "2025-03-01 12:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def accept_indexed(
    archive: Archive, drafts: Sequence[Draft], seen_at: datetime
) -> list[tuple[Acceptance, Article, int]]:
    """Accept drafts and take them for indexed, so that readers see them."""
    accepted = archive.accept(drafts, seen_at)
    archive.mark_done(archive.pending(1_000), seen_at)
    return accepted


def draft(title: str, text: str, **fields: Any) -> Draft:
    """Return a draft with a URL made from its title; dates may be given as text."""
    for name in ("published_at", "modified_at"):
        if isinstance(fields.get(name), str):
            fields[name] = on(fields[name])
    url = f"https://quayside.example/{title.lower().replace(' ', '-')}"
    return Draft(**{"title": title, "text": text, "url": url, "publisher": "Quayside News", **fields})


def record(title: str, text: str, **fields: str) -> Document:
    """Return a JSON record such as a line of a dump, with a URL made from its title."""
    url = f"https://quayside.example/{title.lower().replace(' ', '-')}"
    values = {"title": title, "text": text, "url": url, "publisher": "Quayside News", **fields}
    return Document(f"record {title}", Media.RECORD, json.dumps(values).encode())


class HashEmbedder:
    """A real embedder with next to no cost: a bag of hashed words. For tests that are not about meaning."""

    def __init__(self, name: str = "hashed words", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    def embed_question(self, text: str) -> Vector:
        vector = np.zeros(self.dimension, np.float32)
        for word in text.lower().split():
            vector[sum(word.encode()) % self.dimension] += 1
        return unit(vector)

    def embed_texts(self, texts: Any) -> Vectors:
        return np.stack([self.embed_question(text) for text in texts])

    def embed_passages(self, passages: Any) -> list[PassageVectors]:
        self.embedded += len(passages)
        return [self._passage(passage) for passage in passages]

    def _passage(self, passage: PassageText) -> PassageVectors:
        parts = [passage.text[start:end] for start, end in passage.sentences]
        return PassageVectors(self.embed_question(passage.text), self.embed_texts(parts))


def add_cut(archive: Archive, store: PassageStore, given: Draft) -> list[str]:
    """Accept a draft, cut it into small passages and store them; return their ids."""
    [(_, article, number)] = accept_indexed(archive, [given], SEEN)
    cut = cut_passages(article.id, number, given.text, tokens=16, posts=given.posts)
    texts = [
        PassageText(
            given.title,
            given.text[passage.start : passage.end],
            tuple((s.start - passage.start, s.end - passage.start) for s in passage.sentences),
        )
        for passage in cut
    ]
    store.add(list(zip(cut, HashEmbedder().embed_passages(texts), strict=True)))
    return [passage.id for passage in cut]


class InProcess(Extractor):
    """Extracts without a worker, for tests that open a library dozens of times."""

    def extract(self, document: Document) -> list[Draft]:
        return extract(document)


@dataclass(frozen=True)
class Holdings:
    """All that an archive and its indexes hold, but for the moments at which things were stored."""

    articles: list[tuple[Any, ...]]
    versions: list[tuple[Any, ...]]
    passages: list[tuple[Any, ...]]
    vectors: dict[str, Vector]
    in_chroma: dict[str, Vector]
    in_tantivy: list[str]
    pending: int


def holdings(settings: Settings) -> Holdings:
    """Read the archive, Chroma and Tantivy by their own clients; nothing may have them open."""
    archive = Archive(settings.archive_url)
    with archive.begin() as db:
        found = Holdings(
            articles=[tuple(row) for row in db.execute(select(articles).order_by(articles.c.id))],
            versions=[_timeless(row) for row in db.execute(_ordered(versions)).mappings()],
            passages=[tuple(row) for row in db.execute(select(passages).order_by(passages.c.id))],
            vectors={
                row.passage_id: np.frombuffer(row.passage, np.float32) for row in db.execute(_vectors())
            },
            in_chroma=_in_chroma(settings),
            in_tantivy=_in_tantivy(settings),
            pending=len(db.execute(select(journal).where(journal.c.done_at.is_(None))).all()),
        )
    archive.close()
    return found


def assert_whole(found: Holdings) -> None:
    """Assert that the indexes hold each passage of the archive once, with its vector, and nothing else."""
    ids = sorted(row[0] for row in found.passages)
    assert found.pending == 0
    assert sorted(found.vectors) == ids
    assert sorted(found.in_chroma) == ids
    assert found.in_tantivy == ids
    assert {row[1:3] for row in found.passages} == {row[:2] for row in found.versions}
    for id_ in ids:
        assert np.allclose(found.vectors[id_], found.in_chroma[id_], atol=1e-6)


@contextmanager
def open_with(settings: Settings, embedder: Embedder, *, check: bool = True) -> Iterator[Library]:
    """Open a library as a command does, with an embedder of the test's: what was left is finished first."""
    with open_archive(settings, create=True) as archive:
        if check:
            check_model(archive, embedder, settings)
        with Index.open(settings, repair=not check) as index:
            library = Library(
                settings,
                archive,
                PassageStore(archive, RightsPolicy.of(settings)),
                CoverageCounter(archive),
                index,
                embedder,
                InProcess(settings.extract_seconds, settings.extract_memory_mb),
            )
            if check:
                check_indexes(library)
                index_pending(library, IngestReport())
            yield library


def write_many(library: Library) -> None:
    """Ingest 30 articles of many passages each: more than Chroma keeps before it writes its graph."""
    for number in range(30):
        entries = (f"Item {number}-{line} of the ledger lists ropes, lamps and oars." for line in range(130))
        ingest(library, [record(f"Ledger {number}", "\n\n".join(entries), published="2025-05-01T00:00:00Z")])
    assert library.archive.counts().passages > 1_200


def harbour(library: Library, part: int) -> IngestReport:
    """Ingest a file of the harbour articles."""
    report = ingest(library, read_paths([str(HARBOUR / f"{part}.jsonl")], max_bytes=1_000_000))
    assert not report.rejected
    return report


def remove_market(library: Library) -> None:
    """Remove the market notice, if it is there."""
    with suppress(NotFoundError):
        library.archive.remove(REMOVED_ID)
    index_pending(library, IngestReport())


def _ordered(table: Any) -> Any:
    return select(table).order_by(table.c.article_id, table.c.number)


def _vectors() -> Any:
    return select(vectors.c.passage_id, vectors.c.passage)


def _timeless(row: Any) -> tuple[Any, ...]:
    """Leave out when a version was first seen, and what follows from it for the one without a date."""
    left_out = {"first_seen_at"}
    if row["published_at"] is None:
        left_out |= {"visible_from", "visible_until"}
    return tuple(value for name, value in row.items() if name not in left_out)


def _in_chroma(settings: Settings) -> dict[str, Vector]:
    quiet = ChromaSettings(anonymized_telemetry=False)
    # From a copy: a client changes what it opens, which the next command would look into for a second.
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(settings.home / "chroma", Path(folder, "chroma"))
        client: Any = chromadb.PersistentClient(copy, settings=quiet)
        try:
            kept = client.get_collection(settings.chroma_collection, embedding_function=None).get(
                include=["embeddings"]
            )
        finally:
            client.close()
    assert len(set(kept["ids"])) == len(kept["ids"])
    embeddings: Any = kept["embeddings"]
    return {id_: np.asarray(vector, np.float32) for id_, vector in zip(kept["ids"], embeddings, strict=True)}


def _in_tantivy(settings: Settings) -> list[str]:
    searcher = tantivy.Index.open(str(settings.home / "keywords")).searcher()
    hits = searcher.search(tantivy.Query.all_query(), 10_000).hits
    return sorted(str(searcher.doc(address)["id"][0]) for _, address in hits)


# Twelve articles in three files. The second corrects a fare of the first, two papers print one wire story,
# one article has no date, and the market notice is there to be removed.
HARBOUR = Path(__file__).parent / "fixtures" / "harbour"
REMOVED_ID = article_id(Draft("", "", url="https://quayside.example/market-moves-to-the-old-fish-hall"))
QUESTIONS = (
    "How much is the single fare on the Ormskay ferry?",
    "How many seals were counted on the north beach?",
    "When will the swing bridge be repaired?",
)


def harbour_steps(library: Library) -> None:
    """Ingest the harbour articles as someone does who runs four commands."""
    harbour(library, 1)
    harbour(library, 2)
    remove_market(library)
    harbour(library, 3)
