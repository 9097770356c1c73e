"""The question inside a prompt that a program wrote around it: rules, passages of its own, then the question.

Dateline answers from its archive, so what such a template brings along is not read.
"""

from __future__ import annotations

import re

from service.dialogue.transcript import ASKED_ELSEWHERE, open_question, shortened
from service.questions.question import MAX_QUESTION

_ASKED = (
    r"(?:user|human|customer|original|current|latest)?[_ -]?(?:question|query|message|input|request|prompt)"
)
_OPENING = re.compile(rf"<({_ASKED}|q)(?:\s[^<>]*)?>", re.I)
# "## User question", "QUESTION:", "Query: …"
_LABEL = re.compile(
    rf"^[#* \t>-]{{0,8}}(?:(?:the|my|here is (?:the|my)|now answer (?:the|this))\s+)?"
    rf"(?:{_ASKED}|q|{ASKED_ELSEWHERE}|follow[- ]?up (?:input|question))\b(?P<is> is)?"
    r"[* \t]*(?:[:：][* \t]*|(?<=#)\n|$)",
    re.I | re.M,
)
_CONTEXT = (
    r"[\w-]{0,40}(?:context|sources?|documents?|docs?|passages?|knowledge|files?|attachments?|references?"
    r"|excerpts?"
    r"|articles?|results?|chunks?|data|text|webpages?|content|memory|memories|snippets?|history)[\w-]{0,40}"
)
_BLOCK = re.compile(rf"<({_CONTEXT})(?:\s[^<>]*)?>", re.I)
# The last are German, Dutch, French, Spanish, Portuguese, Italian and Chinese.
_BROUGHT_WORDS = (
    r"\b(?:context|sources?|documents?|passages?|knowledge|references?|excerpts?|results?|information"
    r"|attachments?"
    r"|files?|notes|following|konte(?:xt|kst)\w*|contextes?|contextos?|contest[oi])\b|上下文|已知信息|参考资料"
)
_BROUGHT = re.compile(_BROUGHT_WORDS, re.I)
# "Answer:", with which a template ends, or "Context: …" below the question
_NEXT_LABEL = re.compile(
    r"^[#* \t]{0,6}(?:(?:[^\W\d_]+[ -]){0,2}[^\W\d_]+[* \t]*[:：][* \t]*$"
    rf"|(?:{_BROUGHT_WORDS})[* \t]*[:：])",
    re.I | re.M,
)
# A line that says what stands below it: "Search results:", "Context information is below."
_ANNOUNCED = re.compile(rf"^[^\n]{{0,80}}?(?:{_BROUGHT_WORDS})(?:[^\n]{{0,40}}[:：.])?[ \t]*$", re.I | re.M)
_FENCES = re.compile(r"^(?:```|\"\"\"|-{3,}|={3,}|\*{3,})[^\n]*$", re.M)


def question_in(prompt: str) -> str | None:
    """Return the question that a template holds; None for a prompt that is none, and so its own question."""
    prompt = shortened(prompt)
    rest = _without_blocks(prompt) or _without_rules(prompt)
    asked = open_question(prompt)
    if not (rest or asked) and len(prompt) <= MAX_QUESTION and not _has_label_below_context(prompt):
        return None
    text = prompt if rest is None else rest
    ways = (_in_element(prompt), _behind_label(text), asked, _below(rest), _last_paragraph(text, prompt))
    for found in ways:
        if found and len(found) <= MAX_QUESTION and re.search(r"\w", found):
            return found
    return None


def _has_label_below_context(prompt: str) -> bool:
    brought = _BROUGHT.search(prompt)
    return brought is not None and _LABEL.search(prompt, brought.end()) is not None


def _without_blocks(prompt: str) -> str | None:
    """Return the prompt with a line of NUL in place of each block of context; None without one."""
    parts, at = list[str](), 0
    ends = {name: prompt.rfind(f"</{name}>") for name in {opening[1] for opening in _BLOCK.finditer(prompt)}}
    for opening in _BLOCK.finditer(prompt):
        closing = ends[opening[1]]
        if opening.start() >= at and closing > opening.start():
            parts += [prompt[at : opening.start()], "\n\x00\n"]
            at = closing + len(opening[1]) + 3
    return "".join([*parts, prompt[at:]]) if at else None


def _without_rules(prompt: str) -> str | None:
    """Return the prompt with a line of NUL in place of what it announces and sets apart by rules."""
    announced, rules = _ANNOUNCED.search(prompt), list(_FENCES.finditer(prompt))
    if not announced or not rules or announced.start() > rules[-1].start():
        return None
    start = rules[0].start() if len(rules) > 1 else announced.end()
    return f"{prompt[:start]}\n\x00\n{prompt[rules[-1].end() :]}"


def _in_element(prompt: str) -> str | None:
    """The content of the last element that is named as a question."""
    last = {opening[1]: opening for opening in _OPENING.finditer(prompt)}
    for opening in sorted(last.values(), key=lambda found: -found.start()):
        closing = prompt.find(f"</{opening[1]}>", opening.end())
        if closing >= 0 and (inner := prompt[opening.end() : closing].strip()):
            return inner
    return None


def _behind_label(text: str) -> str | None:
    """What stands behind the last label of a question, up to the next label or the end."""
    labels = [
        label for label in _LABEL.finditer(text) if re.search(r"\w", text[label.end() :][:MAX_QUESTION])
    ]
    if not labels:
        return None
    start = labels[-1].end()
    following = _NEXT_LABEL.search(text, start + 1)
    asked = text[start : following.start() if following else len(text)].split("\x00")[0]
    return _plain(asked.strip().split("\n\n")[0])


def _below(rest: str | None) -> str | None:
    """What stands below the last block of context; None where it does not ask, and something above does."""
    above, _, below = rest.rpartition("\x00") if rest else ("", "", "")
    found = _plain(below)
    return None if not found.endswith("?") and _asking(_paragraphs(above)) else found


def _last_paragraph(text: str, prompt: str) -> str | None:
    """The last paragraph that asks, else the last one of a long prompt."""
    paragraphs = _paragraphs(text)
    if asking := _asking(paragraphs):
        return asking[-1]
    return paragraphs[-1] if paragraphs and len(prompt) > MAX_QUESTION else None


def _paragraphs(text: str) -> list[str]:
    return [found for part in re.split(r"\n\s*\n|\x00", text) if (found := _plain(part))]


def _asking(paragraphs: list[str]) -> list[str]:
    return [each for each in paragraphs if each.endswith("?") and len(each) <= MAX_QUESTION]


def _plain(text: str) -> str:
    return _FENCES.sub("", text).strip(" \n\t#*>\"'“”`")
