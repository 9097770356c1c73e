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
# The copy of a page in a cache of AMP pages, and in the Internet Archive.
_COPIES = (
    (
        re.compile(r"(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$"),
        re.compile(r"^/[cv]/(?:s/)?(?=[^/]+\.)"),
    ),
    (re.compile(r"^www\.google\.[a-z.]+$"), re.compile(r"^/amp/(?:s/)?(?=[^/]+\.)")),
    (re.compile(r"^web\.archive\.org$"), re.compile(r"^/web/(?:\d{4,14}(?:[a-z]{2}_)?/)?https?:/+")),
)
# What the page of a directory is called, a session, and AMP again.
_PATH_FORMS = re.compile(
    r"(?<=/)(?:index|default)\.(?:[sx]?html?|php|aspx?|jsp|cfm)/?$|;jsessionid=[^/]*|!amp$", re.I
)
# Of names that browsers take out of every address (Brave, Firefox), of Google's translations and AMP pages.
_STRIPPED = re.compile(
    r"^(?:msclkid|[gw]braid|gclsrc|gad_source|srsltid|mibextid|_openstat|hsctatracking|__?hs\w+|__s|rb_clickid"
    r"|s_cid|ml_subscriber(?:_hash)?|vgo_ee|guccounter|guce_referrer(?:_sig)?|_x_tr_\w+|usqp"
    r"|amp_(?:js_v|gsa|ct|kit)|replytocom)$",
    re.I,
)
# The whole page, or one to print or share: values that number no story, nor does any flag.
_FORMS = re.compile(
    r"^(?:(?:page|pagewanted|view)=(?:all|full)|(?:view|mode|format|output)=(?:print|amp)|(?:amp|print)=?"
    r"|(?:print|printable|one_?page|single_?page)=(?:1|yes|print)|nb=1|icid=\D*|[\w-]+=true)$",
    re.I,
)
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

    Neither http nor https, "www." nor "amp.", AMP's path, trackers, a slash or "index.html" at the end,
    a form to print, a copy in a cache or the Internet Archive, nor a place in the page makes another article;
    a fragment that is a path ("#!/story/14") does.
    """
    parts = _split(url)
    return url if parts is None else _key(_plain(parts))


def former_key(url: str) -> str:
    """Return the key that an address had before its forms were known: archives have ids made of it."""
    parts = _split(url)
    return url if parts is None else _key(parts)


def _plain(parts: SplitResult) -> SplitResult:
    """Return an address without what only says in which form its page is shown, and who has the copy."""
    for host, path in _COPIES:
        inner, found = path.subn("https://", parts.path)
        if found and host.search(parts.hostname or ""):
            parts = _split(urlunsplit(parts._replace(scheme="", netloc="", path=inner))) or parts
    names = parts.query.split("&")
    query = "&".join(
        each for each in names if not (_STRIPPED.match(each.partition("=")[0]) or _FORMS.match(each))
    )
    return parts._replace(path=_PATH_FORMS.sub("", parts.path), query=query)


def _key(parts: SplitResult) -> str:
    host = _HOST_PREFIX.sub("", (parts.hostname or "").rstrip("."))
    port = f":{parts.port}" if parts.port and parts.port != _PORTS[parts.scheme] else ""
    path = _AMP_PATH.sub("", re.sub(r"/{2,}", "/", parts.path)).rstrip("/")
    fragment = parts.fragment if parts.fragment[:1] in ("!", "/") else ""
    return urlunsplit(("https", host + port, quote(path, _SAFE), _kept(parts.query), quote(fragment, _SAFE)))


def is_front_page(url: str) -> bool:
    """Say whether an address is that of a whole site: no story's own."""
    parts = _split(address_key(url))
    return parts is not None and not (parts.path or parts.query or parts.fragment)


def host_of(url: str | None) -> str | None:
    """Return the host of `url` without "www.", of a copy that of what was copied; or None."""
    parts = _split(url)
    return (_plain(parts).hostname or "").removeprefix("www.") if parts else None


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
    named = host and re.search(r"\w", host) and not re.search(r"^\.|\.\.", host)
    if parts.scheme not in _PORTS or not host or not named:
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
