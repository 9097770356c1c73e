"""Articles: listed, shown, taken in and removed."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from ingest.article import Version
from ingest.errors import InputError, RejectedDocument
from ingest.pipeline import remove
from ingest.store.reading.shown import (
    ArticleDetails,
    ArticleList,
    ListedArticle,
    VersionDifference,
    VersionSummary,
    article_notices,
)
from service.api import examples
from service.api.desk import DeskHeld, OpenLibrary
from service.api.guards.auth import changes_allowed
from service.api.problems import FieldError, documented, problem_response
from service.api.schemas import IngestResult, ListQuery, VersionList
from service.api.uploads import UPLOAD_BODY, Uploaded

router = APIRouter(prefix="/v1/articles", tags=["articles"])
changing = [Depends(changes_allowed)]
# Rejected documents that the text of an error names; `errors` has them all.
_NAMED = 5

ArticleId = Annotated[
    str,
    Path(max_length=64, description="The id of an article, as in citations.", examples=[examples.ARTICLE_ID]),
]
ArticleReference = Annotated[
    str,
    Path(
        max_length=64,
        description="The id of an article, as in citations, or its beginning.",
        examples=[examples.ARTICLE_ID],
    ),
]
Again = Annotated[bool, Query(description="Take in articles that were removed, too.")]
VersionNumber = Annotated[int, Path(ge=1, le=2**31 - 1, examples=[1])]


@router.get("", responses=documented(422, 503))
def list_articles(query: Annotated[ListQuery, Query()], library: OpenLibrary) -> ArticleList:
    """List articles with their latest version, the latest published first.

    `url` finds the article at an address: with http or https, `www.`, AMP or trackers it is the same.
    """
    found = library.archive.latest(query.to_filters(), limit=query.limit + 1, offset=query.offset)
    page = [ListedArticle(article, VersionSummary.of(latest)) for article, latest in found[: query.limit]]
    return ArticleList(page, query.offset + query.limit if len(found) > query.limit else None)


@router.post(
    "",
    dependencies=changing,
    response_model=IngestResult,
    responses={
        207: {"model": IngestResult, "description": "Some were taken in, those in `rejected` were not."},
        **documented(400, 403, 413, 415, 422, 502, 503),
    },
    openapi_extra=UPLOAD_BODY,
)
def add_articles(
    documents: Uploaded, desk: DeskHeld, request: Request, response: Response, again: Again = False
) -> IngestResult | Response:
    """Take articles into the archive: records as one object, a list or lines, a page, or files of a form.

    Records have the field names of JSON lines files (`url, title, text, published` and those of common
    tools). What cannot be used is rejected with the reason; the others go on, and the status is 207. If
    nothing was taken in, it is a 422 whose `errors` name each document. When this answers, the articles can
    be asked about: they go before the queue of `/v1/jobs`, where many are better sent.
    """
    if not documents:
        raise InputError("there is no article in the body; send one or more")
    with desk.changes.turn():
        completed = desk.jobs.complete(documents, again=again)
    report, accepted = completed.report, completed.accepted
    if not accepted:
        return _all_rejected(report.rejected, request.url.path)
    if report.rejected or report.removed_before:
        response.status_code = HTTPStatus.MULTI_STATUS
    return IngestResult.of(report, accepted)


def _all_rejected(rejected: Sequence[RejectedDocument], path: str) -> Response:
    errors = [FieldError(document.origin, document.reason) for document in rejected]
    some = "; ".join(str(document) for document in rejected[:_NAMED])
    more = f"; and {len(rejected) - _NAMED} more" if len(rejected) > _NAMED else ""
    return problem_response(422, f"nothing was taken in: {some}{more}", path, errors=errors)


@router.get("/{id}", responses=documented(404, 422, 503))
def show_article(id: ArticleReference, library: OpenLibrary) -> ArticleDetails:
    """Show an article with its latest version, all its versions, its publisher's notices, and its rights.

    The beginning of an id is enough; one that fits several articles gets a 422 that names them.
    """
    article = library.archive.find(id)
    versions = library.archive.versions(article.id)
    notices = article_notices(library.archive, versions[-1])
    listed = [VersionSummary.of(each) for each in versions]
    return ArticleDetails(article, versions[-1], listed, notices, library.archive.rights(article.id))


@router.get("/{id}/versions", responses=documented(404, 422, 503))
def list_versions(id: ArticleReference, library: OpenLibrary) -> VersionList:
    """List all versions of an article in the order they became visible."""
    found = library.archive.versions(library.archive.find(id).id)
    return VersionList([VersionSummary.of(version) for version in found])


@router.get("/{id}/versions/{number}", responses=documented(404, 422, 503))
def show_version(id: ArticleReference, number: VersionNumber, library: OpenLibrary) -> Version:
    """Show one version in full; citations point into its `text`."""
    return library.archive.version(library.archive.find(id).id, number)


@router.get("/{id}/diff", responses=documented(404, 422, 503))
def show_difference(
    id: ArticleReference,
    library: OpenLibrary,
    old: Annotated[
        int | None, Query(alias="from", ge=1, le=2**31 - 1, description="Default: the one before `to`.")
    ] = None,
    new: Annotated[
        int | None, Query(alias="to", ge=1, le=2**31 - 1, description="Default: the latest.")
    ] = None,
) -> VersionDifference:
    """Say word by word what changed from one version of an article to another."""
    return VersionDifference.between(library.archive, id, old, new)


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
    with desk.changes.turn(), desk.jobs.writer.turn() as library:
        remove(library, id)
