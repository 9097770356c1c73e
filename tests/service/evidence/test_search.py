"""What is found for a question beside what fits it best."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ingest.pipeline import ingest
from ingest.store.filters import Filters
from service.evidence.search import find_passages, read_question
from tests.ingest.support import HashEmbedder, record, settings_in
from tests.service.asked import askable_with

NOW = datetime(2025, 11, 15, 12, tzinfo=UTC)
ASKED = "Who is Fiji's foreign minister?"


def test_who_is_named_as_a_holder_by_the_way_is_found(tmp_path: Path) -> None:
    wanted = (
        "The lido of Orle opened with music. Fijian Foreign Minister Ida Holm swam there. "
        + "It rained. " * 20
    )
    others = [
        record(f"Fiji {n}", f"What the foreign minister of Fiji does, part {n}.", published="2025-10-01")
        for n in range(30)
    ]
    with askable_with(settings_in(tmp_path), HashEmbedder()) as library:
        ingest(library, [*others, record("Lido", wanted, published="2025-10-02")])
        asked = read_question(library, ASKED, NOW)
        vector = library.embedder.embed_question(ASKED)
        found = find_passages(library, asked, vector, Filters(NOW), 5).passages
    assert len(found) == 5
    assert "Ida Holm" in found[0].stored.text
