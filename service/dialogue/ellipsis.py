"""Questions that are only a part: the part takes its place in the question before."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from service.dialogue.turns import AUXILIARIES, NOT_PERSONS, Mention, is_person, mentions_in, phrases
from service.english.dates import find_spans
from service.english.lemmas import stem_of
from service.english.names import names_country
from service.english.words import STOP_WORDS, WORD, folded
from service.questions.expect import Expect, expected
from service.questions.publishers import find_named_publishers

_AUX = "|".join(sorted(AUXILIARIES, key=len, reverse=True))
_PREPOSITION = r"(?:by|for|in|at|of|to|since|until|from|with|on|under|about|against|during)"
_ASKED = re.compile(
    rf"^(?P<phrase>(?:{_PREPOSITION}\s+)?(?:who(?:m|se)?|what|which|when|where|why"
    rf"|how)\b(?:(?!\bthe\b)[^?,;:])*?)"
    rf"\s+(?P<aux>{_AUX})\s+(?P<rest>.+?)\W*$",
    re.I,
)
_SUBJECT = re.compile(r"^(?P<wh>who|which|what|how (?:many|much))\s+(?P<rest>.+?)\W*$", re.I)
_WH = re.compile(
    rf"^(?:{_PREPOSITION}\s+)?(?:who(?:m|se)?|what|which|when|where|why|how(?:\s+(?:many|much))?)\b", re.I
)
_DEGREE = re.compile(r"how (?!many|much|long|often|far)(\w+)$")
_PARTICIPLE = re.compile(
    r"(?:been|be|made|sold|built|found|killed|sent|paid|lost|won|taken|held|cut|\w+ed)\b"
)
_LEADING = re.compile(rf"^(?P<preposition>{_PREPOSITION})\s+(?P<object>.+)$", re.I)
_STEP = re.compile(
    r"^(?:(?:in|on|during)\s+)?(?:the\s+(?P<side>previous|next|following|preceding)\s+(?P<unit>year|month"
    r"|week|day)"
    r"|(?:the|a|one)\s+(?P<unit2>year|month|week|day)\s+(?P<side2>before|after|earlier|later))$",
    re.I,
)
# "Who was the captain", "What was the turnout"
_ATTRIBUTE = re.compile(r"\W*(?:who|what) (?:is|was|are|were) (?:the|its|their) [a-z-]+(?: [a-z-]+)?$", re.I)
_ROLE = re.compile(
    r"\b(?P<is>is|are|was|were|be)\s+(?:the\s+)?(?P<role>[a-z][\w -]*?)(?=\s+(?:of|for|at|in)\b)"
    r"|(?<=['’]s )(?P<role2>[a-z][a-z -]*?)(?=\W*$)"
)
# Persons whom the kinds of service/questions/expect.py do not name.
_PROFESSION = re.compile(
    r"(?:ist|ician|[a-z]man|[a-z]woman|lawyer|barrister|engineer|architect|skipper|contractor|editor|bishop"
    r"|trainer|referee|treasurer|neighbour|buyer|designer|witness)$",
    re.I,
)
_PLURAL = re.compile(r"\w\w[^\Ws]s$", re.I)
_COUNTED = re.compile(r"^(?P<how>how many|which|what)\s+(?P<noun>[a-z-]+)\b", re.I)


def ask_about(wh: str, question: str, topic: str) -> str:
    """Return `question` with another question word: "why" makes "When did it open?" "Why did it open?"."""
    wh = wh[:1].upper() + wh[1:]
    asked = _ASKED.match(question)
    if asked:
        return f"{wh} {asked['aux']} {_rest_asked(asked, wh)}?"
    if re.match(rf"(?:{_AUX})\b", question, re.I):
        return f"{wh} {question[:1].lower()}{question[1:]}"
    subject = _SUBJECT.match(question)
    if subject is None:
        return with_topic(f"{wh}?", topic)
    article = {"who": "someone ", "which": "the ", "what": "the "}.get(subject["wh"].lower(), "")
    return f"{wh} was it that {article}{subject['rest']}?"


def _rest_asked(asked: re.Match[str], wh: str) -> str:
    """What follows the verb under another question word: the old one's noun or adjective stays in it."""
    phrase, rest = asked["phrase"].lower(), asked["rest"]
    noun = _WH.sub("", asked["phrase"]).strip()
    if asked["aux"].lower() in ("do", "does", "did"):
        return f"{rest}, as to {noun}" if noun and wh != "How many" else rest
    if _PARTICIPLE.match(rest) or (phrase == "who" and rest.startswith("the ")):
        subject = noun if phrase.startswith("how") else f"the {noun}"
        return f"{subject if noun else 'someone' if phrase.startswith('who') else 'it'} {rest}"
    degree = _DEGREE.match(phrase)
    return f"{rest} so {degree[1]}" if degree and wh == "Why" else rest


