"""When a page's story was published: what the page states, held against what it shows and its address."""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import cached_property

from htmldate import find_date
from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.dates.address import date_in_url
from ingest.extract.dates.parse import has_day_first, parse_date
from ingest.extract.dates.shown import MODIFIED, PUBLISHED, find_shown
from ingest.extract.dates.surroundings import (
    LABEL,
    Surroundings,
    around_story,
    element_names,
    is_of_another,
    label_before,
)
from ingest.extract.dates.zones import country_of
from ingest.extract.draft import collapsed
from ingest.extract.page.broken import BROKEN_TREE

# Parts of a page that tell of something else, or later; a bar of credits may count comments beside its date.
_OTHERS = re.compile(
    r"comment(?!s[-_]?(?:and[-_]?)?date)|disqus|discussion|respons(?!ive)|\baside|related|recommend|teaser|ticker|sidebar"
    r"|trending|most-?read|popular|latest|newsletter|promo|(?<!entry-)(?<!post-)(?<!article-)footer|more-",
    re.I,
)
_CREDIT = re.compile(r"date|time(?!line)|publi|posted|submitted|byline|meta|stamp|credit|author", re.I)
_CALLED = re.compile(f"{PUBLISHED.pattern}|{MODIFIED.pattern}", re.I)
_CREDIT_LENGTH = 160  # characters
_CREDITS = 40
# The ranks of dates that nothing calls published, which is 0.
_PLAIN, _MODIFIED, _OTHER = 1, 2, 3
_SAME = timedelta(minutes=1)
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_WEST, _EAST = -12, 14  # hours that clocks are behind and ahead of UTC

_EITHER_ORDER = re.compile(r"(?<!\d)\d\d?[./-]\d\d?[./-]\d\d")


@dataclass(frozen=True, slots=True)
class StatedDates:
    """What a page says to programs, best first: as the date of publication, and as a date of some kind."""

    published: Sequence[object]
    unsure: Sequence[object]
    modified: Sequence[object]


@dataclass(frozen=True, slots=True)
class PageDates:
    """When a story was published and, by its page's own word, changed."""

    published_at: datetime | None
    modified_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Marked:
    """A date in the markup: its moment, the day that is shown for it, and how good a place it has."""

    moment: datetime
    shown: date | None
    rank: int
    distance: int


def read_dates(
    tree: HtmlElement, stated: StatedDates, title: str, languages: Sequence[str], url: str | None
) -> PageDates:
    """Return the dates of the story `title` on the page `tree` with the address `url`."""
    page = _Page(tree, stated, title, languages, url)
    published, modified = page.published(), page.first(stated.modified)
    address = parse_date(date_in_url(url))
    if published and address and abs(published.date() - address.date()) > _DAY:
        # The address was made when the story was; a date that contradicts it is of something later.
        inside = next((each for each in page.known if each.date() == address.date()), address)
        return PageDates(inside, modified or (published if published > inside else None))
    if published and address:
        published = _on_day(published, address.date()) or published
    return PageDates(published, modified or (page.changed_after(published) if published else None))


