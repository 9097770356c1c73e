"""Tests of other folders over an archive in PostgreSQL: one server for all, a database for each test.

They are skipped where the server's programs or the driver are not installed.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text

_PROGRAMS = ("initdb", "pg_ctl")
_SERVER = ("-c listen_addresses=''", "-c fsync=off", "-c max_connections=40", "-c shared_buffers=16MB")


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URL of a running server, reached over a socket in a folder of its own."""
    pytest.importorskip("psycopg")
    if not all(shutil.which(each) for each in _PROGRAMS):
        pytest.skip("the programs of a PostgreSQL server are not installed")
    folder = Path(tempfile.mkdtemp(prefix="dateline-pg-"))
    owner = _owner(folder)
    data = folder / "data"
    try:
        _run(
            owner, "initdb", "-D", data, "-U", "desk", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"
        )
        options = " ".join((*_SERVER, f"-k {folder}"))
        _run(owner, "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql+psycopg://desk@/{{}}?host={folder}"
        finally:
            _run(owner, "pg_ctl", "-D", data, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _owner(folder: Path) -> str | None:
    """Give the folder to somebody else where this is the superuser, as whom no server runs."""
    if os.geteuid() != 0:
        return None
    owner = "postgres" if _is_known("postgres") else "nobody"
    shutil.chown(folder, owner)
    return owner


def _is_known(name: str) -> bool:
    return subprocess.run(["id", name], capture_output=True).returncode == 0


def _run(owner: str | None, *command: str | Path) -> None:
    as_owner = {"user": owner} if owner and owner != getpass.getuser() else {}
    with tempfile.TemporaryFile() as said:  # no pipe: the server would hold it open
        done = subprocess.run(command, stdout=said, stderr=said, cwd="/", **as_owner)  # type: ignore[call-overload]
        if done.returncode:
            said.seek(0)
            pytest.fail(f"{command[0]}: {said.read().decode()}")


@pytest.fixture(autouse=True)
def database(server: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A new database, which the settings of the test have for the archive."""
    name = f"n{uuid4().hex}"
    _execute(server, f"CREATE DATABASE {name}")
    url = server.format(name)
    monkeypatch.setenv("DATELINE_DATABASE_URL", url)
    yield url
    _execute(server, "SELECT value FROM facts", database=name)  # the archive was there, and not in a file
    _execute(server, f"DROP DATABASE {name} WITH (FORCE)")


def _execute(server: str, statement: str, database: str = "postgres") -> None:
    engine = create_engine(server.format(database), isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.execute(text(statement))
    engine.dispose()
