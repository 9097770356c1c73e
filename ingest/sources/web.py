"""Fetching from the web: bounded in size and time, never from a private network unless allowed."""

from __future__ import annotations

import codecs
import ipaddress
import socket
import time
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import httpx

from ingest.errors import InputError, RejectedDocument

USER_AGENT = "Dateline/0.1 (news archive)"
_REMEDY = "DATELINE_FETCH_PRIVATE=true lets `watch`, `serve --watch` and `ingest --url` do so"
MAX_REDIRECTS = 5
TOO_MANY = f"more than {MAX_REDIRECTS} redirects"
# The rest of IPv6 is inner, reserved, or an IPv4 address in another form: mapped, or for a NAT64 gateway.
_UNICAST = ipaddress.ip_network("2000::/3")
# Beside what Python's versions know as not global.
_INWARD = tuple(
    ipaddress.ip_network(network)
    for network in (
        "192.0.0.0/24",  # the nearest gateway (RFC 6890), and a cloud's metadata
        "192.88.99.0/24",  # the nearest relay of 6to4
        "168.63.129.16/32",  # a cloud's own host, from within it
        "2001::/23",  # Teredo and others that lead to the nearest
        "2002::/16",  # 6to4: an IPv4 address in another form
        "3fff::/20",  # for examples
    )
)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server answered at `url`, where redirects ended.

    `body` is decompressed, in UTF-8 where the headers name a charset that it can be decoded by, and empty
    unless `status` is 200 and the type was wanted. `target`: where it redirects to, which was not followed.
    """

    url: str
    status: int
    reason: str
    headers: httpx.Headers
    body: bytes = b""
    target: str | None = None

    @property
    def media_type(self) -> str:
        stated: str = self.headers.get("content-type", "text/html")
        return stated.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class _Limits:
    max_bytes: int
    deadline: float  # time.monotonic()
    allow_private: bool
    wanted: Collection[str] | None = None  # media types whose body is read; None: all


def fetch(
    url: str,
    *,
    max_bytes: int,
    timeout: float,
    allow_private: bool = False,
    wanted: Collection[str] | None = None,
    headers: Mapping[str, str] | None = None,
    follow: bool = True,
) -> Fetched:
    """Fetch `url` within `timeout` seconds in all, following redirects unless told not to.

    Raises InputError for a URL that must not be fetched, RejectedDocument for an answer that cannot be used.
    Proxies of the environment are not used: the address that was checked is the one connected to.
    """
    limits = _Limits(max_bytes, time.monotonic() + timeout, allow_private, wanted)
    sent = {"User-Agent": USER_AGENT, **(headers or {})}
    current = _parse(url)
    with httpx.Client(timeout=timeout, headers=sent, trust_env=False) as client:
        for _ in range(MAX_REDIRECTS + 1):
            answer = _get(client, current, limits)
            if answer.target is None or not follow:
                return answer
            current = _parse(answer.target)
    raise RejectedDocument(url, TOO_MANY)


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as exc:
        raise InputError(f"{url}: not a URL ({exc})") from exc
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise InputError(f"{url}: only http:// and https:// URLs can be fetched")
    return parsed


def _get(client: httpx.Client, url: httpx.URL, limits: _Limits) -> Fetched:
    """Return what is at `url`, which may redirect."""
    address = checked_address(url, limits.allow_private)
    # The request goes to the checked address itself, so a second name lookup cannot lead elsewhere.
    request = client.build_request(
        "GET",
        url.copy_with(host=address),
        headers={"Host": url.netloc.decode("ascii")},
        extensions={"sni_hostname": url.raw_host.decode("ascii")},
    )
    try:
        response = client.send(request, stream=True)
        try:
            return _fetched(response, url, limits)
        finally:
            response.close()
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        raise RejectedDocument(str(url), f"cannot be fetched ({exc or type(exc).__name__})") from exc


def checked_address(url: httpx.URL, allow_private: bool, remedy: str = _REMEDY) -> str:
    """Return the address that a URL's host has now, to connect to.

    Raises InputError for a private or local one unless they are allowed, with the remedy for that, and
    RejectedDocument for none.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = socket.getaddrinfo(url.host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as exc:
        raise RejectedDocument(str(url), f"the host {url.host!r} is not known ({exc})") from exc
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise InputError(
                f"{url}: {address} is a private or local address, to which nothing is sent; {remedy}"
            )
    return addresses[0]


def _is_public(address: str) -> bool:
    """Return whether an address is one of the internet's, and none that leads back to an inner one."""
    parsed = ipaddress.ip_address(address.partition("%")[0])
    if any(parsed in network for network in _INWARD if network.version == parsed.version):
        return False
    if isinstance(parsed, ipaddress.IPv6Address) and (parsed not in _UNICAST or _is_isatap(parsed)):
        return False
    return parsed.is_global and not parsed.is_multicast


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    """Return whether the last half of an address is an IPv4 address in the form of ISATAP (RFC 5214)."""
    return int(address) >> 32 & 0xFDFF_FFFF == 0x0000_5EFE


def _fetched(response: httpx.Response, url: httpx.URL, limits: _Limits) -> Fetched:
    found = Fetched(str(url), response.status_code, response.reason_phrase, response.headers)
    if response.has_redirect_location:
        return replace(found, target=str(url.join(response.headers["location"])))
    if found.status != 200 or not (limits.wanted is None or found.media_type in limits.wanted):
        return found
    return replace(found, body=as_utf8(_body(response, found.url, limits), response.charset_encoding))


def _body(response: httpx.Response, origin: str, limits: _Limits) -> bytes:
    body = bytearray()
    for chunk in response.iter_bytes():
        body += chunk
        if len(body) > limits.max_bytes:
            raise RejectedDocument(origin, f"larger than {limits.max_bytes} bytes")
        if time.monotonic() > limits.deadline:
            raise RejectedDocument(origin, f"not complete in time ({len(body)} bytes received)")
    return bytes(body)


def as_utf8(body: bytes, charset: str | None) -> bytes:
    """Return a body in UTF-8 where a header names a charset that it can be decoded by."""
    # A Document has no charset of its own, so what only the header knows is settled here.
    try:
        name = codecs.lookup(charset).name if charset else "utf-8"
        return body if name == "utf-8" else body.decode(name).encode()
    except (LookupError, UnicodeError):
        return body
