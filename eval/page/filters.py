"""Which cases of a report are shown: chosen from lists, in CSS alone, so that the page needs no script."""

from __future__ import annotations

from collections.abc import Sequence

from eval.page.outcome import Outcome, outcome
from eval.runs.results import Result


class CaseFilter:
    """The outcomes and tags of some results, by class names in which no word of a case stands."""

    def __init__(self, results: Sequence[Result]) -> None:
        found = {outcome(result) for result in results}
        tags = sorted({tag for result in results for tag in result.tags})
        self._outcomes: dict[str, str] = {
            each: f"o{number}" for number, each in enumerate(Outcome) if each in found
        }
        self._tags = {tag: f"t{number}" for number, tag in enumerate(tags)}

    def classes_of(self, result: Result) -> str:
        """Return the classes of a case, by which it is shown or not."""
        return " ".join(["case", self._outcomes[outcome(result)], *(self._tags[tag] for tag in result.tags)])

    @property
    def choices(self) -> list[str]:
        """The classes to choose from."""
        return [*self._outcomes.values(), *self._tags.values()]

    @property
    def lists(self) -> dict[str, dict[str, str]]:
        """The lists in which there is a choice, by their labels: a class for each text."""
        lists = {"Show": self._outcomes, "Tag": self._tags}
        return {label: classes for label, classes in lists.items() if len(classes) > 1}
