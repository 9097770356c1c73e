"""Webhooks: how each stands, and sending again what was given up."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from service.api.desk import OpenLibrary
from service.api.guards.auth import changes_allowed
from service.api.problems import documented
from service.webhooks.outbox import read_webhooks, send_again
from service.webhooks.webhook import WebhookList

router = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])


@router.get("", responses=documented(422, 503))
def list_webhooks(
    library: OpenLibrary,
    dead: Annotated[
        bool, Query(description="Only those that failed as often as the settings allow.")
    ] = False,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> WebhookList:
    """List webhooks, the latest first, with how often each was sent and why its last try failed."""
    return read_webhooks(library.archive, dead=dead, limit=limit)


@router.delete(
    "/{id}/failure",
    status_code=204,
    response_class=Response,
    dependencies=[Depends(changes_allowed)],
    responses=documented(403, 404, 422, 503),
)
def retry_webhook(id: Annotated[str, Path(max_length=64)], library: OpenLibrary) -> None:
    """Forget that a webhook failed: it is sent again at once, and counts as not tried."""
    send_again(library.archive, id, library.now())
