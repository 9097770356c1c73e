"""What the tests of commands share: a story in two wordings, and a way to run commands in this process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from typer.testing import CliRunner, Result

import dateline

Run = Callable[..., Result]

STORY = {
    "url": "https://valecourier.example/2025/03/01/lido",
    "publisher": "Vale Courier",
    "title": "Lido to open in May",
    "published": "2025-03-01T09:00:00Z",
    "text": "The Marlow lido will open to swimmers on 4 May, the council said on Saturday. "
    "It has been closed since a pipe burst under the deep end two winters ago. "
    "Repairs have cost £310,000, which the council will pay back over nine years.",
}
LATER = {
    **STORY,
    "modified": "2025-03-09T09:00:00Z",
    "text": STORY["text"].replace("on 4 May", "on 11 May, a week late"),
}


def runner(home: Path) -> Run:
    def run(*arguments: str, stdin: bytes | None = None) -> Result:
        return CliRunner().invoke(dateline.app, ["--home", str(home), *arguments], input=stdin)

    return run


def run_with_story(home: Path) -> Run:
    """Return what runs commands on a new archive with one story."""
    run = runner(home)
    assert run("ingest", "-", stdin=json.dumps(STORY).encode()).exit_code == 0
    return run
