"""Readings of a page vote on its story: trafilatura's, one by containers, and the publisher's `articleBody`.

Where trafilatura and the containers agree, paragraphs that it lost of the story's own containers are put
back. Where they do not, the headline decides, and a text that has nothing of the headline is no story.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from lxml.html import HtmlElement  # type: ignore[import-untyped]

from ingest.extract.lines.boilerplate import ends_story
from ingest.extract.page.blocks import UNSPACED, Block, reading_size
from ingest.extract.page.json_ld import Node
from ingest.text.speech.english import FUNCTION_WORDS

_STORY_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review)$")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_PROSE = 60  # characters
SENTENCE_END = re.compile(r"[.!?。！？।؟…:][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]{4,}")
_UNSPACED = re.compile(rf"{UNSPACED}+")
_STEM = 5  # letters that the forms of a word share: "replace", "replacing"
_FUNCTION_STEMS = {word[:_STEM] for word in FUNCTION_WORDS}
_MIN_HEADLINE = 3  # words
_AGREED = 0.5
_SHORT = 20  # characters
_POOR = 500  # characters
_RUN_ON = 2_000  # characters
_STATED = 400  # characters; a shorter `articleBody` may be the lead alone
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")
_LINKED_HEADING = ".//*[self::h1 or self::h2 or self::h3]//a"

Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Headline:
    """A headline and the stems of its words."""

    title: str
    stems: frozenset[str]

    @classmethod
    def of(cls, title: str) -> Headline:
        """Return the headline of a title."""
        return cls(title, frozenset(_stems(title)))

    def stems_in(self, text: str) -> frozenset[str]:
        """Return the stems of the headline that `text` has."""
        return self.stems & _stems(text)

    def support(self, text: str) -> float:
        """Return the share of the headline's words that `text` has."""
        return len(self.stems_in(text)) / len(self.stems) if self.stems else 0.0

    def is_foreign(self, text: str) -> bool:
        """Say whether a headline of some words has none of them in `text`; "with", "after" are no words."""
        told = self.stems - _FUNCTION_STEMS
        return len(told) >= _MIN_HEADLINE and told.isdisjoint(_stems(text))

    def is_long(self) -> bool:
        """Say whether the headline has enough words to tell its story by."""
        return len(self.stems) >= _MIN_HEADLINE


def is_story(node: Node) -> bool:
    """Say whether a JSON-LD object is an article."""
    kinds = as_list(node.get("@type"))
    return any(isinstance(name, str) and _STORY_TYPE.search(name) for name in kinds)


def as_list(value: object) -> list[object]:
    """Return a JSON-LD value as a list, whether it stood in one or alone."""
    return value if isinstance(value, list) else [value]


def same_headline(node: Node, title: str) -> bool:
    """Say whether a JSON-LD article has the headline `title`, apart from how it is written."""
    headline = node.get("headline")
    return isinstance(headline, str) and bool(key(headline)) and key(html.unescape(headline)) == key(title)


def stated_body(nodes: Iterable[Node], title: str) -> str:
    """Return the `articleBody` of the page's own article without markup, empty where there is none."""
    bodies = [(same_headline(node, title), node.get("articleBody")) for node in nodes if is_story(node)]
    texts = [(own, body) for own, body in bodies if isinstance(body, str) and body.strip()]
    own = [body for is_own, body in texts if is_own] or ([texts[0][1]] if len(texts) == 1 else [])
    return without_tags(own[0]) if own else ""


def without_tags(text: str) -> str:
    """Return a text of JSON-LD without markup, which stands there in letters."""
    return _TAG.sub("\n", html.unescape(text))


