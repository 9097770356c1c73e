"""Use case: a draft in, and what the archive has of its quotations, figures, dates and names out.

With a model each sentence that has nearest quotes is read with them as well; its verdict stands beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from ingest.article import Kind, Sentence
from ingest.errors import InputError
from ingest.store.filters import Filters
from ingest.store.passages import AlteredVersion
from ingest.text.sentences import split_sentences
from service.answer import Citation, Speaker, warnings_of
from service.drafts.details import Source, details_of, together
from service.drafts.draft import (
    MAX_DRAFT,
    MAX_QUOTATIONS,
    MAX_SENTENCES,
    CheckedDraft,
    CheckedQuotation,
    CheckedSentence,
    DraftRequest,
    QuotationVerdict,
    Standing,
)
from service.drafts.quotations import DraftQuotation, quotations_of
from service.drafts.speakers import same_speaker
from service.english.words import WORD
from service.evidence.cite import cite
from service.evidence.library import AskableLibrary
from service.evidence.reserved import Quota
from service.evidence.scoring import Evidence
from service.evidence.search import find_passages, score_passages
from service.evidence.speakers import speaker_in
from service.evidence.standing import as_it_stands
from service.questions.question import MAX_QUESTION, parse_question
from service.quotes.lookup import (
    MAX_QUOTE,
    MOST_SHOWN,
    Match,
    Occurrence,
    QuoteRequest,
    QuoteResult,
    filters_of,
    find_quote,
)
from service.quotes.pieces import QuotePiece, find_pieces

if TYPE_CHECKING:
    from service.drafts.reading import DraftReader
    from service.llm.model import LanguageModel

# Of how much is done: quotations and sentences done, and all of them.
OnProgress = Callable[[int, int], None]

_PASSAGES = 24
_NEAREST = 3
_PLACES = 3
# So much more like the quotation a withdrawn place has to be than one that stands.
_WITHDRAWN_LESS = 0.1
# A quotation less like any place than this may be pieced together.
_NEARLY_ALL = 0.9
# Cosine and share of rare words of a sentence of the archive, together, from which on it may speak of the
# same, and their share of the nearest one's: where that nearly repeats what the draft says, "19 %" of another
# matter is no support.
_LEAST_NEAR = 0.7
_LEAST_SHARE = 0.6


def check_draft(
    library: AskableLibrary,
    request: DraftRequest,
    on_progress: OnProgress = lambda done, total: None,
    model: LanguageModel | None = None,
) -> CheckedDraft:
    """Return what the archive has of a draft. Raises InputError for one that is empty or too long.

    A model that fails or is too slow changes nothing: a warning says where it gave no verdict.
    """
    text = request.text
    sentences = _read(text)
    quotations = quotations_of(text)
    if len(quotations) > MAX_QUOTATIONS:
        raise InputError(
            f"the draft has {len(quotations):,} quotations; the limit is {MAX_QUOTATIONS}: send it in parts"
        )
    lookup = QuoteRequest(
        "", request.as_of, request.after, request.before, request.publishers, limit=MOST_SHOWN
    )
    filters = filters_of(library, lookup)
    total = len(sentences) + len(quotations)
    checked: list[CheckedQuotation] = []
    altered: set[AlteredVersion] = set()
    warnings: dict[str, None] = {}
    for quotation in quotations:
        asked = [replace(lookup, quote=piece, as_of=filters.as_of) for piece in _pieces(quotation.text)]
        found = [find_quote(library, each) for each in asked]
        warnings.update(dict.fromkeys(warning for each in found for warning in each.warnings))
        spliced = len(asked) == 1 and _may_be_pieced(found[0])
        pieces = find_pieces(library, asked[0]) if spliced else ()
        checked.append(_quotation(text, quotation, found, pieces))
        on_progress(len(checked), total)
    compared: list[CheckedSentence] = []
    with _reader(library, model) as reader:
        for number, sentence in enumerate(sentences):
            nearest = list(_nearest(library, text[sentence.start : sentence.end], filters, altered))
            cited = [_cite(library, item, marker, filters) for marker, item in enumerate(nearest, 1)]
            compared.append(_sentence(text, sentence, filters.as_of, nearest, cited, checked))
            if reader:
                standing = [item for item in nearest if item.stored.kind is not Kind.RETRACTION]
                reader.ask(number, compared[-1].text, standing, filters.as_of)
            on_progress(len(checked) + len(compared) - (reader.asked if reader else 0), total)
        if reader:
            unread = total - reader.asked
            verdicts = reader.verdicts(lambda done: on_progress(unread + done, total))
            compared = [replace(each, model_verdict=verdicts.get(n)) for n, each in enumerate(compared)]
            warnings.update(dict.fromkeys(reader.warnings()))
    warnings.update(dict.fromkeys(warnings_of(altered)))
    differs = any(each.standing is Standing.DIFFERS for sentence in compared for each in sentence.details)
    differs |= any(each.attribution is Standing.DIFFERS for each in checked)
    differs |= any(each.nearest and len(each.retracted) == len(each.nearest) for each in compared)
    exact = all(each.verdict is QuotationVerdict.EXACT for each in checked)
    return CheckedDraft(
        as_of=filters.as_of,
        clear=exact and not differs,
        quotations=tuple(checked),
        sentences=tuple(compared),
        warnings=tuple(warnings),
        model=model.name if model and reader and reader.asked else None,
    )


def _reader(
    library: AskableLibrary, model: LanguageModel | None
) -> AbstractContextManager[DraftReader | None]:
    if model is None or not library.settings.llm_check:
        return nullcontext()
    from service.drafts.reading import DraftReader  # the client takes a tenth of a second to import

    return DraftReader(model, library.settings)


def _read(text: str) -> list[Sentence]:
    if not WORD.search(text):
        raise InputError("the draft has no word in it; give a text of at least a sentence")
    if len(text) > MAX_DRAFT:
        raise InputError(
            f"the draft has {len(text):,} characters; the limit is {MAX_DRAFT:,}: send it in parts"
        )
    sentences = [each for each in split_sentences(text) if WORD.search(text[each.start : each.end])]
    if len(sentences) > MAX_SENTENCES:
        raise InputError(
            f"the draft has {len(sentences)} sentences; the limit is {MAX_SENTENCES}: send it in parts"
        )
    return sentences


# Quotations


def _pieces(quotation: str) -> list[str]:
    """Return a quotation in parts that can be looked up, cut between words."""
    pieces = wrap(
        quotation,
        MAX_QUOTE,
        expand_tabs=False,
        replace_whitespace=False,
        drop_whitespace=False,
        break_on_hyphens=False,
    )
    return [piece for piece in pieces if WORD.search(piece)]


def _may_be_pieced(found: QuoteResult) -> bool:
    """Return whether no place has nearly all of a quotation, so that parts of it may stand elsewhere."""
    return all(place.similarity < _NEARLY_ALL for place in found.found)


def _quotation(
    text: str, quotation: DraftQuotation, found: Sequence[QuoteResult], pieces: tuple[QuotePiece, ...]
) -> CheckedQuotation:
    """Return the quotation with the worst verdict of its parts, and where that part stands."""
    speaker = speaker_in(text, quotation.start, quotation.end)
    name = speaker.name if speaker else None
    parts = [(_verdict(places := _best_places(each)), places, each.total) for each in found]
    verdict, places, total = max(parts, key=lambda part: [*QuotationVerdict].index(part[0]))
    if pieces:
        verdict, places, total = QuotationVerdict.PIECED_TOGETHER, [], 0
    return CheckedQuotation(
        quotation.text,
        quotation.start,
        quotation.end,
        verdict,
        tuple(places),
        total,
        name,
        _attribution_of(name, pieces, places),
        pieces,
    )


def _best_places(found: QuoteResult) -> list[Occurrence]:
    """Return the places that tell most, those first that still stand and are most like the quotation.

    The order of places that are alike stays: the first published first.
    """

    def order(place: Occurrence) -> tuple[bool, bool, bool, bool, float]:
        same = place.same_words
        near = place.match is Match.NEAR
        likeness = place.similarity - _WITHDRAWN_LESS * place.retracted
        return not same, same and place.retracted, same and place.gone, near, -likeness

    return sorted(found.found, key=order)[:_PLACES]


def _verdict(places: Sequence[Occurrence]) -> QuotationVerdict:
    if not places:
        return QuotationVerdict.NOT_FOUND
    if places[0].retracted:
        return QuotationVerdict.RETRACTED
    if not places[0].same_words:
        return QuotationVerdict.ALTERED
    return QuotationVerdict.REPLACED if places[0].gone else QuotationVerdict.EXACT


def _attribution_of(
    speaker: str | None, pieces: Sequence[QuotePiece], places: Sequence[Occurrence]
) -> Standing | None:
    """Return how the draft's speaker stands to those of the places, or to that of each piece."""
    if not pieces:
        return _attribution(speaker, [place.citation.speaker for place in places])
    standings = [_attribution(speaker, [piece.place.citation.speaker]) for piece in pieces]
    return Standing.DIFFERS if Standing.DIFFERS in standings else max(standings, key=bool)


