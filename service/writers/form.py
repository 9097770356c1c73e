"""What a model's statement must look like, whatever it says: one plain sentence without links or markup."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ingest.text.sentences import split_sentences
from service.llm.prompts import as_data
from service.writers.brief import speaks_to_a_model
from service.writers.reply import ProposedStatement

# With more sentences behind one statement, a reader cannot check it, and some sentence has any number.
_MOST_SOURCES = 4
_LONGEST = 600  # characters of what should be one sentence
_MARKERS = re.compile(r"\s*(?:\[\s*\^?\d+(?:\s*[,;–-]\s*\d+)*\s*\]|【[^】]*】)")
_LINK = re.compile(
    r"\w:[/\\]|\bwww\.|\]\(|\b(?:data|javascript|vbscript|mailto|tel|sms):\S|\w@\w+\.\w|\b[\w-]+\.[a-z]{2,12}/",
    re.I,
)
# A host without anything around it is a link as well to many programs that show text.
_HOST = re.compile(r"\b[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]+|\b\d{1,3}(?:\.\d{1,3}){3}\b")
_MARKUP = re.compile(r"[<>{}`|\\]|\*\*|~~|(?<!\w)\*\w|&#?\w+;|^\s*(?:#|[-*+•]\s)")
_ID = re.compile(r"\b(?=[a-f\d-]*[a-f])(?=[a-f\d-]*\d)(?:[a-f\d]-?){12,}\b|[a-z\d+/]{40,}", re.I)


def unmarked(proposed: ProposedStatement) -> str:
    """Return a statement's text on one line of visible characters, without markers."""
    return as_data(_MARKERS.sub("", proposed.text))


def flaw_of_form(text: str, proposed: ProposedStatement, sentences: int) -> str | None:
    """Return what is wrong with a statement whatever the sentences say, or None; `text` is it unmarked."""
    unknown = [str(number) for number in proposed.sources if not 1 <= number <= sentences]
    if not any(char.isalpha() for char in text):
        return "it has no text"
    if len(text) > _LONGEST:
        return f"it has {len(text)} characters; write one sentence of at most {_LONGEST}"
    if not proposed.sources:
        return "it lists no sentence"
    if unknown:
        return f"{', '.join(unknown)}: no such sentence; the numbers go from 1 to {sentences}"
    if len(proposed.sources) > _MOST_SOURCES:
        return f"it lists {len(proposed.sources)} sentences; list at most {_MOST_SOURCES}"
    # As it came, and as it would stand: what cannot be seen may have parted a link, or its removal made one.
    for seen in (_folded(proposed.text), _folded(text)):
        if _LINK.search(seen) or _ID.search(seen):
            return "it has a link, an address or an id in it"
        if _MARKUP.search(seen) or speaks_to_a_model(seen):
            return "it has markup or an instruction in it; write plain words"
    return None


def flaw_of_wording(text: str, cited: Sequence[str]) -> str | None:
    """Return what only the very words of a cited sentence may have: several sentences, the name of a host."""
    count = len(split_sentences(text))
    if count != 1:
        return f"it has {count} sentences; make each a statement of its own, with its own sources"
    foreign = _hosts(text) - {host for each in cited for host in _hosts(as_data(each))}
    if foreign:
        return f"it has an address in it that is not in the cited sentences: {', '.join(sorted(foreign))}"
    return None


def _hosts(text: str) -> set[str]:
    return {host.casefold() for host in _HOST.findall(_folded(text))}


def _folded(text: str) -> str:
    """Return the text with letters and signs as a browser reads them in an address."""
    return unicodedata.normalize("NFKC", text).replace("。", ".")