def vote(blocks: list[Block], lines: list[str], headline: Headline, stated: str) -> list[str]:
    """Return the lines of the story from `lines`, trafilatura's, `blocks` and `stated`, the `articleBody`."""
    told = [line for line in stated.split("\n") if line.strip()]
    # trafilatura makes one line of an `articleBody` that it falls back to.
    flattened = len(lines) == 1 < len(told)
    if len(key(stated)) >= _STATED and (flattened or _share(stated, lines) < _AGREED):
        return _from_stated(blocks, stated)
    if len(lines) == 1 and len(lines[0]) <= _RUN_ON and (told := _unrun(blocks, lines[0])):
        return told
    groups = {kind: group for kind, group in _groups(blocks).items() if kind[0] != "li"}
    if not groups:
        return lines
    ours = max(groups.values(), key=lambda group: _claim(headline, [block.text for block in group]))
    theirs = [line for line in lines if len(line) >= _PROSE and SENTENCE_END.search(line)]
    known = key(" ".join(lines))
    shared = sum(len(block.text) for block in ours if key(block.text) in known)
    if shared >= _AGREED * min(_length(ours), sum(map(len, theirs))) > 0:
        return _completed(_from_title(blocks, lines, headline), lines, key(stated))
    if _is_stronger(headline, [block.text for block in ours], theirs):
        containers = {block.element.getparent() for block in ours}
        return [block.text for block in blocks if _is_within(block.element, containers)]
    return lines


def _unrun(blocks: list[Block], line: str) -> list[str]:
    """Return the paragraphs of a short page that trafilatura made one line of, its header before them."""
    known = key(line)
    inside = [block for block in blocks if key(block.text) in known]
    boxes: dict[HtmlElement, list[Block]] = defaultdict(list)
    for block in inside:
        if block.link is None and SENTENCE_END.search(block.text):
            boxes[block.element.getparent()].append(block)
    box, told = max(boxes.items(), key=lambda item: _length(item[1]), default=(None, []))
    if len(told) < 2 or _length(told) < _AGREED * len(line):
        return []
    return [each.text for each in inside[inside.index(told[0]) :] if _is_within(each.element, {box})]


def _claim(headline: Headline, paragraphs: list[str]) -> float:
    """Return how good a claim to be the story is: the length, by the headline's words in it."""
    return sum(map(len, paragraphs)) * (0.1 + headline.support(" ".join(paragraphs)))


def _is_stronger(headline: Headline, ours: list[str], theirs: list[str]) -> bool:
    # A long list of news has every word: trafilatura's choice stands unless it is poor.
    support, other = headline.support(" ".join(ours)), headline.support(" ".join(theirs))
    return support > other or (support == other and sum(map(len, theirs)) < _POOR < sum(map(len, ours)))


def _share(stated: str, lines: list[str]) -> float:
    """Return how much of the publisher's own text is in the lines found, by its sentences."""
    known = key(" ".join(lines))
    sentences = list(filter(None, map(key, _SENTENCES.split(stated))))
    return sum(len(told) for told in sentences if told in known) / max(1, sum(map(len, sentences)))


def _from_stated(blocks: list[Block], stated: str) -> list[str]:
    """Return the paragraphs of the page that `articleBody` has, or its own ones where the page lacks them."""
    whole = key(stated)
    shown = [
        block.text
        for block in blocks
        if block.link is None and len(key(block.text)) > 20 and key(block.text) in whole
    ]
    kept = list(dict.fromkeys(shown))
    return kept if _share(stated, kept) >= _AGREED else [line for line in stated.split("\n") if line.strip()]


def _length(group: Iterable[Block]) -> int:
    return sum(len(block.text) for block in group)


def _groups(blocks: list[Block]) -> dict[Signature, list[Block]]:
    """Return the paragraphs of the page by the kind of container they stand in."""
    groups: dict[Signature, list[Block]] = defaultdict(list)
    for block in blocks:
        if is_prose(block):
            groups[container_signature(block)].append(block)
    return groups


def is_prose(block: Block) -> bool:
    """Say whether a block is a paragraph of sentences."""
    return block.link is None and is_prose_text(block.text)


def is_prose_text(text: str) -> bool:
    """Say whether a text is as long as a sentence and ends like one."""
    return reading_size(text) >= _PROSE and bool(SENTENCE_END.search(text))


