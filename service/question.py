"""What a question asks for: when, from whom, and which kind of answer. Cues in the wording only, no model.

A time expression becomes a *publication window* (`after`, `before`) only where the question says when
something was reported: it follows "articles", "news" or the like ("news since Monday", "stories published
in" " 2023"), "what was reported", or a publisher named as the source ("according to the Harbour Post last
week"). Any other" " ("who won in 2013", "what happened last week in Lyon") is the time of an event and goes
to `mentioned`: a preference for ranking, never a filter, as the event may have been reported later.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from ingest.article import normalise_text
from ingest.errors import InputError
from service.dates import FoundSpan, Relation, Span, as_utc, find_spans

MAX_QUESTION = 2_000  # characters
EARLIEST = datetime.fromisoformat("1000-01-01T00:00:00+00:00")  # where the span of "before 1950" begins


class Expect(StrEnum):
    """The kind of thing that answers the question."""

    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    PERSON = "person"
    PLACE = "place"
    ORGANISATION = "organisation"
    REASON = "reason"
    QUOTE = "quote"
    YES_NO = "yes_no"
    DEFINITION = "definition"
    OTHER = "other"


class Recency(StrEnum):
    """Whether the latest state is wanted, that of a past time, or the question leaves it open."""

    PRESENT = "present"
    PAST = "past"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Question:
    """A question read at `as_of`. `after` and `before` bound publication; `mentioned` are times of events."""

    text: str
    as_of: datetime
    after: datetime | None
    before: datetime | None
    mentioned: tuple[Span, ...]
    publishers: tuple[str, ...]
    quoted: tuple[str, ...]
    names: tuple[str, ...]
    terms: tuple[str, ...]
    expects: Expect
    tense: Recency


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


STOP_WORDS = _words(
    "a about according after all also am an and another any are as at be because been before being both"
    " but by can"
    " could despite did do does doing done during each following either else every for from get had has"
    " have having he her here hers him his"
    " how i if in into is it its itself just let many may me might more most much must my no nor not now"
    " of off on"
    " once one only or other our out over own please shall she should since so some such tell than that"
    " the their"
    " them then there these they this those through to too true under until up us very was we were what"
    " what's when"
    " where whether which while who who's whom whose why will with within without would yet you your"
)
_RELATIVE = _words(
    "ago coming current day days decade decades earlier early end last late later mid middle month months"
    " next past"
    " previous quarter start this today tomorrow week weekend weeks year years yesterday two three four"
    " five six"
    " seven eight nine ten couple few"
)
_NOUNS = {
    Expect.PERSON: "person people man woman boy girl actor actress singer player politician president"
        " minister premier"
    " governor senator leader ceo boss coach driver artist author writer celebrity director king queen"
    " prince princess"
    " athlete musician rapper scientist comedian official judge mayor investor executive star boxer golfer"
    " footballer"
    " quarterback striker monarch pope lawmaker candidate chancellor secretary member head founder manager"
    " model"
    " gymnast swimmer runner congressman congresswoman mp spokesman spokeswoman spokesperson successor"
    " winner victim"
    " suspect owner chairman chairwoman captain journalist presenter professor astronaut composer painter"
    " inventor",
    Expect.PLACE: "country city state town place continent county region province island planet location"
        " venue village"
    " nation territory airport capital district stadium street site area park port suburb municipality"
    " borough destination",
    Expect.ORGANISATION: "company organisation organization team club agency bank party airline automaker"
        " carmaker"
    " retailer firm broadcaster university school college newspaper league network studio brand business"
    " employer"
    " corporation department ministry union charity manufacturer publisher maker chain court committee"
    " association"
    " supermarket publication startup conglomerate startup",
    Expect.DATE: "year date day month century decade time",
    Expect.NUMBER: "number age population temperature speed height toll size total figure score magnitude",
    Expect.MONEY: "price cost salary fee amount budget fine revenue profit value worth wage wages earnings",
    Expect.PERCENT: "percentage percent proportion share rate inflation",
    Expect.REASON: "reason cause motive",
    Expect.DURATION: "duration length",
    Expect.DEFINITION: "meaning definition",
    Expect.QUOTE: "quote quotation",
}
_HEADS = {noun: expect for expect, nouns in _NOUNS.items() for noun in nouns.split()}
_SKIPPED = _words("is are was were s the a an of these following name names title one two three actual"
    " other exact")
_CLOSERS = STOP_WORDS | _words("during against near between among like said")
_AUX = (
    r"(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|should|might|must|may|isn|aren"
    r"|wasn|didn)"
)
_WH = re.compile(r"\b(?:who(?:m|se)?|what|which|when|where|why|how)\b")
_OPENING = re.compile(
    r"\W*(?:(?:and|so|but|then|also)\W+)?(?:(?:to|in|on|at|for|from|by|with|of|about|since|until|during"
    r"|under|after"
    r"|before|as|through|against|over|around|approximately|roughly|exactly)\s+){0,2}(?=(?:who|what|which"
    r"|when|where|why|how))"
)  # fmt: skip
_TOLD = re.compile(
    r"\b(?:know|known|tell|told|say|said|explain|explained|clear|announced?|specif(?:y|ied)|disclosed?"
    r"|revealed?"
    r"|giv(?:e|en)|wonder(?:ing)?|find out)\b[^?]{0,30}?\b(?=(?:who|what|which|when|where|why|how)\b)"
)
_SENTENCE = re.compile(r"(?<=[.?!])(?<![A-Z]\.)(?<!\b(?:Mr|Dr|St|Lt|Jr|Sr)\.)(?<!\b(?:Gov|Sen|Rep|Gen|Mrs"
    r"|Jan|Feb|Aug|Oct|Nov|Dec)\.)[\"”’]?\s+(?=\S)")
_ORDER = re.compile(r"\W*(?:name|list|give(?: me)?|identify|state|find)\s+")
_TIMES = r"(?:seconds|minutes|hours|days|nights|weeks|months|years|decades|centuries)"
_MONEY_WORD = re.compile(
    r"\b(?:costs?|pay|paid|pays|worth|spen[dt]|sell|sold|price|money|earn|earned|fined?|fund(?:ing|ed)?"
    r"|raised?"
    r"|invest(?:ed|ing)?|donated?|valued|salary|tax|debt|budget|bid|offer(?:ed)?|charged?|lose|lost|save"
    r"|buy|bought"
    r"|aid|compensation|damages)\b"
)
_CHANGED = re.compile(r"\b(?:increased?|decreased?|risen|rise|rose|grown?|grew|dropped|fallen|fall|fell)\b")
_CUES = tuple(
    (re.compile(pattern), expect)
    for pattern, expect in (
        (r"why|how come|what (?:\w+ )?(?:caused?|causes|prompted|led to|sparked|triggered"
            r"|motivated)\b", Expect.REASON),
        (r"what (?:did|does|do|has|have|had|was|were) .*\b(?:say|said|tell|told|tweet)\b", Expect.QUOTE),
        (r"what (?:did|does|do|is|are) .*\b(?:mean|meant by|stand for|refer to)\b", Expect.DEFINITION),
        (rf"how (?:long|much (?:more )?(?:time|longer)|many (?:\w+ )?{_TIMES}(?! old))\b", Expect.DURATION),
        (r"how (?:many|often|old|far|tall|big|large|deep|high|fast|heavy|hot|cold|wide|close"
            r"|strong)\b", Expect.NUMBER),
        (r"how much\b", Expect.NUMBER),
        (r"(?:when|how soon)\b", Expect.DATE),
        (r"where\b", Expect.PLACE),
        (r"who(?:m|se)?\b", Expect.PERSON),
        (r"how\b", Expect.OTHER),
        (r"what(?:['’]s| is| are) (?!(?:it|this|that|they|he|she|happening|going|new|next|wrong|left|known"
            r"|their|his"
         r"|her|its)\b)(?!.*\b(?:the|of|in|for|to|from|by|on|at|about|doing|being)\b)(?:\S+"
         r" ?){1,4}\W*$", Expect.DEFINITION),
    )
)  # fmt: skip


def _asking(text: str) -> str:
    """The lower-cased question from its question word on; "" for yes or no; else what is to be named."""
    sentences = [part for part in _SENTENCE.split(text) if part.strip()] or [text]
    asked = [part for part in sentences if _WH.search(part.lower())]
    sentence = (asked or [part for part in sentences if "?" in part] or sentences)[-1].lower()
    opening = _OPENING.match(sentence)
    if opening:
        return sentence[opening.end() :]
    told = _TOLD.search(sentence)
    if re.match(rf"\W*{_AUX}\b", sentence) or "true or false" in text.lower():
        return sentence[told.end() :] if told else ""
    for match in reversed(list(_WH.finditer(sentence))):
        rest, clause = sentence[match.end() :], sentence[: match.start()].rstrip().endswith(tuple(",:;-–"))
        inverted = bool(re.match(rf"(?:['’]s)?\s*{_AUX}\b", rest)) or rest.startswith(("'s", "’s"))
        named = match[0] in ("what", "which", "how", "whose")
        relative = clause and inverted and match[0] in ("which", "who")
        if not relative and (named or (clause and inverted) or not rest.strip(" ?.:")):
            return sentence[match.start() :]
    return sentence[told.end() :] if told else "what " + _ORDER.sub("", sentence, count=1)


def _head(phrase: str) -> Expect:
    """The kind named by the first known noun of the phrase, or by a known noun that directly follows it."""
    found = Expect.OTHER
    phrase = re.sub(r"^(what (?:is|are|was|were) ).*?\w['’]s? ", r"\1", phrase)
    for raw in re.findall(r"[\w-]+", phrase)[1:14]:
        word = raw.removesuffix("ies") + "y" if raw.endswith("ies") else raw
        kind = _HEADS.get(word) or _HEADS.get(word.removesuffix("s")) or Expect.OTHER
        closes = found is not Expect.OTHER or (word in _CLOSERS and word not in _SKIPPED)
        if kind is Expect.OTHER and closes:
            return found
        found = kind
    return found


def _expected(text: str) -> Expect:
    asking = _asking(text)
    if not asking:
        return Expect.YES_NO
    if re.match(r"who(?:['’]s| is| was) [^?]*\W*$", asking) and re.search(
        r"\b[Ww]ho(?:['’]s| is| was) (?:[A-Z][\w.'’-]*\s*)+\?*$", text
    ):
        return Expect.DEFINITION
    cue = next((expect for pattern, expect in _CUES if pattern.match(asking)), None)
    if asking.startswith("how much") and cue is Expect.NUMBER and _MONEY_WORD.search(text.lower()):
        return Expect.NUMBER if _CHANGED.search(asking) else Expect.MONEY
    if cue:
        return cue
    return Expect.DEFINITION if asking.startswith("what define ") else _head(asking)


_NOW = re.compile(
    r"\b(?:now|currently|current|latest|newest|recent|recently|just|still|so far|at the moment|these days"
    r"|will|won['’]t"
    r"|upcoming|going to|soon|yet|who['’]?s)\b|['’]ll\b|\bwho is\b", re.I
)  # fmt: skip
_ONCE = re.compile(
    r"\b(?:ever|originally|(?<!for the )first(?!-| lady| minister| family| aid)|history|historically"
    r"|founded|born"
    r"|invented|used to|formerly|initially|ago)\b", re.I
)  # fmt: skip
_TENSED = re.compile(r"\b(?:(?P<now>is|are|has|have|does|do|can|isn['’]t|hasn['’]t)|was|were|did|had"
    r"|would)\b|(?<=what)['’]s")


def _tense(text: str, found: list[FoundSpan], expects: Expect, as_of: datetime) -> Recency:
    ended = [item.before is not None and item.before <= as_of for item in found]
    running = (item for item, over in zip(found, ended, strict=True) if not over)
    if any(item.relation is not Relation.AFTER for item in running) or _NOW.search(text):
        return Recency.PRESENT
    if any(ended) or _ONCE.search(text):
        return Recency.PAST
    if expects is Expect.DEFINITION:
        return Recency.ANY
    verb = _TENSED.search(_asking(text)) or _TENSED.search(_SENTENCE.split(text)[-1].lower())
    return Recency.PRESENT if verb and (verb["now"] or verb[0] in ("'s", "’s")) else Recency.ANY


_SAID = (
    r"(?:report|say|said|wr[io]te|written|publish|cover|describe|claim|reveal|quote|print|ran|run"
    r"|carr[yi]|call)\w*"
)
_STORY = (
    r"(?:stor(?:y|ies)|articles?|coverage|reporting|interviews?|headlines?|editorials?|columns?"
    r"|report|news)"
)
_PREPOSITIONS = r"(?:\s+(?:from|in|on|since|before|after|until|by|between|during|over|the|prior\s+to))*\s*"
_SOURCE_BEFORE = re.compile(
    rf"(?:\b(?:according\s+to|as?\s+per|per)|\b(?:{_SAID}|read|appear\w*"
    rf"|{_STORY})(?:\s+[^\s?.!,;]+){{0,8}}\s+in"
    rf"|\b(?:report(?:ed|s)?|published|written|said|printed|quoted|covered|{_STORY})\s+(?:by|from|with)"
    rf"|^(?:in|from))"
    rf"\s+(?:the\s+|[\w .]{{0,20}}['’]s\s+)?$", re.I
)  # fmt: skip
_ASKED_OF = re.compile(r"\b(?:did|does|do|has|have|had)\s+(?:the\s+|[\w ]{0,20}['’]s\s+)?$", re.I)
_SAYS_THE = re.compile(r"\b(?:says|said|reports|writes)\s+(?:the\s+)?$", re.I)
_SPEAKS = re.compile(rf"\s+(?:\w+ly\s+|also\s+|first\s+)?{_SAID}", re.I)
_ITS_STORY = re.compile(rf"(?:['’]s)?\s+(?:\w+ly\s+)?(?:reports|reported|says|said|wr[io]tes?|published"
    rf"|{_STORY})\b", re.I)
_WORD = re.compile(r"\w+(?:['’.&-]\w+)*")


def _word(raw: str) -> str:
    return re.sub(r"['’]s$", "", raw.casefold())


@lru_cache(maxsize=16)
def _publisher_index(publishers: tuple[str, ...]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word -> (all words without a leading "the", name), longest name first."""
    index: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for name in publishers:
        words = tuple(_word(raw) for raw in _WORD.findall(name))
        words = words[1:] if len(words) > 1 and words[0] == "the" else words
        if words:
            index.setdefault(words[0], []).append((words, name))
    for entries in index.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return index


