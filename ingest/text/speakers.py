"""Who says what stands in quotation marks, from the words around it alone.

A reporting clause in the sentence decides ("…", X said; X said: "…"; according to X). A quotation without one
belongs to whoever spoke before it in the paragraph, or goes on from the paragraph before. A pronoun and a
description stand for the last name that fits. Where none of these is clear, the speaker stays undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.text.speech.clauses import Clauses, masked, sentences_with
from ingest.text.speech.cues import Reporting, cue_of, cues_in, signature
from ingest.text.speech.english import CALL, FUNCTION_WORDS, OF_ORGANISATIONS, PREPOSITIONS, SAY, word_set
from ingest.text.speech.marks import Quoted, quoted_spans
from ingest.text.speech.people import People, may_be_surname
from ingest.text.speech.subjects import Phrase, PhraseKind, opening_subject

Span = tuple[int, int]
_SENTENCES_BEFORE = 3  # that are read for whom a quotation's pronoun stands for
_ONE = word_set("a an the one another his her")
# What speaks and is nobody: organisations, what verbs of speech name ("the report"), and papers.
_THINGS = (
    frozenset(map(str.lower, OF_ORGANISATIONS))
    | SAY
    | CALL
    | word_set(
        "study letter paper newspaper document search inquiry book article website bill team poll firm show"
    )
)
_OF_THINGS = ("tion", "sion", "ment", "ity", "ing", "ship", "ness", "ism", "stry")
_NICKNAME = 20  # code points of the longest
_TITLE_WORDS = 8  # a longer quotation in capitals is a headline that somebody may have said


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words in quotation marks, `text[start:end]` with the marks, and who says them, as spans of the text.

    `speaker` is the name, or the words that stand for it; `mention` is how the quotation's own sentence
    names the speaker, which may be a pronoun. Both are None where it is not clear.
    """

    start: int
    end: int
    speaker: Span | None
    mention: Span | None


@lru_cache(maxsize=64)
def quotations(text: str) -> tuple[Quotation, ...]:
    """Return what stands in quotation marks, in order, with its speaker where it is clear."""
    quoted = [each for each in quoted_spans(text) if not _is_nickname(text, each)]
    if not quoted:
        return ()
    return tuple(_Reader(text, quoted).read())


def speaker_of(text: str, start: int, end: int) -> Span | None:
    """Return who says what is quoted within `text[start:end]`; None: nobody, several, or not clear."""
    inside = [each for each in quotations(text) if each.start < end and start < each.end]
    speakers = {each.speaker for each in inside if each.speaker}
    return speakers.pop() if len(speakers) == 1 else None


def _is_nickname(text: str, quoted: Quoted) -> bool:
    """Return whether quoted words stand within a name: Marcia "Cia" Price."""
    inner, before = quoted.words(text), text[max(0, quoted.start - _NICKNAME) : quoted.start]
    if len(inner) > _NICKNAME or not inner[-1:].isalpha() or not before.endswith(" "):
        return False
    after = text[quoted.end : quoted.end + 2]
    return (
        before.split()[-1:] != []
        and before.split()[-1].istitle()
        and after[:1] == " "
        and after[1:].isupper()
    )


def _may_lead(text: str, quoted: Quoted) -> bool:
    """Return whether a reporting clause may follow a quotation: it ends in a comma, "?", "!" or a dash."""
    last = quoted.words(text).rstrip("’'”\" ")[-1:]  # of what is quoted within it as well
    return last in tuple(",?!—–-…") or text[quoted.end : quoted.end + 1] in tuple(",—–")


def _is_title(text: str, quoted: Quoted) -> bool:
    """Return whether quoted words are a title or a by-name: "Gone With the Wind"."""
    words = quoted.words(text).split()
    if not 1 < len(words) <= _TITLE_WORDS or words[-1][-1] in ",!?":
        return False
    return words[-1][0].isupper() and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


