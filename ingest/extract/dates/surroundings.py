"""Where on a page the date of its story is shown: around the story, not in it, nor in other parts."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.dates.shown import MODIFIED, PUBLISHED
from ingest.extract.draft import collapsed
from ingest.extract.page.blocks import Block, read_blocks, text_sizes
from ingest.extract.page.readings import Signature, container_signature, is_prose, key

_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?]$")
_LABEL_END = (":", "：")
LABEL = 40  # characters
_SENTENCE_WORDS = 2  # in small letters: credits are names
_PAGE = ("body", "html")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MIN_TITLE = 8  # letters
_LINE = 100  # characters


def element_names(element: HtmlElement | None) -> str:
    """Return what an element is called."""
    if element is None:
        return ""
    return " ".join(element.get(name) or "" for name in ("class", "id", "itemprop")) + " "


def label_before(element: HtmlElement) -> str:
    """Return what stands just before an element."""
    before = element.getprevious()
    if before is None:
        return (element.getparent().text or "") if element.getparent() is not None else ""
    return f"{before.text_content() if isinstance(before.tag, str) else ''} {before.tail or ''}"[-LABEL:]


def is_of_another(label: str) -> bool:
    """Say whether a label calls a date that of something else: "When:"."""
    is_label = label.rstrip().endswith(_LABEL_END)
    return is_label and not (PUBLISHED.search(label) or MODIFIED.search(label))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A copy of a page with its head and what stands around its story only.

    `heading` is the story's, None where the page is whole; `lead` is its first paragraph and what stands
    between that and the second, `after` what follows the story.
    """

    tree: HtmlElement
    heading: HtmlElement | None = None
    lead: frozenset[HtmlElement] = frozenset()
    after: frozenset[HtmlElement] = frozenset()


def around_story(tree: HtmlElement, title: str) -> Surroundings:
    """Return where on a page the credits of its story may stand.

    Gone are what the story tells, pictures, what follows it under a heading or a label of its own ("When:"),
    and the page's other parts, but for what is called published there before the story. A page that does not
    show its title stays whole.
    """
    tree = copy.deepcopy(tree)
    blocks = [
        each for each in read_blocks(tree) if each.element is not tree and each.element.tag not in _PAGE
    ]
    heading = heading_of(blocks, title)
    at = next((at for at, block in enumerate(blocks) if block.element is heading), len(blocks))
    body = _body(blocks[at + 1 :])
    if heading is None or not body:
        return Surroundings(tree)
    places = {element: at for at, element in enumerate(tree.iter())}
    region = _region(heading, body)
    inside = [places[each] for each in body if region in (each, *each.iterancestors())]
    start, second, last = inside[0], inside[min(1, len(inside) - 1)], inside[-1]
    headings = (places[each] for each in tree.iter("article", *_HEADINGS) if places[each] > last)
    end = next(headings, len(places))
    told = {block.element for block in blocks if _is_told(block)} & _leaves(blocks)
    timed = _times_in_sentences(tree)
    gone = [
        element
        for element, at in places.items()
        if second <= at <= last
        or at >= end
        or element in told
        or element.tag == "figure"
        or element in timed
        or (element.tag == "time" and at > last and is_of_another(label_before(element)))
    ]
    kept = {heading, *heading.iterancestors()}
    _remove(each for each in (*gone, *_beside(region)) if each not in kept)
    lead = frozenset(each for each, at in places.items() if start <= at < second)
    return Surroundings(tree, heading, lead, frozenset(each for each, at in places.items() if at > last))


def heading_of(blocks: list[Block], title: str) -> HtmlElement | None:
    """Return the element that shows a page's title, by preference an h1, or its only h1."""
    own = [block for block in blocks if block.link is None]
    first = [block.element for block in own if block.element.tag == "h1"]
    shown = [block.element for block in own if _is_title(key(block.text), key(title))]
    shown.sort(key=lambda element: element.tag != "h1")
    return next(iter(shown or (first if len(first) == 1 else ())), None)


def _is_title(text: str, title: str) -> bool:
    shorter, longer = sorted((text, title), key=len)
    return len(shorter) >= _MIN_TITLE and shorter in longer and (text in title or len(text) <= 2 * len(title))


def _region(heading: HtmlElement, body: list[HtmlElement]) -> HtmlElement:
    """Return the article around a heading and paragraphs of the story, else what has little else."""
    known = [{element, *element.iterancestors()} for element in body]
    around = [
        each for each in heading.iterancestors() if sum(each in of for of in known) >= min(2, len(body))
    ]
    region, root = around[0], around[-1]
    if (article := next(region.iterancestors("article"), None)) is not None:
        return article
    sizes = text_sizes(root)
    while (outer := region.getparent()) is not None and outer.tag not in _PAGE and region.tag != "main":
        if sizes[outer] - sizes[region] > _LINE:
            break
        region = outer
    return region


def _beside(region: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the parts of a page beside a region of it."""
    for inner in (region, *region.iterancestors()):
        before = inner.itersiblings(preceding=True)
        yield from (each for each in before if each.tag != "head" and not _is_dated(each))
        yield from inner.itersiblings()


def _is_dated(element: HtmlElement) -> bool:
    return any(PUBLISHED.search(element_names(each)) for each in element.iter() if isinstance(each.tag, str))


def _body(blocks: list[Block]) -> list[HtmlElement]:
    """Return the elements of one make that have the most prose."""
    leaves = _leaves(blocks)
    makes: dict[Signature, list[Block]] = defaultdict(list)
    for block in blocks:
        if is_prose(block) and block.element in leaves:
            makes[container_signature(block)].append(block)
    most = max(makes.values(), key=lambda make: sum(len(block.text) for block in make), default=[])
    return list(dict.fromkeys(block.element for block in most))


def _leaves(blocks: list[Block]) -> set[HtmlElement]:
    """Return the elements of blocks that have no others inside."""
    elements = {block.element for block in blocks}
    return elements - {outer for element in elements for outer in element.iterancestors()}


def _is_told(block: Block) -> bool:
    """Say whether a block is a sentence of a text, and not about when that was published."""
    return bool(_SENTENCE_END.search(block.text)) and not (
        PUBLISHED.search(block.text) or MODIFIED.search(block.text)
    )


def _times_in_sentences(tree: HtmlElement) -> set[HtmlElement]:
    """Return the times that sentences tell, but for those about a publication, or behind a date."""
    times: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for time in tree.iter("time"):
        if (paragraph := next(time.iterancestors("p"), None)) is not None:
            times[paragraph].append(time)
    return {time for paragraph, inside in times.items() if _is_sentence(paragraph) for time in inside}


def _is_sentence(paragraph: HtmlElement) -> bool:
    text = collapsed(paragraph.text_content()) or ""
    if text.startswith(collapsed(paragraph.find(".//time").text_content()) or " "):
        return False  # "5 May 2025 – The council of Orrin …"
    words = sum(word[0].islower() for word in text.split())
    is_about = any(each.search(text + element_names(paragraph)) for each in (PUBLISHED, MODIFIED))
    return words >= _SENTENCE_WORDS and bool(_SENTENCE_END.search(text)) and not is_about


def _remove(elements: Iterable[HtmlElement]) -> None:
    for element in list(elements):
        if element.getparent() is not None:
            element.drop_tree()
