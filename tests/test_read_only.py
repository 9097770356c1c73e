"""A home that cannot be written to, by a mount that is read-only or a disk that is full, can be read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.store.archive import Archive
from tests.conftest import CopyHome

ROOT = Path(__file__).parents[1]
_UNSHARED = ["unshare", "--map-root-user", "--mount"]
_COMMANDS = """
import json, sys
from pathlib import Path
from fastapi.testclient import TestClient
from typer.testing import CliRunner
import dateline
from ingest.settings import load_settings
from service.api.app import create_app

home, answer = sys.argv[1:]
QUESTION = "how many people died when the Star of Ellery capsized?"
done = {}

def run(name, *arguments):
    result = CliRunner().invoke(dateline.app, ["--home", home, *arguments])
    done[name] = [result.exit_code, result.stdout[-2_000:], str(result.exception)]
    return result

Path(answer).write_text(run("ask", "ask", QUESTION, "--json").stdout)
run("check", "check", answer)
run("status", "status")
run("search", "search", "ferry")
run("list", "list")
run("show", "show", "b31cd678a3d61600")
run("summarize", "summarize", "Star of Ellery")
run("verify", "verify")
run("jobs of the home", "jobs")
run("ingest", "ingest", "ingest/sample/text")
KEY = "a key with more than sixteen letters"
app = create_app(load_settings(home=Path(home), api_key=KEY))
with TestClient(app, headers={"Authorization": f"Bearer {KEY}"}) as client:
    done["serve"] = [client.post("/v1/answers", json={"question": QUESTION}).status_code, "", ""]
    story = {"title": "Lido", "text": "The lido opens on Friday.", "url": "https://quayside.example/lido"}
    done["add"] = [client.post("/v1/articles", json=story).status_code, "", ""]
    done["job"] = [client.post("/v1/jobs", json=story).status_code, "", ""]
    done["jobs"] = [client.get("/v1/jobs").status_code, "", ""]
    done["remove"] = [client.delete("/v1/articles/b31cd678a3d61600").status_code, "", ""]
print("DONE" + json.dumps(done))
"""
_READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && exec "$3" -c "$4" "$1" "$2"'
_FULL = (
    'mount -t tmpfs -o size=16m tmpfs "$5" && cp -a "$1" "$5/home" && '
    '(cat /dev/zero > "$5/rest" 2> /dev/null; exec "$3" -c "$4" "$5/home" "$2")'
)
READING = ("ask", "check", "status", "search", "list", "show", "summarize", "verify", "jobs of the home")


def may_mount() -> bool:
    try:
        done = subprocess.run(
            [*_UNSHARED, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0


def run_all(script: str, home: Path, folder: Path) -> dict[str, Any]:
    (folder / "disk").mkdir()
    command = [*_UNSHARED, "sh", "-c", script, "sh", str(home), str(folder / "answer.json"), sys.executable]
    done = subprocess.run(
        [*command, _COMMANDS, str(folder / "disk")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert "DONE" in done.stdout, done.stderr[-3_000:]
    assert "cannot be written to" in done.stderr
    found: dict[str, Any] = json.loads(done.stdout.partition("DONE")[2])
    return found


def leave_as_killed(home: Path) -> None:
    """Leave the archive's last change where a process that is killed leaves it: beside the database."""
    file = home / "archive.sqlite3"
    archive = Archive(f"sqlite:///{file}")
    archive.set_facts({"note": "written last"})
    left = {path: path.read_bytes() for path in (file, file.with_name(f"{file.name}-wal"))}
    archive.close()
    for path, body in left.items():
        path.write_bytes(body)
    assert path.stat().st_size


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("script", "killed"), [(_READ_ONLY, False), (_FULL, True)], ids=["a read-only mount", "a full disk"]
)
def test_whatever_reads_works(script: str, killed: bool, copy_home: CopyHome, tmp_path: Path) -> None:
    if not may_mount():
        pytest.skip("needs to mount")
    home = copy_home()
    if killed:
        leave_as_killed(home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
    done = run_all(script, home, tmp_path)
    assert {name: done[name][0] for name in READING} == dict.fromkeys(READING, 0), done
    assert done["serve"][0] == 200
    assert done["ingest"][0] != 0
    assert (done["add"][0], done["job"][0], done["remove"][0]) == (503, 503, 503)
    assert done["jobs"][0] == 200
    assert before == {path: path.stat().st_mtime_ns for path in home.rglob("*") if path.is_file()}
