"""Who holds an office, as a sentence tells it: this person has it, takes it over, or gives it up."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.text.calendar import MONTHS, WEEKDAYS
from ingest.text.letters import CAPITALS
from ingest.text.stems import stems
from ingest.text.wordlists import word_set
from service.english.lemmas import Token, is_common, stem_of, tokens
from service.english.names import comparable, forms_of_land, is_of_people, names_country
from service.english.words import STOP_WORDS

# Held by one at a time: of senators, judges and lawmakers there are many.
_OFFICES = word_set(
    "president premier minister chancellor governor gov mayor king queen monarch emperor pope bishop"
    " archbishop ambassador commissioner secretary treasurer speaker chief ceo cfo boss executive chair"
    " chairman chairwoman chairperson director head leader manager owner editor publisher principal rector"
    " dean commander general admiral coach trainer captain skipper conductor curator spokesman spokeswoman"
    " spokesperson sheriff superintendent warden"
)
_LEADS = (
    r"(?:led|leads?|ran|runs?|head(?:s|ed)|chair(?:s|ed)|govern(?:s|ed)|coach(?:es|ed)|manage[sd]"
    r"|captain(?:s|ed)|own(?:s|ed)|edit(?:s|ed))"
)
# "Who led the party?" asks for whoever has an office there, "who leads the race?" does not.
_ASKED = re.compile(
    r"\bwho\s*(?:(?:['’]s|\bis|\bwas|\bwere|\bserve[sd] as|\bacted as|\bheld the (?:post|office|job) of)\s+"
    rf"(?P<office>[^?,;]+)|(?P<leads>{_LEADS})\b(?!\s+(?:away|off|into|over|for|against|in|up|out|with|to)\b)"
    r"(?![^?]*\b(?:race|marathon|elections?|polls?|standings|table|match|game|charts|vote|field|way)\b))",
    re.I,
)
_BEFORE = re.compile(
    r"\bbefore\s+(?P<name>[^\W\d_a-z][\w’'.-]*(?:\s+(?:[^\W\d_a-z][\w’'.-]*|de|van|von|der|al|bin))*)"
)
_DONE_BY = re.compile(r"\bby\W*\Z", re.I)  # "Who was the mayor killed by?"
# "The next president", "the first mayor": not whoever holds the office at a time.
_NOT_AT_A_TIME = word_set(
    "former previous past last next first second third new future ex only longest youngest oldest other"
    " another late outgoing incoming"
)
_DEPUTIES = word_set("deputy vice assistant associate shadow junior under")
# They tell offices apart, in whatever case they are typed: "the Prime Minister".
_QUALIFIERS = _DEPUTIES | word_set(
    "prime chief foreign finance interior defence defense home health education justice police fire head"
)
_DEPUTY_STEMS = frozenset(map(stem_of, _DEPUTIES))
_FORMER = word_set("former ex onetime erstwhile late past previous formerly")
# "Then-Mayor": at the time that is told of
_THEN = re.compile(r"\b(?:then-|the\s+then\s)\s*(?:[\w-]+\s+){0,2}\Z", re.I)
# Before an office they say nothing of whose it is: "Republican Governor".
_PARTIES = word_set("democratic republican conservative labour liberal gop")
_NEAR = 60  # characters
_ACTING = word_set("acting interim caretaker provisional temporary")
# The same office, by who has it.
_ALIKE = (
    word_set("spokesman spokeswoman spokesperson"),
    word_set("chairman chairwoman chairperson chair"),
    word_set("governor gov"),
    word_set("ceo executive"),
)
# "Defence minister" here is "defense secretary" there; not the prime minister, nor the secretary of state.
_OF_GOVERNMENT = word_set("minister secretary")
_SINGLE = frozenset(map(stem_of, word_set("prime first general press state chief")))
# "The first woman to be mayor" has been it.
_ORDINALS = word_set("first second third")
_DETERMINERS = word_set("the a an its his her their our my your this that")
_LINKS = word_set("of for in at to on from with by and")
_BEGINS = re.compile(
    r"\b(?:sworn?\s+in|swore\s+in|confirmed|(?:takes?|took|taking)\s+(?:up|office|over|charge|the\s+helm)"
    r"|becomes?|became|becoming|(?:re-?)?elect(?:s|ed)|(?:re-?)?appoint(?:s|ed)|nam(?:es|ed)|chose|chosen|chooses"
    r"|hir(?:es|ed)|promot(?:es|ed)|install(?:s|ed)|inaugurated|crowned|ordained|enthroned|succeed(?:s|ed)"
    r"|replac(?:es|ed)|(?:wins?|won)\b[^,;]{0,40}\belection|unveiled|pick(?:s|ed)|tapped|introduced"
    r"|begins|began|start(?:s|ed)|will\s+be)\b",
    re.I,
)
# "The council appointed [Ida Holm] mayor"
_MAKES = re.compile(
    r"\b(?:swears?\s+in|swore\s+in|confirm(?:s|ed)|(?:re-?)?elect(?:s|ed)|(?:re-?)?appoint(?:s|ed)|nam(?:es|ed)"
    r"|chose|chosen|chooses|hir(?:es|ed)|promot(?:es|ed)|install(?:s|ed)|unveil(?:s|ed)|pick(?:s|ed)"
    r"|(?:replac|succeed)ed\s+(?:as\s+[\w-]+\s+(?:of\s+[\w’'-]+\s+)?)?by)\b[^,;.]{0,60}\Z",
    re.I,
)
# "Nobody": "was not elected", "lost the election for"
_NOT = re.compile(
    r"\b(?:not|never|could|may|might|would|los[te]s?|fail\w*|refus\w*|declin\w*)\b|n['’]t\b|\bby\s+(?:\w+\s+)?\Z",
    re.I,
)
# Before the name of who goes: "she succeeds", "he takes over as mayor from"
_FOLLOWED = re.compile(
    r"(?:\b(?:succeed(?:s|ing)?|replac(?:es?|ing)|oust(?:s|ed|ing)|unseat(?:s|ed|ing))|\bsuccessor\s+to|\bin\s+place\s+of"
    r"|\b(?:he|she|who)\s+(?:succeeded|replaced|follow(?:s|ed))"
    r"|\b(?:over|charge|baton|reins|helm)\b(?:\s+[\w’'-]+){0,6}?\s+from)\s+(?:(?!by\b)[\w’'-]+\s+){0,3}\Z",
    re.I,
)
# "The board dismissed [Lena Orvik] as mayor"
_PUT_OUT = re.compile(
    r"\b(?:dismiss(?:es|ed)|sack(?:s|ed)|fires|fired|remov(?:es|ed)|suspend(?:s|ed))\s+(?:[\w’'-]+\s+){0,3}\Z",
    re.I,
)
# Behind the name: "stepped down", "will step down as", "was dismissed"
_GOES = re.compile(
    r"\W*+(?:who\s++)?(?:(?:has|had|will|is\s+to|to|is|was)\s++)?"
    r"(?:(?:step(?:s|ped|ping)?|st(?:and|ands|ood|anding))\s+(?:down|aside)|(?:resign|quit|retir)\w*"
    r"|(?:leav(?:es?|ing)|left|g(?:ive|ives|ave|iven|iving)\s+up)\s+(?:as|office|the\s+(?:post|job|role|captaincy))"
    r"|(?<=\bis\s)(?:dismissed|sacked|fired|ousted|removed|replaced|succeeded)"
    r"|(?<=\bwas\s)(?:dismissed|sacked|fired|ousted|removed|replaced|succeeded))\b",
    re.I,
)
_WAS = re.compile(r"\b(?:was|had been|once)\b", re.I)
# "who led the club until 2021", "who was editor from 2009 to 2018"
_UNTIL = re.compile(
    r"(?:(?!\b(?:will|said|says|told|is|are|has)\b)[^.;]){0,80}?"
    r"\b(?:(?:until|till)\b(?!\s+(?:an?|the)\b)|from\s+(?:\w+\s+)?\d{4}(?:\s+to\b|\s?[-–—]))",
    re.I,
)
# Between an office and who has it: "Mayor of Calder, [Ida Holm]", "the new mayor is [Ida Holm]"
_TITLE = re.compile(
    r"(?:(?<=[Gg]ov)\.)?(?:\s+(?:of|for|at|in|to)\s+(?:the\s+)?[\w’'.-]+(?:\s+[^\W\d_a-z][\w’'.-]*){0,4})?(?:,|\s+(?:is|was|will\s+be))?\s*\Z"
)
# Between a name and its office: ", the mayor", "is mayor", "as mayor"; not "praised the mayor"
_HAS = re.compile(
    r"\W*,|\W*[(–—-]|.*\b(?:is|was|are|been|be|as|remains?|serves?|served|stays?)\b", re.I | re.S
)
# "Candidate for mayor", "the wife of the mayor": not who has it
_NOT_OF_IT = re.compile(
    r"\b(?:for|of|with|to|from|by|against|about|behind|under)\s+(?:(?:the|an?|its|his|her|their)\s+)?"
    r"(?:[^\W\d_a-z][\w’'.-]*\s+){0,3}(?:[a-z-]+\s+)?\Z"
)
_CAPITAL = rf"[{CAPITALS}](?:\.[{CAPITALS}])*(?:[\w’'&.-]*[\w’'])?\.?"
# Whose an office is: "Norland's longest-serving [mayor]", "[mayor] of New Calder"
_OWN = re.compile(rf"(?P<own>(?:{_CAPITAL}\s+)+)(?P<between>(?:[a-z][\w-]*\s+){{0,3}})\Z")
_OF_WHAT = re.compile(r"\s+of\s+(?P<what>(?!(?:the|an?|its|his|her|their)\b)\w+)")
_GAP = re.compile(r"(?P<comma>,?)\s+")
_OF = re.compile(rf"\s+(?P<link>of|for|in|at|to)\s+(?:the\s+)?(?P<own>{_CAPITAL}(?:\s+{_CAPITAL})*)")
_RUN = re.compile(rf"{_CAPITAL}(?:[ -](?:{_CAPITAL}|(?:de|van|von|der|al|bin)(?=[ -]{_CAPITAL})))*")
_ENDS_NAME = re.compile(r"[,.;:)]|\Z")
_PLACED = re.compile(r"\b(?:in|at|from|of|near|to)\s+(?:the\s+)?\Z", re.I)
_LOOKED_AT = 80  # characters before an office
_NAMED = re.compile(r"[’']?s?\s+[^\W\d_a-z][\w’'-]*[^\W\d_A-Z]")  # "mayor Ida Holm": whose title an office is
_APART = re.compile(
    r"[;:.!?—–()]|\b(?:and|but|while|after|before|when|that|whose|because|than|against)\b", re.I
)
_PLACES = 8  # of an office in a sentence that are looked at
_BESIDE = 5  # words between an office and its holder: "the club's head coach since May, Ida Holm"


class Tenure(StrEnum):
    """What a sentence says of a person and an office."""

    HOLDS = "holds"
    BEGINS = "begins"
    ENDS = "ends"  # it tells of the end
    ENDED = "ended"  # "the former mayor"


class Belongs(StrEnum):
    """Whether a sentence means the office of the country, place or body that a question asks for."""

    SAME = "same"
    OTHER = "other"
    UNCLEAR = "unclear"  # it may go by another name
    ELSEWHERE = "elsewhere"  # it is said near by of another's
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class Holding:
    """What a sentence says of an office and of who is named in `text[start:end]`."""

    start: int
    end: int
    tenure: Tenure
    belongs: Belongs


@dataclass(frozen=True, slots=True)
class Office:
    """An office that a question asks the holder of.

    `nouns` may name it; `before` are stems of the words before the noun: prime, of minister. `successor`: who
    held it after the person that is asked for, "" where the question names nobody. `whose`: the words, in
    comparable form, of the country, place or body that has it; none where that is not said.
    """

    nouns: frozenset[str]
    before: frozenset[str]
    successor: str = ""
    whose: tuple[str, ...] = ()


def asked_office(question: str) -> Office | None:
    """Return the office whose holder a question asks for, at some time or now; None if it asks for none."""
    asked = _ASKED.search(question)
    if asked is None or _DONE_BY.search(question):
        return None
    following = _BEFORE.search(question, asked.end("leads"))
    successor = following["name"].strip() if following else ""
    if asked["leads"]:
        led = _OF.match(f" of{question[asked.end('leads') :]}")
        whose = _own_words(led["own"], set()) if led else ()
        return Office(_OFFICES | {asked["leads"].lower()}, frozenset(), successor, tuple(whose))
    words: list[Token] = []
    for token in tokens(asked["office"]):
        if token.word in _LINKS or token.word == "before":
            break
        words.append(token)
    if not words or _noun(words[-1]) not in _OFFICES or any(each.word in _NOT_AT_A_TIME for each in words):
        return None
    noun = _noun(words[-1])
    before = {
        _spelling(each.stem)
        for each in words[:-1]
        if each.word not in _DETERMINERS
        and noun != "executive"
        and (each.word in _QUALIFIERS or asked["office"][each.start].islower())
    }
    of = _OF_WHAT.match(asked["office"], words[-1].end)
    if of and (of["what"].islower() or of["what"] == "State"):
        before.add(_spelling(stem_of(of["what"])))
    alike = next((each for each in _ALIKE if noun in each), frozenset({noun}))
    if noun in _OF_GOVERNMENT and before and before.isdisjoint(_SINGLE):
        alike = _OF_GOVERNMENT
    return Office(alike, frozenset(before), successor, _asked_whose(asked["office"], words[-1], before))


def holding(office: Office, text: str, start: int, end: int) -> Holding | None:
    """Return what a sentence says of the office and of who is named in `text[start:end]`."""
    words = tokens(text)
    return _said(text, words, _whose(office, text, words), *_untitled(text, start, end))


def holdings(office: Office, text: str) -> list[Holding]:
    """Return what a sentence says of the office and of those whom it names right beside it."""
    if not any(noun in text.lower() for noun in office.nouns):
        return []
    words = tokens(text)
    found = (
        _said(text, words, {at: whose}, start, end)
        for at, whose in _whose(office, text, words).items()
        for start, end in _beside(office, text, words[at])
    )
    return [each for each in found if each]


def office_wordings(office: Office) -> list[list[str]]:
    """Return, for each way to name an office and whose it is, the stems of its words."""
    forms = forms_of_land(office.whose) | ({"u s"} if "us" in office.whose else set())
    named = [stems(" ".join((*office.whose[:-1], form))) for form in sorted(forms)]
    spelled = [
        office.before,
        *([office.before - {"defens"} | {"defenc"}] if "defens" in office.before else []),
    ]
    called = [[*stems(noun), *sorted(before)] for noun in sorted(office.nouns) for before in spelled]
    return [list(dict.fromkeys((*one, *other))) for one in named for other in called]


def is_of_one_land(office: Office, text: str) -> bool:
    """Return whether a text names the country that has the office, and no other."""
    if not _is_land(office.whose):
        return False
    known = forms_of_land(office.whose) | {*office.whose}
    named = {" ".join(comparable(raw)) for raw in _RUN.findall(text)}
    own = {name for name in named if all(_names_whose(office, name.split()))}
    return bool(own) and not any(_is_land(name.split()) for name in named - own if name not in known)


def belongs_elsewhere(office: Office, texts: Iterable[str], person: str) -> bool:
    """Return whether sentences speak of another's office alone, by no name or by that of this person."""
    found = [
        (belongs, _behind(text, words[at]))
        for text in texts
        for words in [tokens(text)]
        for at, belongs in _whose(office, text, words).items()
    ]
    return all(belongs is not Belongs.SAME for belongs, _ in found) and any(
        belongs is Belongs.OTHER and (not _RUN.match(behind) or person in behind.lower())
        for belongs, behind in found
    )


