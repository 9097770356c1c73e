"""The archive's tables. Times are epoch seconds (UTC), so that SQLite and PostgreSQL compare them alike."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
)

SCHEMA_VERSION = "5"

metadata = MetaData()

# BigInteger, but SQLite only counts an INTEGER primary key up by itself.
_Sequence = BigInteger().with_variant(Integer, "sqlite")

facts = Table(
    "facts",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", Text, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("url", Text),
    Column("publisher", Text, index=True),
    Column("story_id", String(16), nullable=False, index=True),
)

versions = Table(
    "versions",
    metadata,
    Column("article_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("title", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("byline", Text),
    Column("agency", Text),
    Column("dateline_place", Text),
    Column("dateline_date", String(10)),
    Column("section", Text),
    Column("language", String(35)),
    Column("published_at", BigInteger),
    # Seconds that the publisher's clock was ahead of UTC; null where the publication names no zone.
    Column("published_offset", Integer),
    Column("modified_at", BigInteger),
    Column("first_seen_at", BigInteger, nullable=False),
    Column("kind", String(16), nullable=False),
    # A reader at time t sees the version with visible_from <= t < visible_until (null: still the latest).
    Column("visible_from", BigInteger, nullable=False),
    Column("visible_until", BigInteger),
    # Last: SQLite reads a row from the front, and what stands behind a long text costs reading all of it.
    Column("text", Text, nullable=False),
    Index("versions_published", "published_at"),
    Index("versions_visible", "visible_from", "visible_until", "published_at", "published_offset"),
)

# Near-duplicate lookup: one row for each band of an article's fingerprint (see ingest.store.stories).
fingerprints = Table(
    "fingerprints",
    metadata,
    Column("article_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("fingerprint", LargeBinary, nullable=False),
    Column("visible_from", BigInteger, nullable=False),
)
bands = Table(
    "bands",
    metadata,
    Column("band", BigInteger, primary_key=True, autoincrement=False),
    Column("article_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Index("bands_article", "article_id"),
)

passages = Table(
    "passages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("article_id", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    # int32 pairs (start, end) within the version's text
    Column("sentences", LargeBinary, nullable=False),
    ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.number"], ondelete="CASCADE"
    ),
    Index("passages_version", "article_id", "version"),
)

# Kept apart from passages so that listing passages does not read vectors.
vectors = Table(
    "vectors",
    metadata,
    Column("passage_id", String(40), ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    # float32, the vector that Chroma holds too: `dateline reindex` need not embed again
    Column("passage", LargeBinary, nullable=False),
    # int8 direction of each sentence, (sentences, dimension)
    Column("sentences", LargeBinary, nullable=False),
)

journal = Table(
    "journal",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("action", String(8), nullable=False),  # see ingest/store/journal.py
    Column("article_id", String(16), nullable=False),
    Column("version", Integer),
    Column("done_at", BigInteger, index=True),
    sqlite_autoincrement=True,
)

# What is watched (see ingest.watching): a source by its name in the file, and what it has listed.
sources = Table(
    "sources",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("place", Text, nullable=False),
    # What the server said of its last answer, to be told if nothing changed since.
    Column("etag", Text),
    Column("last_modified", Text),
    Column("checked_at", BigInteger),  # the last time that it answered
    Column("next_at", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False),  # in a row
    Column("problem", Text),
    Column("watched", Integer, nullable=False),  # 0: the file does not name it any more
)
listed_items = Table(
    "listed_items",
    metadata,
    Column("source", String(200), ForeignKey("sources.name", ondelete="CASCADE"), primary_key=True),
    Column("key", String(32), primary_key=True),
    Column("state", String(8), nullable=False),  # "waiting", "taken" or "dead"
    Column("listed_at", BigInteger, nullable=False),
    Column("moment", BigInteger),  # published or changed last, as the list says
    Column("entry", Text, nullable=False),  # the entry as JSON
    Column("tries", Integer, nullable=False),  # in a row without success
    Column("visits", Integer, nullable=False),  # with success
    Column("next_at", BigInteger),  # when to fetch it; null: no more
    Column("reason", Text),
    Column("etag", Text),
    Column("last_modified", Text),
    Index("listed_items_next", "next_at"),
    Index("listed_items_listed", "source", "listed_at"),
)
# What hosts let robots do: robots.txt and, as such rules, tdmrep.json, each kept for a day.
robots = Table(
    "robots",
    metadata,
    Column("host", String(300), primary_key=True),  # the address of the file
    Column("rules", Text, nullable=False),
    Column("fetched_at", BigInteger, nullable=False),
)

# The queue of a service: jobs, what of them waits, and what became of the rest (see ingest.jobs).
jobs = Table(
    "jobs",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("source", String(64), nullable=False),
    # Somebody waits for it: it goes before the others.
    Column("urgent", Boolean, nullable=False),
    Column("again", Boolean, nullable=False),
    Column("total", Integer, nullable=False),
    # What became of its documents, counted in the transactions that settle them.
    Column("new", Integer, nullable=False, default=0),
    Column("updated", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("removed_before", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("settled", Integer, nullable=False, default=0),
    # Of all its versions; null until it is finished.
    Column("passages", Integer),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("cancelled_at", BigInteger),
    Column("finished_at", BigInteger, index=True),
    sqlite_autoincrement=True,
)
job_documents = Table(
    "job_documents",
    metadata,
    Column("job", _Sequence, ForeignKey("jobs.seq", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    # False: an address that was not fetched yet.
    Column("fetched", Boolean, nullable=False),
    Column("size", Integer, nullable=False),  # bytes of `body`
    Column("media", String(16), nullable=False),
    Column("origin", Text, nullable=False),
    Column("url", Text),
    # What its source says of it: an ISO time, a name.
    Column("published_at", String(40)),
    Column("publisher", Text),
    Column("seen_at", String(40)),
    Column("body", LargeBinary, nullable=False),  # compressed with zlib
    # With the size, so that what waits is counted without reading it.
    Index("job_documents_fetched", "fetched", "job", "number", "size"),
)
job_articles = Table(
    "job_articles",
    metadata,
    Column("job", _Sequence, ForeignKey("jobs.seq", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("article_id", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Index("job_articles_article", "article_id", "version"),
)
job_rejections = Table(
    "job_rejections",
    metadata,
    Column("job", _Sequence, ForeignKey("jobs.seq", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("part", Integer, primary_key=True),
    Column("origin", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

# What was answered, kept with what it cited, and what became of that since.
kept_answers = Table(
    "kept_answers",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("kept_at", BigInteger, nullable=False, index=True),
    Column("stale_at", BigInteger, index=True),  # null: nothing that it rests on has changed
    Column("question", Text, nullable=False),
    Column("request", Text),  # JSON of what was asked; null: it cannot be asked again
    # float32 of the question and how near to it an arriving passage must be; null until something arrives
    Column("vector", LargeBinary),
    Column("reach", Float),
    Column("record", Text, nullable=False),  # JSON of the answer or the summary
)
kept_citations = Table(
    "kept_citations",
    metadata,
    Column("kept_id", String(16), ForeignKey("kept_answers.id", ondelete="CASCADE"), primary_key=True),
    Column("article_id", String(16), primary_key=True),
    Index("kept_citations_article", "article_id"),
)
kept_changes = Table(
    "kept_changes",
    metadata,
    Column("kept_id", String(16), ForeignKey("kept_answers.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(64), primary_key=True),  # what changed by what: the same is found once
    Column("found_at", BigInteger, nullable=False),
    Column("record", Text, nullable=False),
)

# How far each reader of the journal has read it, and which process may read on.
lookouts = Table(
    "lookouts",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("holder", String(32)),
    Column("held_until", BigInteger, nullable=False),
)

# Questions and topics asked again as articles arrive, what each has told, and what was new.
follows = Table(
    "follows",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("made_at", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("question", Text, nullable=False),
    Column("request", Text, nullable=False),
    Column("webhook", Text),
    Column("vector", LargeBinary, nullable=False),
    Column("reach", Float, nullable=False),
    Column("record", Text, nullable=False),  # JSON of the sentences that it says now
)
follow_news = Table(
    "follow_news",
    metadata,
    Column("seq", _Sequence, primary_key=True, autoincrement=True),
    Column("follow_id", String(16), ForeignKey("follows.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("record", Text, nullable=False),
    sqlite_autoincrement=True,
)

# Webhooks to be sent: each until it was taken, or failed too often.
webhooks = Table(
    "notices",  # the name that archives have them under
    metadata,
    Column("id", String(36), primary_key=True),
    Column("url", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("made_at", BigInteger, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("next_at", BigInteger, index=True),  # null: sent, or given up
    Column("sent_at", BigInteger),
    Column("failure", Text),  # of the last try
)

# Sentences that say what will be and by when; those of an article's latest version.
forecasts = Table(
    "forecasts",
    metadata,
    Column("article_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("event_start", Integer, nullable=False),
    Column("event_end", Integer, nullable=False),
    Column("words_start", Integer, nullable=False),  # of the deadline
    Column("words_end", Integer, nullable=False),
    Column("due_from", BigInteger, nullable=False),
    Column("due_until", BigInteger, nullable=False, index=True),
    Column("speaker_start", Integer),
    Column("speaker_end", Integer),
)

# What corrections under addresses of their own name: ids and headlines in small letters.
corrections = Table(
    "corrections",
    metadata,
    Column("correction_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String(200), primary_key=True, index=True),
    # The article that is corrected; null: it is not there yet, or not sure.
    Column("article_id", String(16), index=True),
)

# What publishers reserved, as the newest document of each article that says anything of it states; all
# versions of an article have the same rights.
rights = Table(
    "rights",
    metadata,
    Column("article_id", String(16), ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("said", Text, nullable=False),  # JSON, a list of statements
    Column("reserved", Boolean, nullable=False),
    Column("most_characters", Integer),
    Column("embargoed_until", BigInteger, index=True),
)
# What the server said with a document that waits in the queue, as JSON.
job_rights = Table(
    "job_rights",
    metadata,
    Column("job", _Sequence, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("said", Text, nullable=False),
    ForeignKeyConstraint(
        ["job", "number"], ["job_documents.job", "job_documents.number"], ondelete="CASCADE"
    ),
)
# The posts of live blogs, which a reader sees at times of their own (see ingest.store.posts).
posts = Table(
    "posts",
    metadata,
    Column("article_id", String(16), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("posted_at", BigInteger, nullable=False),
    Column("modified_at", BigInteger),  # of the post itself; null: its page does not say
    Column("visible_from", BigInteger, nullable=False),
    Column("visible_until", BigInteger),
    ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.number"], ondelete="CASCADE"
    ),
    Index("posts_posted", "posted_at"),
)
# What a publisher says in the data of an article's page was wrong in it, which need not stand in its text.
stated_corrections = Table(
    "stated_corrections",
    metadata,
    Column("article_id", String(16), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("words", Text, nullable=False),
    ForeignKeyConstraint(
        ["article_id", "version"], ["versions.article_id", "versions.number"], ondelete="CASCADE"
    ),
)
