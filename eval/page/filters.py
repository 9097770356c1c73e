"""Which cases of a report are shown: chosen from lists, in CSS alone, so that the page needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from eval.page.elements import el
from eval.page.outcome import Outcome, outcome
from eval.runs.results import Result

_ALL = "all"
_RULE = "main:has(option[value={name}]:checked) .case:not(.{name}) {{ display: none; }}\n"


class CaseFilter:
    """The outcomes and tags of some results, by class names in which no word of a case stands."""

    def __init__(self, results: Sequence[Result]) -> None:
        found = {outcome(result) for result in results}
        self._outcomes = {each: f"o{number}" for number, each in enumerate(Outcome) if each in found}
        tags = sorted({tag for result in results for tag in result.tags})
        self._tags = {tag: f"t{number}" for number, tag in enumerate(tags)}

    def class_of(self, result: Result) -> str:
        """Return the classes of a case, by which it is shown or not."""
        return " ".join(["case", self._outcomes[outcome(result)], *(self._tags[tag] for tag in result.tags)])

    @property
    def rules(self) -> str:
        """The style that hides what was not chosen."""
        return "".join(_RULE.format(name=name) for name in [*self._outcomes.values(), *self._tags.values()])

    @property
    def bar(self) -> list[Element]:
        """The lists to choose from, those in which there is a choice."""
        lists = (("Show", [*self._outcomes.items()]), ("Tag", [*self._tags.items()]))
        choices = [_choice(label, names) for label, names in lists if len(names) > 1]
        return [el("form", *choices, class_="filters")] if choices else []


def _choice(label: str, names: Sequence[tuple[str, str]]) -> Element:
    options = [el("option", text, value=name) for text, name in names]
    return el("label", f"{label} ", el("select", el("option", "all cases", value=_ALL), *options))