def _behind(text: str, noun: Token) -> str:
    return text[noun.end : noun.end + _NEAR].lstrip(", ")


def _spelling(stem: str) -> str:
    return "defens" if stem == "defenc" else stem


def _whose(office: Office, text: str, words: Sequence[Token]) -> dict[int, Belongs]:
    """Return which words of a sentence name such an office, with whose it is."""
    places = [at for at, token in enumerate(words) if _noun(token) in office.nouns]
    return {at: _belongs(office, text, words[at]) for at in places[:_PLACES] if _is_same(office, words, at)}


def _said(
    text: str, words: Sequence[Token], whose: Mapping[int, Belongs], start: int, end: int
) -> Holding | None:
    """Return what is said of a name and the office that is asked for, else one near by."""
    if _FOLLOWED.search(text[:start]):
        return Holding(start, end, Tenure.ENDS, next(iter(whose.values()), Belongs.UNSAID))
    near = sorted(whose, key=lambda at: _distance(words, at, start, end))
    told = [(whose[at], how) for at in near if (how := _told(text, words, at, start, end))]
    if not told:
        return None
    of, how = next((each for each in told if each[0] is Belongs.SAME), told[0])
    return Holding(start, end, how, of)


def _beside(office: Office, text: str, noun: Token) -> Iterator[tuple[int, int]]:
    """Yield where those stand whom a sentence names right behind an office, or before it."""
    _, at = _of(office, text, noun)
    gap = _GAP.match(text, at)
    run = _RUN.match(text, gap.end()) if gap else None
    if gap and run and (not gap["comma"] or _ENDS_NAME.match(text, run.end())):
        yield from _person(text, *run.span(), least=2 if gap["comma"] else 1)
    first = max(0, noun.start - _LOOKED_AT)
    own = _OWN.search(text, first, noun.start)
    for run in list(_RUN.finditer(text, first, own.start() if own else noun.start))[-2:]:
        whole = run.start() > first or first == 0
        if whole and not _PLACED.search(text, first, run.start()):
            yield from _person(text, *run.span(), least=2)


