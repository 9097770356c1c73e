"""The FastAPI application: an open library behind HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from pydantic import TypeAdapter
from starlette.middleware import Middleware

from ingest.jobs.jobs import Jobs, working
from ingest.settings import Settings
from ingest.watching.sources_file import WatchedSource, read_sources
from ingest.watching.start import watching
from service.api.desk import Desk
from service.api.docs_page import install_docs
from service.api.guards.auth import KeyGate, bearer
from service.api.guards.browsers import SafeHeaders, cross_origin
from service.api.guards.connections import UnreadBody
from service.api.guards.hosts import HostGate
from service.api.guards.limits import SizeLimit, TimeLimit
from service.api.guards.places import Places, Queue
from service.api.guards.rate import Guesses, RateLimit
from service.api.observability.logs import request_log
from service.api.observability.metrics import Metrics
from service.api.observability.trace import Observer, Trace
from service.api.problems import Problem, documented, install, without_unused
from service.api.routes import (
    answers,
    articles,
    chat,
    citations,
    follows,
    forecasts,
    health,
    jobs,
    kept,
    metrics,
    models,
    page,
    quotes,
    responses,
    search,
    sources,
    status,
    stories,
    summaries,
    webhooks,
)
from service.evidence.library import AskableLibrary, open_askable
from service.kept.keeper import keeping
from service.lookout import looking_out
from service.summaries.summary import Summary
from service.web.kept import Kept
from service.web.layout import FILES, STATIC
from service.web.turns import Conversations
from service.writers.choose import Writers

_RESOURCES = (
    *(answers, summaries, chat, responses, models, search, quotes),
    *(articles, stories, jobs, sources, citations, status),
    *(kept, follows, forecasts, webhooks),
)

# Summaries that the page keeps to be taken along.
_SUMMARIES = 50

_DESCRIPTION = """Ask a news archive. Every sentence of an answer is quoted, character by character, from an
article that is kept, and when the archive does not say, the answer is a refusal with its reason.

The examples are of the sample archive (`ingest/sample`). Errors are problem documents (RFC 9457)."""


class _Service(FastAPI):
    """A FastAPI application whose OpenAPI document knows problem documents."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
            document = super().openapi()
            document["components"]["schemas"].update({**schema.pop("$defs"), "Problem": schema})
            without_unused(document["paths"])
        return super().openapi()


def create_app(settings: Settings, library: AskableLibrary | None = None) -> FastAPI:
    """Return the service. It opens the library when it starts and closes it when it stops.

    A `library` that is given is used instead, and left open. Raises InputError for a
    file of sources that cannot be used.
    """

    places = Places(settings)
    counted, guesses = Metrics(places), Guesses()
    observers: list[Observer] = [counted.observe, request_log(questions=settings.log_questions)]

    watched = read_sources(settings.watch) if settings.watch else []
    lifespan = partial(_lifespan, settings, library, watched, counted, observers)
    app = _Service(
        title="Dateline",
        description=_DESCRIPTION,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=_middleware(settings, places, observers, guesses),
    )
    app.state.settings = settings
    app.state.metrics = counted
    app.state.guesses = guesses
    app.state.conversations, app.state.summaries = Conversations(), Kept[Summary](_SUMMARIES)
    install(app)
    install_docs(app)
    app.mount(FILES, StaticFiles(directory=STATIC), name="page-files")
    app.include_router(page.router)
    app.include_router(health.router)
    app.include_router(metrics.router)
    for resource in _RESOURCES:
        app.include_router(
            resource.router, dependencies=[Depends(bearer)], responses=documented(401, 429, 500, 504)
        )
    return app


@asynccontextmanager
async def _lifespan(
    settings: Settings,
    library: AskableLibrary | None,
    watched: Sequence[WatchedSource],
    counted: Metrics,
    observers: list[Observer],
    app: FastAPI,
) -> AsyncIterator[None]:
    """Open what the service needs before its first request, and close it after its last."""
    with ExitStack() as stack:
        if settings.otlp_endpoint:
            from service.api.observability.telemetry import Spans

            spans = Spans(settings.otlp_endpoint, questions=settings.log_questions)
            stack.callback(spans.close)
            observers.insert(0, spans.observe)  # first: the log line names the trace
        held = library or stack.enter_context(open_askable(settings))
        _ = held.reader, held.reranker  # loaded now, so that the first question does not wait for it
        # What a process that was killed had accepted: it belongs in the answers.
        queue = Jobs(held)
        if held.writable:
            queue.writer.finish_pending()
        writers = Writers.open(settings)
        keeper = stack.enter_context(keeping(held))
        stack.enter_context(working(queue))
        if watched and held.writable:
            stack.enter_context(watching(held, queue, watched))
        app.state.desk = Desk(held, writers, keeper, queue)
        stack.enter_context(looking_out(held))
        counted.of_archive(held, queue)
        yield


def _middleware(
    settings: Settings, places: Places, observers: Sequence[Observer], guesses: Guesses
) -> list[Middleware]:
    return [
        Middleware(SafeHeaders),
        Middleware(UnreadBody),
        Middleware(Trace, observers=observers),
        Middleware(HostGate, settings=settings),
        *cross_origin(settings),
        Middleware(TimeLimit, settings=settings),
        Middleware(KeyGate, settings=settings, guesses=guesses),
        Middleware(RateLimit, rate=settings.rate_limit),
        Middleware(SizeLimit, max_bytes=settings.max_request_bytes),
        Middleware(Queue, places=places),  # reads the body
    ]
