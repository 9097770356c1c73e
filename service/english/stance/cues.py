"""The words by which a sentence denies, expects, alleges or orders what it says."""

from __future__ import annotations

import re
from enum import StrEnum


class Cue(StrEnum):
    """What a cue does to the words that follow it."""

    NEGATED = "negated"
    COMING = "coming"  # will, plans to
    POSSIBLE = "possible"  # may, could
    ALLEGED = "alleged"


MODAL = frozenset({Cue.COMING, Cue.POSSIBLE, Cue.ALLEGED})

# "Not only", "no fewer" and "no-fly zone" deny nothing.
_NEGATED = r"""
    \bnot\b(?! (?:only|just|least|merely)\b)
    |\b(?:never|neither|nor|none|nobody|nothing|nowhere|without|hardly|cannot|unless|no longer|no one)\b
    |\bno\b(?!\.|[ -](?:doubt|fewer|less|more|later|matter|fly|confidence)\b)(?!-)
    |n['’]t\b
    |\b(?:fail(?:s|ed|ing)?|(?:refus|declin)(?:e|es|ed|ing)|unable|unwilling|incapable|yet) (?:to|of)\b
    |\b(?:ruled?|rules|ruling) out\b
    |\b(?:deny|denied|denies|denying)(?: on \w+)? (?:(?:that|any|having|being)\b|(?=\w+ing\b))
    |\b(?:instead of|rather than|prevent(?:s|ed|ing)?|far from|stopped short of)\b"""
_COMING = r"""
    \b(?:will|won['’]t|shall|would|going to|set to|about to|scheduled (?:to|for)|slated to|ready to)\b
    |['’]ll\b
    |\bdue to(?= \w+\b(?<!ing))
    |\b(?:is|are|was|were) to\b
    |(?<!was )(?<!were )(?<!are )(?<!is )\bintend(?:s|ed|ing)? to\b
    |\b(?:plan|aim|expect|want|threaten)(?:s|ed|ning|ned|ing)? (?:to|on)\b(?! the\b)
    |\b(?:hop|pledg|promis|propos|agre|decid|prepar|anticipat)(?:e|es|ed|ing|eing)? (?:to|on)\b(?! the\b)
    |\b(?:vow|seek)(?:s|ed|ing)? to\b|\bsought to\b
    |\b(?:plan|vow|pledge|promise|proposal|decision|intention|bid|threat)s? (?:to|of)\b"""
_POSSIBLE = r"""
    \b(?:may|might|could|can|would|possibly|perhaps|maybe|potentially|likely|probably|whether|if)\b
    |\b(?:appears?|appeared|seems?|seemed|suspect(?:s|ed|ing)?|considering)\b
    |\bconsider(?:s|ed)?\b(?= \w+ing\b)
    |\b(?:hop(?:e[sd]?|ing)|propos(?:e[sd]?|ing)|expect(?:s|ed|ing)?|anticipated)\b(?: to\b)?
    |\b(?:want(?:s|ed)?|seek(?:s|ing)?|sought|threaten(?:s|ed|ing)?)\b(?: to\b)?
    |\b(?:proposals? (?:to|of)|bids? to|threats? (?:to|of))\b"""
_ALLEGED = r"""
    \b(?:alleged(?:ly)?|alleg(?:e|es|ing)(?: that)?|reportedly|purported(?:ly)?|supposed(?:ly)?|rumou?red)\b
    |\baccus(?:e|es|ed|ing|ations?)\b(?: (?:\w+ ){0,4}?of\b)?
    |\b(?:claim(?:s|ed|ing)? that|charged with|suspected(?: of)?|suspicion of|allegations? (?:that|of))\b"""
_PATTERNS = {
    Cue.NEGATED: _NEGATED,
    Cue.COMING: _COMING,
    Cue.POSSIBLE: _POSSIBLE,
    Cue.ALLEGED: _ALLEGED,
}


def _compiled(cue: Cue, pattern: str) -> re.Pattern[str]:
    # "May" is a month and "Will" a man; a statement seldom begins with either as a verb.
    flags = 0 if cue in (Cue.POSSIBLE, Cue.COMING) else re.I
    lines = "".join(line.strip() if line.startswith("    ") else line for line in pattern.splitlines())
    return re.compile(lines, flags)


PATTERNS = {cue: _compiled(cue, pattern) for cue, pattern in _PATTERNS.items()}
# What stands directly before a value that is said not to be: "84 million, not 48 million", "not in March".
# "Not until March" is in March, and "not only 12" are 12 and more.
_DENIED = re.compile(
    r"\b(?:not|instead of|rather than)"
    r"(?:\s+(?:in|on|at|by|for|from|of|to|as|during|the|an?))*\s+[$€£¥]?\Z",
    re.I,
)
_BEFORE = 40  # characters that are looked at


def denied_before(text: str, start: int) -> bool:
    """Return whether the words before `start` deny the value that begins there, and nothing else."""
    return _DENIED.search(text, max(0, start - _BEFORE), start) is not None


# Other words that deny: a statement may say "did not attend" for "was absent".
DENYING = re.compile(
    r"\b(?:lack\w*|turn\w* down|away from|den(?:y|ied|ies)|reject\w*|absen\w+|fail\w*|refus\w+|ban(?:s|ned)?"
    r"|avoid\w*|prevent\w*|stop\w*|cancel\w*|drop(?:s|ped)?|unchanged|un\w{4,}|only|miss\w*|dismiss\w*|zero"
    r"|little|few|end(?:s|ed)?)\b|less\b|free\b",
    re.I,
)
