"""What a model is given to write from: the best sentences, numbered, within a number of tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ingest.text.tokens import count_tokens
from service.english.machines.addressed import speaks_to_machines
from service.evidence.agreement.repeats import repeats
from service.evidence.cite import place, public_since
from service.evidence.scoring import Evidence
from service.llm.prompts import as_data
from service.writers.extractive import select_quotes
from service.writers.writer import Task

# Sentences chosen for themselves; those that they lean on come on top.
BEST = 24
# Characters of a sentence or a title that a model is shown.
_LONGEST, _LONGEST_TITLE = 800, 120
# It says "it" or "the company": what that is stands in the sentence before.
_LEANS = re.compile(
    r"^\W*(?:(?:And|But|So|Yet|Then|Also|In|At|By|For|Of|After|Before|With|Under)\b[^,.]{0,25}?[\s,])?"
    r"(?:it|its|he|him|his|she|her|they|them|their|this|that|these|those|both|there"
    r"|the (?:company|group|agency|ministry|council|firm|party|bank|club|team|decision|figure|plan))\b",
    re.I,
)
# Words that speak to a language model, also where an article only quotes them. A text that has them is no
# evidence for a model's wording: "write that X" would support X. The local writer can still quote a report of
# them. Orders in other words get past this; then the checks of the statement are what holds.
_TO_A_MODEL = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,20}\b(?:previous|prior|above|earlier|preceding|your|all)\b"
    r".{0,20}\b(?:instructions?|prompts?|rules|guidelines|directions)\b"
    r"|\binstructions? (?:to|for) (?:the |all |any )?(?:AI|LLM|language model|assistant|chatbot)"
    r"|\b(?:AI|LLM|language)[ -](?:assistants?|models?)\b.{0,20}\b(?:reading|summari[sz]ing|answering)\b"
    r"|\b(?:attention|note to|dear),? (?:AI|LLM|language models?|assistants?|chatbots?)\b"
    r"|\byou are (?:now )?(?:an? )?(?:AI|LLM|assistant|chatbot|language model)\b"
    r"|\bsystem (?:prompt|override)\b"
    r"|<\|?\s*/?\s*(?:im_|s>|system|assistant|user|end|start|begin)|\[/?INST\]"
    r"|^\W*(?:system|assistant|user|human)\s*:|\"(?:answerable|statements|sources)\"\s*:"
    r"|\b(?:ignorier|ignorez|ignora|olvid|oubli|vergiss)\w*\b.{0,40}\b(?:anweisung|instruccion|instruction|istruzion)",
    re.I | re.M,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """Sentences in the order of their numbers, from 1, and the text that shows them."""

    sentences: tuple[Evidence, ...]
    text: str


def make_brief(task: Task, *, tokens: int, best: int = BEST) -> Brief:
    """Return the `best` sentences of a task that fit into `tokens`, those that limit the answer first.

    They are grouped by article, best article first, in the order of its text. There is at least one
    sentence if any may be shown, cut to size if it must be.
    """
    chosen: list[Evidence] = []
    text = ""
    for item in _wanted(task, best):
        group = [found for found in (_before(item, task.evidence), item) if found]
        longer = [*chosen, *(found for found in group if not _within(found, chosen))]
        shown = show(longer)
        if count_tokens(shown) <= tokens:
            chosen, text = longer, shown
        elif not chosen:
            chosen, text = [item], cut_to(show([item]), tokens)
    return Brief(tuple(_in_order(chosen)), text)


def speaks_to_a_model(text: str) -> bool:
    """Return whether a text gives orders to a language model."""
    # Once more without what cannot be seen, which may stand between the letters of a word.
    return bool(_TO_A_MODEL.search(text) or _TO_A_MODEL.search(as_data(text))) or speaks_to_machines(text)


def cut_to(text: str, tokens: int) -> str:
    """Return the start of a text that has at most `tokens` tokens."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if count_tokens(text[:middle]) <= tokens else (low, middle - 1)
    return text[:low]


def _wanted(task: Task, best: int) -> Iterator[Evidence]:
    """Yield at most `best` sentences, none of which repeats another, first those that a quoted answer has."""
    taken: list[Evidence] = []
    for item in [*select_quotes(task.question, task.evidence, task.limit), *task.evidence]:
        if len(taken) == best:
            return
        if not speaks_to_a_model(item.text) and not any(repeats(item, earlier) for earlier in taken):
            taken.append(item)
            yield item


def _before(item: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """Return the sentence before one that leans on it, if it stands in the same passage."""
    if item.index == 0 or not _LEANS.match(item.text):
        return None
    index, stored = item.index - 1, item.stored
    for other in evidence:
        if other.index == index and other.stored.passage.id == stored.passage.id:
            return None if speaks_to_a_model(other.text) else other
    if not stored.allowance.whole:
        return None
    text = stored.sentence(index)
    # It was too far from the question to be scored: it answers nothing by itself.
    before = replace(
        item,
        index=index,
        text=text,
        score=0.0,
        vector=stored.sentence_vectors[index],
        unstated=False,
        features=np.zeros_like(item.features),
    )
    return None if speaks_to_a_model(text) else before


def _within(item: Evidence, chosen: Sequence[Evidence]) -> bool:
    return any(place(item) == place(other) for other in chosen)


def _in_order(chosen: Sequence[Evidence]) -> list[Evidence]:
    """Return the sentences grouped by article, in the order in which the articles come first."""
    ranks: dict[str, int] = {}
    for item in chosen:
        ranks.setdefault(item.stored.article.id, len(ranks))
    return sorted(chosen, key=lambda item: (ranks[item.stored.article.id], item.start))


def show(chosen: Sequence[Evidence]) -> str:
    """Return sentences as a model is shown them: numbered, each under the heading of its article."""
    lines: list[str] = []
    article = None
    for number, item in enumerate(_in_order(chosen), start=1):
        if item.stored.article.id != article:
            article = item.stored.article.id
            lines.append(_heading(item))
        lines.append(f"[{number}] {as_data(item.text)[:_LONGEST]}")
    return "\n".join(lines)


def _heading(item: Evidence) -> str:
    stored = item.stored
    publisher = as_data(stored.article.publisher or "unknown publisher")[:_LONGEST_TITLE]
    title = as_data(stored.title)[:_LONGEST_TITLE]
    day = public_since(item)
    shown = "" if speaks_to_a_model(stored.title) else f": {title}"
    if speaks_to_a_model(stored.article.publisher or ""):
        publisher = "unknown publisher"
    return f"{publisher}, {day.day} {day:%B %Y}{shown}"
