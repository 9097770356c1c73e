"""Which article a retraction under an address of its own withdraws."""

from __future__ import annotations

import re

from sqlalchemy import Connection, func, or_, select

from ingest.article import Draft, article_id
from ingest.store.publishers import family_of
from ingest.store.schema import articles, versions

_ADDRESS = re.compile(r"https?://[^\s<>\"”’)\]]+")
# "Retraction: Lead in schools": what stands before the headline of the article.
_LABEL = re.compile(r"^[^\w\n]{0,5}(?:[\w’']+ ){0,3}[\w’']+\s*[:–—\]-]\s*")
_QUOTED = re.compile(r"[\"“”„‘]([^\"“”„’\n]{15,200})[\"”’“]")
_MOST_NAMED = 50


def withdrawn_article(db: Connection, draft: Draft) -> str | None:
    """Return the id of the one article that a retraction names, of its own publisher; None if none is sure.

    It names it by its address, by its headline in quotation marks, or by the headline behind its own label.
    """
    addresses = [found.rstrip(".,;") for found in _ADDRESS.findall(draft.text)[:_MOST_NAMED]]
    ids = [article_id(Draft("", "", url=address)) for address in addresses]
    headlines = {found.strip(" .,").lower() for found in _QUOTED.findall(draft.text)[:_MOST_NAMED]}
    if label := _LABEL.match(draft.title):
        headlines.add(draft.title[label.end() :].strip().lower())
    headlines.discard("")
    named = or_(articles.c.id.in_(ids), func.lower(versions.c.title).in_(list(headlines)))
    query = select(articles.c.id, articles.c.publisher).join(versions, versions.c.article_id == articles.c.id)
    found = {
        row.id
        for row in db.execute(query.where(named))
        if draft.publisher and row.publisher and family_of(row.publisher) == family_of(draft.publisher)
    }
    return found.pop() if len(found) == 1 else None
