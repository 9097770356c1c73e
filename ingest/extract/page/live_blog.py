"""Live blogs: where the posts of a page stand in its text, and when each was posted.

A page says that it is one: by schema.org's `liveBlogUpdate`, as JSON-LD or in the markup, or by a series of
elements of one make, each with a `<time datetime>`, on a page that is called live. What stands in no post, a
summary on top, is the page's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from itertools import chain, groupby, pairwise
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.article import Draft, Post
from ingest.extract.dates.parse import parse_date
from ingest.extract.page.blocks import leads_elsewhere, reading_size
from ingest.extract.page.json_ld import Node
from ingest.extract.page.names import is_live
from ingest.extract.page.readings import as_list, classes, key, without_tags

_TYPE = "LiveBlogPosting"
_UPDATE = "liveBlogUpdate"
# A day alone does not say from when on a post could be read.
_CLOCK = re.compile(r"\d:\d\d|^\d{10,13}$")
_ZONE = re.compile(r"(?:z|utc|gmt|[+-]\d\d:?\d\d|^\d{10,13})$", re.I)
_TIME_DATA = re.compile(
    r"data-(?:[\w-]+-)?(?:time(?:stamp)?|epoch|date(?:time)?|created|published|posted|utc)(?:-(?:at|utc|ms))?"
)
_UPDATED = re.compile(r"updat|modif|edited", re.I)
_LIVE = re.compile(r"(?<![a-z])live(?:-?blog|-?ticker|-?updates?)?(?![a-z])", re.I)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_SURE = 16  # letters: what stands in another post by chance is shorter
_GAP = 4  # lines: a table or a message of others, which JSON-LD leaves out
_SERIES = 3  # posts
_PROSE = 60  # characters
_MOST = 0.5  # of the text: beside an article, a series is comments, or other stories


@dataclass(frozen=True, slots=True)
class _Told:
    """A post as a page has it: its times, without a zone where it names none, and the letters of its text."""

    posted_at: datetime
    modified_at: datetime | None
    letters: str


@dataclass(frozen=True, slots=True)
class LivePage:
    """What a page says of its posts, in each of the ways it does; `sure`: by its type in schema.org."""

    ways: Sequence[Sequence[_Told]]
    sure: bool


def read_live_page(tree: HtmlElement, nodes: Sequence[Node], title: str, url: str | None) -> LivePage | None:
    """Return what a page says of its posts, None where it is no live blog.

    To be read before anything is removed from the page.
    """
    stated = [_told_by(node) for each in nodes for node in as_list(each.get(_UPDATE, []))]
    marked = [_told_in(each) for each in tree.xpath(f"//*[contains(@itemprop, '{_UPDATE}')]")]
    sure = bool(stated or marked) or _has_type(tree, nodes)
    live = sure or bool(_LIVE.search(title) or _LIVE.search(urlsplit(url or "").path))
    series = [_told_in(each) for each in _series(tree, url, live=live)]
    ways = [[told for told in way if told] for way in (stated, marked, series)]
    return LivePage(ways, sure) if any(ways) else None


def add_posts(draft: Draft, page: LivePage | None) -> Draft:
    """Return the draft of a page with its posts, in the way that tells most of the text.

    The page was changed when its last post was. One that only shows the time of that was published with the
    first.
    """
    if page is None:
        return draft
    zone = draft.published_at.tzinfo if draft.published_at else None
    posts = max((_placed(draft.text, way, zone or UTC) for way in page.ways), key=_size)
    if not posts or not (page.sure or _is_series(draft.text, posts)):
        return draft
    first, last = min(post.posted_at for post in posts), max(post.posted_at for post in posts)
    if not page.sure and draft.published_at and draft.published_at > last:
        return draft  # times of what a story tells in hindsight
    published = draft.published_at if draft.published_at and draft.published_at < last else first
    changed = [post.changed_at for post in posts]
    return replace(
        draft,
        posts=tuple(posts),
        published_at=published,
        modified_at=max(changed if draft.modified_at is None else [draft.modified_at, *changed]),
    )


def _has_type(tree: HtmlElement, nodes: Sequence[Node]) -> bool:
    kinds = (str(kind) for node in nodes for kind in as_list(node.get("@type")))
    return any(kind.endswith(_TYPE) for kind in kinds) or bool(
        tree.xpath(f"//*[contains(@itemtype, '{_TYPE}')]")
    )


def _moment(value: object) -> datetime | None:
    """Return a stated time, without a zone where it names none; None for a day."""
    moment = parse_date(value) if isinstance(value, str) and _CLOCK.search(value.strip()) else None
    if moment is None:
        return None
    named = moment.utcoffset() or _ZONE.search(str(value).strip())
    return moment if named else moment.replace(tzinfo=None)


def _told_by(node: object) -> _Told | None:
    """Return the post that an object of JSON-LD tells."""
    posted = _moment(node.get("datePublished")) if isinstance(node, dict) else None
    if posted is None or not isinstance(node, dict):
        return None
    words = [
        without_tags(text) for name in ("headline", "articleBody") if isinstance(text := node.get(name), str)
    ]
    return _Told(posted, _moment(node.get("dateModified")), key(" ".join(words)))


def _told_in(element: HtmlElement) -> _Told | None:
    """Return the post that an element tells."""
    # Of several the first counts; what stands within may have dates of its own.
    named = reversed(element.xpath("descendant-or-self::*[@itemprop]"))
    stated = {each.get("itemprop"): _stated(each) for each in named}
    times = [(each, moment) for each in _timed(element) if (moment := _stated(each))]
    changes = {each: moment for each, moment in times if _is_update(each)}
    first = [moment for each, moment in times if each not in changes]
    posted = stated.get("datePublished") or next(iter(first or changes.values()), None)
    if posted is None:
        return None
    modified = stated.get("dateModified") or next(iter(changes.values()), None)
    return _Told(posted, modified, key(element.text_content()))


def _timed(element: HtmlElement) -> list[HtmlElement]:
    """Return what may state a time: `time`, and what has it in data for a program, "data-epoch"."""
    with_data = "descendant-or-self::*[@*[starts-with(name(), 'data-')]]"
    return list(element.xpath(f"descendant-or-self::time | {with_data}"))


def _stated(element: HtmlElement) -> datetime | None:
    data = (value for name, value in element.attrib.items() if _TIME_DATA.fullmatch(name))
    stated = (element.get("datetime"), element.get("content"), *data)
    return next((moment for value in stated if (moment := _moment(value))), None)


def _is_update(time: HtmlElement) -> bool:
    # What holds more than the time is the post: a "live update".
    around = time.getparent()
    named = [time] if len(around.text_content()) >= _PROSE else [time, around]
    return any(_UPDATED.search(f"{each.get('class')} {each.get('itemprop')}") for each in named)


def _series(tree: HtmlElement, url: str | None, *, live: bool) -> list[HtmlElement]:
    """Return elements of one make that each have a time and prose, the most that there are of one make.

    Where the page is not called `live`, they are, or what they stand in.
    """
    times = [each for each in _timed(tree) if _stated(each)]
    if len(times) < _SERIES:
        return []
    makes: dict[tuple[str, ...], dict[HtmlElement, int]] = {}
    for element in dict.fromkeys(chain.from_iterable([each, *each.iterancestors()] for each in times)):
        around = element.getparent()
        if around is not None and (size := reading_size(" ".join(element.text_content().split()))) >= _PROSE:
            make = (element.tag, around.tag, classes(around))
            makes.setdefault(make, {})[element] = size
    found = max(makes.values(), key=lambda make: (len(make), sum(make.values())), default={})
    first = next(iter(found), None)
    if first is None or not (live or any(map(is_live, (first, *first.iterancestors())))):
        return []
    return [] if sum(_leads_away(each, url) for each in found) * 2 >= len(found) else list(found)


def _leads_away(element: HtmlElement, url: str | None) -> bool:
    """Say whether the heading or the time of an element links to another page, as in a list of stories."""
    own = urlsplit(url or "").path.rstrip("/") + "/"
    for each in element.iter("time", *_HEADINGS):
        links = [*each.iter("a"), *each.iterancestors("a")]
        if any(
            leads_elsewhere(href := link.get("href"), url)
            and not urlsplit(urljoin(url or "", href)).path.startswith(own)
            for link in links
        ):
            return True
    return False


def _placed(text: str, way: Sequence[_Told], zone: tzinfo) -> list[Post]:
    """Return the posts that have lines of a text, each with the most of its lines that stand together."""
    spans = list(_lines(text))
    owners = _owners([key(text[start:end]) for start, end in spans], [told.letters for told in way])
    found: dict[int, tuple[int, int]] = {}
    for owner, run in groupby(range(len(spans)), key=lambda at: owners[at]):
        if owner is not None:
            lines = list(run)
            start, end = spans[lines[0]][0], spans[lines[-1]][1]
            if owner not in found or end - start > found[owner][1] - found[owner][0]:
                found[owner] = start, end
    return [
        Post(start, end, _utc(way[owner].posted_at, zone), told and _utc(told, zone))
        for owner, (start, end) in sorted(found.items(), key=lambda each: each[1])
        for told in [way[owner].modified_at]
    ]


def _utc(moment: datetime, zone: tzinfo) -> datetime:
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, start + len(line)
        start += len(line) + 1


def _owners(lines: Sequence[str], posts: Sequence[str]) -> list[int | None]:
    """Return for each line the post that has its letters, by preference the one before it or the next.

    Short lines, which many posts may have, belong to one beside them; what stands within a post is its own.
    """
    owners: list[int | None] = []
    at, whole = 0, "\n".join(posts)
    for line in lines:
        likely = range(at, min(at + 2, len(posts)))
        every = chain(likely, range(len(posts))) if len(line) >= _SURE and line in whole else ()
        owner = next((post for post in every if line in posts[post]), None)
        owners.append(owner)
        at = at if owner is None else owner
    for places in (range(len(lines) - 2, -1, -1), range(1, len(lines))):
        step = -places.step
        for place in places:
            beside = owners[place + step]
            if owners[place] is None and beside is not None and lines[place] in posts[beside]:
                owners[place] = beside
    known = [place for place, owner in enumerate(owners) if owner is not None]
    for one, other in pairwise(known):
        if owners[one] == owners[other] and other - one <= _GAP:
            owners[one:other] = [owners[one]] * (other - one)
    return owners


def _size(posts: Sequence[Post]) -> int:
    return sum(post.end - post.start for post in posts)


def _is_series(text: str, posts: Sequence[Post]) -> bool:
    """Say whether posts are most of a text, and stand in the order of their times, but for one on top."""
    times = [post.posted_at for post in posts]
    steps = list(pairwise(times[1:]))
    in_order = all(one <= other for one, other in steps) or all(one >= other for one, other in steps)
    return len(posts) >= _SERIES and len(set(times)) > 1 and in_order and _size(posts) >= _MOST * len(text)
