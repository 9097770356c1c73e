"""Sending webhooks: signed as Standard Webhooks are, to checked addresses, and again after a failure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from ingest.errors import DatelineError, InputError, SettingsError
from ingest.library import Library
from ingest.settings import Settings
from ingest.sources.web import USER_AGENT, checked_address
from service.webhooks.outbox import any_due, due, note_failed, note_sent
from service.webhooks.webhook import Webhook

_BATCH = 20
_SECONDS = 10.0  # for each step of one try
_LONGEST_WAIT = timedelta(hours=6)
_MOST_OF_FAILURE = 300  # characters
_BASE64 = "whsec_"
_REMEDY = "DATELINE_WEBHOOK_PRIVATE=true lets webhooks go there"
_log = logging.getLogger("dateline.webhooks")


def check_webhook(url: str, settings: Settings) -> None:
    """Raise InputError for a URL that no webhook can go to, and where there is nothing to sign with.

    Only its form is checked: where its name leads may change, and is looked at when it is sent.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise InputError(f"webhook {url!r} must look like https://desk.example/hook")
    if settings.webhook_secret is None:
        raise InputError(
            "webhooks are signed, and there is nothing to sign with: set DATELINE_WEBHOOK_SECRET"
        )


def send_due(library: Library, between: Callable[[], None] = lambda: None) -> int:
    """Send the webhooks whose time has come; return how many were taken.

    `between` is called before each, and may raise: the others are sent when somebody looks again.
    """
    archive, settings, sent = library.archive, library.settings, 0
    secret = settings.webhook_secret
    if secret is None or not any_due(archive, library.now()):
        return 0
    failed: set[str] = set()
    for webhook, body in due(archive, library.now(), _BATCH):
        if webhook.url in failed:
            continue  # who does not answer holds up the others once in a look
        between()
        failure = _try(webhook, body, secret, settings)
        if failure is None:
            note_sent(archive, webhook.id, library.now())
            sent += 1
            continue
        failed.add(webhook.url)
        tries = webhook.tries + 1
        wait = min(timedelta(seconds=settings.webhook_wait * 2 ** min(webhook.tries, 20)), _LONGEST_WAIT)
        again = library.now() + wait if tries < settings.webhook_tries else None
        note_failed(archive, webhook.id, failure, again)
        _log.warning(
            "webhook %s to %s failed (%s of %s): %s",
            webhook.id,
            webhook.url,
            tries,
            settings.webhook_tries,
            failure,
        )
    return sent


def signature(secret: SecretStr, id_: str, timestamp: int, body: bytes) -> str:
    """Return the value of `webhook-signature`: HMAC-SHA256 of id, time and body, in base64."""
    signed = f"{id_}.{timestamp}.".encode() + body
    return f"v1,{base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()}"


def _key(secret: SecretStr) -> bytes:
    value = secret.get_secret_value()
    if value.startswith(_BASE64):
        try:
            return base64.b64decode(value.removeprefix(_BASE64), validate=True)
        except binascii.Error as exc:
            raise SettingsError("DATELINE_WEBHOOK_SECRET begins with whsec_ and is no base64") from exc
    return value.encode()


def _try(webhook: Webhook, body: str, secret: SecretStr, settings: Settings) -> str | None:
    """Send a webhook once; return why it was not taken, None if it was."""
    try:
        response = _posted(webhook, body.encode(), secret, settings)
    except (httpx.HTTPError, httpx.InvalidURL, DatelineError, ValueError) as exc:
        return (str(exc) or type(exc).__name__)[:_MOST_OF_FAILURE]
    # A redirect is a failure as well: it could lead to where none may go.
    return None if 200 <= response.status_code < 300 else f"answered {response.status_code}"


def _posted(webhook: Webhook, body: bytes, secret: SecretStr, settings: Settings) -> httpx.Response:
    url, now = httpx.URL(webhook.url), int(time.time())
    # The request goes to the checked address itself, so a second name lookup cannot lead elsewhere.
    address = checked_address(url, settings.webhook_private, _REMEDY)
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": USER_AGENT,
        "Content-Type": "application/json",
        "webhook-id": webhook.id,
        "webhook-timestamp": str(now),
        "webhook-signature": signature(secret, webhook.id, now, body),
    }
    with httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False) as client:
        request = client.build_request(
            "POST",
            url.copy_with(host=address),
            content=body,
            headers=headers,
            extensions={"sni_hostname": url.raw_host.decode("ascii")},
        )
        response = client.send(request, stream=True)  # what it says is not read: it may have no end
        response.close()
        return response
