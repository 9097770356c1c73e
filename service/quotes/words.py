"""A text as words that can be compared: without case, and whatever marks and white space stand between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

# "don’t" is one word; a soft hyphen or a blank of no width inside a word is not seen.
_WORD = re.compile(r"\w+(?:['’ʼ´\u00ad\u200b-\u200d\u2060]\w+)*")
_FOLDED = str.maketrans(dict.fromkeys("’ʼ´", "'") | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060"))
# What says that words were left out: "…", "...", "[. . .]".
_ELISION = re.compile(r"[\[(]?\s?(?:…|\.(?:\s?\.){2,})(?:\s?[.…])*\s?[\])]?")
# What may stand around a quotation without being of it.
_MARKS = " \t\n\r\xa0\"'“”„‟«»‹›‘’‚‛`「」『』"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of `text`: where each stands, end exclusive, and its comparable form."""

    text: str
    spans: tuple[tuple[int, int], ...]
    folded: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        plain = text.translate(_FOLDED)
        folded = plain.casefold()
        # Nearly always, and three times as fast as word by word. What one step takes away the other may add.
        if len(folded) == len(plain) == len(text):
            found = [(match.span(), match[0]) for match in _WORD.finditer(folded)]
        else:
            found = [(match.span(), _folded(match[0])) for match in _WORD.finditer(text)]
        return cls(text, tuple(span for span, _ in found), tuple(word for _, word in found))

    def __len__(self) -> int:
        return len(self.spans)

    def between(self, first: int, last: int) -> str:
        """Return what stands from the `first` word up to, not including, the `last`; "" if they are none."""
        return self.text[self.spans[first][0] : self.spans[last - 1][1]] if first < last else ""

    def behind(self, index: int) -> str:
        """Return the marks and blanks between a word and the next."""
        end = self.spans[index + 1][0] if index + 1 < len(self) else len(self.text)
        return self.text[self.spans[index][1] : end]


def _folded(word: str) -> str:
    return word.translate(_FOLDED).casefold()


def bare(text: str) -> str:
    """Return a quotation without the quotation marks, blanks and elisions at its ends."""
    while True:
        rest = text.strip(_MARKS)
        elisions = list(_ELISION.finditer(rest))
        if elisions and elisions[-1].end() == len(rest):
            rest = rest[: elisions[-1].start()]
        if elisions and elisions[0].start() == 0:
            rest = rest[elisions[0].end() :]
        if rest == text:
            return text
        text = rest


@dataclass(frozen=True)
class Wanted:
    """A quotation that is looked for, without what stands around it."""

    text: str

    @cached_property
    def words(self) -> Words:
        return Words.of(self.text)

    @cached_property
    def gaps(self) -> frozenset[int]:
        """The numbers of the words that an elision follows."""
        return frozenset(
            index for index in range(len(self.words) - 1) if _ELISION.search(self.words.behind(index))
        )

    def parts(self, most: int) -> Sequence[str]:
        """Return its text cut at elisions, and into runs of at most `most` words."""
        cuts = [0]
        for index in range(1, len(self.words)):
            if index - 1 in self.gaps or index - cuts[-1] == most:
                cuts.append(index)
        ends = [*cuts[1:], len(self.words)]
        return [self.words.between(first, last) for first, last in zip(cuts, ends, strict=True)]
