"""Evidence for questions about who said something: sentences with the speakers of what they quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.errors import NotFoundError
from ingest.store.archive import Archive
from ingest.text.speakers import speaker_of
from ingest.text.stems import stems
from service.evidence.scoring import Evidence
from service.questions.speech import AskedSpeech

_READ = 24  # the best sentences whose speakers are looked for
_OTHERS = 0.5  # what remains of a sentence's score where another speaks than was asked for


def with_their_speakers(archive: Archive, found: Sequence[Evidence]) -> list[Evidence]:
    """Return what was found, the best with the names of those who speak in them and are not named there."""
    return [*_named(archive, found[:_READ]), *found[_READ:]]


def _named(archive: Archive, found: Sequence[Evidence]) -> Iterator[Evidence]:
    texts: dict[tuple[str, int], str] = {}
    for item in found:
        key = item.stored.article.id, item.stored.passage.version
        if key not in texts:
            try:
                version = archive.version(*key)
            except NotFoundError:  # removed since it was found
                texts[key] = ""
            else:
                texts[key] = version.text if version.sha256 == item.stored.sha256 else ""
        span = speaker_of(texts[key], item.start, item.end)
        yield replace(item, speaker=texts[key][slice(*span)]) if span else item


def by_speaker(asked: AskedSpeech, found: Sequence[Evidence]) -> list[Evidence]:
    """Return the evidence, best first, with less of a score where another speaks than was asked for."""
    weighed = [replace(item, score=item.score * _weight(asked, item)) for item in found]
    return sorted(weighed, key=lambda item: -item.score)


def _weight(asked: AskedSpeech, item: Evidence) -> float:
    """Return what a sentence's score is worth: all of it unless another speaks than was asked for."""
    if not asked.names or item.speaker is None:
        return 1.0
    speaks = set(stems(item.speaker))
    return 1.0 if any(set(stems(name)) & speaks for name in asked.names) else _OTHERS