_WITH_TOPIC = ", as to "


def with_topic(question: str, topic: str) -> str:
    """Return a question with what it is about at its end."""
    body = question.rstrip(" ?.!")
    if not topic or _WITH_TOPIC in question:
        return question
    return (
        f"{body} of {topic}?"
        if _ATTRIBUTE.match(body) and " and " not in topic
        else f"{body}, as to {topic}?"
    )


def ask_part(part: str, question: str, as_of: datetime, publishers: Collection[str]) -> str:
    """Return `question` with `part` ("in Britain", "2028", "the mayor") in the place of what it replaces."""
    moved = _stepped(part, question, as_of)
    if moved:
        return _with_date(moved, question, as_of)
    if find_named_publishers(f"according to {part}", publishers) or part.lower().startswith("according to"):
        return _with_source(part, question, publishers)
    dates = find_spans(part, as_of) or find_spans(f"in {part}", as_of)
    if dates and not _words_beside(part, as_of):
        return _with_date(part, question, as_of)
    names = mentions_in(part, as_of)
    body, _, topic = question.partition(_WITH_TOPIC)
    old = mentions_in(topic, as_of)
    if names and old:
        return f"{body}{_WITH_TOPIC}{topic.replace(old[0].text, names[0].text, 1)}"
    if names:
        return _with_name(part, question, as_of)
    return _with_noun(part, question, as_of)


def _words_beside(part: str, as_of: datetime) -> bool:
    """Whether a part has other words than its date and what leads it."""
    text = f"in {part}" if not find_spans(part, as_of) else part
    for date in reversed(find_spans(text, as_of)):
        text = text[: date.start] + text[date.end :]
    return any(word[0].lower() not in STOP_WORDS for word in WORD.finditer(text))


def _stepped(part: str, question: str, as_of: datetime) -> str | None:
    """Return the date that "the year before" means beside the question's own."""
    step = _STEP.match(part)
    if step is None:
        return None
    unit, side = (step["unit"] or step["unit2"]).lower(), (step["side"] or step["side2"]).lower()
    by = 1 if side in ("next", "following", "after", "later") else -1
    dates = find_spans(question, as_of)
    start = dates[0].span.start if dates else as_of
    if unit == "year":
        return f"in {start.year + by}"
    if unit == "month":
        month = start.month - 1 + by
        return f"in {datetime(2000, month % 12 + 1, 1):%B} {start.year + month // 12}"
    day = start + timedelta(days=by * (7 if unit == "week" else 1))
    return f"{'in the week of' if unit == 'week' else 'on'} {day.day} {day:%B %Y}"


def _with_date(date: str, question: str, as_of: datetime) -> str:
    spans = find_spans(question, as_of)
    led = _LEADING.match(date)
    if not spans:
        return _append(question, date if led else f"in {date}")
    start, end = spans[0].start, spans[0].end
    before = re.search(
        r"\b(?:in|on|by|since|until|during|over|within|for)\s+(?:the\s+)?$", question[:start], re.I
    )
    if led and before:
        start = before.start()
    return question[:start] + date + question[end:]


def _with_source(part: str, question: str, publishers: Collection[str]) -> str:
    source = find_named_publishers(question, publishers)
    name = re.sub(r"^according\s+to\s+", "", part, flags=re.I)
    if source:
        start = source[0].start
        name = re.sub(r"^the\s+", "", name) if question[:start].lower().endswith("the ") else name
        return question[:start] + name + question[source[0].end :]
    return _append(question, f"according to {name}")


def _with_name(part: str, question: str, as_of: datetime) -> str:
    led = _LEADING.match(part)
    thing = led["object"] if led else part
    names = mentions_in(question, as_of)
    if not names:
        return _append(question, part) if led else with_topic(question, thing)
    name = _counterpart(part, names, question, as_of)
    start, end = _place_of(name, thing, question, as_of)
    before = re.search(rf"\b{_PREPOSITION}\s+(?:the\s+)?$", question[:start], re.I)
    if led and before:
        return question[: before.start()] + part + question[end:]
    the = re.search(r"\bthe\s+(?:[a-z]+\s+)?$", question[:start], re.I)
    if the and led:  # "the Kess Bridge" is no place as "Britain" is one
        return _append(question, part)
    if the and not _takes_the(thing):
        start = the.start()
    return question[:start] + thing + question[end:]


