"""Follows: questions and topics that are asked again as articles arrive."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from service.api import examples
from service.api.desk import DeskHeld, OpenLibrary
from service.api.guards.auth import changes_allowed
from service.api.guards.feeds import feed_url
from service.api.problems import documented
from service.api.schemas import Words
from service.follows.again import follow
from service.follows.atom import MEDIA_TYPE, atom_feed
from service.follows.follow import Follow, FollowList
from service.follows.store import end_follow, find_follow, list_follows

router = APIRouter(prefix="/v1/follows", tags=["follows"])
changing = [Depends(changes_allowed)]

_Id = Annotated[str, Path(max_length=64, description="The id of a follow, or its beginning.")]
_Token = Annotated[
    str | None, Query(max_length=64, description="Opens this feed alone, in place of a key; see `feed`.")
]
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
def create_follow(
    body: Annotated[FollowBody, Body(openapi_examples=_EXAMPLES)], desk: DeskHeld, request: Request
) -> Follow:
    """Follow a question or a topic. What the archive says today is in `says`, and is no news.

    It is asked again when something arrives that is near to it; `news` is what then says something new: not
    another copy, another order, or the same value once more. `feed` is where a program that reads feeds
    finds them; it sends no key.
    """
    return _with_feed(request, follow(desk.library, body.question, body.publishers, body.webhook))


@router.get("", responses=documented(503))
def list_followed(library: OpenLibrary) -> FollowList:
    """List what is followed, the latest first."""
    return list_follows(library.archive)


@router.get("/{id}.atom", response_class=Response, responses={**_ATOM, **documented(404, 422, 503)})
def show_feed(id: _Id, library: OpenLibrary, request: Request, token: _Token = None) -> Response:
    """The news of a follow as an Atom feed, the latest first.

    Where the service has a key, the address that `feed` of a follow gives has a token in its place.
    """
    found = find_follow(library.archive, id)
    return Response(atom_feed(found, feed_url(request, found.id)), media_type=MEDIA_TYPE)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_follow(id: _Id, library: OpenLibrary, request: Request) -> Follow:
    """Show a follow: the sentences told so far that still stand, and its news."""
    return _with_feed(request, find_follow(library.archive, id))


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


def _with_feed(request: Request, found: Follow) -> Follow:
    return replace(found, feed=feed_url(request, found.id))
