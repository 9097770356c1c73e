"""The form in which a chat program wants what it asks for: JSON with keys, a list, a line, and how long."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.english.figures.numerals import TO_TWENTY, number_of

_NUMBER = rf"(?:\d{{1,3}}|{TO_TWENTY})"
_TO = r"(?:-|–|—|~|to|or|bis|à|a|y|e|ou|o|至|到)"
_RANGE = rf"(?<![A-Za-z\d])(?:(?P<least>{_NUMBER})\s*{_TO}\s*)?(?P<most>{_NUMBER})"
# The units in English, German, French, Spanish, Portuguese, Italian and Chinese.
_WORDS = re.compile(
    rf"{_RANGE}[\s-]*(?:(?:words?|w[öo]rter[n]?|worte?n?|mots|palabras|palavras|parole)\b|个?[字词])(?!符)",
    re.I,
)
_CHARACTERS = re.compile(
    rf"{_RANGE}[\s-]*(?:(?:characters?|zeichen|caractères|caracteres|caratteri)\b|个?字符)", re.I
)
_ITEMS = re.compile(
    rf"{_RANGE}\s+(?:[\w-]+\s+){{0,4}}?(?:(?:hash)?tags?|keywords?|key ?phrases?|labels|categories"
    rf"|topics|questions|prompts"
    r"|queries|suggestions|follow[- ]?ups|replies|searches|terms)\b",
    re.I,
)
_OBJECT = re.compile(r"\{[^{}]{1,400}\}")
_PAIR = re.compile(r"(?:[\"'“](?P<quoted>[A-Za-z_][\w ]*)[\"'”]|(?P<bare>[A-Za-z_]\w*))\s*:\s*(?P<list>\[)?")
# "properties": {"title": {"type": "string"}}
_PROPERTY = re.compile(r"\"(?P<name>\w+)\"\s*:\s*\{\s*\"type\"\s*:\s*\"(?P<type>\w+)\"")
# In words: 'a JSON object with the key "subject"', "under the key topics", 'a "name" field'
_KEY_WORD = r"(?:keys?|fields?|propert(?:y|ies)|attributes?)"
_NAMED_KEY = re.compile(
    rf"\b{_KEY_WORD}\b(?:\s+(?:named|called|is|of|being))?\s*:?\s*[\"'“`](?P<name>[A-Za-z_]\w*)[\"'”`]"
    rf"(?:\s*(?:,|and|,\s*and)\s*[\"'“`](?P<other>[A-Za-z_]\w*)[\"'”`])?"
    rf"|[\"'“`](?P<before>[A-Za-z_]\w*)[\"'”`]\s+{_KEY_WORD}\b"
    rf"|\b(?:with|under|has|having|containing|using|in)\s+(?:(?:the|an?|one|single|only|exactly)\s+){{0,3}}"
    rf"{_KEY_WORD}\s+(?:(?:named|called)\s+)?(?P<bare>(?!(?:and|with|of|is|that|which|for|in|to|named"
    rf"|called|whose"
    rf"|must|should|containing|holding|are|as|only|or|be)\b)[a-z_]\w*)(?=\s*(?:[.,;:()\n]|$|\b(?:whose"
    rf"|that|which|and"
    rf"|holding|containing|with|in|for)\b))",
    re.I,
)
_ONE = re.compile(
    r"\b(?:(?:exactly |only |just )?(?:one|a single|1)|an?)\s+(?!or\b|to\b)(?:[\w-]+\s+){0,4}?"
    r"(?:query|search (?:term|phrase|string))\b"
    r"|\b(?:on|in|as)\s+(?:one|a single)\s+line\b|\bsingle[- ]line\b",
    re.I,
)
_ONE_LINE = re.compile(r"\b(?:on|in|as)\s+(?:one|a single)\s+line\b|\bsingle[- ]line\b", re.I)
_ARRAY = re.compile(r"\bjson (?:array|list)\b|\barray of strings\b|(?<![\w\]])\[\s*\"", re.I)
# Not an element in which the prompt itself holds the conversation.
_NAME = r"(?!\w*(?:chat|histor|convers|messag|context|transcript|dialog|user|input|source|text|type))[a-z_]+"
_ELEMENT = re.compile(
    rf"<(?P<name>{_NAME})>[^<>]{{0,200}}</(?P=name)>|\b(?:in|inside"
    rf"|within)\b[^.<]{{0,30}}<(?P<name2>{_NAME})>",
    re.I,
)
_LOWER = re.compile(r"\b(?:all )?lower-?case\b", re.I)
# Whole questions, where search terms would do too
_QUESTIONS = re.compile(
    r"\b(?:alternative|different) questions\b"
    r"|\b(?:versions|variants|variations|(?:para|re)phras(?:es|ings)) of[^.\n]{0,40} question\b",
    re.I,
)
_EMOJI = re.compile(r"\bwith an? (?:\w+ )?emoji\b|\bstart\w*[^.\n]{0,30} with an? (?:\w+ )?emoji\b", re.I)
_MOST_ITEMS = 3
_MOST_WORDS = 6
_MOST_CHARACTERS = 80


class Layout(StrEnum):
    """How several things are set apart in plain text."""

    LINES = "lines"
    COMMAS = "commas"
    NUMBERED = "numbered"
    BULLETS = "bullets"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the JSON object that is asked for; `many`: its value is a list."""

    name: str
    many: bool


