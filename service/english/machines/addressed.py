"""Sentences that speak to a machine that reads a text, in place of telling its readers something.

They are known by what they do: they call a machine, say what the machine that reads is, or order it about its
prompt, its reply or the person who asks. A report of such an order, in quotation marks or in indirect speech,
is news.
"""

from __future__ import annotations

import re
import unicodedata

from ingest.text.lazy import LazyPattern
from ingest.text.wordlists import word_set
from service.english.machines.patterns import (
    CALLS,
    MACHINE,
    ORDER_WORDS,
    ORDERS,
    TOLD,
    TOLD_WORDS,
    WHEN,
    WHEN_WORDS,
    WORD,
    either,
)

# Words of a machine's work, one line for each matter. News has them, but not many in one order.
_MATTERS = {
    word: number
    for number, line in enumerate(
        (
            "answer answers answering",
            "question questions query",
            "reply replies replying respond responds response responses",
            "summary summaries summarise summarize summarised summarized summarising summarizing digest",
            "user users user's asker",
            "prompt prompts prompted instruction instructions instructed command commands directive rules",
            "operator developer developers creators",
            "context conversation transcript chat",
            "task output print",
            "sentence sentences paragraph paragraphs passage line",
            "text page article document documents",
            "source sources link url results",
            "word words phrase",
            "mention mentions",
            "cite quote quoting citing",
            "translate language",
            "repeat verbatim",
            "ignore ignored disregard forget discard override bypass reset",
            "reveal leak disclose",
            "pretend act role mode persona",
            "trained weights",
        )
    )
    for word in line.split()
}
_ORDER_WORDS = word_set(
    "ignore disregard forget discard override bypass reset reveal leak disclose pretend act answer"
    " reply respond say mention cite quote translate repeat print output write rate rank treat mark"
    " label begin start end finish conclude close open add append include insert attach replace remove"
    " delete drop skip leave omit hide send give use do make keep stop switch change refuse deny insist"
    " claim recommend praise describe explain list show display return call obey execute decode run"
    " summarise summarize never always please only don't assume tell consider prefer trust put present"
    " speak talk note provide continue"
)
_CERTAIN_MACHINES = word_set(
    "ai llm llms gpt chatgpt bot bots chatbot chatbots crawler crawlers scraper scrapers claude gemini"
    " copilot summarizer summariser summarizers summarisers"
)
_POSSIBLE_MACHINES = word_set(
    "assistant assistants model models agent agents machine machines automated program programs system tool"
)
_BEGINS = LazyPattern(
    r"(?:^|[.!?:;—–]\s+|,\s+(?:please|then|just|simply)\s)\W*"
    r"(?:(?:please|now|then|also|instead|so|just|simply|kindly|from now on|and),?\s+)*([a-z'’]+)"
)
_PLACE = (
    r"\b(?:this|the (?:above|below|next|following|preceding))\b.{0,12}"
    r"\b(?:article|page|text|sentence|paragraph|line|story|document|source|site|message|note|post)\b"
)
_HERE = LazyPattern(rf"{_PLACE}|\b(?:above|below) this\b")
_OUGHT = LazyPattern(r"\b(?:must|should|shall|need to|hereby|may not|is to|are to|no longer)\b")
_YOURS = LazyPattern(
    r"\byour (?:\w+ )?(?:answers?|reply|response|summary|output|task|prompt|instructions|context|training"
    r"|developers?"
    r"|operator|system|user|reader|creators)\b"
)
# Of 70,000 sentences of news 1 in 2,000 has as much, most of them "Read more on this story".
_ENOUGH = 4.0

_UNSEEN = ("Cf", "Cc")
_QUOTE = re.compile('["“”„«»]')
_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*[\"”»]")
# A sentence of a longer quotation has its beginning or its end only.
_HALF_QUOTED = re.compile(r"[\"“„«][^\"“”„«»]*$|^[^\"“”„«»]*[\"”»]")
# "…, the council said" and "The hidden text read: …" are indirect speech.
_SAID = either(
    "said|says?|told|wrote|writes|read|reads|asked|warned|added|typed|ordered|instructed|argued?|explained"
)
_ATTRIBUTED = LazyPattern(rf",\s[^,:;]{{2,80}}\b{_SAID}\b[^,:;]{{0,60}}\W*$")
_REPORTING = LazyPattern(
    rf"[^:]{{0,120}}\b(?:{_SAID}|was|were|is|are|contain(?:s|ed)|prompts?)\b[^:]{{0,40}}:"
)
_SPOKEN_TO = LazyPattern(r"\b(?:you|your|this|following)\b")

_ORDERING = either(
    r"tell|told|tells|instruct\w*|ask\w*|address\w*|say|said|order\w*|command\w*|hidden|message\w*|prompt\w*",
    r"inject\w*|want\w*|meant",
)
_ASKS_OF_ORDERS = LazyPattern(rf"\b{MACHINE}\b.*\b{_ORDERING}\b|\b{_ORDERING}\b.*\b{MACHINE}\b")


def speaks_to_machines(text: str) -> bool:
    """Return whether a sentence addresses a machine that reads it; a report that somebody did so does not."""
    said = _own_words(_seen(text))
    words = frozenset(WORD.findall(said.lower().replace("’", "'")))
    found = (
        any(CALLS.match(line) for line in said.splitlines())
        or (words & ORDER_WORDS and ORDERS.search(said))
        or (words & WHEN_WORDS and WHEN.search(said))
        or (words & TOLD_WORDS and TOLD.search(said))
        or _machine_work(said, words) >= _ENOUGH
    )
    return bool(found) and not _reports(said)


def asks_what_machines_are_told(question: str) -> bool:
    """Return whether a question is about what a text says to machines."""
    return bool(_ASKS_OF_ORDERS.search(question))


def _machine_work(said: str, words: frozenset[str]) -> float:
    """Return how much of a machine's work is in what a text orders or says to somebody, else 0."""
    matters = {_MATTERS[word] for word in words & _MATTERS.keys()}
    if not matters:
        return 0.0
    orders = any(begin[1].lower() in _ORDER_WORDS for begin in _BEGINS.finditer(said))
    to_you = bool(words & {"you", "your"})
    named, here, ought = words & _CERTAIN_MACHINES, _HERE.search(said), _OUGHT.search(said)
    yours = _YOURS.search(said)
    if not (orders or yours or (ought and (here or to_you)) or (named and here)):
        return 0.0
    return (
        len(matters)
        + 2.0 * orders
        + 0.5 * to_you
        + 2.0 * bool(yours)
        + 2.0 * bool(named)
        + 0.5 * bool(words & _POSSIBLE_MACHINES)
        + 1.5 * bool(here)
        + 0.5 * bool(ought)
    )


def _own_words(text: str) -> str:
    """Return a text without what it quotes; where all of it is one quotation, it speaks itself."""
    if not _QUOTE.search(text):
        return text
    own = _QUOTED.sub(" … ", text)
    if not any(char.isalpha() for char in own):
        return text
    return _HALF_QUOTED.sub(" … ", own)


def _reports(said: str) -> bool:
    tail, head = _ATTRIBUTED.search(said), _REPORTING.match(said)
    return bool(tail and not _SPOKEN_TO.search(said)) or bool(head and not _SPOKEN_TO.search(head[0]))


def _seen(text: str) -> str:
    """Return a text without what cannot be seen and may stand between the letters of a word."""
    if text.isascii():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if char.isspace() or unicodedata.category(char) not in _UNSEEN)