def _attribution(speaker: str | None, theirs: Sequence[Speaker | None]) -> Standing | None:
    """Return how the draft's speaker stands to those of the places; "the mayor" may be anybody's name."""
    found = {same for each in theirs if each and (same := same_speaker(speaker or "", each.name)) is not None}
    return None if not found else Standing.AGREES if True in found else Standing.DIFFERS


# Sentences


def _sentence(
    text: str,
    sentence: Sentence,
    as_of: datetime,
    nearest: Sequence[Evidence],
    cited: Sequence[Citation],
    quotations: Sequence[CheckedQuotation],
) -> CheckedSentence:
    said = text[sentence.start : sentence.end]
    retracted = {n for n, item in enumerate(nearest, 1) if item.stored.kind is Kind.RETRACTION}
    places = _places_of(sentence, quotations)
    sources = [_source(item, n, places) for n, item in enumerate(nearest, 1) if n not in retracted]
    details = tuple(details_of(said, as_of, sources))
    return CheckedSentence(
        said,
        sentence.start,
        sentence.end,
        details=details,
        nearest=tuple(cited),
        retracted=tuple(sorted(retracted)),
        together=together(details, {each.marker: each.article_id for each in sources}),
    )


def _cite(library: AskableLibrary, item: Evidence, marker: int, filters: Filters) -> Citation:
    return as_it_stands(library.archive, library.passages, cite(item, marker), filters.as_of)


