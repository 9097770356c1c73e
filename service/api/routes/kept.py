"""Kept answers: listed, shown with what changed since, and forgotten."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from service.api.desk import DeskHeld
from service.api.guards.auth import changes_allowed
from service.api.problems import documented
from service.kept.kept import KeptAnswer, KeptList
from service.kept.store import find_kept, forget_kept, list_kept

router = APIRouter(prefix="/v1/answers", tags=["kept answers"])

_Id = Annotated[
    str,
    Path(max_length=64, description="The `id` of an answer or a summary, or its beginning."),
]


@router.get("", responses=documented(422, 503))
def list_answers(
    desk: DeskHeld,
    stale: Annotated[
        bool | None, Query(description="Only those that something changed of, or only the others.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0,
) -> KeptList:
    """List the answers and summaries that are kept, the latest first, with what changed of each.

    Stale ones that are asked for come in the order in which that was found, the last first.
    """
    desk.keeper.flush()
    return list_kept(desk.library.archive, stale=stale, limit=limit, offset=offset)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_answer(id: _Id, desk: DeskHeld) -> KeptAnswer:
    """Show an answer or a summary as it was given; its `stale` says what changed since.

    Each change has the words of before, those that stand now as a citation, who published them and when.
    """
    desk.keeper.flush()
    return find_kept(desk.library.archive, id)


@router.delete(
    "/{id}",
    status_code=204,
    response_class=Response,
    dependencies=[Depends(changes_allowed)],
    responses=documented(403, 404, 422, 503),
)
def forget_answer(id: Annotated[str, Path(max_length=64)], desk: DeskHeld) -> None:
    """Forget an answer before its time is over. It takes the whole id."""
    desk.keeper.flush()
    forget_kept(desk.library.archive, id)
