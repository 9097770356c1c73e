"""Names of publishers, as people write them and as the archive spells them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from functools import lru_cache

from ingest.errors import InputError

_NEAR = 3
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


def known_publishers(names: Sequence[str], publishers: Sequence[str]) -> tuple[str, ...]:
    """Return the archive's spellings of the names, and the other names of the same publishers.

    Neither case nor "the" before a name matters, and a host is the publisher that it is named after.

    Raises InputError for a name that the archive does not know; one without publishers takes all.
    """
    if not (names and publishers):
        return tuple(names)
    spellings: defaultdict[str, list[str]] = defaultdict(list)
    for publisher in publishers:
        spellings[family_of(publisher)].append(publisher)
    for name in names:
        if family_of(name) not in spellings:
            raise InputError(_unknown(name, [spelled[0] for spelled in spellings.values()]))
    return tuple(dict.fromkeys(spelled for name in names for spelled in spellings[family_of(name)]))


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


@lru_cache(maxsize=10_000)
def family_of(publisher: str) -> str:
    """Return what a publisher's names have in common: one for "The Harbour Post" and harbourpost.co.uk.

    Those under one host's name are one, but for hosts that give names to others (blogspot.com).
    """
    name = "".join(publisher.casefold().split())
    label = _own_label(name) if _HOST.fullmatch(name) else name
    letters = "".join(char for char in label.replace("&", "and") if char.isalnum())
    return letters.removeprefix("the") or letters or name


def families(publishers: Iterable[str | None]) -> tuple[str, ...]:
    """Return one name for each publisher, the first that it is named by."""
    found: dict[str, str] = {}
    for publisher in publishers:
        if publisher is not None:
            found.setdefault(family_of(publisher), publisher)
    return tuple(found.values())


def _own_label(host: str) -> str:
    """Return the part of a host's name that somebody registered: "sky" of news.sky.com."""
    from tld import get_tld  # the list of public suffixes, without network; takes 50 ms

    found = get_tld(f"https://{host}", as_object=True, fail_silently=True, search_private=True)
    if found is None or isinstance(found, str):
        labels = host.removeprefix("www.").split(".")
        return host if labels[-1].isdigit() else labels[-2] if len(labels) > 1 else host
    return str(found.domain or host)
