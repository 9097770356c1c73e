"""Names of publishers, as people write them and as the archive spells them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches

from ingest.errors import InputError

_NEAR = 3


def known_publishers(names: Sequence[str], publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the archive's spellings of the names: neither case nor "the" before a name matters.

    Raises InputError for a name that the archive does not know; one without publishers takes all.
    """
    if not publishers:
        return tuple(names)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for publisher in publishers:
        spellings[_key(publisher)].append(publisher)
    for name in names:
        if _key(name) not in spellings:
            raise InputError(_unknown(name, [spelled[0] for spelled in spellings.values()]))
    return tuple(dict.fromkeys(spelled for name in names for spelled in spellings[_key(name)]))


def _unknown(name: str, publishers: Sequence[str]) -> str:
    near = _near(_key(name), {_key(publisher): publisher for publisher in publishers})
    if near:
        return f"no publisher {name!r} in the archive; near it: {', '.join(near)}"
    some = ", ".join(sorted(publishers)[:_NEAR])
    return (
        f"no publisher {name!r} in the archive; of its {len(publishers)}: {some} "
        "(`dateline status` lists them all)"
    )


def _near(key: str, publishers: dict[str, str]) -> list[str]:
    """Return those that have the words of the key, or that it has all words of; then those spelled alike."""
    words = set(key.split())
    sharing = [known for known in publishers if _one_holds_the_other(words, set(known.split()))]
    alike = get_close_matches(key, publishers, n=_NEAR)
    return [publishers[known] for known in dict.fromkeys([*sharing, *alike])][:_NEAR]


def _one_holds_the_other(words: set[str], others: set[str]) -> bool:
    return bool(words and others) and (words <= others or others <= words)


def _key(publisher: str) -> str:
    return " ".join(publisher.casefold().split()).removeprefix("the ")
