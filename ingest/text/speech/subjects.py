"""Who a clause is about: its subject, from the words before or behind its verb."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ingest.text.speech.clauses import Word, name_ending_at
from ingest.text.speech.english import (
    ADVERBS,
    AUXILIARY,
    CONJUNCTIONS,
    DETERMINERS,
    FINITE,
    FIRST_PERSON,
    FUNCTION_WORDS,
    OF_ORGANISATIONS,
    PERSONAL,
    POINTING,
    POSSESSIVES,
    PREPOSITIONS,
    RELATIVES,
    SURE_VERBS,
    TITLES,
    is_adverb,
)
from ingest.text.speech.first_names import MEN, WOMEN
from ingest.text.wordlists import word_set

_DASHES = frozenset("–—―")
_BORDERS = frozenset(";:―—–(")
_ENDS = frozenset(",;:―—–().!?")
COLLECTIVES = frozenset(["police", "prosecutors", "people"])
# What no subject begins with, and what ends one.
NO_SUBJECT = PREPOSITIONS | CONJUNCTIONS | FIRST_PERSON
_BEHIND_SUBJECT = (
    PREPOSITIONS | RELATIVES | (CONJUNCTIONS - {"and"}) | SURE_VERBS | (AUXILIARY - {"first", "all"})
)
_SUBORDINATING = CONJUNCTIONS - {"and"}
_BETWEEN_CLAUSES = CONJUNCTIONS | _ENDS
_IN_NAMES = word_set("de del van von der bin al la &")
_APPOSED = DETERMINERS | word_set("who whose his her their its")
# "Told of it, …": those that end in "ed" are known by that.
_PARTICIPLES = word_set("told given struck hit caught seen taken shown driven torn shaken stung left met")
_BEHIND_OPENING = (PREPOSITIONS | CONJUNCTIONS | DETERMINERS | word_set("if why how what who to")) - {"and"}
_OF_FAMILY = word_set("younger elder older")  # not the one that the name alone stands for
_LONGEST = 12  # words of a subject
_LONGEST_DESCRIPTION = 9  # words; a longer one has run into another clause


class PhraseKind(Enum):
    """How a text names somebody."""

    NAME = auto()
    PRONOUN = auto()
    DESCRIPTION = auto()


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand for somebody: `text[start:end]`."""

    start: int
    end: int
    text: str
    kind: PhraseKind


def opening_subject(words: Sequence[Word], end: int, start: int = 0) -> Phrase | None:
    """Return who the words begin with, after what only sets the scene ("On Monday, in Ohio, NAME …")."""
    while start < end:
        while start < end and (words[start].quoted or words[start].lower in _BETWEEN_CLAUSES):
            start += 1
        stop = start
        while stop < end and words[stop].text not in _ENDS and not words[stop].quoted:
            stop += 1
        if stop > start and (words[start].lower in PREPOSITIONS or _sets_scene(words, start, stop, end)):
            named = _named_behind_scene(words, start, stop, end)
            if named:
                return named
        elif stop > start:
            found = subject_from(words, start)
            label = found and found[0] + 1 < end and words[found[0] + 1].text == ":"
            return found[1] if found and not label else None
        start = stop + 1
    return None


def _sets_scene(words: Sequence[Word], start: int, stop: int, end: int) -> bool:
    """Return whether what opens a clause is not whom it is about: "meeting Ann Lee", "Asked why, she …"."""
    word = words[start]
    if word.text.islower():
        return word.text.endswith("ing")
    if start + 1 >= stop or stop + 1 >= end or words[stop].text != ",":
        return False
    opens = word.lower.endswith(("ing", "ed", "ly")) or word.lower in _PARTICIPLES
    # "Reed on Friday, in a letter, wrote" is about Reed.
    return opens and words[start + 1].lower in _BEHIND_OPENING and words[stop + 1].lower not in PREPOSITIONS


def _named_behind_scene(words: Sequence[Word], start: int, stop: int, end: int) -> Phrase | None:
    """Return the name that follows a scene without a comma: "In the gallery Ann Lee, a nurse, …"."""
    if stop + 1 >= end or words[stop].text != "," or words[stop + 1].lower not in _APPOSED:
        return None
    at = name_ending_at(words, start, stop - 1)
    if at is None or at == stop - 1 or at < start + 2:
        return None
    noun = words[at - 1]
    plain = noun.text.isalpha() and noun.text.islower() and not noun.text.endswith(("ing", "ed"))
    if not plain or noun.lower in FUNCTION_WORDS:
        return None
    return mention_of(words, at, stop - 1, PhraseKind.NAME)