def _of(office: Office, text: str, noun: Token) -> tuple[str, int]:
    """Return whose an office is by what stands behind it, "" where nothing does, and where that ends.

    "Secretary of State of New Norland [Ida Holm]": a country ends where its name does.
    """
    at = noun.end + text.startswith(".", noun.end) * (noun.word == "gov")
    what = _OF_WHAT.match(text, at)
    if what and _spelling(stem_of(what["what"])) in office.before:
        at = what.end()
    behind = _OF.match(text, at)
    if behind is None:
        return "", at
    own = behind["own"].split()
    lands = (" ".join(own[:n]) for n in range(len(own), 0, -1) if names_country(" ".join(own[:n]), least=n))
    whose = next(lands, behind["own"])
    return whose if behind["link"] == "of" else f"{behind['link']} {whose}", behind.start("own") + len(whose)


def _person(text: str, start: int, end: int, *, least: int) -> Iterator[tuple[int, int]]:
    """Yield the span of a name that may be a person's, without a possessive."""
    name = re.sub(r"['’]s?$", "", text[start:end]).rstrip(".")
    words = name.split()
    small = [word.lower() for word in words]
    if len(words) < least or any(word in _OFFICES or word in MONTHS or word in WEEKDAYS for word in small):
        return
    if any(word in STOP_WORDS for word in small) or all(map(is_common, words)) or names_country(name):
        return
    yield start, start + len(name)