def _is_source(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 80) : start], text[end : end + 40]
    return bool(
        _SOURCE_BEFORE.search(before)
        or _ITS_STORY.match(after)
        or (_ASKED_OF.search(before) and _SPEAKS.match(after))
        or (_SAYS_THE.search(before) and re.match(r"\s*(?:[?,.;:!]|$)", after))
    )


def _sources(text: str, publishers: Collection[str]) -> list[tuple[int, int, str]]:
    """Start, end and name of each publisher that the question names as its source."""
    index = _publisher_index(tuple(publishers))
    found: list[tuple[int, int, str]] = []
    matches = list(_WORD.finditer(text)) if index else []
    words = [_word(match[0]) for match in matches]
    for i, word in enumerate(words):
        for name_words, name in index.get(word, ()):
            if tuple(words[i : i + len(name_words)]) == name_words:
                last = matches[i + len(name_words) - 1]
                start, end = matches[i].start(), last.end() - 2 * last[0].endswith(("'s", "’s"))
                if not (found and start < found[-1][1]) and _is_source(text, start, end):
                    found.append((start, end, name))
                break
    return found


_NEWS = re.compile(
    r"(?:\b(?:articles?|stories|story|coverage|reporting|headlines|editorials)|(?:^|\s)(?-i:news)|^news"
    r"|\b(?:the|any|all|news|press|media|recent|which|what)\s+reports)"
    r"(?:\s+(?:(?:about|on|of|regarding|concerning|covering|mentioning)\s+(?:(?!\b(?:who|which|that|when"
    r"|where)\b)"
    r"[^?.!,;:]){1,80}?\s+(?:(?:published|written|reported|printed|dated)(?:\s+(?:in|on))?|from|since"
    r"|before|after"
    r"|until|between)(?:\s+the)?\s*$"
    rf"|(?:(?:that\s+)?(?:was|were|has\s+been|have\s+been)\s+)?(?:published|written|reported|printed"
    rf"|posted|released"
    rf"|dated|appeared){_PREPOSITIONS}$)|{_PREPOSITIONS}$)"
    r"|\bwhat\s+(?:was|were|has\s+been|have\s+been|is\s+being)\s+(?:\w+ly\s+)?(?:reported|published|printed)"
    rf"{_PREPOSITIONS}$|\bin\s+the\s+(?:news|papers|press|headlines){_PREPOSITIONS}$", re.I
)  # fmt: skip
_AFTER_SOURCE = re.compile(rf"(?:\s+(?:also\s+|first\s+)?{_SAID})?{_PREPOSITIONS}", re.I)


