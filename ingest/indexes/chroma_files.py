"""Whether the graph that Chroma keeps on disk is as we left it.

Chroma writes its graph after every thousand changes, over the old one. A process killed meanwhile leaves
files that give wrong results, hang or crash, often without an error (seen with 1.5.9). So their sizes and
times are noted after each change and compared before the graph is read. The rest of Chroma is SQLite.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

_NOTE = "dateline.json"
_GRAPH = "*/*.bin"
# Written last, and without it Chroma does not read the graph but makes it from its log, which it then has.
_IDS = "*/index_metadata.pickle"


def graph_intact(folder: Path) -> bool:
    """Return whether the graph is the one noted last; a folder without a graph is."""
    try:
        noted = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        noted = {}
    except (OSError, ValueError):
        return False
    return bool(noted == _graph(folder))


def note_graph(folder: Path) -> None:
    """Note the graph as it is now: Chroma has written what it was given."""
    draft = folder / f"{_NOTE}.new"
    draft.write_text(json.dumps(_graph(folder)), encoding="utf-8")
    os.replace(draft, folder / _NOTE)


def _graph(folder: Path) -> dict[str, list[int]]:
    """Return size and time (seconds, which `cp -a` keeps) of each file of a graph that would be read."""
    ids = list(folder.glob(_IDS))
    states = {path: path.stat() for path in [*folder.glob(_GRAPH), *ids]} if ids else {}
    return {
        str(path.relative_to(folder)): [state.st_size, int(state.st_mtime)] for path, state in states.items()
    }
