"""Whether a draft and an article name one speaker."""

from __future__ import annotations

from ingest.text.speech.english import TITLES
from ingest.text.speech.people import person_name
from service.english.words import WORD


def same_speaker(ours: str, theirs: str) -> bool | None:
    """Return whether two name one speaker: persons by their surnames, whatever office or place they share.

    None: one of them names nobody, or a person and the other an organisation, which may speak by that person.
    """
    our_names, their_names = _names(ours), _names(theirs)
    if not our_names or not their_names:
        return None
    us, them = person_name(ours), person_name(theirs)
    if us and them:
        return us[-1] in them or them[-1] in us
    shared = bool(our_names & their_names)
    if not us and not them:
        return shared
    alone = ours if them else theirs  # a surname, or an organisation
    if len(alone.split()) > 1:
        return None
    return alone in (us or them) or (None if shared else False)


def _names(speaker: str) -> frozenset[str]:
    words = WORD.findall(speaker)
    return frozenset(word for word in words if word[0].isupper() and word.rstrip(".") not in TITLES)
