"""Whether a statement is a safe shortening of a sentence: nothing added, nothing turned round, and nothing
left out that what is left leans on.

Every word of the statement that says something stands in the sentence, in its order. What the sentence has
between them may be left out only where grammar marks it as an aside: between commas, dashes or brackets,
behind a preposition, as a date, as one of several things that "and" joins, or after the last word that is
taken. Words inside a group ("nearly", "alleged", "tried to") belong to what follows them and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.text.speech.english import SAY
from ingest.text.wordlists import word_set
from service.checks.terms import CLAUSAL, OPENERS, ComparedTerm, Terms, reports

# They limit all the rest where they open what is left out.
_LIMITING = re.compile(
    r"(?:^|[,;(—–-]|\band|\bor)\W*(?:but |only |even |at least )?(?:if|unless|until|till|except|excluding"
    r"|provided|providing|assuming|barring|pending|without|unlike|subject to|other than|apart from|short of"
    r"|rather than|instead of|outside)\b|^\W*(?:,\s*)?or\b"
    # These do so wherever they stand in it: "[in May if it is safe]".
    r"|\b(?:if|unless|except|subject to|provided|(?:as|so) long as|in the event|in case"
    r"|on (?:the )?condition)\b",
    re.I,
)
# "…, the lawsuit alleges": it may not be so. "…, police said" may be left out.
_DOUBTED = re.compile(
    r",\s+(?:[\w'’-]+\s+){1,8}(?:alleg|claim|argu|believ|suggest|think|contend|suspect)\w*\W*\Z", re.I
)
_INVERTED = re.compile(r"\W*(?:had|were|should)\b", re.I)  # "Had the dam burst, …"
_ASKS = re.compile(r"\?\W*$")
# Of a term the first places, and of a statement the first orders, are tried.
_PLACES, _ORDERS = 6, 60
_MOVING = word_set("because before after although though since without despite according")
_OWNING = word_set("of in at from for")
_PLACING = word_set("in at near")
_OPENS = re.compile(r"\s*[,;:(—]|\s+[–-]+\s")
_CLOSES = re.compile(r"[,;:)—]|\s[–-]+\s")
_JOINED = re.compile(r"\b(?:and|but)\s+\Z", re.I)
_NEW_CLAUSE = re.compile(
    r"(?:[;:—]|,?\s(?:and|but|while|though|although))\s+(?:(?:the|an?|its|his|her|their)\s+)?\Z", re.I
)


def added(claim: Terms, source: Terms, before: Sequence[Terms]) -> ComparedTerm | None:
    """Return the first word of a statement that a sentence lacks; values and names are compared apart.

    A name may stand for a pronoun of it, if one of the sentences `before` has that name.
    """
    return next(
        (
            term
            for number, term in enumerate(claim.said)
            if not term.is_value
            and not (term.name and term.content and (number or claim.text[term.start : term.end].isupper()))
            and not list(_places(term, source, before))
        ),
        None,
    )


def unsafe(claim: Terms, source: Terms, before: Sequence[Terms]) -> str | None:
    """Return why a statement, all whose words a sentence has, is no safe shortening of it; None if it is."""
    if _ASKS.search(source.text) and "?" not in claim.text:
        return "the cited sentence asks this, it does not say it"
    if not claim.persons <= source.persons.union(*(each.persons for each in before)):
        return "it speaks of a person of the other sex"
    if claim.being and source.being and not claim.being & source.being:
        return "the cited sentence does not say it of the same time"
    rows = [
        Row(at, places)
        for at, term in enumerate(claim.every)
        if term.said and (places := list(islice(_places(term, source, before), _PLACES)))
    ]
    if not rows:
        return "it says nothing that the cited sentence says"
    laid = _Laid(claim, source)
    in_order = False
    for order in islice(_orders(rows, claim, source), _ORDERS):
        cost = laid.cost(order)
        if cost == 0:
            return None
        in_order = in_order or cost is not None
    if in_order:
        return "it leaves out words that what is left leans on"
    return "its words stand in another order than in the cited sentence"


def _places(term: ComparedTerm, source: Terms, before: Sequence[Terms]) -> Iterator[int]:
    for at, other in enumerate(source.every):
        if (other.said and term.meant_by(other)) or (
            other.is_pronoun
            and term.name
            and any(each.name and each.stem == term.stem for text in before for each in text.every)
        ):
            yield at


@dataclass(frozen=True, slots=True)
class Row:
    """A term of a statement, by its index, with the places where the sentence has it."""

    term: int
    places: list[int]


@dataclass(frozen=True, slots=True)
class Order:
    """The terms of a statement in an order that the sentence may have.

    `agentless`: a passive of it leaves out who did it.
    """

    rows: Sequence[Row]
    agentless: bool = False


def _orders(rows: list[Row], claim: Terms, source: Terms) -> Iterator[Order]:
    """Yield the orders in which a sentence may say the same: its own, a part moved, in the other voice."""
    other_voice = list(_other_voice(rows, claim, source))
    plain = [Order(rows), *(Order(moved) for moved in _moved(rows, claim, source))]
    # The only date of a sentence of one event may stand anywhere.
    told = {term.stem for term in claim.every}
    one_date = sum(term.span is not None for term in source.every) == 1 and all(
        term.stem in told for term in source.said if term.past
    )
    for order in other_voice or plain:
        yield order
        timeless = [row for row in order.rows if not claim.every[row.term].span]
        if timeless and one_date:
            yield Order(timeless, order.agentless)


def _moved(rows: list[Row], claim: Terms, source: Terms) -> Iterator[list[Row]]:
    """Yield the rows with a part at the other end ("after a chase"), or an owner before its head."""
    for at in range(1, len(rows)):
        for part in (rows[:at], rows[at:]):
            opens = claim.every[part[0].term]
            adverbial = claim.ties(part[0].term) or opens.word in OPENERS | _MOVING or opens.span
            if adverbial or claim.every[part[-1].term].word in SAY:
                yield rows[at:] + rows[:at]
                break
        # "The mayor of Velmar" of "Velmar's mayor", but not of "Velmar of the mayor"
        free = any(not source.ties(place) for place in rows[at - 1].places)
        if free and claim.ties(rows[at].term) & _OWNING:
            named = (n for n in range(at + 1, len(rows)) if not claim.every[rows[n].term].name)
            end = next(named, len(rows)) if claim.every[rows[at].term].name else at + 1
            yield rows[: at - 1] + rows[at:end] + rows[at - 1 : at] + rows[end:]
        elif claim.every[rows[at - 1].term].owner:
            yield rows[: at - 1] + rows[at : at + 1] + rows[at - 1 : at] + rows[at + 1 :]


def _other_voice(rows: list[Row], claim: Terms, source: Terms) -> Iterator[Order]:
    """Yield the rows as the passive has those of an active sentence, and the other way round.

    Nothing is yielded where no verb is passive on one side alone.
    """
    for at, row in enumerate(rows):
        if not claim.every[row.term].past:
            continue
        mine = claim.is_passive(row.term)
        theirs = [source.is_passive(place) for place in row.places if source.every[place].past]
        if not theirs or mine in theirs:
            continue
        end = next((n for n in range(at + 1, len(rows)) if claim.ties(rows[n].term)), len(rows))
        before, after = rows[:at], rows[at + 1 : end]
        if mine and end < len(rows) and "by" in claim.ties(rows[end].term):
            stop = next((n for n in range(end + 1, len(rows)) if claim.ties(rows[n].term)), len(rows))
            yield Order([*rows[end:stop], row, *before, *after, *rows[stop:]])
        elif mine:
            yield Order([row, *before, *after, *rows[end:]], agentless=True)
        else:
            yield Order([*after, row, *before, *rows[end:]])


@dataclass(frozen=True, slots=True)
class _Laid:
    """A statement laid over a sentence."""

    claim: Terms
    source: Terms

    def cost(self, order: Order) -> int | None:
        """Return how many gaps are unsafe at best; None if none is in order."""
        first, *others = order.rows
        best = {
            at: int(not self._may_lead(at, agent=order.agentless))
            for at in first.places
            if self._tied(first.term, at)
        }
        for row in others:
            following: dict[int, int] = {}
            for at in row.places:
                costs = [
                    cost + int(not self._gap(one, at, row.term))
                    for one, cost in best.items()
                    if self._goes_on(one, at)
                ]
                if costs and self._tied(row.term, at):
                    following[at] = min(costs)
            best = following
        return min((cost + int(not self._may_trail(at)) for at, cost in best.items()), default=None)

    def _goes_on(self, one: int, two: int) -> bool:
        # All the words of a name may stand for one pronoun.
        return one < two or (one == two and self.source.every[one].is_pronoun)

    def _tied(self, term: int, at: int) -> bool:
        """Return whether a term hangs on the same preposition on both sides, where both have one."""
        if self.claim.every[term].span:
            return True
        mine, theirs = self.claim.ties(term), self.source.ties(at)
        if not self.claim.every[term].is_value:  # of a passive
            mine, theirs = mine - {"by"}, theirs - {"by"}
        return not mine or not theirs or bool(mine & theirs) or self._placed(term, at)

    def _placed(self, term: int, at: int) -> bool:
        """Return whether a place hangs on another: "in the hilltop town of Mabaru" is in Mabaru."""
        mine = self.claim.ties(term)
        return self.source.every[at].name and self.source.ties(at) == {"of"} and bool(mine & _PLACING)

    def _gap(self, one: int, two: int, term: int) -> bool:
        """Return whether what stands between two places may be left out."""
        if one == two:
            return True
        source = self.source
        start, end = source.every[one].end, source.every[two].start
        left_out, text = source.between(start, end), source.text[start:end]
        if not left_out:
            return True
        last = left_out[-1]
        rest = text[last.end - start :]
        aside = bool(_OPENS.match(text) and _CLOSES.search(rest))
        if not self._unneeded(text, left_out, aside=aside):
            return False
        # What directly follows the words left out belongs to them.
        if _CLOSES.search(rest) or last.owner or all(each.span for each in left_out):
            return True
        mine = self.claim.every[term]
        rival = any(bool(each.amount) == bool(mine.amount) for each in left_out if each.is_value)
        if _JOINED.search(rest):
            return not (mine.is_value and rival)
        # Another verb or a clause between has a subject, a place and figures of its own.
        words = {each.word for each in source.every[one + 1 : two]}
        if words & CLAUSAL or any(each.past for each in left_out) or (mine.is_value and rival):
            return False
        # "A court in Halton | fined": what a preposition opens ends before the verb.
        before_verb = source.every[two].past and bool(source.ties(source.every.index(left_out[0])))
        tied = bool(self.claim.ties(term) & source.ties(two))
        return last.span is not None or before_verb or tied or self._placed(term, two)

    def _may_lead(self, at: int, *, agent: bool) -> bool:
        """Return whether what stands before a place may be left out; `agent`: it has who did it."""
        source = self.source
        start = source.every[at].start
        left_out, text = source.between(0, start), source.text[:start]
        if _INVERTED.match(text) and not _INVERTED.match(self.claim.text):
            return False
        if not left_out:
            return True
        last = left_out[-1]
        rest = text[last.end :]
        if not self._unneeded(text, left_out, aside=False):
            return False
        if agent or _NEW_CLAUSE.search(rest) or last.span or last.owner:
            return True
        named = all(each.span or each.name for each in left_out)
        return named and (source.every[at].name or "," in rest)

    def _may_trail(self, at: int) -> bool:
        """Return whether what stands after a place may be left out."""
        end = self.source.every[at].end
        left_out, text = self.source.between(end, len(self.source.text)), self.source.text[end:]
        if not left_out:
            return True
        if self.source.every[at].owner or _LIMITING.search(text):
            return False
        if not self.claim.reports and _DOUBTED.search(text):
            return False
        first = left_out[0]
        # "bought Telmex shares" and "opened only on Monday", but "opened because …" and "opened on Monday"
        opened = {each.word for each in self.source.every[at + 1 :] if each.start < first.start} & OPENERS
        plain = first.span or first.word in OPENERS or (first.content and first.word.endswith("ly"))
        return bool(opened or plain or _CLOSES.search(text[: first.start - end]))

    def _unneeded(self, text: str, left_out: Sequence[ComparedTerm], *, aside: bool) -> bool:
        """Return whether nothing of what is left out limits or denies the rest, or tells whose word it is."""
        if _LIMITING.search(text) or (not self.claim.reports and reports(text, left_out)):
            return False
        return aside or all(each.content for each in left_out)
