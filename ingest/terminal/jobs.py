"""The command that shows what a service has in its queue, and drops it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from ingest.errors import InputError
from ingest.terminal.options import Json, Server, service_at, settings_of
from ingest.terminal.output import minute, note, say, say_json, table, terminal_width
from ingest.text.clean import clean, one_line

if TYPE_CHECKING:
    from ingest.jobs.job import Job, JobDetails, JobList, QueueStatus
    from ingest.pipeline import IngestReport
    from ingest.settings import Settings
    from ingest.terminal.upload import Sent

_PATH = "/v1/jobs"

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class QueuedSummary:
    """Jobs that a service was given, and what could not be sent, as "origin: reason"."""

    jobs: list[str]
    documents: int
    rejected: list[str]

    @classmethod
    def of(cls, sent: Sequence[Sent], report: IngestReport) -> QueuedSummary:
        documents = sum(len(each.documents) for each in sent)
        return cls([each.job for each in sent], documents, [clean(str(each)) for each in report.rejected])


def queued_text(summary: QueuedSummary, server: str) -> str:
    """Return which jobs documents have become, and what could not be sent."""
    lines = [f"{summary.documents:,} documents are in the queue of {server}"]
    lines += [f"  dateline jobs {id_} --server {server}" for id_ in summary.jobs]
    if summary.rejected:
        lines += ["", "Not sent:", *(f"  {one_line(each)}" for each in summary.rejected)]
    return "\n".join(lines)


@app.command("jobs")
def jobs_command(
    ctx: typer.Context,
    id_: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="One job, with what was rejected.")
    ] = None,
    cancel: Annotated[
        bool, typer.Option("--cancel", help="Drop what of the job waits; needs --server.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=1_000, help="Most jobs, or rejections of one.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="How many to leave out.")] = 0,
    json: Json = False,
    server: Server = None,
) -> None:
    """Show the documents that a service takes in beside its answers, and how far it is."""
    if cancel:
        _cancel(ctx, id_, server, json=json)
    elif id_ is not None:
        details = _details(ctx, id_, server, limit, offset)
        say_json(details) if json else say(job_text(details))
    else:
        listed = _listed(ctx, server, limit, offset)
        if json:
            say_json(listed)
        elif listed.jobs:
            say(f"{jobs_text(listed.jobs, terminal_width())}\n\n{_queue_text(listed.queue)}")
        else:
            note("There are no jobs; `dateline ingest --server URL` makes some")


def _cancel(ctx: typer.Context, id_: str | None, server: str | None, *, json: bool) -> None:
    from pydantic import TypeAdapter

    from ingest.jobs.job import Job

    if id_ is None or server is None:
        raise InputError("--cancel needs the id of a job and --server URL")
    service = service_at(ctx, server)
    job = service.read(service.delete(f"{_PATH}/{_quoted(id_)}"), TypeAdapter(Job))
    say_json(job) if json else say(f"{job.id}: {job.state}, {job.done:,} of {job.total:,} documents done")


def _details(ctx: typer.Context, id_: str, server: str | None, limit: int, offset: int) -> JobDetails:
    from ingest.jobs.job import JobDetails

    if server is not None:
        from pydantic import TypeAdapter

        service = service_at(ctx, server)
        answer = service.get(f"{_PATH}/{_quoted(id_)}", {"limit": limit, "offset": offset})
        return service.read(answer, TypeAdapter(JobDetails))
    from ingest.jobs.progress import read_job
    from ingest.jobs.queue import JobQueue
    from ingest.library import open_archive

    settings = settings_of(ctx)
    with open_archive(settings, reading=True) as archive:
        found = JobQueue(archive, settings).rejections(id_, limit + 1, offset)
        job = read_job(archive, settings.passage_tokens, id_)
    return JobDetails(job, found[:limit], offset + limit if len(found) > limit else None)


def _listed(ctx: typer.Context, server: str | None, limit: int, offset: int) -> JobList:
    from ingest.jobs.job import JobList

    if server is not None:
        from pydantic import TypeAdapter

        service = service_at(ctx, server)
        return service.read(service.get(_PATH, {"limit": limit, "offset": offset}), TypeAdapter(JobList))
    return _listed_here(settings_of(ctx), limit, offset)


def _listed_here(settings: Settings, limit: int, offset: int) -> JobList:
    from datetime import UTC, datetime

    from ingest.jobs.job import JobList
    from ingest.jobs.progress import read_jobs, read_queue
    from ingest.library import open_archive

    with open_archive(settings, reading=True) as archive:
        found = read_jobs(archive, settings.passage_tokens, limit=limit + 1, offset=offset)
        queue = read_queue(archive, settings.passage_tokens, datetime.now(UTC))
    return JobList(found[:limit], queue, offset + limit if len(found) > limit else None)


def _quoted(id_: str) -> str:
    from urllib.parse import quote

    return quote(id_, safe="")


def jobs_text(found: Sequence[Job], width: int | None) -> str:
    """Return a line for each job: id, when it came, from where, its state, how far it is."""
    rows = [
        (
            job.id,
            minute(job.created_at),
            job.source,
            str(job.state),
            f"{job.done:,} of {job.total:,}",
            _left(job),
        )
        for job in found
    ]
    return table([("job", "came", "from", "state", "documents", ""), *rows], width)


def job_text(details: JobDetails) -> str:
    """Return the counts of a job, and its rejections with their reasons."""
    job = details.job
    rows = [
        ("job", job.id),
        ("state", str(job.state)),
        ("came", minute(job.created_at)),
        ("documents", _done(job)),
        ("new", f"{job.new:,}"),
        ("updated", f"{job.updated:,}"),
        ("unchanged", f"{job.unchanged:,}"),
        *([("removed before", f"{job.removed_before:,}")] if job.removed_before else []),
        ("rejected", f"{job.rejected:,}"),
        ("passages", f"{job.passages:,}"),
    ]
    if job.to_index:
        rows.append(("to index", f"{job.to_index:,} versions, about {job.passages_to_index:,} passages"))
    if job.documents_per_second is not None:
        rows.append(("speed", f"{job.documents_per_second:g} documents a second"))
    if left := _left(job):
        rows.append(("then", left))
    lines = [table(rows)]
    if details.rejections:
        rejected = (f"  {one_line(each.origin)}: {one_line(each.reason)}" for each in details.rejections)
        lines += ["", "Rejected:", *rejected]
    if details.next_offset is not None:
        lines.append(f"  … more with --offset {details.next_offset}")
    return "\n".join(lines)


def _done(job: Job) -> str:
    return f"{job.done:,} of {job.total:,}"


def _left(job: Job) -> str:
    if job.stalled:
        return f"waits: {job.stalled}"
    return "" if job.seconds_left is None else f"about {job.seconds_left:,.0f} s left"


def _queue_text(queue: QueueStatus) -> str:
    size = f"{queue.documents:,} documents wait ({queue.megabytes:,.1f} MB)"
    waits = f"{size}, {queue.to_index:,} versions to index"
    if queue.stalled:
        return f"{waits}\nwaits: {queue.stalled}"
    return waits