def _untitled(text: str, start: int, end: int) -> tuple[int, int]:
    """Return where a name stands behind its title: "President [Ida Holm]"."""
    titles = [each.end for each in tokens(text[start:end]) if each.word in _OFFICES]
    name = _RUN.search(text, start + titles[-1], end) if titles else None
    return name.span() if name else (start, end)


def _asked_whose(office: str, noun: Token, before: set[str]) -> tuple[str, ...]:
    """Return the words that tell whose office a question means: "uk" of "the UK prime minister"."""
    words = _own_words(office[: noun.start], before)
    while len(words) > 1 and is_common(words[-1].capitalize()):
        words.pop()  # "US Attorney", of a general
    behind = None if words else _OF.match(office, noun.end)
    return tuple(words or (_own_words(behind["own"], set()) if behind and behind["link"] != "to" else ()))


def _own_words(text: str, before: set[str]) -> list[str]:
    """Return the words of a name before an office that are no part of what it is called."""
    raw = " ".join(word for word in text.split() if word[:1].isupper())
    return [
        word
        for word in comparable(raw)
        if word not in _QUALIFIERS | _FORMER | _ACTING | _OFFICES | _PARTIES | STOP_WORDS - {"us"}
        and word not in ("then", "st")
        and _spelling(stem_of(word)) not in before
    ]


