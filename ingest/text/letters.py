"""The letters of all alphabets that have capitals, to be put between the brackets of a pattern."""

from __future__ import annotations

_LAST = 0x2000  # behind it stand signs, and scripts without capitals

CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(0x80, _LAST)) if letter.isupper())
SMALL_LETTERS = "a-z" + "".join(letter for letter in map(chr, range(0x80, _LAST)) if letter.islower())