class _Page:
    """The dates of one page, each kind read when it is needed."""

    def __init__(
        self, tree: HtmlElement, stated: StatedDates, title: str, languages: Sequence[str], url: str | None
    ) -> None:
        self._tree = tree
        self._stated = stated
        self._title = title
        self._languages = languages
        self._url = url
        self._country = country_of(url)

    @cached_property
    def _own(self) -> HtmlElement:
        return _without_others(self._tree)

    @cached_property
    def _around(self) -> Surroundings:
        return around_story(self._own, self._title)

    @cached_property
    def _day_first(self) -> bool:
        stated = (*self._stated.published, *self._stated.unsure, *self._stated.modified)
        return has_day_first(self._languages, self._url, (*stated, *_shown_texts(self._own)))

    @cached_property
    def _marked(self) -> list[_Marked]:
        return self._marked_in(_distances(self._own, None))

    def _marked_in(self, elements: Iterable[tuple[HtmlElement, int]]) -> list[_Marked]:
        """Return dates in the markup: those called published first, then the nearest to the headline."""
        found = [
            marked
            for element, distance in elements
            if (element.tag == "time" or element.get("itemprop") == "datePublished")
            and (marked := self._mark(element, distance))
        ]
        return sorted(found, key=lambda marked: (marked.rank, marked.distance))

    @cached_property
    def known(self) -> list[datetime]:
        """Every date that is stated or marked, best first."""
        stated = [self._read(value) for value in (*self._stated.published, *self._stated.unsure)]
        return [*(moment for moment in stated if moment), *(marked.moment for marked in self._marked)]

    def first(self, values: Sequence[object]) -> datetime | None:
        return next((moment for moment in map(self._read, values) if moment), None)

    def published(self) -> datetime | None:
        stated = [moment for moment in map(self._read, self._stated.published) if moment]
        if stated:
            return self._as_shown(self._attested(stated))
        if found := self.first(self._stated.unsure):
            return self._as_shown(found)
        around = self._around
        # Under a lead may stand the credits, or a box of something else.
        return (
            self._credited(around, around.lead, _MODIFIED)
            or (self._told(around) if around.heading is not None else None)
            or self._credited(around)
            or _searched(around.tree)
            or parse_date(date_in_url(self._url))
            or (self._told(around) if around.heading is None else None)
        )

    def changed_after(self, published: datetime) -> datetime | None:
        """Return the date that is called one of a change, the nearest to the headline after `published`."""
        around = self._around
        found = [
            (distance, moment)
            for element, distance in _distances(around.tree, around.heading)
            if around.heading is not None and element not in around.lead
            for moment in self._changes(element)
            if moment > published
        ]
        return min(found, default=(0, None))[1]

    def _changes(self, element: HtmlElement) -> Iterator[datetime]:
        """Yield the dates that an element calls those of a change."""
        if element.tag == "time" or element.get("itemprop") == "dateModified":
            calls = (label_before(element), element_names(element), element_names(element.getparent()))
            text = collapsed(element.text_content()) or ""
            moment = self._read(element.get("datetime") or element.get("content")) or self._in_text(text)
            if moment and _is_change(next((each for each in calls if _CALLED.search(each)), "")):
                yield moment
            return
        for line in map(collapsed, _own_texts(element)):
            rest = line if line and len(line) <= _CREDIT_LENGTH else ""
            while shown := find_shown(rest, self._read):
                label, rest = rest[: shown.start], rest[shown.end :]
                if len(label) <= LABEL and _is_change(label):
                    yield shown.moment

    def _credited(
        self, around: Surroundings, without: Collection[HtmlElement] = (), worst: int = _OTHER
    ) -> datetime | None:
        """Return the date that the markup marks as such, or that stands in a line called a credit.

        Of those that nothing calls published the nearest to the headline is the story's.
        """
        elements = [each for each in _distances(around.tree, around.heading) if each[0] not in without]
        marked = [each for each in self._marked_in(elements) if each.rank <= worst]
        shown = self._shown(elements)
        first = next(iter(marked), None)
        if shown and (first is None or (first.rank and shown[:2] < (first.rank, first.distance))):
            same = (each for each in marked if each.rank < _MODIFIED and abs(each.moment - shown[2]) < _DAY)
            first = next(same, None)
            if first is None:
                return shown[2]
        return self._as_shown(first.moment) if first else None

    def _read(self, value: object) -> datetime | None:
        # How the page orders days and months costs reading all of it.
        if isinstance(value, str) and _EITHER_ORDER.search(value):
            return parse_date(value, day_first=self._day_first, country=self._country)
        return parse_date(value, country=self._country)

    def _mark(self, element: HtmlElement, distance: int) -> _Marked | None:
        text = collapsed(element.text_content()) or ""
        moment = self._read(element.get("datetime") or element.get("content")) or self._in_text(text)
        if moment is None:
            return None
        names, label = element_names(element) + element_names(element.getparent()), label_before(element)
        # What readers are told says more than what a class is called.
        told = label if PUBLISHED.search(label) or MODIFIED.search(label) else names
        published = PUBLISHED.search(told) or element.get("pubdate") is not None
        rank = 0 if published else _MODIFIED if MODIFIED.search(told) else _PLAIN
        if rank == _PLAIN and is_of_another(label):
            rank = _OTHER
        shown = self._in_text(text)
        return _Marked(moment, shown.date() if shown else None, rank, distance)

    def _attested(self, stated: Sequence[datetime]) -> datetime:
        """Return the first that is stated, or the one that the page also shows where they differ."""
        first = stated[0]
        if all(abs(other - first) < _DAY for other in stated):
            return first
        changed = self.first(self._stated.modified)
        shown = [marked.moment for marked in self._marked]
        for moment in stated:
            if any(abs(moment - other) < _SAME for other in shown) and moment != changed:
                return moment
        return first

    def _as_shown(self, moment: datetime) -> datetime:
        """Return a moment that is stated in UTC on the clock by which the page shows it."""
        if moment.utcoffset() or moment.time() == time():
            return moment
        for marked in self._marked:
            if abs(marked.moment - moment) < _SAME:
                if marked.moment.utcoffset():
                    return marked.moment
                if marked.shown:
                    return _on_day(moment, marked.shown) or moment
        return moment

    def _shown(self, elements: Iterable[tuple[HtmlElement, int]]) -> tuple[int, int, datetime] | None:
        """Return the date in the line of credits nearest to the headline, with its rank and distance."""
        found: list[tuple[int, int, datetime]] = []
        for element, distance in elements:
            text = _credit(element)
            moment = self._in_text(text) if text else None
            if text and moment:
                updated = bool(MODIFIED.search(text)) and not PUBLISHED.search(text)
                found.append((_MODIFIED if updated else _PLAIN, distance, moment))
            if len(found) >= _CREDITS:
                break
        return min(found, default=None)

    def _told(self, around: Surroundings) -> datetime | None:
        """Return the date in the short line nearest to the headline; after it the line says of what."""
        found = [
            (distance, moment)
            for element, distance in _distances(around.tree, around.heading)
            if element is not around.heading and element not in around.lead
            for line in map(collapsed, _own_texts(element))
            if line and len(line) <= _CREDIT_LENGTH and line not in self._title
            if element not in around.after or PUBLISHED.search(line) or MODIFIED.search(line)
            if (moment := self._in_text(line))
        ]
        return min(found, default=(0, None))[1]

    def _in_text(self, text: str) -> datetime | None:
        """Return the date in a short text; of several that of the publication, else of no change."""
        found: list[tuple[int, int, datetime]] = []
        rest = text[:_CREDIT_LENGTH]
        while shown := find_shown(rest, self._read):
            label, rest = rest[: shown.start], rest[shown.end :]
            rank = 0 if PUBLISHED.search(label) else 2 if MODIFIED.search(label) else 1
            found.append((rank, len(found), shown.moment))
        return min(found, default=(0, 0, None))[2]


