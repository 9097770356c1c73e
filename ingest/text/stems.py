"""The stems of English words: one way for the keyword index, for questions and for comparing sentences."""

from __future__ import annotations

import tantivy


def _plain() -> tantivy.TextAnalyzerBuilder:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


def stem_analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts a text into stems: words in lower case, without accents, stemmed."""
    return _plain().filter(tantivy.Filter.stemmer("english")).build()


_ANALYZER, _PLAIN = stem_analyzer(), _plain().build()


def stems(text: str) -> list[str]:
    """Return the stems of a text's words as the keyword index sees them, in order."""
    return _ANALYZER.analyze(text)


def plain_words(text: str) -> list[str]:
    """Return the words that `stems` gives the stems of."""
    return _PLAIN.analyze(text)
