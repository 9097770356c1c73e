"""Who says what stands in quotation marks, and who "he" is where a sentence opens so, by the words around.

A reporting clause in the sentence decides ("…", X said; X said: "…"; according to X). A quotation without one
belongs to whoever spoke before it in the paragraph, or goes on from the paragraph before. "He" and
"she" are whom the last sentences are about, unless somebody else fits who is named since. Where none of these
is clear, the speaker stays undecided.

Who is meant by the "he" that a sentence opens with is shown beside that sentence alone, where a wrong name is
worse than none. So it stays undecided as well where anybody else who may be "he" was named since.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from ingest.text.speech.clauses import Clauses, Word, masked, sentences_with
from ingest.text.speech.cues import Reporting, cue_of, cues_in, signing_name
from ingest.text.speech.english import (
    CALL,
    DETERMINERS,
    FUNCTION_WORDS,
    OF_ORGANISATIONS,
    PREPOSITIONS,
    RELATIVES,
    SAY,
)
from ingest.text.speech.genders import has_object, of_names, of_noun, of_office
from ingest.text.speech.marks import QuotedSpan, quoted_spans
from ingest.text.speech.nested import inner_of, is_own, span_within
from ingest.text.speech.people import People, ends_as_person, may_be_surname
from ingest.text.speech.subjects import Phrase, PhraseKind, opening_subject
from ingest.text.wordlists import word_set

Span = tuple[int, int]
_REACH = 1_500  # code points back that a pronoun may point
_SENTENCES_BEFORE = 3  # that are read for whom a quotation's pronoun stands for
_REFERENT_WITHIN = 4  # sentences that a text may go on about somebody without the name
_OPENING_PRONOUN = re.compile(r"(?:(?:And|But|So|Yet) )?(he|she|his|her)\b", re.IGNORECASE)
_SUBJECT_FORMS = {"he": "he", "his": "he", "she": "she", "her": "she"}
_ENDS_SENTENCE = re.compile(r"[.!?:…][\"'”’»)\]]*\Z")
# A clause that opens with one is not what somebody says: "When Lee came, she said", but "Lee came, she said".
_SCENES = word_set("when while as after before since once until although though if asked")
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
_BEHIND_NOUN = PREPOSITIONS | RELATIVES
_OF_THINGS = ("tion", "sion", "ment", "ity", "ing", "ship", "ness", "ism", "stry")
_SPELT = word_set("word words letter letters initials digits")
_NICKNAME = 20  # code points of the longest
_ACRONYM = 5  # code points of the longest that is not told from a word in capitals
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
    if len(inside) == 1 and inside[0].speaker:
        return _speaker_within(text, inside[0], start, end)
    speakers = {each.speaker for each in inside if each.speaker}
    return speakers.pop() if len(speakers) == 1 else None


def _speaker_within(text: str, quotation: Quotation, start: int, end: int) -> Span | None:
    """Return who says a part of a quotation; of what it quotes itself, only those who say it as well."""
    first, last = inner_of(text, quotation.start, quotation.end)
    inner, goes_on = text[first:last], last == quotation.end
    told = span_within(inner, start - first, end - first, goes_on=goes_on)
    return quotation.speaker if told is None or is_own(inner, told) else None


def referent_of(text: str, start: int, end: int) -> Span | None:
    """Return whom the "he", "she", "his" or "her" stands for that the sentence `text[start:end]` opens with.

    It is a name that stands before the sentence. None: it opens with none of these, or it is not clear.
    """
    opening = _OPENING_PRONOUN.match(text, start, end)
    if opening is None:
        return None
    quoted = [each for each in quoted_spans(text) if not _is_nickname(text, each)]
    if any(each.start <= start < each.end for each in quoted):
        return None  # of whom somebody speaks
    pronoun = Phrase(*opening.span(1), _SUBJECT_FORMS[opening[1].lower()], PhraseKind.PRONOUN)
    return _span(_Reader(text, quoted).referent(start, pronoun))


def _is_nickname(text: str, quoted: QuotedSpan) -> bool:
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


def _may_lead(text: str, quoted: QuotedSpan) -> bool:
    """Return whether a reporting clause may follow a quotation: it ends in a comma, "?", "!" or a dash."""
    last = quoted.words(text).rstrip("’'”\" ")[-1:]  # of what is quoted within it as well
    return last in tuple(",?!—–-…") or text[quoted.end : quoted.end + 1] in tuple(",—–")


def _is_title(text: str, quoted: QuotedSpan) -> bool:
    """Return whether quoted words are a title or a by-name: "Gone With the Wind"."""
    words = quoted.words(text).split()
    if not 1 < len(words) <= _TITLE_WORDS or words[-1][-1] in ",!?":
        return False
    return words[-1][0].isupper() and all(word[0].isupper() or word in FUNCTION_WORDS for word in words)


def _is_spelt(words: Sequence[Word], index: int) -> bool:
    """Return whether a quotation only shows how something is written: the word "never", the letters "NK"."""
    return index > 0 and words[index - 1].lower in _SPELT


@dataclass(frozen=True, slots=True)
class _Centre:
    """Whom a sentence is about, which ends at `end`; `spoke`: it says that this one spoke."""

    who: Phrase
    end: int
    paragraph: int
    spoke: bool


class _Reader:
    """Reads a text from its beginning to its end, and keeps who spoke and who was spoken of last."""

    def __init__(self, text: str, quoted: Sequence[QuotedSpan]) -> None:
        self._text = text
        hidden = masked(text, quoted)
        self._sentences = sentences_with(hidden, quoted)
        self._people = People(hidden)
        self._spoke: Phrase | None = None  # who spoke last, resolved
        self._spoke_in = -2  # the paragraph
        self._centres: list[_Centre] = []
        self._subject: Phrase | None = None  # of the sentence before, resolved
        self._last: Clauses | None = None  # the sentence before that is not only quoted
        self._genders: dict[str, str] = {}  # of names and descriptions, as pronouns were read
        self._found: list[tuple[QuotedSpan, int, Phrase | None, Phrase | None]] = []

    def read(self) -> list[Quotation]:
        """Return the quotations, each with its speaker where it is clear."""
        unread = 0
        for quoting in [number for number, each in enumerate(self._sentences) if each.quoted]:
            if unread < quoting - _SENTENCES_BEFORE:
                unread, self._subject, self._last = quoting - _SENTENCES_BEFORE, None, None
            for number in range(unread, quoting + 1):
                self._read(number, self._sentences[number])
            unread = quoting + 1
            if self._sentences[quoting].words[-1].quoted and self._may_be_signed(quoting):
                self._sign(self._sentences[unread : unread + 1])
        return self._carried()

    def referent(self, start: int, pronoun: Phrase) -> Phrase | None:
        """Return whom the pronoun stands for that the sentence at `start` opens with, if it is clear."""
        target = next((number for number, each in enumerate(self._sentences) if each.start == start), 0)
        near = self._sentences[max(0, target - _REFERENT_WITHIN) : target]
        for number, sentence in enumerate(near, start=target - len(near)):
            self._read(number, sentence)
        who = self._person(pronoun, self._sentences[target]) if near else None
        if who is None or who.kind is not PhraseKind.NAME:
            return None
        mentions = self._people.mentions(near[0].start, start)
        last = next((mention for mention, whole in mentions if whole.text == who.text), who)
        since = [each for each in near if each.end > last.start]
        if last.start < near[0].start or not since or not self._is_clear(pronoun.text, who, last, since):
            return None
        return who if who.end <= start else last

    def _is_clear(self, gender: str, who: Phrase, last: Phrase, since: Sequence[Clauses]) -> bool:
        """Return whether a pronoun stands for `who` and for no one else.

        `last` is where the text names them last, `since` are the sentences from there on. These have to be
        about them: the first by the name, the others by pronouns. Right behind the first nothing has to tell
        that they are "he" or "she". Behind a sentence that names them in full for the first time, by a first
        name that tells it, that sentence need not be about them.
        """
        naming = since[0]
        opening = opening_subject(naming.words, len(naming.words))
        if not _ENDS_SENTENCE.search(naming.masked.rstrip()):  # a heading, a caption
            return False
        if opening and opening.text.lower() == gender:  # "He told Chris Tang"
            return False
        alone, about = len(since) == 1, self._subject is not None and self._subject.text == who.text
        by_name = of_names(who.text.split()[:-1]) == gender
        subject = alone and about and opening is not None and self._people.in_full(opening).text == who.text
        if self._names_another(gender, who, since, sure=by_name and subject):
            return False
        if about:
            return self._people.gender(who) == gender or (alone and self._people.knows(who))
        return alone and by_name and last == who

    def _names_another(self, gender: str, who: Phrase, since: Sequence[Clauses], *, sure: bool) -> bool:
        """Return whether sentences have somebody else who may be "he" or "she".

        `sure`: a name that nothing tells to be either is that of a place, or of somebody who is not meant.
        """
        reach = since[0].start, since[-1].end
        named = (whole for _, whole in self._people.mentions(*reach) if whole.text != who.text)
        genders = {self._people.gender(each) for each in named}
        if gender in genders or (None in genders and not sure):
            return True
        words = set(self._people.other_names(*reach)).difference(who.text.split())
        if any(of_names([word]) == gender for word in words):
            return True
        return any(self._describes_another(each, gender, who) for each in since)

    def _describes_another(self, sentence: Clauses, gender: str, who: Phrase) -> bool:
        """Return whether a sentence is about somebody, or something, that it only describes."""
        opening = opening_subject(sentence.words, len(sentence.words))
        if opening is None or not _is_one(opening) or self._people.described(opening).text == who.text:
            return False
        return self._gender(opening) in (gender, None)

    def _read(self, number: int, sentence: Clauses) -> None:
        words, cues = sentence.words, cues_in(sentence.words)
        who = [self._who(cue, sentence) for cue in cues]
        for index, word in enumerate(words):
            if word.quoted:
                self._attribute(word.quoted, index, number, list(zip(cues, who, strict=True)))
        if sentence.only_quotes:
            return
        said = ((cue, each) for cue, each in zip(cues, who, strict=True) if cue.strong and each)
        cue, speaker = next(said, (None, None))
        if cue and cue.speaker and speaker:
            self._learn(cue.speaker, speaker)
        self._follow(speaker, sentence)

    def _who(self, cue: Reporting, sentence: Clauses) -> Phrase | None:
        """Return who speaks by a reporting clause; nobody does by a word such as in "More: “…”"."""
        introduced = sentence.words[cue.verb].text == ":"
        if cue.speaker is None or (introduced and self._is_heading(cue.speaker.text)):
            return None
        return self._resolve(cue.speaker, sentence)

    def _is_heading(self, text: str) -> bool:
        """Return whether what stands before a colon is no name: "More", "VIDEO GALLERY"; the FBI is one."""
        spelt = text.isupper() and len(max(text.split(), key=len)) > _ACRONYM
        return spelt or self._people.is_plain(text)

    def _learn(self, mention: Phrase, who: Phrase) -> None:
        if mention.text.lower() in ("he", "she"):
            self._genders.setdefault(who.text, mention.text.lower())

    def _follow(self, said: Phrase | None, sentence: Clauses) -> None:
        """Note who speaks in a sentence, and whom it is about.

        "He went on because a friend had told him to" is about him, who is also more likely to be quoted next.
        """
        opening = opening_subject(sentence.words, len(sentence.words))
        aside = said and said.kind is PhraseKind.DESCRIPTION
        if said is None or (aside and opening and opening.kind is PhraseKind.PRONOUN):
            self._subject = self._opening(opening, sentence)
        else:
            self._subject = said
            self._spoke, self._spoke_in = said, sentence.paragraph
        quoted = [who for _, _, who, _ in self._found[len(self._found) - len(sentence.quoted) :]]
        self._note(self._subject, sentence, spoke=self._subject is said or self._subject in quoted)
        self._last = sentence

    def _note(self, who: Phrase | None, sentence: Clauses, *, spoke: bool) -> None:
        if who:
            self._centres.append(_Centre(who, sentence.end, sentence.paragraph, spoke))

    def _may_be_signed(self, number: int) -> bool:
        """Return whether a name behind a sentence is the speaker's: below a paragraph it may be a reporter's.

        There it is the speaker's only if the paragraph is a quotation.
        """
        sentence, following = self._sentences[number], self._sentences[number + 1 : number + 2]
        if following and following[0].paragraph == sentence.paragraph:
            return True
        opens = number == 0 or self._sentences[number - 1].paragraph < sentence.paragraph
        return opens and sentence.only_quotes

    def _sign(self, following: Sequence[Clauses]) -> None:
        """Give the last quotation the name that stands behind a dash in the next paragraph."""
        quoted, paragraph, _, mention = self._found[-1]
        signed = next((signing_name(each.words) for each in following), None)
        if signed and mention is None:
            self._found[-1] = (quoted, paragraph, self._people.in_full(signed), signed)

    def _opening(self, opening: Phrase | None, sentence: Clauses) -> Phrase | None:
        """Return whom a sentence is about by its first words, a name or a pronoun."""
        if opening is None or opening.kind is PhraseKind.DESCRIPTION:  # it may have run into the verb
            return None
        who = self._resolve(opening, sentence)
        if who:
            self._learn(opening, who)
        return who

    def _attribute(
        self,
        quoted: QuotedSpan,
        index: int,
        number: int,
        cues: Sequence[tuple[Reporting, Phrase | None]],
    ) -> None:
        """Find the speaker of a quotation, a word of a sentence whose reporting clauses are given."""
        sentence = self._sentences[number]
        cue = speaker = None
        if sentence.only_quotes:
            speaker = self._floating(number, sentence)
        elif not _is_title(self._text, quoted) and not _is_spelt(sentence.words, index):
            cue = cue_of(sentence.words, index, [cue for cue, _ in cues], _may_lead(self._text, quoted))
            speaker = next((who for each, who in cues if each is cue), None)
        self._found.append((quoted, sentence.paragraph, speaker, cue.speaker if cue else None))
        if speaker or (cue and cue.speaker):  # somebody spoke, even if it is not clear who
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
        other = self._subject
        return other if other and not self._people.knows(other) else None

    def _person(self, pronoun: Phrase, sentence: Clauses) -> Phrase | None:
        """Return whom "he" or "she" stands for: whom the last sentence is about that is about such a person.

        Somebody else who is named since, and may be it too, leaves it open. So does anybody near where the
        text does not tell whether the one it is about is a person, or the right one.
        """
        gender = pronoun.text.lower()
        reach = max(0, pronoun.start - _REACH)
        within = list(takewhile(lambda each: each.end >= reach, self._nearest(pronoun, sentence)))
        centres = (each for each in within if self._is_person(each))
        centre = next((each for each in centres if self._may_be(gender, each.who)), None)
        if centre is None:
            fits = self._fitting(gender, reach, sentence.start)
            named = self._people.mentions(reach, sentence.start)
            last = next((mention.end for mention, whole in named if whole in fits), reach)
            return None if len(fits) != 1 or self._unknown_spoke(within, last) else fits[0]
        if self._unknown_spoke(within, centre.end):
            return None
        near = centre.spoke or centre.paragraph == sentence.paragraph
        clear = self._gender(centre.who) == gender or (near and self._people.is_sure(centre.who))
        since = centre.end if clear else self._text.rfind("\n", 0, min(centre.end, pronoun.start)) + 1
        others = self._fitting(gender, since, pronoun.start)
        return centre.who if all(self._people.are_one(each, centre.who) for each in others) else None

    def _nearest(self, pronoun: Phrase, sentence: Clauses) -> Iterator[_Centre]:
        """Yield whom the sentence is about before its pronoun, then the sentences before, the last first."""
        before = [word for word in sentence.words if word.end <= pronoun.start]
        opening = opening_subject(before, len(before))
        said = [cue.speaker for cue in cues_in(before) if cue.strong and cue.speaker]
        last = before[-1] if before else None
        told = last and (last.quoted or last.text == ",") and before[0].lower not in _SCENES
        apart = told or last is None or last.lower in RELATIVES
        if said and said[-1].kind is not PhraseKind.PRONOUN:
            who = self._resolve(said[-1], sentence)
        elif opening and opening.kind is PhraseKind.NAME and not apart:
            who = self._people.in_full(opening)
        else:
            who = None
        if who:
            yield _Centre(who, pronoun.start, sentence.paragraph, spoke=bool(said))
        yield from reversed(self._centres)

    def _fitting(self, gender: str, start: int, end: int) -> list[Phrase]:
        """Return the persons named within `text[start:end]` that a pronoun may stand for, each once."""
        found: list[Phrase] = []
        for each in self._people.named(start, end):
            if self._may_be(gender, each) and not any(self._people.are_one(each, other) for other in found):
                found.append(each)
        return found

    def _is_person(self, centre: _Centre) -> bool:
        """Return whether whom a sentence is about may be one person; of a thing it may be said as well."""
        who = centre.who
        if who.kind is PhraseKind.DESCRIPTION:
            return _is_one(who) and (self._last is None or centre.end >= self._last.end)
        if self._people.knows(who):
            return True
        shown = centre.spoke or self._people.is_shown(who)
        return shown and may_be_surname(who) and self._people.is_name(who)

    def _unknown_spoke(self, centres: Sequence[_Centre], since: int) -> bool:
        """Return whether somebody spoke since of whom the text tells nothing but the name."""
        names = (
            each.who
            for each in takewhile(lambda each: each.end > since, centres)
            if each.spoke and each.who.kind is PhraseKind.NAME
        )
        return any(ends_as_person(who) and not self._people.knows(who) for who in names)

    def _gender(self, who: Phrase) -> str | None:
        """Return "he" or "she" by the text, or as the text's pronouns were read so far."""
        if who.kind is PhraseKind.DESCRIPTION:
            noun = _before_details(who)[-1]
            told = of_noun(noun) or of_office(noun)
        else:
            told = self._people.gender(who)
        return told or self._genders.get(who.text)

    def _may_be(self, gender: str, who: Phrase) -> bool:
        """Return whether a pronoun may stand for somebody: "she" does not for Lee where "Lee rang her"."""
        apart = who == self._subject and self._last is not None and has_object(self._last.masked, gender)
        return not apart and self._gender(who) in (gender, None)

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
    if mention.kind is not PhraseKind.DESCRIPTION or mention.text.lower().split()[0] not in _ONE:
        return False
    nouns = _before_details(mention)
    return (
        not DETERMINERS.union(["and"]).intersection(nouns[1:])  # "a storm brought down the mast"
        and nouns[-1] not in _THINGS
        and not nouns[-1].endswith(_OF_THINGS)
    )


def _before_details(description: Phrase) -> list[str]:
    """Return the words of a description up to its noun: "a neighbour" of "a neighbour who bakes"."""
    words = description.text.lower().split()
    until = next((at for at, word in enumerate(words) if word in _BEHIND_NOUN), len(words))
    return words[: max(1, until)]


def _span(mention: Phrase | None) -> Span | None:
    return (mention.start, mention.end) if mention else None