def _belongs(office: Office, text: str, noun: Token) -> Belongs:
    """Return whose office a noun means, by what stands before it and behind it."""
    if not office.whose:
        return Belongs.UNSAID
    before = _OWN.search(text, max(0, noun.start - _LOOKED_AT), noun.start)
    behind, _ = _of(office, text, noun)
    words: list[str] = []
    possessive = False
    if before:
        possessive = before["own"].rstrip().endswith(("'s", "’s", "s'", "s’"))
        plain = all(
            word in _QUALIFIERS | _FORMER | _ACTING or _spelling(stem_of(word)) in office.before
            for word in before["between"].split()
        )
        words = _own_words(before["own"], set(office.before)) if possessive or plain else []
    words = words or _own_words(behind, set())
    if not words:
        return Belongs.UNSAID
    same, land = _names_whose(office, words), _is_land(office.whose)
    if all(same) or (same[-1] and len(words) == 1):
        return Belongs.UNCLEAR if land and _has_more(office, words) else Belongs.SAME
    other = _is_land(words) or (not possessive and _has_more(office, words))
    return Belongs.OTHER if land and other else Belongs.UNCLEAR


def _has_more(office: Office, words: Sequence[str]) -> bool:
    """Return whether a name has more than a country in it: "UBS Americas", "New York State"."""
    known = forms_of_land(office.whose) | {*office.whose}
    return any(word not in known and not is_common(word.capitalize()) for word in words)


