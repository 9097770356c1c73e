"""What a webhook is, and how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class State(StrEnum):
    """How a webhook stands."""

    WAITING = "waiting"  # not sent yet, or to be sent again
    SENT = "sent"
    DEAD = "dead"  # failed as often as the settings allow


@dataclass(frozen=True, slots=True)
class Webhook:
    """A webhook: its `type` is what it tells. `failure` is why its last try failed; `next_at` is the next."""

    id: str
    type: str
    url: str
    state: State
    made_at: datetime
    tries: int
    next_at: datetime | None
    sent_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class WebhookList:
    """Webhooks, the latest first."""

    webhooks: list[Webhook]
