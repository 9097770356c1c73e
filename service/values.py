"""Numbers, money, dates and the like as values, and whether a sentence has, or says that it lacks, what is
asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from service.dates import find_spans
from service.question import Expect


class ValueKind(StrEnum):
    """What a value measures."""

    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    DURATION = "duration"
    ORDINAL = "ordinal"


@dataclass(frozen=True, slots=True)
class Value:
    """`text[start:end]` as a value: "$1.2bn" is 1.2e9 "USD", "six weeks" 6 "week"; a date has no number."""

    start: int
    end: int
    kind: ValueKind
    number: float | None
    unit: str | None = None


_ONES: dict[str, float] = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS: dict[str, float] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_SCALES = {
    "hundred": 1e2, "dozen": 12.0, "thousand": 1e3, "k": 1e3, "million": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_ORDINALS: dict[str, float] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip
_SYMBOLS = {
    "$": "USD", "us$": "USD", "c$": "CAD", "a$": "AUD", "hk$": "HKD", "nz$": "NZD", "s$": "SGD", "£": "GBP",
    "€": "EUR", "¥": "JPY", "₹": "INR", "usd": "USD", "eur": "EUR", "gbp": "GBP",
}  # fmt: skip
_CURRENCIES = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "yuan": "CNY",
    "rupee": "INR", "rouble": "RUB", "ruble": "RUB", "franc": "CHF", "won": "KRW", "peso": "MXN",
    "usd": "USD", "eur": "EUR", "gbp": "GBP",
}  # fmt: skip
_UNITS = "second|minute|hour|day|night|week|fortnight|month|year|decade|century|centurie"
_WORD = "|".join([*_ONES, *_TENS])
_BIG = "hundred|thousand|million|billion|trillion|dozen"
_SPELLED = rf"(?:(?:an?|half\s+an?)\s+(?:{_BIG})|{_WORD})(?:[\s-]+(?:and\s+)?(?:{_WORD}|{_BIG}))*"
_NUMBER = re.compile(
    rf"(?<![\w.,:])(?<![A-Za-z]-)(?P<symbol>(?:us|c|a|hk|nz|s)?[$£€¥₹]\s?|(?:usd|eur|gbp)\s)?"
    rf"(?:(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![.,:]?\d)(?:(?P<th>st|nd|rd|th)\b"
    rf"|[\s-]?(?P<scale>{'|'.join(sorted(_SCALES, key=len, reverse=True))})\b)?"
    rf"|\b(?P<words>{_SPELLED})\b|\b(?P<ordinal>{'|'.join(_ORDINALS)})\b)"
    rf"(?P<tail>\s?%|[\s-]?(?:percent|per\s+cent|pct)(?P<points>age\s+points?|\s+points?)?\b"
    rf"|\s+percentage\s+points?|[\s-]+(?P<money>us\s+)?(?P<currency>{'|'.join(_CURRENCIES)})s?\b"
    rf"|[\s-]+(?P<unit>{_UNITS})s?\b)?",
    re.I,
)
_PRONOUN_NEXT = re.compile(r"\s+(?:of|another|day|thing|to|who|that|which|is|was|or|can|has|by)\b|[.,;:?!]"
    r"|\s*$", re.I)
_PRONOUN_BACK = re.compile(r"\b(?:no|any|every|each|this|that|the|some|which|another)[\s-]$", re.I)
_MILLIONS = re.compile(r"\s+(?:people|[a-z]+s)\b")
_ANCHOR = datetime(2000, 1, 1, tzinfo=UTC)  # only the places of dates are used


def number_of_words(words: str) -> float:
    """Return the number that English number words spell: "two hundred and fifty thousand" is 250000."""
    total = current = 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "half":
            current += 0.5
        elif word in _SCALES and word != "hundred" and word != "dozen":
            total, current = total + (current or 1) * _SCALES[word], 0.0
        elif word in _SCALES:
            current = (current or 1) * _SCALES[word]
        else:
            current += _ONES.get(word) or _TENS.get(word) or 0.0
    return total + current


def _number(match: re.Match[str], text: str) -> float:
    if match["words"]:
        return number_of_words(match["words"])
    if match["ordinal"]:
        return _ORDINALS[match["ordinal"].lower()]
    scale = (match["scale"] or "").lower()
    money = match["symbol"] or match["currency"]
    if scale in ("m", "b") and not (money or _MILLIONS.match(text, match.end())):  # else metres
        scale = ""
    return float(match["digits"].replace(",", "")) * _SCALES.get(scale, 1.0)


def _value(match: re.Match[str], text: str) -> Value | None:
    number, tail = _number(match, text), (match["tail"] or "").lower()
    unit = (match["unit"] or "").lower().replace("centurie", "century")
    start, end = match.span()
    if match["ordinal"] or match["th"]:
        return Value(start, end - len(tail), ValueKind.ORDINAL, number)
    if match["symbol"]:
        return Value(start, end, ValueKind.MONEY, number, _SYMBOLS[match["symbol"].strip().lower()])
    if match["currency"]:
        return Value(start, end, ValueKind.MONEY, number, _CURRENCIES[match["currency"].lower()])
    if unit:
        return Value(start, end, ValueKind.DURATION, number, unit)
    if tail:
        return Value(start, end, ValueKind.PERCENT, number, "points" if "point" in tail else "%")
    alone = (match["words"] or "").lower() == "one"
    if alone and (_PRONOUN_NEXT.match(text, end) or _PRONOUN_BACK.search(text, max(0, start - 9), start)):
        return None
    return Value(start, end, ValueKind.NUMBER, number)


def find_values(text: str) -> list[Value]:
    """Return the values in `text` in order, none overlapping; digits inside a date are part of the date."""
    found = [Value(item.start, item.end, ValueKind.DATE, None) for item in find_spans(text, _ANCHOR)]
    dates = list(found)
    for match in _NUMBER.finditer(text):
        value = _value(match, text)
        if value and not any(value.start < date.end and date.start < value.end for date in dates):
            found.append(value)
    return sorted(found, key=lambda value: value.start)


_MONTH = (
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)(?:uary|ruary|ch|il|e|y|ust|ember|tember"
    r"|ober)?\b\.?"
)
_DATED = re.compile(
    rf"\b{_MONTH}(?:\s+\d\d?(?:st|nd|rd|th)?\b)?(?:,?\s+\d{{4}}\b)?|\b\d\d?(?:st|nd|rd"
    rf"|th)?\s+{_MONTH}(?:,?\s+\d{{4}}\b)?"
    r"|(?<![\d,.$£€])\b(?:1[5-9]|20|21)\d\d(?:s\b|\b(?![,.]\d|\s(?:people|men|women|jobs)))"
    r"|\b\d\d?(?::\d\d|\s?[ap]\.?m\b)"
)
_MONTHS = ("Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_TIMES = ("week", "month", "year", "summer", "winter", "spring", "autumn", "decade", "quarter", "century")
_UNIT_WORDS = tuple(_UNITS.split("|"))
_COINS = ("dollar", "euro", "pound", "yen", "yuan", "rupee", "ruble", "rouble", "franc", "peso", "cent")
_BIG_WORDS = ("undred", "housand", "illion", "dozen", "half", "twice")
_Test = tuple[tuple[str, ...], re.Pattern[str]]  # the pattern is tried where one of the strings (if any) is
_NUMBERS: tuple[_Test, ...] = (
    ((), re.compile(r"\d")),
    ((*_ONES, *_TENS, *_BIG_WORDS), re.compile(rf"\b(?:{_WORD}|{_BIG}|dozens|hundreds|thousands|millions"
        rf"|half|twice)\b", re.I)),
)
_ANSWERS: dict[Expect, tuple[_Test, ...]] = {
    Expect.DATE: (
        (("day",), re.compile(r"(?:[Tt]o|[Yy]ester|Mon|Tues|Wednes|Thurs|Fri|Satur|Sun|New Year['’]s "
            r"|Christmas |birth)day\b")),
        (_MONTHS, re.compile(rf"\b(?:{'|'.join(_MONTHS)})(?:\b|uary|ruary|ust|ember|tember|ober)")),
        (("18", "19", "20", "21", "17", "16"), re.compile(r"(?<![\d,.$£€])\b(?:1[5-9]|20|21)\d\d(?:s\b"
            r"|\b(?![,.]\d))")),
        (("tonight", "tomorrow", "overnight"), re.compile(r"")),
        (_TIMES, re.compile(
            rf"(?:{'|'.join(_TIMES)})s?\s(?:ago|later|from now)|\b(?:last|this|next|the|coming|early|late"
            rf"|of)\s"
            rf"(?:{'|'.join(_TIMES)})\b"
        )),
    ),
    Expect.DURATION: (
        (_UNIT_WORDS, re.compile(
            rf"(?:\d|\b(?:an?|few|several|couple of|half|{_WORD}))[ -](?:\w+[ -])?(?:{_UNITS})s?\b"
            rf"|\b(?:[Ff]or|over|in) (?:{_UNITS})s\b", re.I
        )),
        (("indefinite",), re.compile(r"")),
    ),
    Expect.MONEY: (
        (("$", "£", "€", "¥", "₹", "USD", "EUR", "GBP"), re.compile(r"(?:[$£€¥₹]|\b(?:USD|EUR|GBP))\s?\d")),
        (_COINS, re.compile(rf"(?:\d|illion|thousand|hundred|\b(?:{_WORD}))[ -](?:US"
            rf" )?(?:{'|'.join(_COINS)})s?\b")),
    ),
    Expect.PERCENT: (
        (("%", "percent", "per cent", "pct", "two-thirds", "three-quarters"), re.compile(r"")),
        (("half", "quarter", "third", " every "), re.compile(r"\b(?:half|quarter|third)\b|\b(?:in|of)"
            r" every\b")),
        (("one in ", "two in ", "three in ", "four in ", "out of "), re.compile(r"\b\w+ (?:in|out of)"
            r" (?:\d|[a-z]+\b)")),
    ),
    Expect.NUMBER: _NUMBERS,
    Expect.PERSON: (((), re.compile(
        r"\b(?:Mr|Mrs|Ms|Dr|Sir|Lord|Lady|Dame|President|Prime Minister|Minister|Gov|Governor|Sen|Senator"
        r"|Rep|King|Queen"
        r"|Prince|Princess|Pope|Judge|Justice|Mayor|Chancellor|Professor|Prof|Chief|Captain|General)\b\.?"
        r" [A-Z]"
        r"|\b[A-ZÀ-Þ][\w'’-]*[a-z.] (?:[A-Z]\. |(?:de|van|von|bin|al|der|la) )*[A-ZÀ-Þ][\w'’-]*[a-z]"
        r"|[a-z,] [A-ZÀ-Þ][a-zß-ÿ'’-]+ (?:said|says|told|won|was|is|has|had|will|who)\b"
    )),),
    Expect.PLACE: (((), re.compile(
        r"\b(?:[Ii]n|[Aa]t|[Ff]rom|[Nn]ear|[Tt]o|of|[Aa]cross|[Oo]utside|[Aa]round|[Oo]ff|through|between"
        r"|towards?|into)"
        r" (?:(?:the|northern|southern|eastern|western|central|downtown|nearby) )*"
        r"(?!(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec|Mon|Tues|Wednes|Thurs|Fri|Satur"
        r"|Sun)(?:day|\b|[a-z]*ber|uary|ust))[A-ZÀ-Þ]"
        r"|\b(?:city|town|village|capital|province|island|country) of [A-Z]|, [A-Z][a-z]+, "
    )),),
    Expect.ORGANISATION: (((), re.compile(
        r"\b[A-Z]{2,}\b|[a-z,’'] (?:the )?[A-ZÀ-Þ][\w&'’-]+|^[A-ZÀ-Þ][\w&'’-]+ (?:[A-Z&]|(?:said|says|has"
        r"|is|was|will)\b)"
    )),),
    Expect.REASON: (((), re.compile(
        r"\b(?:because|due to|after|amid|following|owing to|thanks to|as a result|since|so that|in order"
        r" to|over|blam(?:ed?|ing)"
        r"|caus(?:ed?|ing)|cit(?:ed?|ing)|prompted|sparked|triggered|reasons?|therefore|to (?:[a-z]{3,})"
        r"|as|for)\b"
    )),),
    Expect.QUOTE: (((), re.compile(r"[\"“”«]|(?:^|\s)['‘]\w|\b(?:said|says|told|tweeted|wrote)\b")),),
    Expect.DEFINITION: (((), re.compile(r"\b(?:is|are|was|were|means?|refers?|known as|called|defined)\b|,"
        r" (?:an?|the|which) ")),),
}  # fmt: skip


def _passes(tests: tuple[_Test, ...], sentence: str) -> bool:
    for hints, pattern in tests:
        if (not hints or any(hint in sentence for hint in hints)) and pattern.search(sentence):
            return True
    return False


def answers_type(expect: Expect, sentence: str) -> bool:
    """Whether `sentence` has something of the expected kind; always True for YES_NO and OTHER."""
    tests = _ANSWERS.get(expect)
    if tests is None:
        return True
    if expect is not Expect.NUMBER:
        return _passes(tests, sentence)
    return _passes(tests, sentence) and _passes(tests, _DATED.sub(" ", sentence))


_ASKED: dict[Expect, tuple[str, str]] = {  # how a clause, and which noun, names what is asked
    Expect.DATE: (r"when", r"dates?|day|timeline|timetable|time\s?frame|schedule|deadline|timing"),
    Expect.DURATION: (r"how long|when", r"duration|length|timeline|timetable|time\s?frame|end date"),
    Expect.NUMBER: (r"how (?:many|much|old|far|big|large)", r"numbers?|figures?|totals?|tolls?|count|size"
        r"|estimate"),
    Expect.MONEY: (r"how much|what price", r"prices?|terms|amounts?|costs?|value|sum|figures?|size"),
    Expect.PERCENT: (r"how (?:many|much)", r"percentages?|share|proportion|figures?|rate"),
    Expect.PERSON: (r"who|whom|whose", r"names?|identit(?:y|ies)|successor|replacement"),
    Expect.PLACE: (r"where", r"locations?|places?|sites?|whereabouts|venue|destination"),
    Expect.ORGANISATION: (r"who|which", r"names?|identit(?:y|ies)"),
    Expect.REASON: (r"why|what caused|what led", r"reasons?|motives?|causes?|explanations?"),
    Expect.QUOTE: (r"what", r"comments?|statement|responses?"),
    Expect.YES_NO: (r"whether|if", r"decision|plans"),
    Expect.DEFINITION: (r"what", r"details?"),
    Expect.OTHER: (r"what|which|whether|how", r"details?"),
}
_ITSELF = {  # verbs that say it without an object
    Expect.PERSON: r"named?|identif(?:y|ied)|identify",
    Expect.ORGANISATION: r"named?|identif(?:y|ied)",
    Expect.QUOTE: r"comment(?:ed)?|respond(?:ed)?|reply|replied",
    Expect.REASON: r"explain(?:ed)?",
}
_SILENT = (
    r"(?:sa(?:y|id|ying)|specif(?:y|ied|ying)|giv(?:e|en|ing)|gave|disclos(?:e|ed|ing)|reveal(?:ed|ing)?"
    r"|provid(?:e|ed|ing)|stat(?:e|ed|ing)|announc(?:e|ed|ing)|identif(?:y|ied|ying)|nam(?:e|ed|ing)"
    r"|releas(?:e|ed|ing)|elaborat(?:e|ed|ing)(?: on)?|explain(?:ed|ing)?|comment(?:ed|ing)?(?: on)?"
    r"|detail(?:ed|ing)?"
    r"|set(?:ting)?|offer(?:ed|ing)?|confirm(?:ed|ing)?|know|clear|known|decided?|mention(?:ed|ing)?)"
)
_NOT = r"(?:n['’]t|\bnot|\bnever|\bwithout|\bdeclin(?:ed|es|ing) to|\brefus(?:ed|es|ing) to|\byet to)"
_ADVERBS = r"(?:(?:yet|been|immediately|publicly|be|further|also|so far) )*"
_GAP = r"(?:[\w'’-]+ ){0,4}?"
_GIVEN = (
    r"(?:given|set|announced|disclosed|available|provided|released|specified|offered|named|decided"
    r"|reported)"
)
_HELD = r"(?:timeline|timetable|schedule|date|estimate|explanation|comment|details|figures?)"


def _unstated(expect: Expect) -> re.Pattern[str]:
    clause, noun = _ASKED[expect]
    asked = rf"(?:{clause}|{noun})\b(?! to\b)"
    itself = rf"|{_NOT} {_ADVERBS}(?:{_ITSELF[expect]})\b" if expect in _ITSELF else ""
    return re.compile(
        rf"{_NOT} {_ADVERBS}{_SILENT} {_GAP}{asked}{itself}"
        rf"|\b(?:gave|giv(?:e|en|ing)|offered|provided|released|there (?:is|was|are|were)) no"
        rf" {_GAP}(?:{noun})\b"
        rf"|\bha(?:s|ve|d) no {_GAP}(?={_HELD}\b)(?:{noun})\b|\bno (?:[\w-]+ )?(?:{noun}) (?:[\w'’]+"
        rf" ){{0,3}}?{_GIVEN}\b"
        rf"|\b(?:unclear|unknown|uncertain|unspecified|undisclosed|no word(?: yet)? on) {_GAP}{asked}"
        rf"|\b{asked} (?:[\w'’]+ ){{0,6}}?(?:(?:is|are|was|were|remain(?:s|ed)?|still) (?:\w+ )?"
        rf"(?:unclear|unknown|undisclosed)|(?:is|are|was|were|has|have)(?:n['’]t| not) {_ADVERBS}(?:known"
        rf"|clear|confirmed"
        rf"|determined|identified|revealed|{_GIVEN})|(?:is|are|has|have) yet to be)\b",
        re.I,
    )


_UNSTATED = {expect: (re.compile("|".join(_ASKED[expect]), re.I), _unstated(expect)) for expect in Expect}
_ANNOUNCED = re.compile(r"\byet to be (?:announced|decided|determined|set|named|confirmed|disclosed"
    r"|revealed|identified)\b")
_ANNOUNCEABLE = (Expect.DATE, Expect.PERSON, Expect.PLACE)
_HINTS = (
    "not ", "n't ", "n’t ", "no ", "No ", "without ", "declin", "refus", "yet to", "unclear", "unknown",
    "undisclosed", "unspecified", "uncertain", "never ",
)  # fmt: skip


def says_unstated(expect: Expect, sentence: str) -> bool:
    """Whether `sentence` says outright that the asked-for thing is not given ("did not give a reason")."""
    if not any(hint in sentence for hint in _HINTS):
        return False
    asked, pattern = _UNSTATED[expect]
    if (expect in _ITSELF or asked.search(sentence)) and pattern.search(sentence):
        return True
    return expect in _ANNOUNCEABLE and "yet to be" in sentence and _ANNOUNCED.search(sentence) is not None
