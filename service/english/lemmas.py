"""Words in one form: "won" and "winning" as "win", with the content words told from the others."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from ingest.text.stems import stems
from ingest.text.tokens import token_rank
from ingest.text.wordlists import word_set
from service.english.words import STOP_WORDS, folded

# A verb, then its irregular forms.
_FORMS = """\
win won|lose lost|rise rose risen rising|fall fell fallen|buy bought|sell sold|pay paid|say said|tell told
make made|take took taken|give gave given|get got gotten|go went gone|come came
become became|begin began begun
leave left|find found|hold held|keep kept|lead led|meet met|send sent|spend spent|build built|stand stood
think thought|bring brought|catch caught|teach taught|seek sought|fight fought|know knew known|grow grew grown
show shown|throw threw thrown|fly flew flown|draw drew drawn|break broke broken|speak spoke spoken
steal stole stolen|choose chose chosen|freeze froze frozen|drive drove driven|write wrote written
ride rode ridden
strike struck stricken|shoot shot|sink sank sunk|swim swam swum|sing sang sung|run ran|see saw seen
eat ate eaten|beat beaten|hide hid hidden|bite bit bitten|shake shook shaken
hang hung|feed fed|forget forgot forgotten|feel felt|mean meant|hear heard
deal dealt|flee fled|bear bore born borne|wear wore worn|tear tore torn|swear swore sworn|lay laid|lie lain
withdraw withdrew withdrawn|undergo underwent undergone|overcome overcame|shrink shrank shrunk
plead pled|light lit|wake woke woken|weave wove woven|understand understood|burn burnt|die dying"""
_BASE = {
    form: base for base, *forms in (line.split() for line in re.split(r"[|\n]", _FORMS)) for form in forms
}
_PRESENT = word_set("rising dying")
_PAST = frozenset(_BASE) - _PRESENT
# Stop words of a question that can be the verb of a statement.
_VERBS = word_set("say said says tell get got see saw must")
_EMPTY = (STOP_WORDS - _VERBS) | word_set("yet soon ever never already again too several cannot")
_FREQUENT = 8_000  # tokens: "national" is a word, though "National" is more frequent
# "O'Hara", "didn't", "60,000", "A380"; the parts of "twenty-one" apart
_WORD = re.compile(r"\d[\d.,]*(?<![.,])\w*|\w+(?:\.\w\b)*(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]` with its stem; `content`: it says something by itself. `word` is in lower case."""

    start: int
    end: int
    word: str
    stem: str
    content: bool

    @property
    def past(self) -> bool:
        return self.word in _PAST or self.word.endswith("ed")


@lru_cache(maxsize=50_000)
def stem_of(word: str) -> str:
    """Return the stem of one word, the same for all forms of an irregular verb."""
    plain = folded(word)
    found = stems(_BASE.get(plain, plain))
    return "".join(found) or plain


def tokens(text: str) -> list[Token]:
    """Return the words and figures of `text` in order."""
    return [_token(match) for match in _WORD.finditer(text)]


def content_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of `text`, and its figures."""
    return frozenset(token.stem for token in tokens(text) if token.content)


@lru_cache(maxsize=8_000)  # sentences are compared with many others
def word_stems(text: str) -> frozenset[str]:
    """Return the stems of the content words of `text` without figures."""
    read = map(_read, _WORD.findall(text))
    return frozenset(stem for word, stem, content in read if content and not word[0].isdigit())


def common_words(one: str, other: str) -> float:
    """Return the share of the shorter sentence's word stems that the other has, 0 to 1."""
    first, second = word_stems(one), word_stems(other)
    return len(first & second) / max(1, min(len(first), len(second)))


def content_words(text: str) -> list[str]:
    """Return the content words of `text` in lower case, in order, without figures."""
    return [token.word for token in tokens(text) if token.content and not token.word[0].isdigit()]


@lru_cache(maxsize=10_000)
def is_common(word: str) -> bool:
    """Return whether `word` is mostly written in lower case, so that a capital only begins a sentence.

    Told from the order in which the tokenizer learned " officials" and " Officials": the more frequent first.
    """
    word = word.split("-")[0]
    small, capital = (token_rank(f" {form}") for form in (word.lower(), word.capitalize()))
    return small is not None and (capital is None or small < max(capital, _FREQUENT))


def _token(match: re.Match[str]) -> Token:
    return Token(match.start(), match.end(), *_read(match[0]))


@lru_cache(maxsize=50_000)
def _read(raw: str) -> tuple[str, str, bool]:
    """Return the word, its stem and whether it says something by itself."""
    word = folded(raw.replace("’", "'"))
    acronym = len(raw) > 1 and raw.isupper()
    empty = word in _EMPTY or word.endswith("n't") or (len(word) == 1 and not word.isdigit())
    return word, stem_of(raw), acronym or not empty
