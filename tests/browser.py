"""A real browser for tests of the page: Debian's Chromium, which `make test` installs where it may."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@contextmanager
def running_browser() -> Iterator[Browser]:
    """Run a browser for as long as the context lasts; without one the test is skipped, on CI it fails."""
    path = next(filter(None, map(shutil.which, _NAMES)), None)
    if path is None:
        missing = "there is no Chromium; install Debian's package chromium"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=20_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_OPTIONS))
        try:
            yield browser
        finally:
            browser.close()


def watch(page: Page) -> list[str]:
    """Return a list that fills with what a page complains of: errors, and what its policy refused."""
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    page.on("request", lambda sent: complaints.append(sent.url) if not _own(page, sent.url) else None)
    return complaints


def _own(page: Page, address: str) -> bool:
    return address.split("/")[2:3] == page.url.split("/")[2:3] or page.url == "about:blank"
