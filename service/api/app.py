"""The FastAPI application: an open library behind HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Any

from fastapi import Depends, FastAPI
from pydantic import TypeAdapter
from starlette.middleware import Middleware

from ingest.library import Library, open_library
from ingest.pipeline import IngestReport, index_pending
from ingest.settings import Settings
from service.api.auth import KeyGate, bearer
from service.api.docs_page import install_docs
from service.api.limits import SizeLimit, TimeLimit
from service.api.problems import Problem, documented, install
from service.api.routes import answers, articles, citations, health, search
from service.api.state import Desk
from service.api.trace import Trace

_DESCRIPTION = """Ask a news archive. Every sentence of an answer is quoted, character by character, from an
article that is kept, and when the archive does not say, the answer is a refusal with its reason.

The examples are of the sample archive (`ingest/sample`). Errors are problem documents (RFC 9457)."""


class _Service(FastAPI):
    """A FastAPI application whose OpenAPI document knows problem documents."""

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            schema = TypeAdapter(Problem).json_schema(ref_template="#/components/schemas/{model}")
            schemas = super().openapi()["components"]["schemas"]
            schemas.update({**schema.pop("$defs"), "Problem": schema})
        return super().openapi()


def create_app(settings: Settings, library: Library | None = None) -> FastAPI:
    """Return the service. It opens the library when it starts and closes it when it stops.

    A `library` that is given is used instead, and left open.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as stack:
            held = library or stack.enter_context(open_library(settings))
            # What a process that was killed had accepted: it belongs in the answers.
            index_pending(held, IngestReport())
            app.state.desk = Desk(held)
            yield

    app = _Service(
        title="Dateline",
        description=_DESCRIPTION,
        version="1",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        middleware=_middleware(settings),
    )
    app.state.settings = settings
    install(app)
    install_docs(app)
    app.include_router(health.router)
    for router in (answers.router, search.router, articles.router, citations.router):
        app.include_router(router, dependencies=[Depends(bearer)], responses=documented(401, 500, 504))
    return app


def _middleware(settings: Settings) -> list[Middleware]:
    return [
        Middleware(Trace),
        Middleware(TimeLimit, settings=settings),
        Middleware(KeyGate, key=settings.api_key),
        Middleware(SizeLimit, max_bytes=settings.max_request_bytes),
    ]
