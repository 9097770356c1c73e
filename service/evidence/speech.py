"""Evidence for questions about who said something: whose speech a sentence is, and whose was asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.store.archive import Archive
from ingest.store.passages import StoredPassage
from ingest.text.speakers import speaker_of
from ingest.text.stems import stems
from service.evidence.scoring import Evidence
from service.evidence.versions import PassageVersions
from service.questions.speech import AskedSpeech

_OTHERS = 0.5  # what remains of a sentence's score where another speaks than was asked for


class Speakers:
    """Who says what the sentences of an archive have in quotation marks."""

    def __init__(self, archive: Archive) -> None:
        self._versions = PassageVersions(archive)

    def __call__(self, stored: StoredPassage, index: int) -> str | None:
        """Return the name of who speaks in a sentence of a passage; None: nobody, or it is not clear."""
        version = self._versions.of(stored)
        if version is None:
            return None
        sentence = stored.passage.sentences[index]
        text = version.text_around(sentence.start)
        span = speaker_of(text, sentence.start, sentence.end)
        return text[slice(*span)] if span else None


def by_speaker(asked: AskedSpeech, found: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence, best first, with less of a score where another speaks than was asked for."""
    weighed = [replace(item, score=item.score * _weight(asked, item)) for item in found]
    return sorted(weighed, key=lambda item: -item.score)


def _weight(asked: AskedSpeech, item: Evidence) -> float:
    if not asked.names or item.speaker is None:
        return 1.0
    speaks = set(stems(item.speaker))
    return 1.0 if any(set(stems(name)) & speaks for name in asked.names) else _OTHERS
