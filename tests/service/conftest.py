"""The harbour articles, open to be asked. Tests read them and do not change them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ingest.embeddings.minilm import MiniLM
from service.ask import AskRequest, search
from service.evidence.library import AskableLibrary
from service.evidence.retrieve import RankedPassage
from tests.ingest.support import harbour_steps, settings_in
from tests.service.asked import askable_with
from tests.service.found import AS_OF, QUESTION
from tests.service.wire import Wire, running_wire, streamed


@pytest.fixture(scope="session")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AskableLibrary]:
    with askable_with(settings_in(tmp_path_factory.mktemp("harbour")), MiniLM(threads=1)) as library:
        harbour_steps(library)
        yield library


@pytest.fixture(scope="session")
def passages(harbour: AskableLibrary) -> list[RankedPassage]:
    """What a search for QUESTION finds among the harbour articles."""
    return search(harbour, AskRequest(QUESTION, as_of=AS_OF))


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """An endpoint to say what a model says."""
    with running_wire(streamed("x")) as running:
        yield running