def container_signature(block: Block) -> Signature:
    """Return what containers of one kind share: tags and classes, numbers aside."""
    around = list(block.element.iterancestors())[:2]
    return (block.element.tag, *((element.tag, classes(element)) for element in around))


def classes(element: HtmlElement) -> str:
    """Return the classes of an element, numbers aside."""
    return " ".join(sorted(re.sub(r"\d+", "", element.get("class") or "").split()))


def _from_title(blocks: list[Block], lines: list[str], headline: Headline) -> list[Block]:
    """Return the blocks from the title on, or from the first of the lines where the title is not shown."""
    begins = f"{key(headline.title)} {key(' '.join(lines))}"
    told = (at for at, block in enumerate(blocks) if len(name := key(block.text)) > _SHORT and name in begins)
    return blocks[next(told, 0) :]


def _completed(blocks: list[Block], lines: list[str], stated: str) -> list[str]:
    """Return the lines with the paragraphs of their containers, or of `articleBody`, that they lack."""
    known = key(" ".join(lines))
    prose = [(block, key(block.text)) for block in blocks if is_prose(block) or ends_story(block.text)]
    ours = [block for block, told in prose if told in known and is_prose(block)]
    kinds, parts = {container_signature(block) for block in ours}, _next_parts(ours, blocks)
    places = {key(line): at for at, line in enumerate(lines)}
    added: dict[int, list[str]] = defaultdict(list)
    at = -1
    for block, told in prose:
        if told in known:
            at = places.get(told, at)
        elif ends_story(block.text) and at == len(lines) - 1:
            break
        elif container_signature(block) in kinds or told in stated or block.element in parts:
            added[at].append(block.text)
    return [*added[-1], *(text for at, line in enumerate(lines) for text in (line, *added[at]))]


def _next_parts(ours: list[Block], blocks: Iterable[Block]) -> set[HtmlElement]:
    """Return the paragraphs of containers in which a story goes on beside those of `ours`.

    These have some of their classes, or forms of one: "text text--end" beside "text", but not "row author"
    beside "row". A lone paragraph is a note, and a heading that is a link is another story's.
    """
    names: dict[object, set[str]] = defaultdict(set)
    for block in ours:
        names[_part_make(block)] |= _container_names(block)
    told: dict[HtmlElement, list[Block]] = defaultdict(list)
    for block in blocks:
        if is_prose(block) and names.get(_part_make(block)):
            told[block.element.getparent()].append(block)
    for block in ours:
        told.pop(block.element.getparent(), None)
    return {
        block.element
        for container, paragraphs in told.items()
        if len(paragraphs) > 1 and not container.xpath(_LINKED_HEADING)
        for block in paragraphs
        if _goes_on(_container_names(block), names[_part_make(block)])
    }


def _part_make(block: Block) -> tuple[object, ...] | None:
    """Return what the parts of a story have in common: what they stand in, their tags and paragraphs."""
    container = block.element.getparent()
    around = None if container is None else container.getparent()
    return None if around is None else (around, container.tag, block.element.tag, classes(block.element))


def _container_names(block: Block) -> set[str]:
    container = block.element.getparent()
    return set() if container is None else set(classes(container).split())


def _goes_on(names: set[str], known: set[str]) -> bool:
    return bool(names & known) and all(name.startswith(tuple(known)) for name in names - known)


def _is_within(element: HtmlElement, containers: set[HtmlElement]) -> bool:
    return any(parent in containers for parent in element.iterancestors())


def _stems(text: str) -> set[str]:
    plain = text.casefold()
    pairs = (run[at : at + 2] for run in _UNSPACED.findall(plain) for at in range(len(run) - 1))
    return {word[:_STEM] for word in _WORD.findall(_UNSPACED.sub(" ", plain))} | set(pairs)


def key(text: str) -> str:
    """Return the letters and digits of `text`, to compare how it is written elsewhere."""
    return re.sub(r"[\W_]+", "", text).casefold()
