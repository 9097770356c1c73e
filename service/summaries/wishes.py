"""Whether a message of a chat wants a summary, of what, and in which style: "a timeline of the strike"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.dialogue.smalltalk import without_greeting
from service.english.figures.numerals import NUMBER_IN_WORDS, number_of
from service.english.words import WORD
from service.questions.question import MAX_QUESTION
from service.summaries.styles import LEAST_WORDS, MOST_SENTENCES, MOST_WORDS, Style


@dataclass(frozen=True, slots=True)
class SummaryWish:
    """What to summarise; `topic` is "" where only "it" or nothing names it. The others are upper bounds."""

    topic: str
    style: Style
    words: int | None = None
    sentences: int | None = None


_POLITE = (
    r"\W*(?:(?:please|ok|okay|so|now|and|then|also|great|thanks|thank you)\b[\s,.!–—-]*)*"
    r"(?:(?:can|could|would|will) (?:you|i|we)(?: please)?(?: get| have)? "
    r"|i(?:['’]d| would)? (?:like|want|need)(?: to have| you to)? |let['’]?s (?:have|see) |please )?"
)
_GIVE = (
    r"(?:(?:give|get|write|make|show|create|prepare|provide|send|do|tell|build|draw up|put "
    r"together|compile|produce) (?:me |us )?)?"
)
_ADJECTIVE = (
    r"(?:(?:short|quick|brief|concise|full|complete|detailed|chronological|one[- ]paragraph|simple|general"
    r"|good|rough|\w+[- ]word) ){0,3}"
)
_NOUN = (
    r"(?:summary|summari[sz]ation|tl;?dr|overview|recap|digest|round-?up|run-?down|synopsis|briefing|brief|outline"
    r"|time-?line|chronology|sequence of events|bullet(?:ed)?[- ]?(?:points?|list|summary)?|bullets"
    r"|key points|main points"
    r"|highlights|gist|summary of events)"
)
_FORM = (
    r"(?:(?:as|in|with) (?:a |an )?(?P<form>bullet(?:ed)?[- ]?(?:points?|list)?|bullets|time-?line"
    r"|brief|(?:a |one |short )*(?:paragraph|sentences?)|chronological order) ?)?"
)
_OF = r"(?:of|on|about|for|regarding|concerning|covering|to|from)"
_NOUN_WISH = re.compile(
    rf"{_POLITE}{_GIVE}(?:a |an |the |some )?{_ADJECTIVE}({_NOUN})(?P<limit> (?:in|of) (?:\w+ ){{1,3}}words)?"
    rf"(?:[ :,]+(?:{_OF} )?(?P<topic>.*))?",
    re.I | re.S,
)
_VERB_WISH = re.compile(
    rf"{_POLITE}(?:(?:briefly|quickly|shortly) )?(summari[sz]e|sum up|sum (?:it|this|that|everything"
    rf"|all (?:this|that)) up|recap(?! of)|(?:give|tell|show|send) (?:me|us) (?:everything|all)(?: "
    rf"that)?(?: you (?:have|know|found)| there is)? (?:on|about)|outline (?=what|how"
    rf"|the)|brief (?:me|us) (?:on|about)"
    r"|(?:catch me up|update me|bring me up to (?:date|speed)|fill me in) (?:on|about|with)"
    r"|(?:walk|take) me through|list (?:the )?(?:main |key )?(?:events|developments|points|steps)(?: "
    r"of| in| about| around)?"
    rf"|what are the (?:main |key )(?:events|developments|points)(?: of| in| about| around)?)(?: for "
    rf"me)?\b[ :,]*{_FORM}(?P<topic>.*)",
    re.I | re.S,
)
_TAIL = re.compile(
    r"[\s,]*(?:\b(?:in|as|with|using)\s+(?:a\s+|an\s+|the form of (?:a\s+)?)?"
    r"(?P<form>(?:\w+ )?bullet(?:ed)?(?:[- ]points?|[- ]list)?|(?:\w+ )?bullets|time-?line|chronology"
    r"|chronological order"
    r"|(?:\w+ ){0,2}(?:paragraphs?|sentences?|points)"
    rf"|(?:(?:at most|about|under|around|max) )?(?:{NUMBER_IN_WORDS}|\w+) words(?: or (?:less|fewer))?)"
    r"|\bfor me|\bplease|\bbriefly|\bin brief|\bin short|\bin chronological order)[\s.!?]*$",
    re.I,
)
# "what happened with", "everything about", "the news on"
_HAPPENED = re.compile(
    r"^(?:(?:all|everything|what(?:ever)?)(?: that)?(?: has| had|['’]s)? (?:happened|happens|is "
    r"happening|been happening|is known|is new"
    r"|went on|has been going on|was (?:said|written|reported))(?: so far)? ?(?:with|to|at|around"
    r"|about|on|in|during|regarding|concerning|between)?"
    r"|(?:all )?(?:the )?(?:latest |recent |main |key )?(?:news|coverage|reporting|reports|articles"
    r"|stories|developments|events|facts|points|details|story|situation)"
    r" (?:about|on|of|for|around|with|regarding|concerning|in|from)|everything (?:about|on)|what we know "
    r"about|how)\s+",
    re.I,
)
# "In three sentences, what happened …"
_FORM_FIRST = re.compile(
    r"((?:in|as) (?:a |\w+ )?(?:(?:short |bullet )?(?:sentences?|points?|words)|bullets|timeline"
    r"|paragraph))[,:] "
    r"(?:please )?(?:tell me )?(?=(?:what|how|everything|the)\b)",
    re.I,
)
_POINTING = re.compile(
    r"(?:(?:it|this|that|these|those|them|all(?: of)? (?:this|that|it)|everything|the (?:above|same"
    r"|matter|topic|case|story|whole thing|whole story))"
    r"(?: (?:all|up|topic|story|matter|case|again|above|event|please))?)?\W*",
    re.I,
)
_TIMELINE = re.compile(r"time-?line|chronolog|sequence|walk|take|events|developments", re.I)
_BULLETS = re.compile(r"bullet|points|highlights|^list", re.I)
_ASKS_BESIDE = re.compile(r"(?:^|[,:;–—-]\s*)(?:who|why|when|what|where|which|how)\b[^?]*\?\W*$", re.I)
# "how many", "how old": asks; "how the ferry sank" tells.
_HOW_MUCH = re.compile(r"how\s+(?!(?:the|an?|it|this|that|these|those|they|he|she|we)\b)[a-z]", re.I)
_LIMIT = re.compile(
    rf"\b(?P<number>\d{{1,4}}|{NUMBER_IN_WORDS})[- ](?:(?:short|bullet)[- ])?(?P<of>words?"
    rf"|sentences?|points?|bullets)\b",
    re.I,
)


def wanted_summary(text: str) -> SummaryWish | None:
    """Return the summary that a message wants; None for what asks something else."""
    if len(text) > MAX_QUESTION:
        return None
    plain = " ".join(without_greeting(text).split())
    if lead := _FORM_FIRST.match(plain):
        plain = f"summarise {plain[lead.end() :].rstrip(' ?.!')} {lead[1]}"
    found = _noun_wish(plain) or _VERB_WISH.fullmatch(plain)
    if found is None:
        return None
    said = found["topic"] or ""
    told = _HAPPENED.match(said) and not _HOW_MUCH.match(said)  # "Can you summarise what happened with …?"
    if _ASKS_BESIDE.search(said) and not told:
        return None
    topic, tails = _without_tails(said)
    forms = [
        found.string[: found.end(1)],
        found.groupdict().get("form") or "",
        *(tail["form"] or "" for tail in tails),
    ]
    asked = plain.replace(topic, " ", 1) if topic else plain  # "the government's 10-point plan"
    limits = {_unit(limit["of"]): int(number_of(limit["number"])) for limit in _LIMIT.finditer(asked)}
    words = limits.get("word")
    return SummaryWish(
        _about(topic),
        _style(forms),
        min(max(words, LEAST_WORDS), MOST_WORDS) if words else None,
        min(limits.get("sentence") or 0, MOST_SENTENCES) or None,
    )


def _noun_wish(text: str) -> re.Match[str] | None:
    """A wish whose noun ("brief", "outline") begins it and goes on with its topic, or is all."""
    found = _NOUN_WISH.fullmatch(text)
    if found is None or found["limit"] or not _without_tails(found["topic"] or "")[0]:
        return found
    return found if re.match(rf":|[ ,]+{_OF} ", text[found.end(1) :], re.I) else None


def _unit(word: str) -> str:
    return "word" if word.lower().startswith("word") else "sentence"


def _without_tails(topic: str) -> tuple[str, list[re.Match[str]]]:
    tails: list[re.Match[str]] = []
    while tail := _TAIL.search(topic):
        tails.append(tail)
        topic = topic[: tail.start()]
    return topic.strip(" ?.!:,"), tails


def _about(topic: str) -> str:
    topic = _HAPPENED.sub("", topic).strip(" ?.!:,")
    return "" if _POINTING.fullmatch(topic) or not WORD.search(topic) else topic


def _style(forms: Sequence[str]) -> Style:
    if any(_BULLETS.search(form) for form in forms):
        return Style.BULLETS
    return Style.TIMELINE if any(_TIMELINE.search(form) for form in forms) else Style.BRIEF
