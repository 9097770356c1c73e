"""A statement against the sentences it cites, and nothing else: does every part of it stand there?

Numbers, dates, names and quoted words are compared as values, denial and certainty by the words that carry
them. What is left is meaning: each content word, read in its sentence, must be near to one of the cited ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from itertools import islice, product

import numpy as np
import numpy.typing as npt

from ingest.embeddings.embedder import Embedder, PassageText, Vector
from service.checks.claims import Failure as Failure
from service.checks.claims import Flaw as Flaw
from service.checks.claims import SourceSentence as SourceSentence
from service.checks.claims import claim_failures
from service.checks.omissions import omission_failures
from service.checks.roles import role_failures
from service.checks.stance import Stance, modality_failures, polarity_failures
from service.checks.terms import TermSequence
from service.english.clauses import PRONOUN, Clause, clauses_of
from service.english.lemmas import Token, content_stems, tokens
from service.english.values import find_values
from service.english.words import word_set

# Of 3,000 claims of FEVER and FM2 with their evidence, half kept apart, 95 % of the supported ones without
# another flaw reach this cosine of the word farthest from all words of the evidence, and 77 % of the others.
# The mean over all words, the share of words that occur and the cosine of the sentences tell less, and add
# nothing to it.
_LEAST_WORD = 0.2
# Read against one sentence: "the mayor" for its "banker" and "illegal" for nothing are nearer than that.
_LEAST_NEW_WORD = 0.34
# A statement farther than this from all that it cites cites the wrong sentences.
_LEAST_SENTENCE = 0.2
_READ = 5  # of more cited sentences only those nearest to the statement are read
_SHARES = word_set(
    "half thirds quarters third quarter dozens scores hundreds thousands millions billions"
    " fewer less nearly almost roughly approximately"
)  # are figures, or bound them
_SENTENCES = 4  # more are a text
_MOST_CHOICES = 64  # ways to give clauses to sentences that are tried


class Checker:
    """Checks statements; safe to share between threads."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def check(self, text: str, cited: Sequence[SourceSentence], as_of: datetime) -> tuple[Failure, ...]:
        """Return why the cited sentences do not support `text`; nothing if they do.

        One sentence must bear out the whole statement, or each of its clauses. More than four are taken
        for a text, which may say it in any of its sentences together. Relative dates of `text` are read from
        `as_of`.
        """
        empty = _empty(text, cited)
        if empty:
            return (empty,)
        comparison = _Comparison(self.embedder, text, cited, as_of)
        if len(cited) > _SENTENCES:
            return comparison.text_failures(cited)
        failures = [comparison.failures(n) for n in range(len(comparison.sources))]
        if not all(failures) or comparison.clause_by_clause():
            return ()
        return min(failures, key=len)


