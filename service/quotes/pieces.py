"""A quotation that no article has as a whole, put together from words that stand in several places.

Its words are laid along each candidate's in runs, the longest first; the text with most of them comes first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from ingest.library import Library
from ingest.store.filters import Filters
from ingest.store.reading.wordings import Wording, wordings_of
from service.english.words import STOP_WORDS
from service.quotes.align import Alignment
from service.quotes.lookup import (
    Match,
    Occurrence,
    QuotePlace,
    QuoteRequest,
    batches,
    filters_of,
    known_stems,
    occurrences,
    wanted_of,
)
from service.quotes.words import Wanted, Words

# Words of the quotation times words of the texts that are compared at most, and how often one text is.
_MOST_CELLS, _MOST_TRIED = 10_000_000, 12
# Words of a part that candidates are found by, how far each part is from the next, and the most parts.
_WINDOW, _STEP, _MOST_WINDOWS = 10, 5, 40
_RAREST, _SHARE, _EACH = 8, 0.7, 20
_COMPARED = 60  # passages
_TEXTS = 3  # articles that a quotation is pieced together from
_MOST_PIECES = 5
# A piece is so many words, of which some say something unless they are many; in another article it has to be
# longer. Beside a piece of the same article ("…," he said, "and soon") less is enough.
_LEAST, _LEAST_ELSEWHERE, _LEAST_TELLING, _MANY = 4, 5, 2, 8
_BESIDE, _LEAST_BESIDE = 120, 2
# One changed word is not where a piece ends.
_JOINED = 2
# Less than this share of the quotation in pieces is another quotation.
_COVERED = 0.8


@dataclass(frozen=True, slots=True)
class QuotePiece:
    """Words of a quotation with a place where they stand, in the article that has most of it."""

    text: str
    place: Occurrence


@dataclass(frozen=True, slots=True)
class _Run:
    """Words [quoted, quoted_end) of the quotation that are [stored, stored_end) of a text."""

    quoted: int
    quoted_end: int
    stored: int
    stored_end: int

    def distance(self, other: _Run) -> int:
        """Return how many words of the text stand between two runs."""
        return max(self.stored, other.stored) - min(self.stored_end, other.stored_end)


def find_pieces(library: Library, request: QuoteRequest) -> tuple[QuotePiece, ...]:
    """Return what a quotation is pieced together from, in its order; none if it is not. Raises InputError."""
    wanted = wanted_of(request)
    filters = filters_of(library, request)
    candidates = list(_candidates(library, wanted, filters))
    candidates.sort(key=lambda each: each[0].public_since)  # of texts with as many words the first
    open_words = set(range(len(wanted.words)))
    found: list[tuple[Wording, Words, _Run]] = []
    for number in range(_TEXTS):
        least = _LEAST_ELSEWHERE if number else _LEAST
        laid = [(_runs(wanted.words, words, open_words, least), text, words) for text, words in candidates]
        runs, text, words = max(laid, key=lambda each: _size(each[0]), default=([], None, None))
        if not runs or text is None or words is None:
            break
        found += [(text, words, run) for run in runs]
        open_words.difference_update(word for run in runs for word in range(run.quoted, run.quoted_end))
    told = 1 - _weight(wanted.words, open_words) / _weight(wanted.words, range(len(wanted.words)))
    if not 1 < len(found) <= _MOST_PIECES or told < _COVERED:
        return ()
    return tuple(_pieces(library, wanted, sorted(found, key=lambda each: each[2].quoted), filters.as_of))


def _candidates(library: Library, wanted: Wanted, filters: Filters) -> Iterator[tuple[Wording, Words]]:
    """Yield the versions that have most of the rare words of any part, those with more parts first."""
    parts: Counter[str] = Counter()
    starts = range(0, max(1, len(wanted.words) - _WINDOW + _STEP), _STEP)
    for start in starts[:_MOST_WINDOWS]:
        part = wanted.words.between(start, min(start + _WINDOW, len(wanted.words)))
        rarest = [stem for stem, passages in known_stems(library, part) if passages][:_RAREST]
        if rarest:
            least = max(1, round(_SHARE * len(rarest)))
            parts.update(library.index.having(rarest, least, _EACH, filters))
    ids = [passage for passage, _ in parts.most_common(_COMPARED)]
    seen, cells = set(), 0
    for some in batches(ids):
        for wording in wordings_of(library.archive, some, filters, library.passages.policy).wordings:
            if wording.key in seen or not wording.allowance.whole:
                continue
            seen.add(wording.key)
            words = Words.of(wording.text)
            cells += len(words) * len(wanted.words)
            if cells > _MOST_CELLS:
                return
            yield wording, words


def _runs(quoted: Words, text: Words, unread: set[int], least: int) -> list[_Run]:
    """Return the runs of unread words of a quotation that a text has, the longest first, then joined."""
    matcher = SequenceMatcher(None, text.folded, quoted.folded, autojunk=False)
    runs: list[_Run] = []
    spans = list(_spans(unread))
    tried = 0
    while spans and tried < _MOST_TRIED:
        start, end = spans.pop()
        tried += 1
        match = matcher.find_longest_match(0, len(text), start, end)
        run = _Run(match.b, match.b + match.size, match.a, match.a + match.size)
        if match.size and _is_piece(quoted, run, runs, least):
            runs.append(run)
            spans += [(start, run.quoted), (run.quoted_end, end)]
    return _joined(sorted(runs, key=lambda run: run.quoted))


def _spans(numbers: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the runs of numbers, end exclusive, the shortest first."""
    starts = sorted(number for number in numbers if number - 1 not in numbers)
    ends = sorted(number + 1 for number in numbers if number + 1 not in numbers)
    yield from sorted(zip(starts, ends, strict=True), key=lambda span: span[1] - span[0])


def _is_piece(quoted: Words, run: _Run, others: Sequence[_Run], least: int) -> bool:
    words = quoted.folded[run.quoted : run.quoted_end]
    telling = sum(word not in STOP_WORDS for word in words)
    if len(words) >= least and (telling >= _LEAST_TELLING or len(words) >= _MANY):
        return True
    beside = any(run.distance(other) <= _BESIDE for other in others)
    return beside and len(words) >= _LEAST_BESIDE and telling > 0


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """Return the runs, those joined that only a changed word parts in the text and in the quotation."""
    joined: list[_Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        apart = run.stored - last.stored_end if last else -1
        if last and 0 <= apart <= _JOINED and run.quoted - last.quoted_end <= _JOINED:
            joined[-1] = _Run(last.quoted, run.quoted_end, last.stored, run.stored_end)
        else:
            joined.append(run)
    return joined


def _size(runs: Sequence[_Run]) -> int:
    return sum(run.quoted_end - run.quoted for run in runs)


def _weight(quoted: Words, numbers: set[int] | range) -> float:
    """Return how much words say; one such as "the" says half of another."""
    return sum(0.5 if quoted.folded[number] in STOP_WORDS else 1.0 for number in numbers)


def _pieces(
    library: Library, wanted: Wanted, found: Sequence[tuple[Wording, Words, _Run]], as_of: datetime
) -> Iterator[QuotePiece]:
    places = [QuotePlace(text, Match.EXACT, _alignment(words, run)) for text, words, run in found]
    for (_, _, run), place in zip(found, occurrences(library, places, as_of), strict=True):
        yield QuotePiece(wanted.words.between(run.quoted, run.quoted_end), place)


def _alignment(words: Words, run: _Run) -> Alignment:
    return Alignment(words.spans[run.stored][0], words.spans[run.stored_end - 1][1], 1.0, True, ())