def subject_from(
    words: Sequence[Word], start: int, *, behind_verb: bool = False
) -> tuple[int, Phrase] | None:
    """Return the last index and the mention of the subject that begins at `start`.

    `behind_verb`: no verb can follow it, so words behind a name go on with it: "said an Everton fan".
    """
    if start >= len(words) or words[start].quoted:
        return None
    if words[start].lower in PERSONAL:
        return start, mention_of(words, start, start, PhraseKind.PRONOUN)
    end = start
    while end < len(words) and end - start < _LONGEST:
        if _stops(words, end, start) and not _goes_on(words, start, end):
            break
        end += 1
    if end == start:
        return None
    if words[start].is_capital or words[start].lower in DETERMINERS or not _described(words, start):
        last = _end_of_name(words, start, end)
        first = name_ending_at(words, start, last) if last is not None else None
        if last is not None and first is not None:
            told = _told_by_name(words, start, last, end) if behind_verb else None
            return told or (last, mention_of(words, first, last, PhraseKind.NAME))
    return _description_from(words, start, end)


def _end_of_name(words: Sequence[Word], start: int, end: int) -> int | None:
    """Return where the first name ends that the words are about, not one that only tells of its role."""
    capitals = [index for index in range(start, end) if words[index].is_capital]
    if not capitals:
        return None
    last = capitals[0]
    while last + 1 < end and (_same_name(words, last + 1) or _goes_on(words, start, last + 1)):
        last += 1
    later = [index for index in capitals if index > last]
    introduced = (
        later
        and words[start].lower not in DETERMINERS
        and words[capitals[0]].text.rstrip(".") not in MEN | WOMEN  # "Ann Lee met Bob Fox"
        and _only_plain(words, last, later[0])
    )
    if not words[last].is_possessive and not introduced:
        return None if last + 1 < end and _role_follows(words, last + 1) else last
    return later[-1] if later else None


def _told_by_name(words: Sequence[Word], start: int, last: int, end: int) -> tuple[int, Phrase] | None:
    """Return whom a name only tells more of: "an Everton fan", "the Everton captain Ann Lee"."""
    if words[start].lower not in DETERMINERS | POSSESSIVES:
        return None
    stop = last + 1
    while stop < end and _is_noun(words[stop], first=stop == last + 1):
        stop += 1
    if stop == last + 1:
        return None
    named = stop
    while named < end and words[named].is_capital:
        named += 1
    at = name_ending_at(words, stop, named - 1) if named > stop + 1 else None
    if at is not None:
        return named - 1, mention_of(words, at, named - 1, PhraseKind.NAME)
    stop = _with_of(words, stop)
    return stop - 1, mention_of(words, start, stop - 1, PhraseKind.DESCRIPTION)


def _is_noun(word: Word, *, first: bool) -> bool:
    plain = word.text.isalpha() and word.text.islower()
    told = word.lower in FUNCTION_WORDS | ADVERBS or is_adverb(word.lower)
    return plain and not told and (first or not word.text.endswith(("ed", "ing")))


def _description_from(words: Sequence[Word], start: int, end: int) -> tuple[int, Phrase] | None:
    if not _described(words, start):
        return None
    end = _with_of(words, end)
    plural = words[start].lower.endswith("s") and not words[start].is_possessive
    if end == start + 1 and words[start].lower not in COLLECTIVES and not plural:
        return None
    named = _name_in_apposition(words, end)
    return named or (end - 1, mention_of(words, start, end - 1, PhraseKind.DESCRIPTION))


def _same_name(words: Sequence[Word], index: int) -> bool:
    """Return whether a name goes on with a word: "Ann van Dyk"."""
    word = words[index]
    return word.is_capital or (
        word.text in _IN_NAMES and index + 1 < len(words) and words[index + 1].is_capital
    )


def _only_plain(words: Sequence[Word], last: int, later: int) -> bool:
    """Return whether only plain words stand between two names: "Acme spokesman Bob Fox"."""
    return all(
        words[index].text.isalpha() and words[index].text.islower() for index in range(last + 1, later)
    )


def _role_follows(words: Sequence[Word], start: int) -> bool:
    """Return whether the noun of a description follows a name: "a Clinton spokesman"."""
    return words[start].text.islower() and words[start].text.endswith(
        (
            "man",
            "men",
            "woman",
            "women",
            "person",
            "people",
            "official",
            "officials",
            "er",
            "ers",
            "or",
            "ors",
        )
    )


