"""The folder of a run: settings.json, cases.jsonl, judge.jsonl where there is a judge, and summary.json.

A line is written when its case is done, so a run that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from eval.cases import wrong_field
from eval.runs.made_with import MadeWith
from eval.runs.results import Result, result_from_line, result_to_line
from eval.runs.summary import JudgeVerdict, RunSummary
from ingest.errors import InputError

SETTINGS, CASES, JUDGED, SUMMARY = "settings.json", "cases.jsonl", "judge.jsonl", "summary.json"

T = TypeVar("T")
_MADE_WITH, _SUMMARY, _VERDICT = TypeAdapter(MadeWith), TypeAdapter(RunSummary), TypeAdapter(JudgeVerdict)


class RunFolder:
    """Reads and writes the files of one run. Raises InputError for a file that is not one's own."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def made_with(self) -> MadeWith:
        return self._record(SETTINGS, _MADE_WITH)

    @property
    def summary(self) -> RunSummary:
        return self._record(SUMMARY, _SUMMARY)

    @property
    def is_finished(self) -> bool:
        return (self.path / SUMMARY).exists()

    def begin(self, made: MadeWith) -> None:
        """Make the folder, or go on in it. Raises InputError if it is a run of other settings."""
        if (self.path / SETTINGS).exists():
            if differing := self.made_with.differences(made):
                raise InputError(
                    f"{self.path} is a run with other settings ({', '.join(differing)}); give another --out"
                )
        elif self.path.is_dir() and any(self.path.iterdir()):
            raise InputError(f"{self.path} is no run and not empty; give another --out")
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as exc:
            raise InputError(
                f"{self.path} cannot be made a folder ({exc.strerror}); give another --out"
            ) from exc
        self._write(SETTINGS, _MADE_WITH.dump_json(made, indent=2))
        for name in (CASES, JUDGED):
            _drop_half_line(self.path / name)

    def results(self) -> list[Result]:
        """Return what is done so far, in the order in which it was."""
        return [result_from_line(where, line) for where, line in self._lines(CASES)]

    def verdicts(self) -> list[JudgeVerdict]:
        """Return what the judge has said so far."""
        return [_validated(where, line, _VERDICT) for where, line in self._lines(JUDGED)]

    def add(self, result: Result) -> None:
        """Keep a result, at once."""
        self._append(CASES, result_to_line(result))

    def add_verdict(self, verdict: JudgeVerdict) -> None:
        """Keep what the judge said of a case, at once."""
        self._append(JUDGED, _VERDICT.dump_json(verdict) + b"\n")

    def finish(self, summary: RunSummary) -> None:
        """Write the figures of the whole run."""
        self._write(SUMMARY, _SUMMARY.dump_json(summary, indent=2))

    def _record(self, name: str, adapter: TypeAdapter[T]) -> T:
        path = self.path / name
        try:
            body = path.read_bytes()
        except OSError as exc:
            raise InputError(
                f"{self.path} is no finished run: {name} cannot be read ({exc.strerror}); "
                "make one with `dateline eval run`"
            ) from exc
        return _validated(str(path), body, adapter)

    def _lines(self, name: str) -> Iterator[tuple[str, bytes]]:
        path = self.path / name
        if not path.exists():
            return
        with path.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                if line.endswith(b"\n"):  # the last may be half written
                    yield f"{path}:{number}", line

    def _append(self, name: str, line: bytes) -> None:
        with (self.path / name).open("ab") as file:
            file.write(line)

    def _write(self, name: str, body: bytes) -> None:
        (self.path / name).write_bytes(body + b"\n")


def only(results: Sequence[Result], ids: Sequence[str]) -> list[Result]:
    """Return the results of some cases, in the order of the ids; those that are missing are left out."""
    found = {result.case.id: result for result in results}
    return [found[id_] for id_ in ids if id_ in found]


def _validated(where: str, body: bytes, adapter: TypeAdapter[T]) -> T:
    try:
        return adapter.validate_json(body)
    except ValidationError as exc:
        raise wrong_field(where, exc) from exc


def _drop_half_line(path: Path) -> None:
    """Cut off what was being written when a run was stopped."""
    if not path.exists():
        return
    body = path.read_bytes()
    whole = body.rfind(b"\n") + 1
    if whole < len(body):
        with path.open("r+b") as file:
            file.truncate(whole)