def _dates_reporting(text: str, item: FoundSpan, sources: list[tuple[int, int, str]]) -> bool:
    if _NEWS.search(text[max(0, item.start - 140) : item.start]):
        return True
    return any(
        _AFTER_SOURCE.fullmatch(text, end, item.start) or re.fullmatch(r"['’]s\s+", text[item.end : start])
        for start, end, _ in sources
    )


def _event_span(item: FoundSpan, as_of: datetime) -> Span | None:
    """The time of an event as a closed span: an open end is `as_of`, an open start is EARLIEST."""
    start, end = item.after or EARLIEST, item.before or max(as_of, item.span.end)
    return Span(start, end) if start < end else None


_CAPITAL = (
    r"(?:(?:[A-Z]\.)+[A-Z]?|(?:Gov|Sen|Rep|Gen|Lt|Dr|Mr|Mrs|Ms|St|Prof)\.(?=\s[A-Z])|(?:[dlDLO]['’]"
    r"|al-)?[A-ZÀ-ÖØ-Þ]"
    r"(?:[\w&-]|['’](?!s?\b))*(?:\.\w+)*)"
)
_NAME = re.compile(
    rf"(?<![\w’'-]){_CAPITAL}(?:\s+(?:(?:of|for|de|del|van|von|der|la|bin)\s+(?:the\s+)?(?={_CAPITAL}))?"
    rf"(?:{_CAPITAL}|\d+\b(?![.,:%]\d)))*"
)
_QUOTED = re.compile(r"\"([^\"]+)\"|“([^”]+)”|(?<!\w)['‘]([^'’]{2,})['’](?!\w)")


