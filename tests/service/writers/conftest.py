"""What the tests of writers share: a wire to say what a model says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.wire import Wire, running_wire, streamed


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with running_wire(streamed("x")) as running:
        yield running
