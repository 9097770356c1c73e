"""Modules stay short enough to be read in one go."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
LIMIT = 300
# A file that is longer, and why.
LONGER: dict[str, str] = {}
FILES = sorted(
    path.relative_to(ROOT)
    for path in [
        *ROOT.glob("*.py"),
        *(p for room in ("ingest", "service", "eval") for p in (ROOT / room).rglob("*.py")),
    ]
)


def lines(path: Path) -> int:
    return len((ROOT / path).read_text(encoding="utf-8").splitlines())


def test_modules_have_at_most_300_lines() -> None:
    long = {str(path): lines(path) for path in FILES if lines(path) > LIMIT and str(path) not in LONGER}
    assert not long, "split them, or say in LONGER why not"


def test_exceptions_are_still_needed() -> None:
    for name, reason in LONGER.items():
        assert reason
        assert lines(Path(name)) > LIMIT