def _place_of(name: Mention, thing: str, question: str, as_of: datetime) -> tuple[int, int]:
    """Where `thing` goes: in place of a name, or of its whole phrase if it is a phrase itself."""
    start, end = name.start, name.end
    owned = re.match(r"['’]s\b", question[end:])
    if owned and re.search(r"['’]s?$", thing):
        return start, end + owned.end()
    if thing.removeprefix("the ")[0].islower() and not owned:
        phrase = next((each for each in phrases(question, as_of) if name.text in each), name.text)
        at = question.find(phrase)
        return (at, max(at + len(phrase), end)) if at >= 0 else (start, end)
    return start, end


def _takes_the(thing: str) -> bool:
    """Whether a name follows "the": "Central Library" does, "Britain", "Pau Ribas" and "the Fed" do not."""
    words = [folded(word) for word in WORD.findall(thing)]
    return words[0] != "the" and words[-1] in NOT_PERSONS and not names_country(thing)


def _counterpart(part: str, names: list[Mention], question: str, as_of: datetime) -> Mention:
    """The name that `part` replaces: after the same preposition, of the same kind, with a word in common."""
    led = _LEADING.match(part)
    new = mentions_in(part, as_of)[0]

    def fit(name: Mention) -> tuple[bool, bool, bool]:
        before = re.search(r"(\w+)\s+(?:the\s+)?$", question[: name.start])
        same = bool(led and before and before[1].lower() == led["preposition"].lower())
        alike = is_person(name, question) == is_person(new, part)
        common = {stem_of(w) for w in name.text.split()} & {stem_of(w) for w in new.text.split()}
        return same, bool(common), alike

    return max(names, key=fit)


def _with_noun(part: str, question: str, as_of: datetime) -> str:
    """Return the question with a common noun in place of its own: a role, what is counted, a like phrase."""
    bare = re.sub(r"^(?:the|its|his|her|their|a|an)\s+", "", part, flags=re.I)
    for word in WORD.finditer(bare):
        paired = re.search(rf"\b[\w'’-]+(?=\s+{re.escape(word[0])}\b)", question, re.I)
        before = bare[: word.start()].strip()
        if before and paired and paired[0].lower() not in STOP_WORDS:
            return question[: paired.start()] + bare[: word.start()].strip() + question[paired.end() :]
    if re.search(r"['’]s?$", bare):
        owned = re.search(r"\b[a-z]+['’]s?(?=\s)", question)
        if owned:
            return question[: owned.start()] + bare + question[owned.end() :]
    role = _ROLE.search(question)
    if role and expected(question) is _kind(bare):
        at = role.span("role") if role["role"] else role.span("role2")
        return question[: at[0]] + bare + question[at[1] :]
    attribute = re.match(
        r"(?:who|what) (?:is|was|are|were) the .*? (?:of|at|in|for) (?P<topic>.+?)\W*$", question, re.I
    )
    if attribute:
        return ask_for(bare, attribute["topic"], as_of)
    counted = _COUNTED.match(question)
    if counted and not part.lower().startswith(("the ", "its ", "his ", "her ", "their ")):
        at = counted.span("noun")
        return question[: at[0]] + bare + question[at[1] :]
    topics = phrases(question, as_of)
    return ask_for(bare, topics[0] if topics else "", as_of)


def ask_for(noun: str, topic: str, as_of: datetime) -> str:
    """Return the question for an attribute of a topic: "Who is the mayor of Kessmouth?"."""
    person = is_role(noun)
    if person:  # events have dates and causes, organisations and places have persons
        topic = next((name.text for name in mentions_in(topic, as_of)), topic)
    verb = "are" if _PLURAL.search(noun) else "is"
    about = f" of {topic}" if topic else ""
    return f"{'Who' if person else 'What'} {verb} the {noun}{about}?"


def is_role(noun: str) -> bool:
    """Return whether a common noun is one for a person: "mayor"."""
    return _kind(noun) is Expect.PERSON


def _kind(noun: str) -> Expect:
    return Expect.PERSON if _PROFESSION.search(noun) else expected(f"what is the {noun}?")


def _append(question: str, words: str) -> str:
    return f"{question.rstrip(' ?.!')} {words}?"
