"""Use case: where words, or nearly these, stand in the archive, and where they stood first.

The keyword index gives candidates by the rarest words of the quotation; what counts is the stored text, with
which each of them is compared. Versions that were replaced are searched as well: what an article once said,
it said.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from ingest.article import Kind, Sentence, Version, post_at, without_other_posts
from ingest.errors import InputError
from ingest.library import Library
from ingest.moments import check_order
from ingest.store.filters import Filters
from ingest.store.passages import AlteredVersion
from ingest.store.publishers import known_publishers
from ingest.store.reading.wordings import Key, KnownPost, Wording, sentences_of, wordings_of
from ingest.text.clean import normalise_text
from ingest.text.stems import stems
from service.answer import Citation, warnings_of
from service.english.dates.find import as_utc
from service.evidence.reserved import ReservedArticle, reserved_warnings
from service.evidence.speakers import speaker_in
from service.evidence.standing import as_it_stands
from service.quotes.align import Alignment, Change, align, may_align
from service.quotes.words import Wanted, Words, bare

MAX_QUOTE = 2_000  # characters
SHOWN = 20
MOST_SHOWN = 100
# Below this share of its words, by weight, it is another quotation.
_NEAR = 0.7
# Words of a quotation times words of a text that are aligned at most; that takes 100 MB.
_MOST_CELLS = 10_000_000
# Words of a part of a quotation that candidates are found by; a passage has about 120 words.
_PART_WORDS = 40
_PARTS = 4
_RAREST = 12
# Passages with all of these words that are compared.
_WITH_ALL = 500
# The share of these words that other passages need to be compared, and how many are; less where the
# quotation was found as it is: then only its copies with a changed word are still of interest.
_SHARE, _WITH_SHARE = 0.5, 60
_SHARE_OF_COPY, _COPIES = 0.75, 10


class Match(StrEnum):
    """How the stored words are like those that were looked for."""

    EXACT = "exact"  # character for character
    NEAR = "near"  # see the changes


@dataclass(frozen=True, slots=True)
class QuoteRequest:
    """Words to look for, with filters. `as_of` None means now; [after, before) are publication times."""

    quote: str
    as_of: datetime | None = None
    after: datetime | None = None
    before: datetime | None = None
    publishers: tuple[str, ...] = ()
    limit: int = SHOWN


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where the words stand; `citation.quote` is how they stand there.

    `sentence` is the whole sentence, or sentences, with them in it, `preceding` and `following` those around;
    of an article that its publisher reserved no more is shown than these words.
    `similarity` (0 to 1) is the share of words that are the same; `same_words` means that at most case,
    punctuation, quotation marks, dashes or white space differ. `replaced`: a later version of the article
    stands in its place; `gone`: and has not the words that stand here. `retracted`: it is a retraction, or
    its article was withdrawn by one.
    """

    match: Match
    citation: Citation
    sentence: str
    preceding: str | None
    following: str | None
    replaced: bool
    gone: bool
    retracted: bool
    similarity: float
    same_words: bool
    changes: tuple[Change, ...]

    @property
    def stands(self) -> bool:
        """Whether the article still has the words, and is not withdrawn."""
        return not (self.gone or self.retracted)

    @property
    def negates(self) -> bool:
        """Whether the quotation, or the article, denies what the other does not."""
        return any(change.negates for change in self.changes)


@dataclass(frozen=True, slots=True)
class QuoteResult:
    """Where the words stand: exact ones first, then near ones, each the first published first.

    `articles`, `publishers` and `total` (places) count all of them, also beyond the limit. `complete` is
    false where more passages have these words than were compared. `warnings` say which versions were left
    out because they are not as they were stored, and which articles because their publishers reserved them.
    """

    quote: str
    as_of: datetime
    found: tuple[Occurrence, ...]
    total: int
    articles: int
    publishers: int
    complete: bool
    warnings: tuple[str, ...] = ()

    @property
    def stands(self) -> bool:
        """Whether an article still has the words, and is not withdrawn; what is not shown may."""
        return len(self.found) < self.total or any(place.stands for place in self.found)


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """Where words stand in a version."""

    wording: Wording
    match: Match
    alignment: Alignment

    @property
    def words(self) -> str:
        return self.wording.text[self.alignment.start : self.alignment.end]

    @property
    def post(self) -> KnownPost | None:
        """The post of a live blog that they stand in."""
        return post_at(self.wording.posts, self.alignment.start)

    @property
    def replaced(self) -> bool:
        """Whether another version stood in the place of this by the moment asked for."""
        return self.post.replaced if self.post else self.wording.replaced

    @property
    def order(self) -> tuple[bool, datetime, datetime, Key, int]:
        wording = self.wording
        near = self.match is Match.NEAR
        since = self.post.posted_at if self.post else wording.public_since
        return near, since, wording.visible_from, wording.key, self.alignment.start


