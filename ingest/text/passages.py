"""A version's text becomes passages: runs of whole sentences, of about the same size, without overlap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from ingest.article import Passage, Post, Sentence, passage_id
from ingest.text.sentences import split_sentences
from ingest.text.tokens import count_tokens

PASSAGE_TOKENS = 160
# A passage may be this much larger than asked for when that saves a cut in a bad place.
_MOST = 1.25

# A passage that ends inside a paragraph costs as much as one left two fifths empty: a border is worth waiting
# for when it is near, not when the passage would stay half empty.
_NO_BORDER = 0.15
_STOPS = frozenset(".!?…\"'”’»)]")


def cut_passages(
    article_id: str,
    version: int,
    text: str,
    *,
    tokens: int = PASSAGE_TOKENS,
    posts: Sequence[Post] = (),
) -> list[Passage]:
    """Return the passages of `text` in order; every sentence is in exactly one of them.

    A passage has about `tokens` tokens, and at most a quarter more unless one sentence alone has. Each is
    within one post, or in none.
    """
    edges = sorted({0, len(text), *(edge for post in posts for edge in (post.start, post.end))})
    runs = [run for start, end in pairwise(edges) for run in _runs(text, start, end, tokens)]
    return [
        _passage(passage_id(article_id, version, index), article_id, version, text, run)
        for index, run in enumerate(runs)
    ]


def _runs(text: str, start: int, end: int, tokens: int) -> Iterator[list[Sentence]]:
    """Yield the sentences of each passage of a part of a text."""
    part = text[start:end]
    sentences = split_sentences(part)
    bounds = _best_cuts(_sizes(part, sentences), _borders(part, sentences), tokens)
    for first, last in pairwise(bounds):
        yield [Sentence(start + each.start, start + each.end) for each in sentences[first:last]]


def _passage(id: str, article_id: str, version: int, text: str, sentences: Sequence[Sentence]) -> Passage:
    start, end = sentences[0].start, sentences[-1].end
    return Passage(
        id=id,
        article_id=article_id,
        version=version,
        start=start,
        end=end,
        tokens=count_tokens(text[start:end]),
        sentences=tuple(sentences),
    )


def _sizes(text: str, sentences: Sequence[Sentence]) -> list[int]:
    """Return the tokens of each sentence with the white space before it; sums are about 2 % high."""
    ends = [0, *(sentence.end for sentence in sentences)]
    return [count_tokens(text[start:end]) for start, end in pairwise(ends)]


def _borders(text: str, sentences: Sequence[Sentence]) -> list[bool]:
    """Say for each sentence whether a passage may well end behind it.

    It may at the end of a paragraph, but not behind a heading or a line that announces a list: those have no
    stop and belong to what follows.
    """
    if not sentences:
        return []
    gaps = pairwise(sentences)
    return [*(text[a.end - 1] in _STOPS and "\n" in text[a.end : b.start] for a, b in gaps), True]


def _best_cuts(sizes: Sequence[int], borders: Sequence[bool], tokens: int) -> list[int]:
    """Return the cuts 0 = c0 < c1 < … = len(sizes) whose passages have the least total cost.

    A passage costs the square of its distance from the size asked for, so sizes come out even and no small
    rest is left.
    """
    totals = [0, *accumulate(sizes)]
    costs, previous = [0.0], [0]
    for end, border in enumerate(borders, 1):
        extra = 0.0 if border else _NO_BORDER
        best, cut = float("inf"), end - 1
        for start in range(end - 1, -1, -1):
            size = totals[end] - totals[start]
            if size > tokens * _MOST and start < end - 1:
                break
            cost = costs[start] + extra + (1 - size / tokens) ** 2
            if cost < best:
                best, cut = cost, start
        costs.append(best)
        previous.append(cut)
    cuts = [len(sizes)]
    while cuts[-1]:
        cuts.append(previous[cuts[-1]])
    return cuts[::-1]
