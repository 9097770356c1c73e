"""What a chat program asks for itself beside the conversation: a title for its list, tags, next questions.

Such a prompt is known by how it is made, not by one program's wording: it tells to make something of a
conversation, which stands in the prompt or before it, and mostly says in which form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from service.dialogue.chore_form import ReplyForm, form_of
from service.dialogue.foreign import foreign_task, speaks_of_talk, tells_to_answer, wants_only_that
from service.dialogue.transcript import Transcript, labelled_question, split_prompt
from service.dialogue.turns import Turn
from service.english.figures.numerals import TO_TWENTY


class ChoreKind(StrEnum):
    """What is to be made of a conversation."""

    TITLE = "title"
    TAGS = "tags"
    FOLLOW_UPS = "follow-ups"
    QUERIES = "queries"
    PARTS = "sub-questions"
    STAND_ALONE = "stand-alone question"
    STEP_BACK = "step-back question"  # one that is more general
    DIGEST = "digest"  # of the conversation, for a program's memory
    COMPLETION = "completion"  # of what the user types
    EMOJI = "emoji"
    IMAGE = "image prompt"
    TOOLS = "tool calls"


@dataclass(frozen=True, slots=True)
class Chore:
    """Something to be made of a conversation, in a form."""

    kind: ChoreKind
    turns: tuple[Turn, ...]
    form: ReplyForm


_KEYS = {
    ChoreKind.TITLE: r"(?:\w+_)?(?:title|name|headline|subject)",
    ChoreKind.TAGS: r"(?:\w+_)?(?:tags?|keywords?|labels?|categor(?:y|ies)|topics?)",
    ChoreKind.PARTS: r"sub_?(?:questions|queries)",
    ChoreKind.FOLLOW_UPS: r"(?:\w*follow\w*|(?:\w+_)?(?:questions|suggestions|prompts|replies))",
    ChoreKind.QUERIES: r"(?:\w+_)?(?:quer(?:y|ies)|searche?s?|search_\w+|searchQueries)",
    ChoreKind.STAND_ALONE: r"(?:standalone_\w+|rewritten\w*|rephrased\w*|question)",
    ChoreKind.DIGEST: r"(?:\w+_)?(?:summary|digest|recap)",
    ChoreKind.COMPLETION: r"(?:text|completion|continuation)",
    ChoreKind.EMOJI: r"emojis?|icon",
    ChoreKind.IMAGE: r"(?:image_)?prompt",
    ChoreKind.TOOLS: r"tool_?calls|tools",
}
# So many words are a title; more are a summary.
_FEW = rf"(?:[1-9]|1\d|20|{TO_TWENTY})"
_TALK = r"(?:conversation|chat|discussion|dialogue?|thread|session|exchange|messages|history)s?"
_NEAR = r"[^.\n]{0,60}?"  # within one sentence
_WORDS = {
    ChoreKind.STEP_BACK: (r"step[- ]?back (?:question|query)", r"more (?:generic|general|abstract) question"),
    ChoreKind.STAND_ALONE: (
        r"stand(?:s|ing)?[- ]?alone",
        r"self-contained",
        rf"re(?:phras|word|writ|formulat)\w*(?<!ings)\b{_NEAR}\b(?:question|query|message|input)",
        rf"condens\w*\b{_NEAR}\b(?:question|query|message|input)",
    ),
    ChoreKind.COMPLETION: (
        r"auto-?complet\w*",
        r"(?:complet(?:e|ing)|continue) the (?:text|sentence|message|input)",
    ),
    ChoreKind.IMAGE: (
        r"image generation",
        r"text-to-image",
        r"(?:image|picture)[- ]prompt",
        r"prompt for an? (?:image|picture)",
    ),
    ChoreKind.TOOLS: (r"tool_calls", rf"(?:choose|select|pick)\b{_NEAR}\btools?"),
    ChoreKind.TITLE: (
        # Not "the title of the report", which is asked of the archive.
        r"(?<!the )(?:titles?|headline)",
        rf"the (?:titles?|headline)(?! (?:of|that|which|in)\b(?! (?:this|the|our) {_TALK}))",
        r"subject line",
        r"caption",
        r"intention \+ subject",
        rf"{_TALK}(?:['’]s)? name",
        r"topic name",
        r"(?:a|short|concise|brief) name",
        rf"nam(?:e|es|ing)\b{_NEAR}\b{_TALK}",
        rf"summar\w+\b{_NEAR}\b(?:in|into|of|to|within|under|as)\b{_NEAR}\b{_FEW}[ -]words?",
    ),
    ChoreKind.TAGS: (
        r"(?<!xml )(?<!html )(?:hash)?tags?",
        r"key ?(?:words?|phrases?)(?![ -](?:(?:only|search) )?(?:quer|search))",
        r"categor(?:y|ies)",
        r"labels?",
        r"(?:topics|themes) (?:of|from|that|discussed)",
        r"(?:list|array|main|key|central) (?:of )?(?:topics|themes|subjects)",
    ),
    ChoreKind.FOLLOW_UPS: (
        r"follow[- _]?ups?",
        r"suggestions?",
        r"(?:suggested|related|next|further|more|additional) (?:questions?|prompts?|replies)",
        rf"questions?\b{_NEAR}\b(?:user|person|reader|human|customer)s?\b{_NEAR}"
        r"\b(?:might|may|could|would|can|want)",
        r"ask next",
        rf"(?:user|person)s? (?:might|may|could|would|will|is likely to|is going to)\b{_NEAR}\bask",
    ),
    ChoreKind.QUERIES: (
        r"search(?:ing)?(?: engine)? (?:quer(?:y|ies)|terms?|phrases?|keywords?|strings?)",
        r"(?:web|retrieval|google) (?:search(?:es)?|quer(?:y|ies))",
        r"queries",
        r"(?:key ?words?|search|boolean|full[- ]text|retrieval) query",
        r"what to search for",
        rf"query\b{_NEAR}\bsearch",
        rf"(?:versions?|variants?|variations|(?:para|re)phras(?:es?|ings?)) of (?:the|this|a)\b{_NEAR}"
        r"\b(?:question|query)",
    ),
    ChoreKind.PARTS: (r"sub-?(?:question|querie|problem)s",),
    ChoreKind.DIGEST: (rf"(?:summar(?:y|i[sz]e|i[sz]ing)|recap|condense|compact)\b{_NEAR}\b{_TALK}",),
    ChoreKind.EMOJI: (r"emojis?",),
}
_PATTERNS = {kind: re.compile(rf"\b(?:{'|'.join(words)})\b", re.I) for kind, words in _WORDS.items()}
# Of these the first that is spoken of is meant; the others are meant only where none of these is, or always.
_FIRST = (ChoreKind.STEP_BACK, ChoreKind.STAND_ALONE, ChoreKind.COMPLETION, ChoreKind.IMAGE, ChoreKind.TOOLS)
_COMMON = (ChoreKind.TITLE, ChoreKind.TAGS, ChoreKind.PARTS, ChoreKind.FOLLOW_UPS, ChoreKind.QUERIES)
_OF_THE_LAST = (ChoreKind.STAND_ALONE, ChoreKind.QUERIES)  # question, in the light of those before
_LAST = (ChoreKind.DIGEST, ChoreKind.EMOJI)
_MAKES = re.compile(
    r"\b(?!(?:titles|names|tags|labels)\b)(?:generat|writ|giv|creat|provid|suggest|propos|produc|com|summari[sz]|nam|return|extract|list|mak"
    r"|output|craft|compos|choos|select|pick|formulat|rephras|rewrit|reword|reformulat|condens|assign|add"
    r"|identif|find|predict|draft|deriv|determin|think|label|tag|categori[sz]|classif|entitl|titl|analy[sz]"
    r"|prepar|devis|invent|respond|reply|answer|complet|continu|transform|turn|convert|describ|act|reflect"
    r"|decid|recommend|offer|need|read|look|break|decompos|split|paraphras)(?:e|es|y|t|te|ing|ting)?\b",
    re.I,
)
# "a short title", "title generator"
_WANTED = re.compile(
    r"\b(?:short|concise|brief|suitable|descriptive|good|fitting|catchy|relevant|\w+[- ]words?)\b"
    r"|\b(?:generator|generating|maker|writer|assistant|expert)\b",
    re.I,
)
_ABOUT = re.compile(
    r"\b(?:this|our|above|entire|whole|user['’]?s?|current|preceding|previous|last|latest)\s+(?:\w+\s+){0,2}?"
    r"(?:conversation|chat|discussion|dialogue?|messages?|history|exchange|thread|request|prompt|query"
    r"|question)s?\b"
    r"|\b(?:conversation|chat|discussion|dialogue?|messages?|history|exchange|thread)\s+(?:history\s+)?"
    r"(?:above|so far|until now)\b"
    r"|\bthe\s+(?:chat|conversation|dialogue?|discussion)(?:\s+history)?\b"
    r"(?!\s+(?:between|among|of|with|held|about|on|by|that|in|at|over)\b)",
    re.I,
)
_OF_TALK = re.compile(rf"\b(?:{_TALK}|messages?|requests?|questions?|quer(?:y|ies)|prompts?)\b", re.I)
_NOUN = re.compile(r"\b(?:an?|the)\s\Z", re.I)  # before "title", which is no verb there
_PREPOSITION = re.compile(r"\b(?:with|for|from|by|on|about|than)\b", re.I)
# "title generator"
_WANTED_AS = re.compile(r"[- ](?:generator|generating|maker|writer|assistant|expert)\b", re.I)
# Nothing else may be in the reply: such a system message is about nothing but this.
_ONLY = re.compile(
    r"\bonly\b[^.\n]{0,40}\b(?:titles?|names?|tags?|keywords?|quer(?:y|ies)|questions?|json|array|list"
    r"|that)\b"
    r"|\b(?:output|reply|respond|return|give|provide)\w*\b[^.\n]{0,30}\bonly\b"
    r"|\b(?:titles?|names?|tags?|keywords?|query|queries|questions?|json) only\b"
    r"|\b(?:nothing else|solely|exclusively|no (?:explanations?|additional|extra|other)|not use punctuation"
    r"|(?:never|do not|don['’]t) answer|without (?:any|punctuation|quotes))\b",
    re.I,
)
_BESIDE = re.compile(
    r"\b(?:at the end|after (?:each|every|your|the (?:answer|reply|response))|in addition|also|where useful"
    r"|(?:when|if|unless) asked|(?:each|every) (?:answer|reply|response|conversation|chat)"
    r"|your (?:answers|replies)|to your (?:answer|reply|response))\b",
    re.I,
)
_FORBIDDEN = re.compile(r"\b(?:never|do not|don['’]t|without|avoid)\b[^,.;\n]*", re.I)
_ANSWERS = re.compile(
    r"^\W*(?:task\W+)?(?:please\s+|always\s+)?(?:answer\b(?!\s+(?:only\s+)?with\b)|respond to\b|reply to\b"
    r"|use the (?:following|provided|given)\b)",
    re.I,
)
# The same within a sentence: "…, reply with an answer to the question", "you help users with questions"
_ANSWERING = re.compile(
    r"\banswer(?:s|ing)?\b(?! to\b) (?:[\w'’]+ ){0,4}?"
    r"(?:questions?|quer(?:y|ies)|users?|messages?|requests?)\b"
    r"|\b(?:reply|respond)(?:ing|s)? (?:to|with an? (?:\w+ )?(?:answer|response))\b"
    r"|\b(?:provid|giv|produc|return|writ|craft|generat)(?:e|es|ing|s)?\b (?:[\w'’,-]+ ){1,6}?"
    r"(?:answers?|responses?|reply|replies)\b(?! (?:as|in|with|only|should|must)\b)"
    r"|\b(?:help|assist)(?:s|ing)? (?:the |your )?users?(?: with\b| by\b|\W*\Z)",
    re.I,
)
_ASKS = re.compile(r"^\W*(?:what|who|when|where|why|how|which|is|are|was|were|did|does|do|has|have)\b", re.I)
# "Suggest three follow-up questions (I could ask about this)", "What else could I ask?"
_MORE_TO_ASK = re.compile(
    r"^\W*(?:please |can you |could you )?(?:suggest|propose|give(?: me| us)?|generate|write|recommend"
    r"|offer|list|show me"
    r"|think of|come up with) (?:[\w-]+ ){0,4}?(?:follow[- ]?ups?|(?:follow[- ]?up|related|further|next"
    r"|more|other"
    r"|additional)(?: [\w-]+)? questions?|questions?(?= (?:i|we|that i|that we)\b))"
    r"(?: questions?)?(?: (?:that |which )?(?:i|we) (?:can|could|might|may|should) (?:now "
    r"|then )?ask(?: you)?)?"
    r"(?: next)?(?: (?:about|on|to) (?:this|that|it|these))?(?: next)?(?: (?:please"
    r"|now))?\s*(?:[.?!,:;(\n]|\Z)"
    r"|^\W*what (?:else )?(?:can|could|should|might) (?:i|we) ask (?:you )?(?:next|about (?:this|that"
    r"|it))\W*\Z",
    re.I,
)
_HEADING = re.compile(
    r"^[^\w\n]*(?:conversation|chat|history|chat history|transcript|messages|dialogue?)[^\w\n]*$", re.I | re.M
)
_LABEL_WORDS = 3
_MOST_OF_A_TYPED_ONE = 1_000  # characters


def find_chore(prompt: str, history: Sequence[Turn] = (), system: str = "") -> Chore | None:
    """Return what a chat program asks for itself; None for what a person asks.

    `system` is the text of system messages; it counts only where it is about nothing but such a chore.
    """
    split = split_prompt(prompt)
    held = split.turns and not _tells_to_answer(split.instruction)
    if held and (kind := _kind(split.instruction) or _foreign_kind(split.instruction)):
        said = f"{split.instruction}\n{system}" if _ONLY.search(system) else split.instruction
        return Chore(kind, _with_label(kind, split.instruction, split.turns), form_of(said))
    if history and len(prompt) <= _MOST_OF_A_TYPED_ONE and (kind := _kind_beside(prompt)):
        return Chore(kind, tuple(history), form_of(prompt))
    if _is_a_transcript(split) and (kind := _kind(system) or _foreign_kind(system)):
        return Chore(kind, split.turns, form_of(system))
    opening = " ".join(_opening(system))
    if _is_a_chore_alone(system) and (kind := _kind(opening) or _foreign_kind(opening)):
        # Before the prompt of a title stand examples of titles, before a question what it follows on.
        earlier = tuple(history) if kind in _OF_THE_LAST or _is_a_talk(history) else ()
        form = form_of(f"{system}\n{split.instruction}" if split.turns else system)
        return Chore(kind, split.turns or (*earlier, Turn(prompt, "")), form)
    return None


def chore_of_system(system: str, history: Sequence[Turn]) -> Chore | None:
    """Return what a system message tells to make of the conversation beside it; None if it tells more."""
    return find_chore(system, history) if _is_a_chore_alone(system) else None


def _kind_beside(prompt: str) -> ChoreKind | None:
    """Return what a message behind a conversation tells to make of it."""
    if _MORE_TO_ASK.search(prompt):
        return ChoreKind.FOLLOW_UPS
    if _ABOUT.search(prompt) and (kind := _kind(prompt)):
        return kind
    if kind := _kind_of_form(form_of(prompt)):
        return kind
    return _foreign_kind(prompt) if speaks_of_talk(prompt) else None


def _is_an_answer(form: ReplyForm) -> bool:
    return any(re.fullmatch(r"\w*(?:answer|response|reply|result)s?", key.name, re.I) for key in form.keys)


def _is_a_transcript(split: Transcript) -> bool:
    """Whether a message holds nothing but a conversation: then what to make of it stands elsewhere."""
    return not re.search(r"\w", _HEADING.sub("", split.instruction)) and any(t.answer for t in split.turns)


def _is_a_talk(history: Sequence[Turn]) -> bool:
    """Whether the answers are sentences, and so no examples of titles or tags."""
    return bool(history) and all(re.search(r"[.!?\]]\W*\Z", turn.answer) for turn in history)


def _kind_of_form(form: ReplyForm) -> ChoreKind | None:
    """Return what the keys of the JSON that is wanted stand for, if none of them is for something else."""
    kinds = [kind_of_key(key.name) for key in form.keys]
    return kinds[0] if kinds and all(kind in _COMMON for kind in kinds) else None


def _foreign_kind(instruction: str) -> ChoreKind | None:
    """Return what a short instruction in another language wants: its form says it, or a noun."""
    if len(instruction) > _MOST_OF_A_TYPED_ONE or tells_to_answer(instruction):
        return None
    found = foreign_task(instruction)
    return _kind_of_form(form_of(instruction)) or (ChoreKind(found) if found else None)


def _is_a_chore_alone(system: str) -> bool:
    """Whether a system message wants one thing and nothing else, and no answers."""
    told = _tells_to_answer(system) or any(_ANSWERS.match(each) for each in _sentences(system))
    form = form_of(system)
    if told or _BESIDE.search(system) or _is_an_answer(form):
        return False
    opening = _opening(system)
    first = " ".join(opening)
    if _kind_of_form(form) or (wants_only_that(system) and speaks_of_talk(first) and _foreign_kind(first)):
        return True
    made = [each for each in opening if _names_what_it_makes(each)]
    return bool(made) and bool(_ONLY.search(system) or _OF_TALK.search(made[0]))


def _tells_to_answer(text: str) -> bool:
    """Whether a text tells to answer; what is made "to help answer the question" is no answer."""
    return tells_to_answer(text) or any(
        _ANSWERING.search(_FORBIDDEN.sub("", each)) and not _names_what_it_makes(each)
        for each in _sentences(text)
    )


def _names_what_it_makes(sentence: str) -> bool:
    """Whether a sentence tells to make something: "write a title", not "answer, with a title"."""
    told = _FORBIDDEN.sub("", sentence[:_MOST_OF_A_TYPED_ONE])
    for words in _PATTERNS.values():
        for found in words.finditer(told):
            before = told[: found.start()]
            verbs = [each for each in _MAKES.finditer(before) if not _NOUN.search(before[: each.start()])]
            by_itself = " " in found[0] and _MAKES.match(found[0]) and not _NOUN.search(before)
            if by_itself or _WANTED_AS.match(told, found.end()):
                return True
            if verbs and not _PREPOSITION.search(before, verbs[-1].end()):
                return True
    return False


def kind_of_key(key: str) -> ChoreKind | None:
    """Return what a key of a form stands for: "follow_ups"."""
    return next((kind for kind, names in _KEYS.items() if re.fullmatch(names, key, re.I)), None)


def _with_label(kind: ChoreKind, instruction: str, turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """The turns, with the question that stands behind the conversation under a label of its own."""
    asked = labelled_question(instruction) if kind in _OF_THE_LAST else None
    return (*turns, Turn(asked, "")) if asked else turns


def _opening(system: str) -> list[str]:
    """The first sentences, in which a system message says what it is about."""
    return list(_sentences(system))[:3]


def _kind(instruction: str) -> ChoreKind | None:
    """Return what an instruction tells to make; None if it tells to answer, or asks."""
    form = form_of(instruction)
    sentences = [
        each
        for each in _sentences(instruction)
        if not _ASKS.match(each) or _WANTED.search(each) or (form.is_json and not _is_an_answer(form))
    ]
    if not sentences or _ANSWERS.match(sentences[0]):
        return None
    told = (_FORBIDDEN.sub("", each) for each in sentences)
    telling = "\n".join(
        each for each in told if _MAKES.search(each) or _WANTED.search(each) or _ASKS.match(each)
    )
    named = [kind for key in form.keys if (kind := kind_of_key(key.name))]
    spoken = [kind for kind in ChoreKind if _PATTERNS[kind].search(telling)]
    for kind in _FIRST:
        if kind in spoken:
            return kind
    if both := [kind for kind in named if kind in spoken]:
        return both[0]
    common = [kind for kind in _COMMON if kind in spoken]
    if common:
        return min(common, key=lambda kind: _place(kind, telling))
    return _kind_of_form(form) or next((kind for kind in _LAST if kind in spoken), None)


def _place(kind: ChoreKind, text: str) -> int:
    found = _PATTERNS[kind].search(text)
    return found.start() if found else len(text)


def _sentences(text: str) -> Iterator[str]:
    for line in text.splitlines():
        for sentence in re.split(r"(?<=[.!?;])\s+", line):
            plain = sentence.strip(" \t#*>-")
            label = plain.endswith(":") and plain.count(" ") < _LABEL_WORDS
            if len(plain) > 3 and not label:
                yield plain