def _is_change(call: str) -> bool:
    return bool(MODIFIED.search(call)) and not PUBLISHED.search(call)


def _distances(tree: HtmlElement, heading: HtmlElement | None) -> Iterator[tuple[HtmlElement, int]]:
    """Yield each element and how far it is from a heading; what stands below is nearer than all above."""
    elements = list(tree.iter())
    place = elements.index(next(tree.iter("h1"), tree) if heading is None else heading)
    for at, element in enumerate(elements):
        yield element, at - place if at >= place else len(elements) + place - at


def _credit(element: HtmlElement) -> str | None:
    """Return the text of a short element that is named as a credit or a date."""
    if not isinstance(element.tag, str) or element.tag in ("script", "style", "a", "option"):
        return None
    if not _CREDIT.search(element_names(element)) or len(element) > 12:
        return None
    text = collapsed(element.text_content()) or ""
    return text if len(text) <= _CREDIT_LENGTH else None


def _shown_texts(own: HtmlElement) -> Iterator[str]:
    """Yield what a page shows, to see how it writes dates."""
    for element in own.iter():
        yield from _own_texts(element)


def _own_texts(element: HtmlElement) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in ("script", "style"):
        yield element.text or ""
        yield element.tail or ""


def _without_others(tree: HtmlElement) -> HtmlElement:
    """Return a copy of the page without comments, teasers and whatever else has dates of its own."""
    own = copy.deepcopy(tree)
    others = own.xpath("//aside | //nav | //footer[not(ancestor::article)]")
    named = own.xpath("//*[@class or @id]")
    others += [each for each in named if _OTHERS.search(f"{each.get('class') or ''} {each.get('id') or ''}")]
    for element in others:
        if element.getparent() is not None and not element.xpath(".//h1"):
            element.drop_tree()
    return own


def _searched(tree: HtmlElement) -> datetime | None:
    tree = copy.deepcopy(tree)
    # Addresses of files and code hold dates of their own.
    etree.strip_elements(tree, "script", "style", "link", "img", "picture", with_tail=False)
    try:
        return parse_date(find_date(tree, extensive_search=False, original_date=True))
    except BROKEN_TREE:
        return None


def _on_day(moment: datetime, day: date) -> datetime | None:
    """Return a moment stated in UTC on a clock that shows `day`, the nearest to UTC; None if none does."""
    if moment.utcoffset() or moment.time() == time():
        return None
    start = datetime.combine(day, time(), UTC)
    if moment < start:
        hours = math.ceil((start - moment) / _HOUR)
    elif moment >= start + _DAY:
        hours = -(math.floor((moment - start - _DAY) / _HOUR) + 1)
    else:
        return moment
    return moment.astimezone(timezone(timedelta(hours=hours))) if _WEST <= hours <= _EAST else None