def _names(text: str, found: list[FoundSpan]) -> tuple[str, ...]:
    names: dict[str, None] = {}
    for match in _NAME.finditer("" if text.isupper() else text):
        if any(item.start <= match.start() and match.end() <= item.end for item in found):
            continue
        words = match[0].split()
        while words and _word(words[0]) in STOP_WORDS:
            words.pop(0)
        name = re.sub(r"['’]s?$", "", " ".join(words)).strip(" .-&")
        if len(name) > 1:
            names.setdefault(name)
    return tuple(names)


def _terms(text: str, found: list[FoundSpan]) -> tuple[str, ...]:
    """Content words in order; of a time expression only what can stand in an article ("2013", "july")."""
    terms: dict[str, None] = {}
    for match in _WORD.finditer(text):
        word = _word(match[0])
        dated = any(item.start <= match.start() < item.end for item in found)
        if word not in STOP_WORDS and not (dated and word in _RELATIVE):
            terms.setdefault(word)
    return tuple(terms)


def _window(found: list[FoundSpan]) -> tuple[datetime | None, datetime | None]:
    after = max((item.after for item in found if item.after), default=None)
    before = min((item.before for item in found if item.before), default=None)
    return (after, before) if not (after and before and before <= after) else (after, None)


def parse_question(text: str, *, as_of: datetime, publishers: Collection[str] = ()) -> Question:
    """Return what `text` asks for; relative dates are read from `as_of`, which is UTC if it has no zone.

    `publishers` are the names the archive knows. Raises InputError for a question that is empty, has no word
    in it, or is longer than MAX_QUESTION characters.
    """
    if len(text) > MAX_QUESTION:
        raise InputError(f"The question has {len(text)} characters; the limit is {MAX_QUESTION}. Shorten it.")
    text, as_of = normalise_text(text), as_utc(as_of)
    if not _WORD.search(text):
        raise InputError(f"The question {text!r} has no word in it. Ask in words.")
    found, sources = find_spans(text, as_of), _sources(text, publishers)
    reporting = [item for item in found if _dates_reporting(text, item, sources)]
    after, before = _window(reporting)
    expects = _expected(text)
    events = (_event_span(item, as_of) for item in found if item not in reporting)
    return Question(
        text=text,
        as_of=as_of,
        after=after,
        before=before,
        mentioned=tuple(span for span in events if span),
        publishers=tuple(dict.fromkeys(name for _, _, name in sources)),
        quoted=tuple(next(filter(None, groups)).strip() for groups in _QUOTED.findall(text)),
        names=_names(text, found),
        terms=_terms(text, found),
        expects=expects,
        tense=_tense(text, found, expects, as_of),
    )