class _Comparison:
    """A statement read against each of the cited sentences nearest to it."""

    def __init__(
        self, embedder: Embedder, text: str, cited: Sequence[SourceSentence], as_of: datetime
    ) -> None:
        self._embedder = embedder
        self._text = text
        self._as_of = as_of
        sources = [each for each in cited if tokens(each.text)]
        if len(sources) > _READ:
            sources.sort(key=lambda each: -float(each.vector @ self._vector))
        self.sources = sources[:_READ]
        self._own = _content(text)

    @cached_property
    def _vector(self) -> Vector:
        return self._embedder.embed_question(self._text)

    @cached_property
    def _cosines(self) -> list[npt.NDArray[np.float32]]:
        """Of each source: of each content word of the statement, the cosine with its nearest word."""
        theirs = [_content(each.text) for each in self.sources]
        passages = [_words_of(self._text, self._own)]
        passages += [_words_of(each.text, words) for each, words in zip(self.sources, theirs, strict=True)]
        claim, *known = (found.sentences for found in self._embedder.embed_passages(passages))
        return [
            (claim @ words.T).max(axis=1) if len(claim) and len(words) else np.zeros(len(claim), np.float32)
            for words in known
        ]

    @property
    def farthest(self) -> float:
        """The cosine of the word of the statement that is farthest from all words of the sources."""
        nearest = np.max(self._cosines, axis=0)
        return float(nearest.min()) if len(nearest) else 1.0

    def failures(self, n: int) -> tuple[Failure, ...]:
        """Return why one source does not bear out the whole statement."""
        found = self._plain(self._text, n)
        meaning = self._meaning(n, 0, len(self._text))
        return (*found, meaning) if meaning else tuple(found)

    def text_failures(self, cited: Sequence[SourceSentence]) -> tuple[Failure, ...]:
        """Return why a whole text does not bear out the statement."""
        found = _plain_failures(self._text, cited, (), self._as_of)
        if self.farthest < _LEAST_WORD:
            word = self._own[int(np.max(self._cosines, axis=0).argmin())].word
            found.append(Failure(Flaw.MEANING, f'the cited sentences say nothing of "{word}"'))
        return tuple(found)

    def clause_by_clause(self) -> bool:
        """Return whether each clause stands in one source, those of one source in it together."""
        clauses = clauses_of(self._text)
        if len(self.sources) < 2 or len(clauses) < 2:
            return False
        holding = [
            [n for n in range(len(self.sources)) if self._clause_holds(clauses, index, n)]
            for index in range(len(clauses))
        ]
        choices = islice(product(*holding), _MOST_CHOICES)
        return any(self._together(clauses, choice) for choice in choices)

    def _clause_holds(self, clauses: Sequence[Clause], index: int, n: int) -> bool:
        clause = clauses[index]
        if not clause.own_subject and not _goes_on(self._text[: clause.start], self.sources[n].text):
            return False
        return not self._plain(clause.text, n) and not self._meaning(n, clause.start, clause.end)

    def _together(self, clauses: Sequence[Clause], choice: Sequence[int]) -> bool:
        """Return whether the clauses that one source bears out singly also stand in it together."""
        for n in set(choice):
            texts = [clause.text for clause, source in zip(clauses, choice, strict=True) if source == n]
            if len(texts) > 1 and self._plain(" ".join(texts), n):
                return False
        return True

    def _plain(self, text: str, n: int) -> list[Failure]:
        others = [*self.sources[:n], *self.sources[n + 1 :]]
        return _sentence_failures(text, self.sources[n], others, self._as_of)

    def _meaning(self, n: int, start: int, end: int) -> Failure | None:
        """Return the failure of the words of `text[start:end]` that a source does not have."""
        source = self.sources[n]
        named = [each.text for each in self.sources] if PRONOUN.search(source.text) else [source.text]
        there = {token.stem for token in tokens(source.text)}
        there |= {token.stem for each in named for token in tokens(each) if each[token.start].isupper()}
        words = [token for token in self._own if start <= token.start < end and token.stem not in there]
        if not words:
            return None
        if not PRONOUN.search(source.text):
            elsewhere = {token.stem for each in self.sources for token in tokens(each.text)}
            pooled = next((token.word for token in words if token.stem in elsewhere), None)
            if pooled:
                return Failure(Flaw.MEANING, f'"{pooled}" is in another cited sentence than the rest')
        cosine = dict(zip(self._own, self._cosines[n], strict=True))
        farthest = min(words, key=lambda token: float(cosine[token]))
        if cosine[farthest] < _LEAST_NEW_WORD:
            return Failure(Flaw.MEANING, f'the cited sentences say nothing of "{farthest.word}"')
        if float(source.vector @ self._vector) < _LEAST_SENTENCE:
            return Failure(Flaw.MEANING, "the cited sentences are about something else")
        return None


def _sentence_failures(
    text: str, source: SourceSentence, others: Sequence[SourceSentence], as_of: datetime
) -> list[Failure]:
    """Return what a statement and one sentence differ in, meaning aside; `others` may name a pronoun."""
    failures = _plain_failures(text, [source], others, as_of)
    denials, doubts = omission_failures(text, source.text)
    roles = role_failures(TermSequence.of(text, as_of), TermSequence.of(source.text, source.said_at))
    failures += [Failure(Flaw.POLARITY, message) for message in denials]
    failures += [Failure(Flaw.MODALITY, message) for message in doubts]
    failures += [Failure(Flaw.ROLES, message) for message in roles]
    return failures


def _plain_failures(
    text: str, cited: Sequence[SourceSentence], others: Sequence[SourceSentence], as_of: datetime
) -> list[Failure]:
    failures = list(claim_failures(text, cited, as_of, others))
    claim, theirs = Stance.of(text), [Stance.of(each.text) for each in cited]
    failures += [Failure(Flaw.POLARITY, message) for message in polarity_failures(claim, theirs)]
    failures += [Failure(Flaw.MODALITY, message) for message in modality_failures(claim, theirs)]
    return list(dict.fromkeys(failures))


def _goes_on(before: str, source: str) -> bool:
    """Return whether a sentence speaks of something in the clause before, or of what a pronoun names."""
    return bool(PRONOUN.search(source) or content_stems(before) & content_stems(source))


def _empty(text: str, cited: Sequence[SourceSentence]) -> Failure | None:
    if not tokens(text):
        return Failure(Flaw.MEANING, "the statement has no words")
    if not any(tokens(each.text) for each in cited):
        return Failure(Flaw.MEANING, "the statement cites no sentence")
    return None


def _content(text: str) -> list[Token]:
    """Return the content words without figures and dates, which are compared as values."""
    values = [range(value.start, value.end) for value in find_values(text)]
    return [
        token
        for token in tokens(text)
        if token.content and token.word not in _SHARES and not any(token.start in places for places in values)
    ]


def _words_of(text: str, words: Sequence[Token]) -> PassageText:
    """Return a text to embed whose "sentences" are its words, so that each is read in its context."""
    return PassageText("", text, tuple((token.start, token.end) for token in words))
