"""A checked draft as plain text for people. `width` is in columns; None leaves every line whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.terminal.output import wrap
from ingest.text.clean import one_line
from service.answer import ReadVerdict
from service.drafts.draft import (
    CheckedDraft,
    CheckedQuotation,
    CheckedSentence,
    Detail,
    QuotationVerdict,
    Standing,
    Together,
)
from service.terminal.answer_text import citation_text, told_once
from service.terminal.quote_text import place_text

_INDENT = "    "
# Nothing is said where one quote has them all.
_TOGETHER = {
    Together.ARTICLE: "together: no one quote has all that agrees; one article has it in several sentences",
    Together.APART: "together: no one article's quotes have all that agrees",
}
_ALWAYS = (QuotationVerdict.EXACT, QuotationVerdict.ALTERED, QuotationVerdict.NOT_FOUND)  # in the tally


def draft_text(checked: CheckedDraft, width: int | None = None) -> str:
    """Return each quotation with where it stands, each sentence with its details, and how many there are."""
    blocks = []
    for quotation in checked.quotations:
        blocks.append(_quotation(quotation, width))
    for number, sentence in enumerate(checked.sentences, 1):
        blocks.append(_sentence(number, sentence, width))
    blocks += [wrap(one_line(warning), width) for warning in checked.warnings]
    return "\n\n".join([*blocks, wrap(_tally(checked), width)])


def _quotation(quotation: CheckedQuotation, width: int | None) -> str:
    head = wrap(f"{_verdict(quotation)}: “{one_line(quotation.text)}”", width, _INDENT).removeprefix(_INDENT)
    lines = [head]
    if quotation.attribution is Standing.DIFFERS:
        lines.append(wrap(f"speaker differs: {one_line(quotation.speaker or '')}", width, _INDENT))
    for piece in quotation.pieces:
        lines.append(wrap(f"“{one_line(piece.text)}” stands in", width, _INDENT))
        lines.append(place_text(piece.place, width))
    # The best place is enough to see what differs; --json has the others.
    return "\n".join([*lines, *(place_text(place, width) for place in quotation.places[:1])])


def _verdict(quotation: CheckedQuotation) -> str:
    verdict = quotation.verdict.replace("_", " ")
    if quotation.pieces:
        articles = len({piece.place.citation.article_id for piece in quotation.pieces})
        return f"{verdict} from {len(quotation.pieces)} places of {_counted(articles, 'article')}"
    if quotation.verdict is QuotationVerdict.ALTERED and quotation.places[0].negates:
        return f"{verdict}, and one of the two denies what the other says"
    return verdict


def _sentence(number: int, sentence: CheckedSentence, width: int | None) -> str:
    lines = [wrap(f"{number}. {one_line(sentence.text)}", width, _INDENT).removeprefix(_INDENT)]
    lines += [wrap(line, width, _INDENT) for line in _details(sentence)]
    if sentence.model_verdict:
        lines.append(f"{_INDENT}the model says: {sentence.model_verdict.replace('_', ' ')}")
    if sentence.retracted:
        markers = "".join(f"[{marker}]" for marker in sentence.retracted)
        lines.append(f"{_INDENT}RETRACTED: {markers}")
    if not sentence.nearest:
        lines.append(f"{_INDENT}no quote of the archive is near")
    return "\n".join([*lines, *(citation_text(citation, width) for citation in told_once(sentence.nearest))])


def _details(sentence: CheckedSentence) -> Iterator[str]:
    for standing in (Standing.DIFFERS, Standing.NOWHERE, Standing.AGREES):
        if found := [each for each in sentence.details if each.standing is standing]:
            yield f"{standing}: {'; '.join(map(_detail, found))}"
    if sentence.together in _TOGETHER:
        yield _TOGETHER[sentence.together]


def _detail(detail: Detail) -> str:
    markers = "".join(f"[{marker}]" for marker in detail.markers)
    others = ", ".join(f"{one_line(each.text)} [{each.marker}]" for each in detail.instead)
    text = f"{one_line(detail.text) or 'not denied'} {markers}".rstrip()
    return f"{text}, there {others}" if others else text


def _tally(checked: CheckedDraft) -> str:
    verdicts = Counter(each.verdict for each in checked.quotations)
    standings = Counter(each.standing for each in checked.details())
    shown = [each for each in QuotationVerdict if verdicts[each] or each in _ALWAYS]
    read = Counter(each.model_verdict for each in checked.sentences)
    said = ", ".join(f"{read[each]} {each}".replace("_", " ") for each in ReadVerdict)
    any_verdict = checked.model and any(read[each] for each in ReadVerdict)
    model = f" The model {one_line(checked.model or '')} says: {said}." if any_verdict else ""
    return (
        f"{_counted(len(checked.sentences), 'sentence')}. "
        f"{_counted(len(checked.quotations), 'quotation')}: "
        f"{', '.join(f'{verdicts[each]} {each}'.replace('_', ' ') for each in shown)}. "
        f"{_counted(standings.total(), 'detail')}: "
        f"{', '.join(f'{standings[each]} {each}' for each in Standing)}.{model}"
    )


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else noun + 's'}"