def _is_land(words: Sequence[str]) -> bool:
    """Return whether a name is a country's or says where somebody is from."""
    return names_country(" ".join(words)) or any(map(is_of_people, words))


def _names_whose(office: Office, words: Collection[str]) -> list[bool]:
    """Return which of the words that tell whose an office is are among these, in some form."""
    *first, _ = office.whose
    last = forms_of_land(office.whose) | {stem_of(office.whose[-1])}
    return [*(each in words for each in first), any(each in last or stem_of(each) in last for each in words)]


def is_acting(text: str, start: int, end: int) -> bool:
    """Return whether a sentence says near a name that its bearer has the office for the time being."""
    near = range(max(0, start - _NEAR), end + _NEAR)
    return any(each.word in _ACTING and each.start in near for each in tokens(text))


def _noun(token: Token) -> str:
    """Return a word without the ending of a possessive: "the mayor's"."""
    return token.word.removesuffix("'s").removesuffix("’s")


def _distance(words: Sequence[Token], at: int, start: int, end: int) -> int:
    """Return how many words stand between an office and a name."""
    office = words[at]
    if office.end <= start:
        return sum(office.end <= each.start and each.end <= start for each in words)
    return sum(end <= each.start and each.end <= office.start for each in words)


def _is_same(office: Office, words: Sequence[Token], at: int) -> bool:
    """Return whether a noun means the office: no deputy's, and the prime minister's if that is asked for."""
    near = {each.stem for each in words[max(0, at - 2) : at]}
    around = {_spelling(each.stem) for each in words[max(0, at - _BESIDE) : at + _BESIDE]}
    return not (near & _DEPUTY_STEMS) - office.before and office.before <= around


def _told(text: str, words: Sequence[Token], at: int, start: int, end: int) -> Tenure | None:
    """Return what a sentence says of a name and of the office that is its word number `at`."""
    office, behind = words[at], text[end:]
    first = end if office.start >= end else 0
    called = {each.word for each in words[max(0, at - 4) : at] if each.start >= first}
    former = bool(called & _FORMER) or _THEN.search(text, max(0, office.start - _NEAR), office.start)
    if office.end <= start:
        title = _TITLE.match(text, office.end, start)
        if title is None:
            return None
        if _PUT_OUT.search(text[: office.start]) or _UNTIL.match(behind) or _GOES.match(behind):
            return Tenure.ENDS
        if former:
            return Tenure.ENDED
        if called & _ORDINALS:
            return None
        return Tenure.BEGINS if _MAKES.search(text[: office.start]) else Tenure.HOLDS
    between = text[end : office.start]
    if _NOT.search(between) or _NAMED.match(text, office.end):
        return None
    if _PUT_OUT.search(text[:start]) or _GOES.match(between):
        return Tenure.ENDS
    if _BEGINS.search(between):
        return Tenure.BEGINS  # "Lena Orvik was sworn in as mayor"
    if _APART.search(between) or _distance(words, at, start, end) > _BESIDE:
        return None
    if _MAKES.search(text[:start]):
        return Tenure.BEGINS
    if not _HAS.match(between) or _NOT_OF_IT.search(between) or called & _ORDINALS:
        return None
    if _UNTIL.match(behind):
        return Tenure.ENDS
    return Tenure.ENDED if former or _WAS.search(between) else Tenure.HOLDS