@dataclass(slots=True)
class _Search:
    """What a look-up has found so far."""

    places: list[QuotePlace] = field(default_factory=list)
    seen: set[Key] = field(default_factory=set)
    altered: set[AlteredVersion] = field(default_factory=set)
    reserved: list[ReservedArticle] = field(default_factory=list)
    complete: bool = True

    def add(self, wanted: Wanted, wording: Wording) -> None:
        """Add every exact place of the quotation in a version, or else the one that is most like it."""
        text = wording.known_text
        exact = list(_exact(wanted.text, text))
        for start in exact:
            alignment = Alignment(start, start + len(wanted.text), 1.0, True, ())
            self._take(QuotePlace(wording, Match.EXACT, alignment))
        if exact or not _may_be_near(wanted, text):
            return
        words = Words.of(text)
        if not may_align(wanted, words):
            return
        if len(wanted.words) * len(words) > _MOST_CELLS:
            self.complete = False
            return
        found = align(wanted, words)
        if found and found.similarity >= _NEAR:
            self._take(QuotePlace(wording, Match.NEAR, found))

    def _take(self, place: QuotePlace) -> None:
        if place.wording.allowance.allows(place.words):
            self.places.append(place)
        else:
            self.reserved.append(ReservedArticle.of(place.wording))


def find_quote(library: Library, request: QuoteRequest) -> QuoteResult:
    """Return where the words stand in the archive. Raises InputError."""
    wanted = wanted_of(request)
    filters = filters_of(library, request)
    search = _Search()
    _compare(library, wanted, filters, _with_all(library, wanted, filters, search), search)
    _compare(library, wanted, filters, _with_share(library, wanted, filters, search), search)
    places = sorted(search.places, key=lambda place: place.order)
    return QuoteResult(
        quote=wanted.text,
        as_of=filters.as_of,
        found=tuple(occurrences(library, places[: request.limit], filters.as_of)),
        total=len(places),
        articles=len({place.wording.article.id for place in places}),
        publishers=len({place.wording.article.publisher for place in places}),
        complete=search.complete,
        warnings=(
            *warnings_of(search.altered),
            *reserved_warnings("with these words", search.reserved),
        ),
    )


def wanted_of(request: QuoteRequest) -> Wanted:
    """Return the words to look for. Raises InputError for none, and for too many."""
    if not 1 <= request.limit <= MOST_SHOWN:
        raise InputError(f"limit={request.limit} must be from 1 to {MOST_SHOWN}")
    if len(request.quote) > MAX_QUOTE:
        raise InputError(
            f"the quotation has {len(request.quote)} characters; the limit is {MAX_QUOTE}: "
            "look for a part of it"
        )
    wanted = Wanted(bare(normalise_text(request.quote)))
    if not len(wanted.words):
        raise InputError(f"the quotation {request.quote!r} has no word in it; give the words to look for")
    return wanted


def filters_of(library: Library, request: QuoteRequest) -> Filters:
    """Return what may be seen. Raises InputError for dates in the wrong order and an unknown publisher."""
    check_order(request.after, request.before)
    named = known_publishers(request.publishers, library.archive.publishers())
    return Filters(as_utc(request.as_of or library.now()), request.after, request.before, named)


# Candidates


def _with_all(library: Library, wanted: Wanted, filters: Filters, search: _Search) -> list[str]:
    """Return the passages that have the rarest words of a quotation: there it may stand as it is."""
    known = known_stems(library, wanted.text)
    if not known or not known[0][1]:
        return []
    rarest = [stem for stem, _ in known[:_RAREST]]
    found = library.index.having(rarest, len(rarest), _WITH_ALL, filters)
    search.complete = len(found) < _WITH_ALL
    return found


def _with_share(library: Library, wanted: Wanted, filters: Filters, search: _Search) -> Iterator[str]:
    """Yield the passages that have a share of the rarest words of a part of it.

    What no passage has is misspelt. The longest parts are enough: a version that has one is compared whole.
    """
    found = any(place.alignment.same_words for place in search.places)
    share, limit = (_SHARE_OF_COPY, _COPIES) if found else (_SHARE, _WITH_SHARE)
    parts = sorted(wanted.parts(_PART_WORDS), key=len, reverse=True)[:_PARTS]
    for part in parts:
        rarest = [stem for stem, passages in known_stems(library, part) if passages][:_RAREST]
        least, each = math.ceil(share * len(rarest)), math.ceil(limit / len(parts))
        yield from library.index.having(rarest, least, each, filters)