def _stops(words: Sequence[Word], index: int, start: int) -> bool:
    word = words[index]
    lower = word.lower
    if word.quoted or lower in _ENDS:
        return True
    if index == start:
        return lower in NO_SUBJECT
    return lower in _BEHIND_SUBJECT and not word.is_capital


def _with_of(words: Sequence[Word], end: int) -> int:
    """Return the end of a description with what it is of: "a spokesman for the mayor"."""
    if end < len(words) and words[end].text in ("of", "for", "at", "from", "with", "in"):
        stop = end + 1
        while stop < len(words) and stop - end < _LONGEST and not _stops(words, stop, end):
            stop += 1
        return stop if stop > end + 1 else end
    return end


def _name_in_apposition(words: Sequence[Word], end: int) -> tuple[int, Phrase] | None:
    """Return the name behind a description: "the mayor, Ann Lee, said"."""
    if not (end + 2 < len(words) and words[end].text == "," and words[end + 1].is_capital):
        return None
    last = end + 1
    while last + 1 < len(words) and words[last + 1].is_capital and not words[last + 1].quoted:
        last += 1
    if last == end + 1 or not (last + 1 == len(words) or words[last + 1].text in _ENDS):
        return None
    first = name_ending_at(words, end + 1, last)
    return (last, mention_of(words, first, last, PhraseKind.NAME)) if first is not None else None


def contracted(word: Word) -> str | None:
    """Return the pronoun of "he's" or "she’d"."""
    pronoun = re.split("['’]", word.text)[0]
    return pronoun if pronoun != word.text and pronoun.lower() in PERSONAL else None


def subject_ending_at(words: Sequence[Word], last: int) -> tuple[int, Phrase] | None:
    """Return the first index and the mention of the subject whose clause has its verb behind `last`."""
    word = words[last]
    lower = word.lower
    if word.quoted or lower in FIRST_PERSON:
        return None
    if lower in PERSONAL:
        return last, mention_of(words, last, last, PhraseKind.PRONOUN)
    if pronoun := contracted(word):
        return last, Phrase(word.start, word.start + len(pronoun), pronoun, PhraseKind.PRONOUN)
    if lower in ("who", "which"):
        before = last - 1 if last and words[last - 1].text != "," else last - 2
        return subject_ending_at(words, before) if before >= 0 else None
    if word.text == ")":
        opening = next((at for at in range(last, -1, -1) if words[at].text == "("), 0)
        return subject_ending_at(words, opening - 1) if opening else None
    if word.text in _DASHES:  # "NAME — who resigned — said"
        opening = next((at for at in range(last - 1, 0, -1) if words[at].text in _DASHES), 0)
        return subject_ending_at(words, opening - 1) if opening else None
    if word.text == ",":
        if last and words[last - 1].text == ")":
            return subject_ending_at(words, last - 1)
        return _before_apposition(words, last)
    first = last
    while first > 0 and last - first < _LONGEST and not _clause_border(words, first - 1):
        first -= 1
    found = _noun_phrase(words, first, last)
    if found is None and first > 1 and words[first - 1].text == "," and words[first].lower not in NO_SUBJECT:
        return _before_apposition(words, first - 1)  # "NAME, spokesman for the party said"
    return found


def _clause_border(words: Sequence[Word], index: int) -> bool:
    word = words[index]
    lower = word.lower
    return (
        bool(word.quoted)
        or lower in _BORDERS
        or lower in (",", ".")
        or (lower in _SUBORDINATING and not word.text.istitle())
        or lower in ("that", "which", "whom")
        or (lower in SURE_VERBS and not word.is_capital)
    )


def _before_apposition(words: Sequence[Word], comma: int) -> tuple[int, Phrase] | None:
    """Return the subject of "NAME, a doctor from Leeds, said"."""
    start = comma
    while start > 0:
        word = words[start - 1]
        lower = word.lower
        if (
            word.quoted
            or lower in _BORDERS
            or (lower in SURE_VERBS and not word.is_capital)
            or lower == "that"
            or (lower in CONJUNCTIONS and start < comma and words[start - 2].text == ",")
        ):
            break
        start -= 1
    parts, first = [], start
    for index in range(start, comma + 1):
        if words[index].text == ",":
            if index > first:
                parts.append((first, index - 1))
            first = index + 1
    described: tuple[int, Phrase] | None = None
    for first, last in parts:
        while first <= last and words[first].lower in CONJUNCTIONS:
            first += 1
        if first > last or (words[first].lower in PREPOSITIONS or words[first].lower in RELATIVES):
            continue
        plain = words[first].text.islower()  # "Manning, Kelly" are names
        if plain and words[first].text.endswith(("ing", "ly")) and first == last:
            continue
        found = subject_from(words, first)
        if found is None:
            if described is None:
                return None
            continue
        behind = found[0] + 1
        if described is None and behind < last and words[behind].lower in FINITE:
            return None  # "Prices will fall soon, said …"
        if found[1].kind is not PhraseKind.DESCRIPTION:
            return (first, found[1])
        described = described or (first, found[1])
    return described


