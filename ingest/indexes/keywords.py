"""The keyword index: Tantivy on disk, BM25 over stemmed words of title and passage."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import tantivy

from ingest.errors import ArchiveError
from ingest.indexes.panics import is_panic
from ingest.store import rows
from ingest.store.filters import Filters
from ingest.store.home import discard
from ingest.text.stems import stem_analyzer

_ANALYZER = "dateline_en"
_WORD = re.compile(r"\w+")
# One thread and its least heap: passages come in batches of hundreds, and memory stays small.
_WRITER_HEAP = 30_000_000
_TITLE_BOOST = 1.0
_PAGE = 10_000

# No clock is further from UTC, in seconds.
_ZONES = 14 * 3600


@dataclass(frozen=True, slots=True)
class KeywordEntry:
    """A passage as the keyword index holds it. Times are epoch seconds."""

    id: str
    article_id: str
    version: int
    title: str
    text: str
    publisher: str | None
    published_at: int | None
    visible_from: int


class KeywordIndex:
    """Finds passages by their words. Entries count from the commit on, never half a batch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open()

    def _open(self) -> None:
        with self._errors():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._index = tantivy.Index(_schema(), path=str(self._folder))
            self._index.register_tokenizer(_ANALYZER, stem_analyzer())
            self._schema = self._index.schema
            self._index.config_reader(reload_policy="Manual")

    def count(self) -> int:
        with self._errors():
            return int(self._index.searcher().num_docs)

    def apply(self, removed_articles: Sequence[str], added: Sequence[KeywordEntry]) -> None:
        """Remove articles, add passages (replacing those of the same versions), and commit."""
        with self._errors(), self._writer() as writer:
            for article in removed_articles:
                writer.delete_documents_by_term("article_id", article)
            for version in {_version_key(entry) for entry in added}:
                writer.delete_documents_by_term("version", version)
            for entry in added:
                writer.add_document(_document(entry))

    def clear(self) -> None:
        """Remove everything, files that cannot be read too."""
        del self._index
        discard(self._folder)
        self._open()

    def search(self, words: str, limit: int, filters: Filters) -> list[tuple[str, float]]:
        """Return (passage id, BM25 score), best first, for passages that share words with `words`.

        `filters` narrows by publication, within what zones can make of a day, and by publisher; the rest, and
        whether a wording was replaced by `as_of`, is left to the archive.
        """
        # Lower case, so that no word of a question is read as an operator of the query language.
        plain = " ".join(_WORD.findall(words.lower()))
        if not plain:
            return []
        with self._errors():
            query, _ = self._index.parse_query_lenient(plain, ["title", "text"], {"title": _TITLE_BOOST})
            searcher = self._index.searcher()
            hits = searcher.search(self._filtered(query, filters), limit, count=False).hits
            return [(str(searcher.doc(address)["id"][0]), float(score)) for score, address in hits]

    def having(self, stems: Sequence[str], least: int, limit: int, filters: Filters) -> list[str]:
        """Return the ids of the passages that share most with the stems, best first.

        Whatever has `least` of the stems has one of the first `len(stems) - least + 1`, so only passages with
        one of those are ranked, or with all where that is `least`. With the rarest first this takes a fifth
        of the time of counting in every passage that has any. Stems are as `ingest.text.stems` gives them,
        each once; `filters` narrow as in `search`.
        """
        if not stems:
            return []
        with self._errors():
            terms = [tantivy.Query.term_query(self._schema, "text", stem, "freq") for stem in stems]
            rare = [(tantivy.Occur.Should, term) for term in terms[: len(stems) - least + 1]]
            others = tantivy.Occur.Must if least == len(stems) else tantivy.Occur.Should
            query = tantivy.Query.boolean_query(
                [(tantivy.Occur.Must, tantivy.Query.boolean_query(rare)), *((others, term) for term in terms)]
            )
            searcher = self._index.searcher()
            hits = searcher.search(self._filtered(query, filters), limit, count=False).hits
            return [str(searcher.doc(address)["id"][0]) for _, address in hits]

    def ids(self) -> Iterator[str]:
        """Yield the ids of all passages that it holds."""
        with self._errors():
            searcher = self._index.searcher()
            for offset in range(0, int(searcher.num_docs), _PAGE):
                hits = searcher.search(tantivy.Query.all_query(), _PAGE, count=False, offset=offset).hits
                yield from (str(searcher.doc(address)["id"][0]) for _, address in hits)

    def document_frequency(self, stem: str) -> int:
        """Return how many passages have the stem, as `stems` gives it, in their text."""
        with self._errors():
            return int(self._index.searcher().doc_freq("text", stem))

    @contextmanager
    def _writer(self) -> Iterator[tantivy.IndexWriter]:
        """Yield a writer; what it was given is committed at the end, or none of it."""
        writer = self._index.writer(_WRITER_HEAP, 1)
        try:
            yield writer
            writer.commit()
        except BaseException:
            writer.rollback()
            raise
        finally:
            # Also lets go of the lock, which else lives as long as an error's traceback.
            writer.wait_merging_threads()
        self._index.reload()

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError) as exc:
            raise ArchiveError(
                f"keyword index {self._folder}: {exc}; if the disk has space and this stays, "
                "run `dateline reindex`"
            ) from exc
        except BaseException as exc:
            if not is_panic(exc):
                raise
            raise ArchiveError(f"keyword index {self._folder} is damaged; run `dateline reindex`") from exc

    def _filtered(self, query: tantivy.Query, filters: Filters) -> tantivy.Query:
        must = [(tantivy.Occur.Must, query)]
        integer = tantivy.FieldType.Integer
        conditions = [
            tantivy.Query.range_query(self._schema, "visible_from", integer, None, rows.epoch(filters.as_of))
        ]
        if filters.after or filters.before:
            lower = rows.epoch(filters.after) - _ZONES if filters.after else None
            upper = rows.epoch(filters.before) - 1 + _ZONES if filters.before else None
            conditions.append(tantivy.Query.range_query(self._schema, "published_at", integer, lower, upper))
        if filters.publishers:
            conditions.append(
                tantivy.Query.term_set_query(self._schema, "publisher", list(filters.publishers))
            )
        # Conditions decide, they do not score.
        must += [(tantivy.Occur.Must, tantivy.Query.const_score_query(c, 0.0)) for c in conditions]
        return tantivy.Query.boolean_query(must)


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("article_id", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("version", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("publisher", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("title", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_text_field("text", tokenizer_name=_ANALYZER, index_option="freq")
    builder.add_integer_field("published_at", indexed=True, fast=True)
    builder.add_integer_field("visible_from", indexed=True, fast=True)
    return builder.build()


def _version_key(entry: KeywordEntry) -> str:
    return f"{entry.article_id}-{entry.version}"


def _document(entry: KeywordEntry) -> tantivy.Document:
    fields: dict[str, object] = {
        "id": entry.id,
        "article_id": entry.article_id,
        "version": _version_key(entry),
        "title": entry.title,
        "text": entry.text,
        "visible_from": entry.visible_from,
    }
    if entry.publisher is not None:
        fields["publisher"] = entry.publisher
    if entry.published_at is not None:
        fields["published_at"] = entry.published_at
    return tantivy.Document(**fields)
