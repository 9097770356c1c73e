"""Follows: questions and topics that are asked again as articles arrive."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api import examples
from service.api.desk import DeskHeld, OpenLibrary
from service.api.guards.auth import changes_allowed
from service.api.guards.hosts import own_url
from service.api.problems import documented
from service.api.schemas import Words
from service.follows.again import follow
from service.follows.atom import MEDIA_TYPE, atom_feed
from service.follows.follow import Follow, FollowList
from service.follows.store import end_follow, find_follow, list_follows

router = APIRouter(prefix="/v1/follows", tags=["follows"])
changing = [Depends(changes_allowed)]

_Id = Annotated[str, Path(max_length=64, description="The id of a follow, or its beginning.")]
_ATOM: dict[int | str, dict[str, Any]] = {
    200: {"description": "An Atom feed (RFC 4287).", "content": {MEDIA_TYPE: {"schema": {"type": "string"}}}}
}
_EXAMPLES = {
    "question": {"summary": "A question", "value": {"question": examples.QUESTION}},
    "topic": {
        "summary": "A topic, of one publisher",
        "value": {"question": "The Kess Bridge", "publishers": [examples.PUBLISHER]},
    },
}


class FollowBody(BaseModel):
    """What is to be followed, and where its news are told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: Words
    publishers: tuple[str, ...] = Field(
        (), max_length=100, description="Only these publishers; none means all."
    )
    webhook: str | None = Field(
        None,
        max_length=2_000,
        description="URL that is told of news, signed with DATELINE_WEBHOOK_SECRET.",
    )


@router.post("", dependencies=changing, responses=documented(400, 403, 413, 422, 502, 503))
def create_follow(body: Annotated[FollowBody, Body(openapi_examples=_EXAMPLES)], desk: DeskHeld) -> Follow:
    """Follow a question or a topic. What the archive says today is in `says`, and is no news.

    It is asked again when something arrives that is near to it; `news` is what then says something new: not
    another copy, another order, or the same value once more.
    """
    return follow(desk.library, body.question, body.publishers, body.webhook)


@router.get("", responses=documented(503))
def list_all(library: OpenLibrary) -> FollowList:
    """List what is followed, the latest first."""
    return list_follows(library.archive)


@router.get("/{id}.atom", response_class=Response, responses={**_ATOM, **documented(404, 422, 503)})
def show_feed(id: _Id, library: OpenLibrary, request: Request) -> Response:
    """The news of a follow as an Atom feed, the latest first. A program that reads feeds sends the key."""
    found = find_follow(library.archive, id)
    url = f"{own_url(request.app.state.settings, request.scope)}v1/follows/{found.id}.atom"
    return Response(atom_feed(found, url), media_type=MEDIA_TYPE)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_follow(id: _Id, library: OpenLibrary) -> Follow:
    """Show a follow: the sentences told so far that still stand, and its news."""
    return find_follow(library.archive, id)


@router.delete(
    "/{id}",
    status_code=204,
    response_class=Response,
    dependencies=changing,
    responses=documented(403, 404, 422, 503),
)
def remove_follow(id: Annotated[str, Path(max_length=64)], library: OpenLibrary) -> None:
    """End a follow; its feed is gone as well. It takes the whole id."""
    end_follow(library.archive, id)