@dataclass(frozen=True, slots=True)
class ReplyForm:
    """Without keys, `array` and `element` it is plain text in the `layout`."""

    keys: tuple[Key, ...] = ()
    array: bool = False
    element: str | None = None
    layout: Layout = Layout.LINES
    least_words: int = 1
    most_words: int = _MOST_WORDS
    most_characters: int = _MOST_CHARACTERS
    most_items: int = _MOST_ITEMS
    emoji: bool = False
    one: bool = False  # a single thing on a line, where several are usual
    limited: bool = False  # the number of words is given
    lower: bool = False  # no capitals
    questions: bool = False

    @property
    def is_json(self) -> bool:
        return bool(self.keys) or self.array


def form_of(instruction: str) -> ReplyForm:
    """Return the form that an instruction asks for."""
    least, words = _numbers(_WORDS.search(instruction), 1, _MOST_WORDS)
    _, characters = _numbers(_CHARACTERS.search(instruction), 1, _MOST_CHARACTERS)
    _, items = _numbers(_ITEMS.search(instruction), 1, _MOST_ITEMS)
    keys = _keys(instruction)
    element = _ELEMENT.search(instruction)
    return ReplyForm(
        keys=keys,
        array=not keys and _ARRAY.search(instruction) is not None,
        element=(element["name"] or element["name2"]) if element else None,
        layout=_layout(instruction),
        least_words=min(least, words),
        most_words=max(words, 1),
        most_characters=max(characters, 1),
        most_items=max(items, 1),
        emoji=_EMOJI.search(instruction) is not None,
        one=_ONE.search(instruction) is not None,
        limited=_WORDS.search(instruction) is not None,
        lower=_LOWER.search(instruction) is not None,
        questions=_QUESTIONS.search(instruction) is not None,
    )


def filled(form: ReplyForm, values: Mapping[str, Sequence[str]], items: Sequence[str], several: bool) -> str:
    """Return a reply in the form: `values` by key where it has keys, else `items`.

    A key that is no list gets the first of its values. `several` says that the items are a list by nature.
    """
    if form.keys:
        record = {key.name: _value(key, values.get(key.name, ())) for key in form.keys}
        return json.dumps(record, ensure_ascii=False)
    if form.array:
        return json.dumps(list(items), ensure_ascii=False)
    text = _laid_out(form.layout, items) if several else next(iter(items), "")
    return f"<{form.element}>{text}</{form.element}>" if form.element else text


def _value(key: Key, values: Sequence[str]) -> object:
    return list(values) if key.many else next(iter(values), "")


def _laid_out(layout: Layout, items: Sequence[str]) -> str:
    match layout:
        case Layout.COMMAS:
            return ", ".join(items)
        case Layout.NUMBERED:
            return "\n".join(f"{number}. {item}" for number, item in enumerate(items, start=1))
        case Layout.BULLETS:
            return "\n".join(f"- {item}" for item in items)
        case Layout.LINES:
            return "\n".join(items)


def _layout(instruction: str) -> Layout:
    named = (
        (
            Layout.COMMAS,
            r"\bcomma[- ]?(?:separated|delimited)\b|\b(?:separated|separate \w+|delimited) (?:by"
            r"|with) commas?\b",
        ),
        (Layout.NUMBERED, r"\bnumbered\b"),
        (Layout.BULLETS, r"\bbullet"),
    )
    found = next((form for form, words in named if re.search(words, instruction, re.I)), Layout.LINES)
    return Layout.COMMAS if found is Layout.LINES and _ONE_LINE.search(instruction) else found


def _keys(instruction: str) -> tuple[Key, ...]:
    if properties := list(_PROPERTY.finditer(instruction)):
        return tuple(
            {each["name"]: Key(each["name"], each["type"] == "array") for each in properties}.values()
        )
    for example in _OBJECT.finditer(instruction):
        if found := list(_PAIR.finditer(_without_strings(example[0]))):
            named = {each["quoted"] or each["bare"]: bool(each["list"]) for each in found}
            return tuple(Key(name, many) for name, many in named.items())
    return tuple(_named_keys(instruction)) if re.search(r"\bjson\b", instruction, re.I) else ()


def _named_keys(instruction: str) -> Iterator[Key]:
    """Yield the keys that a prompt names in words; a name in the plural stands for a list."""
    found = list(_NAMED_KEY.finditer(instruction))
    names = [each[group] for each in found for group in ("name", "other", "before", "bare") if each[group]]
    for name in dict.fromkeys(names):
        yield Key(name, name.endswith("s"))


def _without_strings(text: str) -> str:
    """The text without the values that are strings, in which a colon may stand: "Title: A"."""
    return re.sub(r"(:\s*|\[\s*|,\s*)\"[^\"]*\"(?!\s*:)", r"\1_", text)


def _numbers(found: re.Match[str] | None, least: int, most: int) -> tuple[int, int]:
    if found is None:
        return least, most
    upper = int(number_of(found["most"]))
    return (int(number_of(found["least"])) if found["least"] else least), upper
