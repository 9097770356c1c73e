"""Words of opposite meaning that turn a report of the news into its contrary."""

from __future__ import annotations

from collections.abc import Iterable

from ingest.text.wordlists import word_set
from service.english.lemmas import stem_of

# One side / the other; every word of a side is opposite to every word of the other.
_PAIRS = """\
rise increase grow climb gain jump surge soar up / fall decrease decline drop shrink plunge slump down
higher highest / lower lowest
largest biggest / smallest tiniest
uphold / overturn quash
jail imprison detain / free freed release clear acquit
convict / clear acquit
elect appoint / oust eject topple
hire recruit employ / lay
hold last / collapse
double / halve triple quadruple
triple / halve quadruple
wrong / right
accept / refuse
win victory / lose loss defeat
approve accept pass endorse back support favour favor / reject oppose refuse veto block dismiss
buy purchase acquire / sell
open reopen start begin launch / close shut end stop finish halt
confirm admit acknowledge / deny
allow permit legalise legalize authorise authorize / ban prohibit forbid outlaw
include including / exclude excluding
strengthen / weaken
better improve / worse worsen deteriorate
best / worst
most majority / least minority
more / fewer less
high / low
large big huge / small tiny
long / short
early / late
first / last
oldest older old / youngest younger young
old / new
increased rising / decreased falling
arrive / leave depart
join / leave quit
enter / exit leave
hire / fire sack dismiss
guilty convict / innocent acquit
alive survive survivor / dead die kill
success successful succeed / failure unsuccessful fail
positive / negative
public / private
legal lawful / illegal unlawful
mandatory compulsory required / voluntary optional
permanent / temporary
major / minor
safe / unsafe dangerous
present / absent
true / false
north northern / south southern
east eastern / west western
male / female
man men / woman women
boy / girl
husband / wife
father / mother
son / daughter
brother / sister
king / queen
import / export
lend / borrow
attack / defend
arrest detain / release free
expand / contract
tighten / loosen ease relax
raise / cut lower reduce
add / remove
agree agreement / disagree disagreement
profit surplus / loss deficit
maximum / minimum
advance / retreat
ahead / behind
inside / outside
upper / lower
hot warm / cold cool
summer / winter
love like / hate dislike
friend ally / enemy
rich wealthy / poor
strong / weak
fast quick / slow
easy / difficult hard
near / far
front / rear
same / different
national domestic / foreign
criticise criticize condemn / praise
deploy / withdraw
delay postpone / hasten
appoint / dismiss
encourage urge / discourage
cause / prevent
enable / prevent
lead / trail
single unmarried / married
full / empty
single only / several multiple
unknown / known famous
always / never
all every / none"""
_NEGATING = ("un", "non", "dis", "il", "ir", "im")
_INDEED = (
    "active complete correct direct efficient formal frequent effective visible capable voluntary ability"
    " sufficient adequate accurate appropriate experienced secure stable"
)
# "discover" is not the contrary of "cover".
SEEMING = frozenset(
    stem_of(word) for word in word_set("discover display dispose distress disease import impress")
)
_LEAST_ROOT = 4


def _table() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    lines = [*_PAIRS.splitlines(), *(f"{word} / in{word}" for word in _INDEED.split())]
    for line in lines:
        one, other = (side.split() for side in line.split(" / "))
        for mine, theirs in ((one, other), (other, one)):
            for word in mine:
                table.setdefault(stem_of(word), set()).update(stem_of(each) for each in theirs)
    return {stem: frozenset(others) - {stem} for stem, others in table.items()}


OPPOSITES = _table()


def prefixed_opposites(stem: str, stems: Iterable[str]) -> frozenset[str]:
    """Return those of `stems` that differ from `stem` by a negating prefix: "unsafe" of "safe"."""
    return frozenset(other for other in stems if _negates(stem, other) or _negates(other, stem))


def _negates(long: str, short: str) -> bool:
    return (
        len(short) >= _LEAST_ROOT
        and long.endswith(short)
        and long[: -len(short)] in _NEGATING
        and long not in SEEMING
    )