def known_stems(library: Library, text: str) -> list[tuple[str, int]]:
    """Return the stems of a text, rarest first, each with the number of passages that have it."""
    found = ((stem, library.index.document_frequency(stem)) for stem in dict.fromkeys(stems(text)))
    return sorted(found, key=lambda item: item[1])


# Comparing


def _compare(library: Library, wanted: Wanted, filters: Filters, ids: Iterable[str], search: _Search) -> None:
    """Add what candidates hold to the search; each version is read once."""
    for some in batches(dict.fromkeys(ids)):
        loaded = wordings_of(library.archive, some, filters, library.passages.policy)
        search.altered |= loaded.altered
        for wording in loaded.wordings:
            if wording.key not in search.seen:
                search.seen.add(wording.key)
                search.add(wanted, wording)


def batches(ids: Iterable[str], size: int = 500) -> Iterator[list[str]]:
    """Yield ids, `size` at once."""
    listed = list(ids)
    for start in range(0, len(listed), size):
        yield listed[start : start + size]


def _exact(quote: str, text: str) -> Iterator[int]:
    """Yield where the characters stand in a text, but not within longer words."""
    start = text.find(quote)
    while start >= 0:
        end = start + len(quote)
        begun = start and quote[0].isalnum() and text[start - 1].isalnum()
        goes_on = end < len(text) and quote[-1].isalnum() and text[end].isalnum()
        if not begun and not goes_on:
            yield start
        start = text.find(quote, start + 1)


def _may_be_near(wanted: Wanted, text: str) -> bool:
    """Return whether a text may have half of the words in any order; to ask that costs little."""
    forms, folded = frozenset(wanted.words.folded), text.casefold()
    return 2 * sum(form in folded or "'" in form for form in forms) >= len(forms)


# What is shown


def occurrences(library: Library, places: Sequence[QuotePlace], as_of: datetime) -> Iterator[Occurrence]:
    """Yield what is shown of each place, marked from 1, as it stands at a moment."""
    sentences = sentences_of(library.archive, {place.wording.key for place in places})
    replaced = {place.wording.article.id for place in places if place.replaced}
    newest = {id_: _newest(library.archive.versions(id_), as_of) for id_ in replaced}
    for marker, place in enumerate(places, 1):
        now = newest.get(place.wording.article.id) if place.replaced else None
        cited = as_it_stands(library.archive, library.passages, _citation(place, marker), as_of)
        yield _occurrence(place, cited, sentences[place.wording.key], now)


def _newest(versions: Sequence[Version], as_of: datetime) -> Version | None:
    """Return the version that a reader sees at a moment."""
    seen = (each for each in versions if each.visible_from <= as_of)
    return next((each for each in seen if each.visible_until is None or each.visible_until > as_of), None)


def _occurrence(
    place: QuotePlace, citation: Citation, sentences: Sequence[Sentence], now: Version | None
) -> Occurrence:
    wording, found = place.wording, place.alignment
    # Around a post stand others, of other times.
    sentences = [each for each in sentences if post_at(wording.posts, each.start) == place.post]
    first = max(0, bisect_right([each.start for each in sentences], found.start) - 1)
    last = max(first, bisect_right([each.start for each in sentences], found.end - 1) - 1)
    whole = wording.allowance.whole

    def text(index: int, end: int) -> str:
        return wording.text[sentences[index].start : sentences[end].end]

    return Occurrence(
        match=place.match,
        citation=citation,
        sentence=text(first, last) if whole else place.words,
        preceding=text(first - 1, first - 1) if whole and first else None,
        following=text(last + 1, last + 1) if whole and last + 1 < len(sentences) else None,
        replaced=place.replaced,
        gone=now is not None and not _has_words(now.text, place.words),
        retracted=Kind.RETRACTION in (wording.kind, now.kind if now else None),
        similarity=round(found.similarity, 3),
        same_words=found.same_words,
        changes=found.changes,
    )


def _has_words(text: str, words: str) -> bool:
    """Return whether a text has the same words in a row, whatever marks stand between them."""
    return f" {' '.join(Words.of(words).folded)} " in f" {' '.join(Words.of(text).folded)} "


def _citation(place: QuotePlace, marker: int) -> Citation:
    wording, found = place.wording, place.alignment
    text = without_other_posts(wording.text, wording.posts, found.start)
    return Citation(
        marker=marker,
        article_id=wording.article.id,
        version=wording.version,
        sha256=wording.sha256,
        start=found.start,
        end=found.end,
        quote=wording.text[found.start : found.end],
        title=wording.title,
        publisher=wording.article.publisher,
        published_at=wording.published_at,
        url=wording.article.url,
        story_id=wording.article.story_id,
        speaker=speaker_in(text, found.start, found.end),
        posted_at=place.post.posted_at if place.post else None,
    )
