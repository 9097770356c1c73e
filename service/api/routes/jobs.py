"""Jobs: documents that are taken in beside the service, one after the other."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from ingest.errors import InputError
from ingest.jobs.job import Job, JobDetails, JobList
from service.api import examples
from service.api.desk import DeskHeld
from service.api.problems import documented
from service.api.routes.articles import Again, changing
from service.api.uploads import JOB_BODY, Queueable

router = APIRouter(prefix="/v1/jobs", tags=["jobs"])

JobId = Annotated[
    str,
    Path(max_length=64, description="The id of a job, as its answer has it.", examples=[examples.JOB_ID]),
]
_Limit = Annotated[int, Query(ge=1, le=1_000, description="Most of them in one answer.")]
_Offset = Annotated[int, Query(ge=0, le=10_000_000, description="How many to leave out.")]


@router.post(
    "",
    status_code=HTTPStatus.ACCEPTED,
    dependencies=changing,
    responses=documented(400, 403, 413, 415, 422, 503),
    openapi_extra=JOB_BODY,
)
def add_job(documents: Queueable, desk: DeskHeld, response: Response, again: Again = False) -> Job:
    """Take documents into the queue: all that `POST /v1/articles` takes, and addresses of pages to fetch.

    When this answers, they are on disk; they are read, embedded and indexed while questions are answered, and
    go on after a restart. `Location` says where the job shows how far it is. A full queue gets a 429.
    """
    if not documents:
        raise InputError("there is no article in the body; send one or more")
    id_ = desk.jobs.enqueue(documents, again=again)
    response.headers["Location"] = f"/v1/jobs/{id_}"
    return desk.jobs.job(id_)


@router.get("", responses=documented(422, 503))
def list_jobs(desk: DeskHeld, limit: _Limit = 50, offset: _Offset = 0) -> JobList:
    """List jobs, the latest first, and what waits in the queue."""
    return desk.jobs.list(limit=limit, offset=offset)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_job(id: JobId, desk: DeskHeld, limit: _Limit = 100, offset: _Offset = 0) -> JobDetails:
    """Show how far a job is; `limit` and `offset` are of its rejections."""
    return desk.jobs.details(id, limit=limit, offset=offset)


@router.delete("/{id}", dependencies=changing, responses=documented(403, 404, 422, 503))
def cancel_job(id: JobId, desk: DeskHeld) -> Job:
    """Drop what of a job waits. What was taken in stays; a job that is done stays as it is."""
    return desk.jobs.cancel(id)
