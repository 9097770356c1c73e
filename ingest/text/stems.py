"""The stems of English words: one way for the keyword index, for questions and for comparing sentences."""

from __future__ import annotations

import tantivy


def stem_analyzer() -> tantivy.TextAnalyzer:
    """Return what cuts a text into stems: words in lower case, without accents, stemmed."""
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.remove_long(60))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


_ANALYZER = stem_analyzer()


def stems(text: str) -> list[str]:
    """Return the stems of a text's words as the keyword index sees them, in order."""
    return _ANALYZER.analyze(text)
