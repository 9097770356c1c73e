"""Addresses of articles: as they are shown, and what makes two of them the address of one article."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

_MAX_LENGTH = 2_000
_PORTS = {"http": 80, "https": 443}
# The same pages for phones and for a search engine's cache.
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)")
_AMP_PATH = re.compile(r"^/amp(?=/.)|/amp(?:\.html?)?/?$|\.amp(?=\.html?$|$)", re.I)
_AMP_QUERY = frozenset({"amp", "outputtype", "output_type"})
# What only says where a reader came from. Campaigns and clicks have names of their own …
_TRACKER = re.compile(
    r"^(?:utm|mc|at|ns|pk|mtm|itm|vero|oly|wt|hsa|matomo|piwik|stm|sc|ito|icid|intcid|int|cmp|cx|_hs)_"
    r"|clid$|^(?:igsh(?:id)?|cmpid|cmp|ocid|ncid|xtor|mkt_tok|s_?kwcid|_ga|_gl|wickedid|trk|smid|smtyp|sharetype"
    r"|fb_action_\w+|fb_source|fb_ref|ref_?src|ref_?url|referr?er|__twitter_impression|sessionid|phpsessid|jsessionid)$",
    re.I,
)
# … these may also be the number of a story, and then have digits in their value.
_MAYBE_TRACKER = re.compile(
    r"^(?:ref|source|src|from|via|medium|campaign|partner|share|sh|feature|origin|channel|traffic_?source"
    r"|rss|partner_?id|aff|affiliate)$",
    re.I,
)
_FRONT = re.compile(r"(?:/[a-z]{2}(?:[-_][a-z]{2})?)?", re.I)
# Characters that do not stand in an address as they are; "%" may have done its work already.
_SAFE = "/%!=:,;@&+$~*'()[]-._"


def shown_address(url: str | None) -> str | None:
    """Return an http(s) address as it was given, without a user and password; None if it is none.

    What may not stand in an address, such as a quotation mark, is escaped.
    """
    parts = _split(url)
    if parts is None:
        return None
    path, query, fragment = (quote(part, _SAFE + "?") for part in (parts.path, parts.query, parts.fragment))
    return urlunsplit((parts.scheme, parts.netloc, path, query, fragment))


def address_key(url: str) -> str:
    """Return what addresses of one article have in common.

    Neither http nor https, "www." nor "amp.", AMP's path, trackers, a slash at the end, nor a place within
    the page makes another article; a fragment that is a path ("#!/story/14") does.
    """
    parts = _split(url)
    if parts is None:
        return url
    host = _HOST_PREFIX.sub("", (parts.hostname or "").rstrip("."))
    port = f":{parts.port}" if parts.port and parts.port != _PORTS[parts.scheme] else ""
    path = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    fragment = parts.fragment if parts.fragment[:1] in ("!", "/") else ""
    return urlunsplit(("https", host + port, quote(path, _SAFE), _kept(parts.query), quote(fragment, _SAFE)))


def is_front_page(url: str) -> bool:
    """Say whether an address is that of a whole site, or of a language's part of it: no story's own."""
    parts = _split(address_key(url))
    return parts is not None and not parts.query and not parts.fragment and bool(_FRONT.fullmatch(parts.path))


def host_of(url: str | None) -> str | None:
    """Return the host of `url` without "www.", or None."""
    parts = _split(url)
    return (parts.hostname or "").removeprefix("www.") if parts else None


def _split(url: str | None) -> SplitResult | None:
    """Return the parts of an http(s) address, without user and password and ready to be joined."""
    plain = "".join((url or "").split()).replace("&amp;", "&")
    if not plain or len(plain) > _MAX_LENGTH:
        return None
    try:
        parts = urlsplit(plain)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not host or not re.search(r"\w", host):
        return None
    shown = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=f"{shown}:{port}" if port else shown)


def _kept(query: str) -> str:
    if not query:
        return ""
    if "=" not in query:  # old sites name the story by a bare query: "view.asp?1234"
        return quote(query, _SAFE)
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(sorted(pair for pair in pairs if not _is_tracker(*pair)))


def _is_tracker(name: str, value: str) -> bool:
    if _TRACKER.search(name) or name.lower() in _AMP_QUERY:
        return True
    return bool(_MAYBE_TRACKER.match(name)) and not re.search(r"\d", value)
