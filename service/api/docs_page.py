"""The page at /docs, with the files of Swagger UI from an installed package, so that it needs no internet."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from fastapi import FastAPI
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

# Only its files are used. swagger-ui-bundle has Swagger UI 4, which cannot read OpenAPI 3.1.
PACKAGE = "fastapi_offline"
_CDN = "https://cdn.jsdelivr.net/npm/swagger-ui-dist@5"
_FILES = "/docs/files"


def install_docs(app: FastAPI) -> None:
    """Serve /docs; from a CDN only where the package is missing. The app must have no docs of its own."""
    spec = find_spec(PACKAGE)  # finds the files without running the package's code
    files = _FILES if spec and spec.origin else _CDN
    if spec and spec.origin:
        app.mount(_FILES, StaticFiles(directory=Path(spec.origin).parent / "static"), name="docs-files")

    @app.get("/docs", include_in_schema=False)
    async def docs() -> HTMLResponse:
        return get_swagger_ui_html(
            openapi_url="/openapi.json",
            title=f"{app.title} API",
            swagger_js_url=f"{files}/swagger-ui-bundle.js",
            swagger_css_url=f"{files}/swagger-ui.css",
            swagger_favicon_url="data:,",
        )
