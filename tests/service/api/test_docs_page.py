from __future__ import annotations

import re
from importlib.util import find_spec

import httpx
import pytest

from service.api.docs_page import PACKAGE


def test_the_page_shows_the_document(client: httpx.Client) -> None:
    assert "url: '/openapi.json'" in client.get("/docs").text
    assert client.get("/openapi.json").json()["info"]["title"] == "Dateline"


@pytest.mark.skipif(find_spec(PACKAGE) is None, reason="Swagger UI's files are not installed")
def test_the_page_needs_no_other_server(client: httpx.Client) -> None:
    needed = re.findall(r'(?:src|href)="([^"]+)"', client.get("/docs").text)
    files = [link for link in needed if not link.startswith("data:")]
    assert len(files) == 2
    for link in files:
        assert client.get(link).status_code == 200