def _noun_phrase(words: Sequence[Word], first: int, last: int) -> tuple[int, Phrase] | None:
    """Return the subject among the words of a clause before its verb."""
    while first <= last and (words[first].lower in CONJUNCTIONS or words[first].lower in RELATIVES):
        first += 1
    if first > last:
        return None
    split = next(
        (
            index
            for index in range(first + 1, last + 1)
            if words[index].text in PREPOSITIONS and _not_of_a_name(words, first, index)
        ),
        None,
    )
    if words[first].lower in PREPOSITIONS:  # "In Ohio Ann Lee said"
        at = name_ending_at(words, first, last)
        return (
            (at, mention_of(words, at, last, PhraseKind.NAME)) if at is not None and at > first + 1 else None
        )
    head = split - 1 if split else last
    at = name_ending_at(words, first, head)
    if at is not None:
        return first, mention_of(words, at, head, PhraseKind.NAME)
    if (
        _described(words, first)
        and last - first < _LONGEST_DESCRIPTION
        and not _is_clause(words, first, last)
    ):
        return first, mention_of(words, first, last, PhraseKind.DESCRIPTION)
    joint = next((i for i in range(last, first, -1) if words[i].text == "and"), None)
    return _noun_phrase(words, joint + 1, last) if joint else None


def _is_clause(words: Sequence[Word], first: int, last: int) -> bool:
    """Return whether words are more than a subject: "the party has won many", "the plan in a series of"."""
    stop = next((at for at in range(first, last + 1) if words[at].lower in RELATIVES), last + 1)
    verb = any(words[at].lower in FINITE for at in range(first, stop))
    return verb or words[last].lower in PREPOSITIONS


def _not_of_a_name(words: Sequence[Word], first: int, index: int) -> bool:
    """Return whether a preposition stands outside a name such as "Bank of England"."""
    for end in range(index + 1, min(index + 4, len(words))):
        if words[end].is_capital:
            at = name_ending_at(words, first, end)
            return at is None or at > index
        if words[end].text != "the":
            break
    return True


def _goes_on(words: Sequence[Word], first: int, index: int) -> bool:
    """Return whether a name goes on behind a word: "the Bank of England", not "Smith of Arsenal"."""
    if index <= first or words[index].text not in PREPOSITIONS or _not_of_a_name(words, first, index):
        return False
    return words[first].lower == "the" or words[index - 1].text in OF_ORGANISATIONS | TITLES


def _described(words: Sequence[Word], first: int) -> bool:
    """Return whether words can be a description: "a spokesman", "his lawyer", "officials"."""
    word = words[first]
    lower = word.lower
    if lower in POINTING or lower in FIRST_PERSON or lower in PREPOSITIONS or lower in RELATIVES:
        return lower in ("this", "these", "those") and first + 1 < len(words)
    if lower in DETERMINERS or lower in POSSESSIVES or word.is_possessive or lower in COLLECTIVES:
        return True
    return (lower.endswith("s") and not lower.endswith("ss") and len(lower) > 3) or any(
        words[at].text.endswith("s") and words[at].text.islower() and words[at].text not in FUNCTION_WORDS
        for at in range(first, min(first + 3, len(words)))
    )


def mention_of(words: Sequence[Word], first: int, last: int, kind: PhraseKind) -> Phrase:
    """Return the words from `first` to `last` as a mention."""
    if (
        kind is PhraseKind.NAME
        and first
        and words[first - 1].lower == "the"
        and _only_titles(words[first : last + 1])
    ):
        first, kind = first - 1, PhraseKind.DESCRIPTION  # "the President"
    elif kind is PhraseKind.NAME and first > 1 and words[first - 1].lower in _OF_FAMILY:
        first, kind = first - 2, PhraseKind.DESCRIPTION  # "the younger Lee"
    text = " ".join(word.text for word in words[first : last + 1])
    return Phrase(words[first].start, words[last].end, text, kind)


def _only_titles(words: Sequence[Word]) -> bool:
    return all(word.text in TITLES for word in words)
