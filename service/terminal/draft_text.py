"""A checked draft as plain text for people. `width` is in columns; None leaves every line whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ingest.terminal.output import wrap
from ingest.text.clean import one_line
from service.drafts.draft import (
    CheckedDraft,
    CheckedQuotation,
    CheckedSentence,
    Detail,
    QuotationVerdict,
    Standing,
)
from service.terminal.answer_text import citation_text
from service.terminal.quote_text import place_text

_INDENT = "    "


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
    verdict = quotation.verdict.replace("_", " ")
    head = wrap(f"{verdict}: “{one_line(quotation.text)}”", width, _INDENT).removeprefix(_INDENT)
    lines = [head]
    if quotation.attribution is Standing.DIFFERS:
        lines.append(wrap(f"speaker differs: {one_line(quotation.speaker or '')}", width, _INDENT))
    # The best place is enough to see what differs; --json has the others.
    return "\n".join([*lines, *(place_text(place, width) for place in quotation.places[:1])])


def _sentence(number: int, sentence: CheckedSentence, width: int | None) -> str:
    lines = [wrap(f"{number}. {one_line(sentence.text)}", width, _INDENT).removeprefix(_INDENT)]
    lines += [wrap(line, width, _INDENT) for line in _details(sentence)]
    if not sentence.nearest:
        lines.append(f"{_INDENT}no quote of the archive is near")
    return "\n".join([*lines, *(citation_text(citation, width) for citation in sentence.nearest)])


def _details(sentence: CheckedSentence) -> Iterator[str]:
    for standing in (Standing.DIFFERS, Standing.NOWHERE, Standing.AGREES):
        if found := [each for each in sentence.details if each.standing is standing]:
            yield f"{standing}: {'; '.join(map(_detail, found))}"


def _detail(detail: Detail) -> str:
    markers = "".join(f"[{marker}]" for marker in detail.markers)
    others = ", ".join(f"{one_line(each.text)} [{each.marker}]" for each in detail.instead)
    text = f"{one_line(detail.text)} {markers}".rstrip()
    return f"{text}, there {others}" if others else text


def _tally(checked: CheckedDraft) -> str:
    verdicts = Counter(each.verdict for each in checked.quotations)
    standings = Counter(each.standing for each in checked.details())
    return (
        f"{_counted(len(checked.sentences), 'sentence')}. "
        f"{_counted(len(checked.quotations), 'quotation')}: "
        f"{', '.join(f'{verdicts[each]} {each}'.replace('_', ' ') for each in QuotationVerdict)}. "
        f"{_counted(standings.total(), 'figure, date or name', 'figures, dates and names')}: "
        f"{', '.join(f'{standings[each]} {each}' for each in Standing)}."
    )


def _counted(count: int, one: str, more: str | None = None) -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"
