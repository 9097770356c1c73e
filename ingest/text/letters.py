"""Letters that have capitals, for the brackets of a pattern, and quotation marks made plain."""

from __future__ import annotations

PLAIN_QUOTES = str.maketrans("‘’“”", "''\"\"")
_LAST = 0x2000  # behind it stand signs, and scripts without capitals

# Of all alphabets.
CAPITALS = "A-Z" + "".join(letter for letter in map(chr, range(0x80, _LAST)) if letter.isupper())
SMALL_LETTERS = "a-z" + "".join(letter for letter in map(chr, range(0x80, _LAST)) if letter.islower())
