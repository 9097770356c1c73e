"""Builds the wheel: the three packages of the checkout become parts of one, `dateline`.

`ingest`, `service` and `eval` are names that other projects use for their own. So a wheel holds
`dateline.ingest`, `dateline.service` and `dateline.eval`, with their imports of each other rewritten, and
`dateline.py` as the package that they are in. An editable installation has the names of the checkout.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

PARTS = ("ingest", "service", "eval")
# Whole statements, at the start of a line: nothing of the product imports by text.
IMPORT = re.compile(rf"^(\s*from )(?=(?:{'|'.join(PARTS)})\b)", re.MULTILINE)


class BuildOnePackage(build_py):
    """Copies the modules as setuptools does, then moves them into one package."""

    def run(self) -> None:
        super().run()
        if not self.editable_mode:
            gather(Path(self.build_lib))


def gather(folder: Path) -> None:
    """Move what was built in a folder into its `dateline/`."""
    package = folder / "dateline"
    shutil.rmtree(package, ignore_errors=True)  # that of an earlier build
    package.mkdir()
    (folder / "dateline.py").rename(package / "__init__.py")
    for part in PARTS:
        (folder / part).rename(package / part)
    for path in package.rglob("*.py"):
        code = path.read_text(encoding="utf-8")
        path.write_text(IMPORT.sub(r"\1dateline.", code), encoding="utf-8")


setup(cmdclass={"build_py": BuildOnePackage})