def _places_of(sentence: Sentence, quotations: Sequence[CheckedQuotation]) -> list[Citation]:
    """Return where the words stand that a sentence of the draft quotes."""
    inside = [each for each in quotations if sentence.start <= each.start and each.end <= sentence.end]
    places = [place for each in inside for place in (*each.places, *(piece.place for piece in each.pieces))]
    return [place.citation for place in places]


def _source(item: Evidence, marker: int, places: Sequence[Citation]) -> Source:
    stored = item.stored
    return Source(
        marker,
        stored.article.id,
        item.text,
        stored.title,
        stored.sentence(item.index - 1) if item.index else "",
        stored.article.publisher,
        stored.public_since,
        tuple(
            place.speaker.name for place in places if place.speaker and place.article_id == stored.article.id
        ),
    )


def _nearest(
    library: AskableLibrary, said: str, filters: Filters, altered: set[AlteredVersion]
) -> Iterator[Evidence]:
    """Yield the sentences of the archive that speak of what one says, nearest first, each text once."""
    # Read as a question is, but for its dates and publishers: what a sentence says of a day another may have
    # said before.
    question = parse_question(said[:MAX_QUESTION], as_of=filters.as_of)
    vector = library.embedder.embed_question(question.text)
    found = find_passages(library, question, vector, filters, _PASSAGES)
    altered |= found.altered
    evidence = Quota().take(score_passages(library, question, vector, found.passages))
    near = {item.text: item for item in sorted(evidence, key=_nearness)}  # of one text the nearest stays
    best = sorted(near.values(), key=_nearness, reverse=True)[:_NEAREST]
    least = max(_LEAST_NEAR, _LEAST_SHARE * max(map(_nearness, best), default=0.0))
    yield from (item for item in best if _nearness(item) >= least)


def _nearness(item: Evidence) -> float:
    return item.feature("similarity") + item.feature("overlap")
