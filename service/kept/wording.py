"""Whether a quotation still stands in an article, and which sentence stands in its place."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from difflib import SequenceMatcher

from ingest.article import Article, Kind, Sentence, Version
from ingest.text.notices import PublisherNotice, brief, notices_in
from ingest.text.sentences import split_sentences
from service.answer import ChangeKind, Citation, LaterChange

# What typesetting changes is no change of words.
_MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "..."})
_ENDS = tuple(".!?\"')]")
# Two wordings of one sentence have at least half of their words in common, in their order.
_SAME_SENTENCE = 0.5


def change_of(citation: Citation, article: Article, latest: Version) -> LaterChange | None:
    """Return what the latest version of a cited article changes; None while the quotation stands in it."""
    if latest.number == citation.version:
        return None
    sentences = split_sentences(latest.text)
    if latest.kind is Kind.RETRACTION:
        words, sentence = _notice(latest, Kind.RETRACTION, sentences)
        message = f"{_who(article)} has withdrawn the article"
        return _change(ChangeKind.RETRACTED, citation, article, latest, sentence, f"{message}{words}")
    if stands_in(citation.quote, latest.text, sentences) or _is_out_of_reach(citation, latest):
        return None
    other = _nearest(citation.quote, latest, sentences)
    words, _ = _notice(latest, Kind.CORRECTION, sentences)
    if other is None:
        message = f"version {latest.number} of the article no longer has this sentence{words}"
        return _change(ChangeKind.DROPPED, citation, article, latest, None, message)
    message = f"version {latest.number} of the article has this sentence in other words{words}"
    return _change(ChangeKind.ALTERED, citation, article, latest, other, message)


def _is_out_of_reach(citation: Citation, latest: Version) -> bool:
    """Return whether a post is older than all that a live blog still shows: it was not taken back."""
    if citation.posted_at is None or not latest.posts:
        return False
    return citation.posted_at < min(post.posted_at for post in latest.posts)


def correction_of(
    citation: Citation, correction: Article, latest: Version, notices: Sequence[PublisherNotice]
) -> LaterChange:
    """Return what the notices of a correction under its own address change of an article that is cited."""
    words, sentence = _told(notices, split_sentences(latest.text))
    message = f"{_who(correction)} has corrected the article{words}"
    return _change(ChangeKind.CORRECTED, citation, correction, latest, sentence, message)


def stated_change(citation: Citation, words: str, at: datetime) -> LaterChange | None:
    """Return what a publisher has stated beside a text that stays; None if the citation tells it itself."""
    told = brief(words)
    if told in (citation.standing or ""):
        return None
    return LaterChange(
        kind=ChangeKind.CORRECTED,
        marker=citation.marker,
        quote=citation.quote,
        citation=None,
        publisher=citation.publisher,
        at=at,
        message=f"{citation.publisher or 'the publisher'} has corrected the article: {told}",
    )


def _notice(latest: Version, kind: Kind, sentences: Sequence[Sentence]) -> tuple[str, Sentence | None]:
    """Return a version's notice as the end of a message, if it has one, and the sentence that begins it."""
    return _told([each for each in notices_in(latest.title, latest.text) if each.kind is kind], sentences)


def _told(notices: Sequence[PublisherNotice], sentences: Sequence[Sentence]) -> tuple[str, Sentence | None]:
    start = next((each.start for each in notices if each.start is not None), 0)
    sentence = next((each for each in sentences if each.end > start), None)
    words = f": {brief(notices[0].words)}" if notices else ""
    return words, sentence


def stands_in(quote: str, text: str, sentences: Sequence[Sentence] | None = None) -> bool:
    """Return whether a text has a quoted sentence, word for word, whole and as a sentence of its own."""
    wanted = _plain(quote)
    spans = split_sentences(text) if sentences is None else sentences
    if any(_plain(text[each.start : each.end]) == wanted for each in spans):
        return True
    if not wanted.endswith(_ENDS):
        return False
    # Sentences are found by what stands around them: a new heading or a name may have joined two.
    whole = re.compile(rf"(?:^|[.!?:;\"')\]] |\n){re.escape(wanted)}(?:$| |\n|[\"')\]])")
    return whole.search("\n".join(_plain(line) for line in text.split("\n"))) is not None


def cited(marker: int, article: Article, version: Version, sentence: Sentence) -> Citation:
    """Return the citation of a sentence of a version, cut out of its text."""
    return Citation(
        marker=marker,
        article_id=article.id,
        version=version.number,
        sha256=version.sha256,
        start=sentence.start,
        end=sentence.end,
        quote=_text(version, sentence),
        title=version.title,
        publisher=article.publisher,
        published_at=version.published_at,
        url=article.url,
        story_id=article.story_id,
        posted_at=version.posted_at(sentence.start),
    )


def _change(
    kind: ChangeKind,
    citation: Citation,
    article: Article,
    latest: Version,
    sentence: Sentence | None,
    message: str,
) -> LaterChange:
    return LaterChange(
        kind=kind,
        marker=citation.marker,
        quote=citation.quote,
        citation=cited(citation.marker, article, latest, sentence) if sentence else None,
        publisher=article.publisher,
        at=latest.modified_at or latest.visible_from,
        message=message,
    )


def _nearest(quote: str, latest: Version, sentences: Sequence[Sentence]) -> Sentence | None:
    """Return the sentence that has the most words of a quotation in its order, if it has enough of them."""
    words = _plain(quote).split()
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(words)
    best, likest = None, _SAME_SENTENCE
    for each in sentences:
        matcher.set_seq1(_plain(_text(latest, each)).split())
        if matcher.real_quick_ratio() >= likest and matcher.quick_ratio() >= likest:
            ratio = matcher.ratio()
            best, likest = (each, ratio) if ratio >= likest else (best, likest)
    return best


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).split()).casefold()


def _text(version: Version, sentence: Sentence) -> str:
    return version.text[sentence.start : sentence.end]


def _who(article: Article) -> str:
    return article.publisher or "the publisher"
