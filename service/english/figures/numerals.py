"""Numbers in words: what each is, and what they look like together: "two hundred and fifty", "third"."""

from __future__ import annotations

import re

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TO_NINETEENTH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
    " fifteenth sixteenth seventeenth eighteenth nineteenth"
)
SMALL_NUMBERS = {word: number for number, word in enumerate(_TO_NINETEEN.split())} | {
    word: 10 * number for number, word in enumerate(_TENS.split(), start=2)
}
BIG_NUMBERS = {
    "hundred": 1e2,
    "dozen": 12.0,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
}
_NTH = {word: number for number, word in enumerate(_TO_NINETEENTH.split(), start=1)}
ORDINALS = _NTH | {
    **{f"{ten[:-1]}ieth": SMALL_NUMBERS[ten] for ten in _TENS.split()},
    **{f"{ten}-{nth}": SMALL_NUMBERS[ten] + n for ten in _TENS.split() for nth, n in _NTH.items() if n < 10},
}

SMALL_NUMBER = "|".join(SMALL_NUMBERS)
BIG_NUMBER = "|".join(BIG_NUMBERS)
TO_TWENTY = "|".join(word for word, number in SMALL_NUMBERS.items() if 0 < number <= 20)
# "twenty-one"; "five and ten" are two, and so are those of "two five-year terms".
_BELOW_HUNDRED = (
    rf"(?:(?:{'|'.join(_TENS.split())})[\s-](?:{'|'.join(_TO_NINETEEN.split()[1:10])})|{SMALL_NUMBER})"
)
_BEHIND_BIG = rf"(?:{'|'.join(f'(?<={word})' for word in BIG_NUMBERS)})(?:\s+and\s+|[\s-]+)"
_MOST_PARTS = 8  # behind the first, so that junk takes no time
# "two hundred and fifty thousand", "twenty-one", "half a million"
NUMBER_IN_WORDS = (
    rf"(?:(?:(?:an?|half\s+an?)\s+(?:{BIG_NUMBER})|{_BELOW_HUNDRED})"
    rf"(?:[\s-]+(?:{BIG_NUMBER})|{_BEHIND_BIG}{_BELOW_HUNDRED}){{0,{_MOST_PARTS}}})"
)


def number_of(words: str) -> float:
    """Return the number that digits or words spell: "two hundred and fifty thousand" is 250000."""
    if words.isdecimal():
        return float(words)
    total = current = 0.0
    for word in re.split(r"[\s-]+", words.lower()):
        if word == "half":
            current += 0.5
        elif word in ("hundred", "dozen"):
            current = (current or 1) * BIG_NUMBERS[word]
        elif word in BIG_NUMBERS:
            total, current = total + (current or 1) * BIG_NUMBERS[word], 0.0
        else:
            current += SMALL_NUMBERS.get(word, 0)
    return total + current
