"""The command that lists and shows stories, here and at a service."""

from __future__ import annotations

import json
from pathlib import Path

from ingest.errors import InputError, NotFoundError
from tests.commands import Run, runner

CABLE = "2aff5a2b3d60bb88"


def test_stories_of_a_day(sample: Run) -> None:
    lines = sample("stories", "--day", "2025-08-26").stdout.splitlines()
    assert lines[0] == "2025-08-26: 1 story"
    assert lines[2].split()[1:4] == ["3", "Straits", "Monitor"]
    assert "Meridian Wire  Most of Maravel offline" in lines[2]
    nothing = sample("stories", "--day", "2025-10-30")
    assert "No story first appeared on 2025-10-30." in nothing.stderr
    assert "--day 2025-10-29" in nothing.stderr
    assert isinstance(sample("stories", "--day", "2025-10-30T10:00").exception, InputError)


def test_a_story_with_its_course_and_what_changed(sample: Run) -> None:
    text = sample("stories", "b31cd678").stdout
    assert "First report: Harbour Post, 2025-07-09" in text
    assert "2025-07-11 09:40 UTC  Harbour Post, correction (article b31cd678a3d61600, version 2)" in text
    assert "Changed:\n    31 (since 2025-07-09)" in text
    copied = sample("stories", CABLE).stdout
    assert "from Meridian Wire" in copied
    assert f"100% as in {CABLE}" in copied
    assert "    adds nothing" in copied
    assert isinstance(sample("stories", "0000").exception, NotFoundError)


def test_a_service_prints_the_same(sample: Run, server_url: str, tmp_path: Path) -> None:
    for command in (
        ["stories", "--day", "2025-08-26"],
        ["stories", CABLE],
        ["stories", CABLE, "--json", "--as-of", "2025-08-26"],
    ):
        there = runner(tmp_path / "none")(*command, "--server", server_url)
        assert there.stdout == sample(*command).stdout
    assert json.loads(sample("stories", "--json").stdout)["day"] == "2025-10-31"
