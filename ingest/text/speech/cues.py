"""The clauses of a sentence by which somebody is said to have said something."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.text.speech.clauses import Word, name_ending_at
from ingest.text.speech.english import (
    AUXILIARY,
    CALL,
    DETERMINERS,
    PASSIVE,
    POSSESSIVES,
    SAY,
    SURE_VERBS,
    is_adverb,
)
from ingest.text.speech.subjects import (
    COLLECTIVES,
    NO_SUBJECT,
    Phrase,
    PhraseKind,
    contracted,
    mention_of,
    opening_subject,
    subject_ending_at,
    subject_from,
)
from ingest.text.wordlists import word_set

_REPORTING = SAY | CALL
_NO_NOUNS = SURE_VERBS | word_set("went sang swore thought felt found put read")
# What a sign or a letter does, not a speaker; whoever reads aloud gives another's words.
_READ = word_set("reads read reading")
_TELL = word_set("told tells tell")
_DASHES = frozenset("-–—―")
_BEHIND_SIGNATURE = frozenset([",", ".", "(", "on", "in", '"', "“", "”"])
_BEFORE_NOUN = POSSESSIVES | word_set("the a an every no")
_NEAR = 14  # words between a verb like "called" and the words it quotes


@dataclass(frozen=True, slots=True)
class Reporting:
    """A reporting clause: the words from `first` to `last`, by their indexes, with the verb among them.

    `speaker` None: the clause does not tell who. `strong`: its verb says that somebody speaks.
    """

    first: int
    verb: int
    last: int
    speaker: Phrase | None
    strong: bool


def cues_in(words: Sequence[Word]) -> list[Reporting]:
    """Return the reporting clauses of a sentence in the order of their verbs."""
    return list(_cues(words))


def _cues(words: Sequence[Word]) -> Iterator[Reporting]:
    previous: Reporting | None = None
    for index, word in enumerate(words):
        cue = None
        lower = word.lower
        if word.quoted:
            cue = _introduced(words, index) or _signed(words, index) or _unknown_verb(words, index)
        elif lower == "according" and _is(words, index + 1, "to"):
            cue = _behind(words, index, index + 2, strong=True)
        elif lower == "words" and _is(words, index - 2, "in") and _is(words, index + 1, "of"):
            cue = _behind(words, index - 2, index + 2, strong=True)
        elif lower in _REPORTING and (not word.is_capital or index == 0 or words[index - 1].quoted):
            cue = _verb_cue(words, index, previous)
        if cue:
            yield cue
            previous = cue


def _introduced(words: Sequence[Word], quoted: int) -> Reporting | None:
    """Return the cue of "NAME, a critic: “…”"."""
    if not _is(words, quoted - 1, ":") or not words[0].is_capital or words[0].lower in _REPORTING:
        return None
    last = 0
    while words[last + 1].is_capital:
        last += 1
    first = name_ending_at(words, 0, last)
    if first != 0 or words[last + 1].text not in (":", ",", "("):
        return None
    return Reporting(0, quoted - 1, quoted - 1, mention_of(words, 0, last, PhraseKind.NAME), strong=True)


def _signed(words: Sequence[Word], quoted: int) -> Reporting | None:
    """Return the cue of "“…” — NAME, a critic"."""
    signed = signing_name(words[quoted + 1 :])
    return Reporting(quoted + 1, quoted + 1, quoted + 1, signed, strong=True) if signed else None


def signing_name(words: Sequence[Word]) -> Phrase | None:
    """Return the name that the words begin with behind a dash: "-- NAME, a critic"."""
    start = next((index for index, word in enumerate(words) if word.text not in _DASHES), 0)
    found = subject_from(words, start) if start else None
    if not found or found[1].kind is not PhraseKind.NAME:
        return None
    behind = words[found[0] + 1] if found[0] + 1 < len(words) else None
    ends = behind is None or behind.quoted or behind.text in _BEHIND_SIGNATURE
    return found[1] if ends else None


def _unknown_verb(words: Sequence[Word], quoted: int) -> Reporting | None:
    """Return the clause behind a quotation whose verb is not in the lists: "“…,” NAME gushed"."""
    found = subject_from(words, quoted + 1)
    if not found or found[0] + 1 >= len(words):
        return None
    verb = words[found[0] + 1].lower
    if verb in _REPORTING or verb in AUXILIARY or not verb.endswith("ed"):
        return None
    return Reporting(quoted + 1, found[0] + 1, found[0] + 1, found[1], strong=False)


def _is(words: Sequence[Word], index: int, text: str) -> bool:
    return 0 <= index < len(words) and words[index].lower == text


def _verb_cue(words: Sequence[Word], verb: int, previous: Reporting | None) -> Reporting | None:
    text = words[verb].lower
    strong = text in SAY
    if text in _READ:
        return Reporting(verb, verb, verb, None, strong)
    at, passive = _before_auxiliaries(words, verb)
    if at >= 0 and _has_noun_behind(words[at], text):
        return None
    passive = passive or (text in CALL and text.endswith("ed") and _is(words, verb + 1, "by"))
    if passive and not text.endswith("ing"):
        return _passive(words, verb, at, strong)
    if text == "quoted":
        return _quoted_as(words, verb, at)
    if text not in SURE_VERBS and _is_within(words, verb):
        return None
    behind = verb > 0 and (words[verb - 1].quoted or _comma_after_quote(words, verb - 1))
    if behind and not text.endswith("ing"):
        if _is(words, verb + 1, ",") or text in _TELL:
            return None
        inverted = _behind(words, verb, verb + 1, strong)
        return inverted if inverted and inverted.speaker else None
    broken_off = verb > 1 and words[verb - 2].lower in PASSIVE and _is(words, verb - 1, ",")
    if broken_off and text.endswith("d") and (aside := _aside(words, verb, strong)):
        return aside
    if at < 0:
        first = subject_from(words, verb + 1) if words[verb].is_capital and text.endswith("d") else None
        return Reporting(verb, verb, first[0], first[1], strong) if first else None  # "Said NAME: “…”"
    if text.endswith("ing") and at == verb - 1:
        return _participle(words, verb, previous, strong)
    if words[at].lower == "to":
        return None
    joined = words[at].lower in ("and", "but")  # "Ann Lee laughed and said": no subject stands right before
    subject = None if joined else subject_ending_at(words, at)
    if subject:
        return (
            None
            if _a_noun(words, verb, at, subject[1])
            else Reporting(subject[0], verb, verb, subject[1], strong)
        )
    if (
        at == verb - 1
        and words[at].text == ","
        and text in SURE_VERBS & SAY - _TELL
        and (aside := _behind(words, verb, verb + 1, strong))
        and not any(word.quoted for word in words[aside.last + 1 : aside.last + 2])
    ):
        return aside  # "Prices will fall, said NAME"; not "NAME, a baker, called the plan “…”"
    if words[at].lower in ("and", "but", "then", ",") and previous and text.endswith(("ed", "d", "s")):
        return Reporting(at, verb, verb, previous.speaker, strong)
    if joined and (opening := opening_subject(words, at)):
        told = opening.kind is not PhraseKind.DESCRIPTION  # which may have run into the verb
        return Reporting(at, verb, verb, opening if told else None, strong)
    return None


def _aside(words: Sequence[Word], verb: int, strong: bool) -> Reporting | None:
    """Return the clause of "it is, said NAME, a …", without a quotation before it."""
    found = _behind(words, verb, verb + 1, strong)
    closed = found and found.last + 1 < len(words) and words[found.last + 1].text == ","
    return found if closed and not _is(words, verb + 1, "that") else None


def _a_noun(words: Sequence[Word], verb: int, at: int, subject: Phrase) -> bool:
    """Return whether what looks like a verb in the present is a noun: "the Trump tweet", "other claims"."""
    text = words[verb].lower
    if (
        at < verb - 1
        or subject.kind is PhraseKind.PRONOUN
        or text.endswith(("d", "ing"))
        or text in _NO_NOUNS
    ):
        return False
    opening = subject.text.split()[0].lower()
    plural = words[at].lower.endswith("s") and not words[at].is_capital
    if text.endswith("s"):
        return (
            subject.kind is PhraseKind.DESCRIPTION
            and opening not in DETERMINERS
            and opening not in POSSESSIVES
        )
    return not (
        plural or " and " in subject.text or "s" in words[at].lower[-1:] or words[at].lower in COLLECTIVES
    )


def _has_noun_behind(word: Word, verb: str) -> bool:
    """Return whether what looks like a verb behind a word is a noun: "his claim", "Lee's remark"."""
    if word.lower in _BEFORE_NOUN:
        return True
    owner = word.is_possessive and not contracted(word)
    return owner and (verb not in SURE_VERBS or not word.is_capital)  # "Macy's said"


def _is_within(words: Sequence[Word], verb: int) -> bool:
    """Return whether a quotation stands between an article and what is no verb then: 'the "stay in" call'."""
    return verb > 1 and bool(words[verb - 1].quoted) and words[verb - 2].lower in _BEFORE_NOUN


def _comma_after_quote(words: Sequence[Word], index: int) -> bool:
    return index > 0 and words[index].text in ",—–-" and bool(words[index - 1].quoted)


def _before_auxiliaries(words: Sequence[Word], verb: int) -> tuple[int, bool]:
    """Return the index of the word before a verb and its auxiliaries and adverbs, and if it is passive."""
    at, passive = verb - 1, False
    while at >= 0 and not words[at].quoted:
        text = words[at].lower
        if text in PASSIVE:
            passive = True
        elif text not in AUXILIARY and not (is_adverb(text) and not words[at].is_capital):
            break
        at -= 1
    return at, passive


def _passive(words: Sequence[Word], verb: int, at: int, strong: bool) -> Reporting | None:
    """Return the clause of "is called “…” by NAME" or "NAME was quoted as saying"."""
    if words[verb].lower == "quoted" and at >= 0:
        subject = subject_ending_at(words, at)
        return Reporting(subject[0], verb, verb, subject[1], True) if subject else None
    for index in range(verb + 1, min(verb + _NEAR, len(words) - 1)):
        if words[index].text == "by":
            agent = subject_from(words, index + 1)
            return Reporting(at + 1, verb, verb, agent[1] if agent else None, strong)
    return Reporting(at + 1, verb, verb, None, strong)


def _quoted_as(words: Sequence[Word], verb: int, at: int) -> Reporting | None:
    """Return the clause of "the paper quoted NAME as saying"."""
    found = subject_from(words, verb + 1)
    if found and any(_is(words, found[0] + more, "as") for more in (1, 2)):
        return Reporting(at, verb, found[0], found[1], True)
    return None


def _participle(
    words: Sequence[Word], verb: int, previous: Reporting | None, strong: bool
) -> Reporting | None:
    """Return the clause of ", adding: “…”": its subject is that of the clause before."""
    before = words[verb - 1]
    if not before.quoted and before.is_capital and before.lower not in NO_SUBJECT:
        subject = subject_ending_at(words, verb - 1)
        return Reporting(subject[0], verb, verb, subject[1], strong) if subject else None
    if not (before.quoted or before.text in ",—–" or before.lower in ("and", "in", "by", "while")):
        return None
    apart = next((at for at in range(verb - 1, -1, -1) if words[at].text in ");"), -1)
    if previous and previous.verb > apart:
        return Reporting(verb, verb, verb, previous.speaker, strong)
    opening = opening_subject(words, verb, apart + 1)
    return Reporting(verb, verb, verb, opening, strong) if opening else None


def _behind(words: Sequence[Word], first: int, subject: int, strong: bool) -> Reporting | None:
    """Return the clause whose subject follows: "said NAME", "according to NAME"."""
    found = subject_from(words, subject, behind_verb=True)
    return Reporting(first, first, found[0], found[1], strong) if found else None


def cue_of(words: Sequence[Word], index: int, cues: Sequence[Reporting], may_lead: bool) -> Reporting | None:
    """Return the clause that says who speaks the quotation `words[index]`.

    `may_lead`: the quotation ends in a comma or a mark that a reporting clause may follow.
    """
    before = next((cue for cue in cues if index - cue.verb in (1, 2) and cue.strong and cue.speaker), None)
    if before and all(word.text in ",:" for word in words[before.verb + 1 : index]):
        return before  # "NAME said “…” according to another"
    for cue in cues:
        right_behind = cue.first in (index + 1, index + 2) and _only_comma(words, index, cue.first)
        if cue.verb > index and cue.speaker and right_behind and (may_lead or cue.verb == index + 1):
            return cue
    for cue in reversed(cues):
        signed = words[cue.verb].text in _DASHES  # the quotation before
        if cue.verb < index and not signed and not _cut_off(words, cue, index):
            return cue
    for cue in cues:
        if cue.verb > index and cue.strong and words[cue.first - 1].text in ",—–":
            return cue
    return None


def _only_comma(words: Sequence[Word], index: int, first: int) -> bool:
    return first == index + 1 or words[index + 1].text in ",—–-"


def _cut_off(words: Sequence[Word], cue: Reporting, index: int) -> bool:
    """Return whether too much stands between a clause and a quotation behind it."""
    between = words[cue.verb + 1 : index]
    if any(word.text == ";" for word in between):
        return True
    return not cue.strong and len(between) > _NEAR
