"""Articles: listed, shown, taken in and removed."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response

from ingest.article import Version
from ingest.pipeline import IngestReport, index_pending, ingest
from service.api import examples
from service.api.desk import DeskHeld, OpenLibrary
from service.api.guards.auth import changes_allowed
from service.api.problems import documented
from service.api.schemas import (
    ArticleDetails,
    ArticleList,
    IngestResult,
    ListedArticle,
    ListQuery,
    VersionList,
    VersionSummary,
)
from service.api.uploads import UPLOAD_BODY, Uploaded

router = APIRouter(prefix="/v1/articles", tags=["articles"])
changing = [Depends(changes_allowed)]

ArticleId = Annotated[
    str,
    Path(max_length=64, description="The id of an article, as in citations.", examples=[examples.ARTICLE_ID]),
]
_Again = Annotated[bool, Query(description="Take in articles that were removed, too.")]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[1])]


@router.get("", responses=documented(422, 503))
def list_articles(query: Annotated[ListQuery, Query()], library: OpenLibrary) -> ArticleList:
    """List articles with their latest version, the latest published first."""
    found = library.archive.latest(limit=query.limit + 1, offset=query.offset, publisher=query.publisher)
    page = [ListedArticle(article, VersionSummary.of(latest)) for article, latest in found[: query.limit]]
    return ArticleList(page, query.offset + query.limit if len(found) > query.limit else None)


@router.post(
    "",
    dependencies=changing,
    responses=documented(403, 413, 415, 422, 502, 503),
    openapi_extra=UPLOAD_BODY,
)
def add_articles(documents: Uploaded, desk: DeskHeld, again: _Again = False) -> IngestResult:
    """Take articles into the archive: one record, several under `articles`, or one HTML page.

    Records have the field names of JSON lines files (`url, title, text, published` and those of common
    tools). What cannot be used is rejected with the reason; the others go on. When this answers, the
    articles can be asked about.
    """
    with desk.changes.turn():
        return IngestResult.of(ingest(desk.library, documents, again=again))


@router.get("/{id}", responses=documented(404, 422, 503))
def show_article(id: ArticleId, library: OpenLibrary) -> ArticleDetails:
    """Show an article with its latest version and a list of all its versions."""
    versions = library.archive.versions(id)
    summaries = [VersionSummary.of(version) for version in versions]
    return ArticleDetails(library.archive.article(id), versions[-1], summaries)


@router.get("/{id}/versions", responses=documented(404, 422, 503))
def list_versions(id: ArticleId, library: OpenLibrary) -> VersionList:
    """List all versions of an article in the order they became visible."""
    return VersionList([VersionSummary.of(version) for version in library.archive.versions(id)])


@router.get("/{id}/versions/{number}", responses=documented(404, 422, 503))
def show_version(id: ArticleId, number: VersionNumber, library: OpenLibrary) -> Version:
    """Show one version in full; citations point into its `text`."""
    return library.archive.version(id, number)


@router.delete(
    "/{id}",
    status_code=204,
    response_class=Response,
    dependencies=changing,
    responses=documented(403, 404, 422, 502, 503),
)
def remove_article(id: ArticleId, desk: DeskHeld) -> None:
    """Remove an article with all its versions. Citations of it can no longer be checked.

    It stays removed when it is sent once more, unless with `again=true`.
    """
    with desk.changes.turn():
        desk.library.archive.remove(id)
        index_pending(desk.library, IngestReport())
