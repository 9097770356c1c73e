from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from ingest.settings import Settings, load_settings

KEY = "a key für tests"


@pytest.fixture(scope="session")
def client(server_url: str) -> Iterator[httpx.Client]:
    """A client of the service without a key; nobody can change its archive."""
    with httpx.Client(base_url=server_url, timeout=60) as http:
        yield http


@pytest.fixture(scope="module")
def keyed_settings(copy_home) -> Settings:
    return load_settings(home=copy_home(), api_key=KEY, max_request_mb=0.1, max_document_mb=0.05)


@pytest.fixture(scope="module")
def keyed_url(keyed_settings: Settings, run_service) -> Iterator[str]:
    """The URL of a service with a key, whose archive tests may add to if they clean up."""
    with run_service(keyed_settings) as url:
        yield url


@pytest.fixture(scope="module")
def editor(keyed_url: str) -> Iterator[httpx.Client]:
    """A client that has the key."""
    headers = {"Authorization": f"Bearer {KEY}".encode()}
    with httpx.Client(base_url=keyed_url, headers=headers, timeout=60) as http:
        yield http