class _Reader:
    """Reads a text from its beginning to its end, and keeps who spoke and who was spoken of last."""

    def __init__(self, text: str, quoted: Sequence[Quoted]) -> None:
        self._text = text
        hidden = masked(text, quoted)
        self._sentences = sentences_with(hidden, quoted)
        self._people = People(hidden)
        self._spoke: Phrase | None = None  # who spoke last, resolved
        self._spoke_in = -2  # the paragraph
        self._subject: Phrase | None = None  # of the sentence before, resolved
        self._found: list[tuple[Quoted, int, Phrase | None, Phrase | None]] = []

    def read(self) -> list[Quotation]:
        """Return the quotations, each with its speaker where it is clear."""
        unread = 0
        for quoting in [number for number, each in enumerate(self._sentences) if each.quoted]:
            if unread < quoting - _SENTENCES_BEFORE:
                unread, self._subject = quoting - _SENTENCES_BEFORE, None
            for number in range(unread, quoting + 1):
                self._read(number, self._sentences[number])
            unread = quoting + 1
            if self._sentences[quoting].only_quotes:
                self._sign(self._sentences[unread : unread + 1])
        return self._carried()

    def _read(self, number: int, sentence: Clauses) -> None:
        words, cues = sentence.words, cues_in(sentence.words)
        who = [self._resolve(cue.speaker, sentence) if cue.speaker else None for cue in cues]
        for index, word in enumerate(words):
            if word.quoted:
                self._attribute(word.quoted, index, number, list(zip(cues, who, strict=True)))
        if sentence.only_quotes:
            return
        said = [speaker for cue, speaker in zip(cues, who, strict=True) if cue.strong and speaker]
        if said:
            self._spoke, self._spoke_in = said[0], sentence.paragraph
        self._subject = said[0] if said else self._opening(sentence)

    def _sign(self, following: Sequence[Clauses]) -> None:
        """Give the last quotation the name that stands behind a dash in the next paragraph."""
        quoted, paragraph, speaker, _ = self._found[-1]
        signed = next((signature(each.words) for each in following), None)
        if signed and speaker is None:
            self._found[-1] = (quoted, paragraph, self._people.in_full(signed), signed)

    def _opening(self, sentence: Clauses) -> Phrase | None:
        """Return whom a sentence without a reporting clause is about, by a name or a pronoun."""
        opening = opening_subject(sentence.words, len(sentence.words))
        if opening is None or opening.kind is PhraseKind.DESCRIPTION:  # it may have run into the verb
            return None
        return self._resolve(opening, sentence)

    def _attribute(
        self,
        quoted: Quoted,
        index: int,
        number: int,
        cues: Sequence[tuple[Reporting, Phrase | None]],
    ) -> None:
        """Find the speaker of a quotation, a word of a sentence whose reporting clauses are given."""
        sentence = self._sentences[number]
        cue = speaker = None
        if sentence.only_quotes:
            speaker = self._floating(number, sentence)
        elif not _is_title(self._text, quoted):
            cue = cue_of(sentence.words, index, [cue for cue, _ in cues], _may_lead(self._text, quoted))
            speaker = next((who for each, who in cues if each is cue), None)
        self._found.append((quoted, sentence.paragraph, speaker, cue.speaker if cue else None))
        if speaker:
            self._spoke, self._spoke_in = speaker, sentence.paragraph

    def _floating(self, number: int, sentence: Clauses) -> Phrase | None:
        """Return the speaker of a sentence that is only quoted, by what stands before it."""
        if sentence.paragraph == self._spoke_in:
            return self._spoke
        before = self._sentences[number - 1] if number else None
        if before is None:
            return None
        if before.paragraph == sentence.paragraph:
            return self._subject if self._subject and self._subject.kind is PhraseKind.NAME else None
        introduced = bool(before.words) and before.words[-1].text == ":"
        if introduced or before.paragraph == self._spoke_in:
            return self._spoke if before.paragraph == self._spoke_in else self._subject
        return None

    def _resolve(self, mention: Phrase, sentence: Clauses) -> Phrase | None:
        if mention.kind is PhraseKind.NAME:
            return self._people.in_full(mention)
        if mention.kind is PhraseKind.DESCRIPTION:
            return self._people.described(mention)
        if mention.text.lower() in ("he", "she"):
            return self._person(mention, sentence)
        for other in (self._spoke, self._subject):
            if other and not (other.kind is PhraseKind.NAME and self._people.knows(other)):
                return other
        return None

    def _person(self, pronoun: Phrase, sentence: Clauses) -> Phrase | None:
        """Return whom "he" or "she" stands for: who was spoken of, who spoke, or who was named last."""
        before = [word for word in sentence.words if word.end <= pronoun.start]
        opening = opening_subject(before, len(before))
        named_here = self._people.in_full(opening) if opening and opening.kind is PhraseKind.NAME else None
        near = [each for each in (named_here, self._subject, self._spoke) if each]
        known = [each for each in near if _is_one(each) or self._people.knows(each)]
        named = map(self._people.in_full, self._people.last_before(pronoun.start))
        unknown = (each for each in near if may_be_surname(each))
        for each in (*known, *named, *unknown):
            if self._people.gender(each) in (pronoun.text.lower(), None):
                return each
        return None

    def _carried(self) -> list[Quotation]:
        """Return what was found, with the speakers of quotations that go on over paragraphs or sentences."""
        found = self._found
        speakers = [speaker for _, _, speaker, _ in found]
        for index in range(1, len(found)):
            if found[index - 1][0].goes_on and speakers[index] is None:
                speakers[index] = speakers[index - 1]
        for index in range(len(found) - 2, -1, -1):
            quoted, paragraph, _, _ = found[index]
            following = found[index + 1]
            gap = self._text[quoted.end : following[0].start]
            if speakers[index] is None and not gap.strip() and (quoted.goes_on or paragraph == following[1]):
                speakers[index] = speakers[index + 1]
        return [
            Quotation(quoted.start, quoted.end, _span(speaker), _span(mention))
            for (quoted, _, _, mention), speaker in zip(found, speakers, strict=True)
        ]


def _is_one(mention: Phrase) -> bool:
    """Return whether a description may be of one person: "the driver", not "officials" or "the search"."""
    words = mention.text.lower().split()
    if mention.kind is not PhraseKind.DESCRIPTION or words[0] not in _ONE:
        return False
    until = next((at for at, word in enumerate(words) if word in PREPOSITIONS), len(words))
    return words[until - 1] not in _THINGS and not words[until - 1].endswith(_OF_THINGS)


def _span(mention: Phrase | None) -> Span | None:
    return (mention.start, mention.end) if mention else None
