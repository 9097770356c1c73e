"""A prompt that holds a conversation, taken apart: what it tells to do, and the turns that stand in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from service.dialogue.turns import Turn

# "<chat_history>", "<user_message>", "<conversation id=1>": a tag whose name is one of a conversation.
_TAG = re.compile(
    r"<([\w-]{0,40}(?:chat|convers|convo|histor|messag|dialog|transcript|exchange|thread)[\w-]{0,40})"
    r"(?:\s[^<>]*)?>",
    re.I,
)
_ROLE_TAG = re.compile(r"<(/?)(user|human|assistant|ai)(?:[_-][\w-]*)?>", re.I)
# "---BEGIN USER MESSAGES---"
_BEGIN = re.compile(r"^[^\w\n]*(?:BEGIN|START)(?: OF)?(?: THE)? [A-Z ]+[^\w\n]*$", re.M)
_END = re.compile(r"^[^\w\n]*(?:END|STOP)(?: OF)?(?: THE)? [A-Z ]+[^\w\n]*$", re.M)
# "Question" in German, French, Spanish, Portuguese, Italian, Dutch, Chinese and Japanese
ASKED_ELSEWHERE = (
    r"frage(?: des (?:be)?nutzers)?|question de l['’]utilisateur|pregunta(?: del usuario)?"
    r"|pergunta(?: do usuário)?|domanda(?: dell['’]utente)?|vraag(?: van de gebruiker)?"
    r"|(?:用户|用戶)?(?:问题|問題|提问|提問)|質問"
)
_USER = (
    rf"user|human|customer|you|me|question|q|prompt|query|request|original|{ASKED_ELSEWHERE}"
    r"|nutzer(?:in)?|benutzer(?:in)?|utilisateur|usuario|usuário|utente|用户|我"
    r"|(?:the )?(?:first|initial|original|given|last|latest|current|new|follow[- ]?up) (?:user )?"
    r"(?:message|question|query|prompt|input)(?: is)?"
)
_OTHER = r"assistant|ai|bot|chatbot|model|gpt|dateline|answer|a|response|reply|system"
_OTHER += r"|assistent(?:in)?|assistente|asistente|助手|助理"
# A label between angle brackets that is no element: "<Follow Up Message>"
_BRACKETED = re.compile(r"^<([A-Z]\w*(?: \w+){1,3})>[ \t]*$", re.M)
# What follows such a line is made up: "Example 2:"
_EXAMPLE = re.compile(r"^[^\w\n]*examples?(?: \d+)?\W*\Z", re.I | re.M)
_HEADING_LENGTH = 40  # characters
_ROLE = re.compile(
    rf"^[ \t>*#|\[(-]{{0,6}}(?:(?P<user>{_USER})|(?P<other>{_OTHER}))"
    r"(?: (?:message|question|query|prompt|input|response|reply|answer|said|says|asked))?"
    r"[\])* \t]{0,6}[:：][* \t]{0,4}",
    re.I | re.M,
)
# "Title:", with which a prompt says where its answer goes
_BLANK_LABEL = re.compile(r"\n[*# \t]{0,4}[^\W\d_][\w -]{0,40}(?:\([^()\n]{0,60}\))?[ ]?[:：][*\s]*\Z")
_HEADING = re.compile(
    r"^[#* \t]{0,6}(?:[\w' ]{0,40}\b)?(?:conversation|chat(?: history)?|history|messages|dialogue?|transcript"
    r"|discussion|exchange|text|content)\b(?: (?:history|below|so far|to \w+|is as follows))?[* \t]*:[* \t]*",
    re.I | re.M,
)
_QUOTED = re.compile(
    r"\b(?:messages?|text|conversation|chat|question|prompt|query|input|starts? with|nachricht|frage|mensaje"
    r"|pregunta|mensagem|pergunta|messaggio|domanda)\b[^:\n]{0,30}"
    r":\s*[\"“'`](?P<text>.+)[\"”'`]",
    re.I | re.S,
)
# The same in words: "about this message: When …"
_INLINE = re.compile(
    r"\b(?:following|this|the|user|given|user['’]s) (?:\w+ )?(?:message|text|conversation|question"
    r"|prompt|query|input)"
    r"[^:\n]{0,20}: (?=\S)"
    r"|\b(?:original|initial|input) (?:user )?(?:question|query): (?=\S)"
    r"|\b(?:related to|for|about|on): (?=\S)",
    re.I,
)
_FENCES = ("```", '"""')
_WRAPPER = re.compile(r"\A\s*(?:<[\w-]+(?:\s[^<>]*)?>|```(?:\w*\n)?)")
_RULE = re.compile(r"^[-=*]{3,}\s*$", re.M)
# A line below a conversation with which the prompt goes on.
_GOES_ON = re.compile(
    r"\n(?=(?:please|now|generate|suggest|write|give|create|provide|predict|summari[sz]e|based on"
    r"|your task|output"
    r"|return|produce|propose)\b)",
    re.I,
)
# Characters; what stands in the middle of a longer prompt is neither its instruction nor its question.
_LONGEST = 200_000
_KEYS = ("content", "mainText", "text", "message", "parts")
_INTRO = re.compile(
    r"\b(?:following|this|below|here|starts? with|for|is|above)\b[^\n]{0,60}:\s*$", re.I | re.M
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """`instruction` is the prompt without the conversation in it; `turns` are empty if there is none."""

    instruction: str
    turns: tuple[Turn, ...]


def split_prompt(prompt: str) -> Transcript:
    """Return a prompt's instruction and the conversation in it."""
    prompt = _BRACKETED.sub(r"\1:", shortened(prompt))
    label = _BLANK_LABEL.search(prompt)
    told = prompt[: label.start()] if label else prompt
    for cut in (_tagged, _between, _messages, _fenced, _by_roles, _ruled, _under_heading, _in_quotes):
        place = cut(told)
        if place and (turns := tuple(_turns(told[place[0] : place[1]]))):
            instruction = f"{prompt[: place[0]].rstrip()}\n\n{prompt[place[1] :].strip()}"
            return Transcript(instruction, turns)
    return Transcript(prompt, ())


def shortened(prompt: str) -> str:
    """Return a prompt of bounded length: of a very long one its beginning and its end."""
    half = _LONGEST // 2
    return prompt if len(prompt) <= _LONGEST else f"{prompt[:half]}\n\n{prompt[-half:]}"


def labelled_question(text: str) -> str | None:
    """Return the last question that stands behind a label such as "Follow up input:"; None if none does."""
    asked = [turn.question for turn in _by_labels(_BLANK_LABEL.sub("", text)) if turn.question]
    return asked[-1] if asked else None


def open_question(prompt: str) -> str | None:
    """Return the question behind the last label, where a prompt ends with a label for its answer ("AI:")."""
    label = _BLANK_LABEL.search(prompt)
    turns = tuple(_by_labels(prompt[: label.start()])) if label else ()
    return turns[-1].question if turns and not turns[-1].answer else None


def _tagged(prompt: str) -> tuple[int, int] | None:
    first = {opening[1]: opening for opening in reversed(list(_TAG.finditer(prompt)))}
    for name, opening in sorted(first.items(), key=lambda item: item[1].start()):
        closing = prompt.rfind(f"</{name}>")
        if closing > opening.start():
            return opening.start(), closing + len(name) + 3
    return None


def _between(prompt: str) -> tuple[int, int] | None:
    begin = _BEGIN.search(prompt)
    end = _END.search(prompt, begin.end()) if begin else None
    return (begin.start(), end.end()) if begin and end else None


def _messages(prompt: str) -> tuple[int, int] | None:
    """A list of messages as JSON, or a message."""
    if _loaded(prompt):
        return 0, len(prompt)
    start, end = prompt.find("[{"), prompt.rfind("}]")
    if start < 0:
        found = re.search(r"\[\s+\{", prompt)
        start, end = (found.start(), prompt.rfind("]") - 1) if found else (-1, -1)
    return (start, end + 2) if 0 <= start < end and _loaded(prompt[start : end + 2]) else None


def _fenced(prompt: str) -> tuple[int, int] | None:
    for fence in _FENCES:
        start, end = prompt.find(fence), prompt.rfind(fence)
        if 0 <= start < end and not prompt[start + 3 : end].lstrip().startswith(("json", "{", "[")):
            return start, end + len(fence)
    return None


def _by_roles(prompt: str) -> tuple[int, int] | None:
    """From the first line that a speaker begins to the last, without what the prompt says below them."""
    written = len(prompt.rstrip())
    roles = [role for role in _ROLE.finditer(prompt) if role.end() < written]
    starts = [max(role.start() - _HEADING_LENGTH, 0) for role in roles]
    made_up = [at for at, role in enumerate(roles) if _EXAMPLE.search(prompt, starts[at], role.start())]
    roles = roles[made_up[-1] + 1 :] if made_up else roles
    if not any(role["user"] for role in roles):
        return None
    end = len(prompt)
    gap = prompt.rfind("\n\n", roles[-1].end(), end)
    if gap > 0 and _tells(prompt[gap:end]):
        end = gap
    further = _GOES_ON.search(prompt, roles[-1].end(), end)
    return roles[0].start(), further.start() if further else end


def _tells(text: str) -> bool:
    """Whether a last paragraph speaks about the conversation above it."""
    return (
        re.search(r"\b(?:conversation|chat|above|messages|dialogue?|discussion|user)\b", text, re.I)
        is not None
    )


def _ruled(prompt: str) -> tuple[int, int] | None:
    rules = list(_RULE.finditer(prompt))
    return (rules[0].start(), rules[-1].end()) if len(rules) > 1 else None


def _under_heading(prompt: str) -> tuple[int, int] | None:
    found = [*_HEADING.finditer(prompt), *_INTRO.finditer(prompt)]
    written = len(prompt.rstrip())
    under = [match.end() for match in found if match.end() < written]
    return (min(under), len(prompt)) if under else None


def _in_quotes(prompt: str) -> tuple[int, int] | None:
    found = _QUOTED.search(prompt)
    inline = None if found else _INLINE.search(prompt)
    return found.span("text") if found else (inline.end(), len(prompt)) if inline else None


def _turns(text: str) -> Iterator[Turn]:
    """Yield the turns of a conversation; one without speakers is a question."""
    if messages := _loaded(text):
        yield from _paired(messages)
        return
    if not _ROLE_TAG.match(text):
        text = _WRAPPER.sub("\n", text)
    text = _ROLE_TAG.sub(lambda tag: "\n" if tag[1] else f"\n{tag[2]}: ", text)
    found = list(_by_labels(text))
    if found:
        yield from found
        return
    plain = re.sub(r"</?[\w-]+(?:\s[^<>]*)?>", " ", _END.sub("", _BEGIN.sub("", text)))
    parts = [part.strip(" \n\t`\"“”'") for part in _RULE.split(plain)]
    yield from _paired([(index % 2 == 0, part) for index, part in enumerate(filter(None, parts))])


def _by_labels(text: str) -> Iterator[Turn]:
    roles = list(_ROLE.finditer(text))
    if not any(role["user"] for role in roles):
        return
    ends = [*(role.start() for role in roles[1:]), len(text)]
    said = [(bool(role["user"]), text[role.end() : end]) for role, end in zip(roles, ends, strict=True)]
    yield from _paired([(user, _bare(words)) for user, words in said])


def _bare(words: str) -> str:
    return re.sub(r"</?[\w-]+>\s*$", "", words.strip()).strip(' \n\t"“”`')


def _paired(messages: list[tuple[bool, str]]) -> Iterator[Turn]:
    """Yield the questions with what was said after each."""
    question, answers = None, list[str]()
    for user, words in messages:
        if not user:
            answers.append(words)
            continue
        if question is not None:
            yield Turn(question, "\n".join(answers))
        question, answers = words, []
    if question:
        yield Turn(question, "\n".join(answers))


def _loaded(text: str) -> list[tuple[bool, str]]:
    """Return the messages of a list in JSON; an empty list if the text is none."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    records = [found] if isinstance(found, dict) else found if isinstance(found, list) else []
    said = [(each.get("role") == "user", _words_of(each)) for each in records if isinstance(each, dict)]
    return [(user, words) for user, words in said if words]


def _words_of(record: dict[str, object]) -> str:
    """The text of a message, which may be in parts: {"parts": [{"type": "text", "text": "…"}]}"""
    found = next((record[key] for key in _KEYS if key in record), "")
    parts = found if isinstance(found, list) else [found]
    texts = (part.get("text") if isinstance(part, dict) else part for part in parts)
    return "\n".join(text for text in texts if isinstance(text, str))
