"""Requests to a model's endpoint that end at once when their time is over or nobody waits for them.

The client is asynchronous, in a loop with a thread of its own, because a blocking read cannot be cut.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import math
import random
import threading
import weakref
from collections.abc import Coroutine, Generator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache, cached_property
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar, cast

from ingest.replies import async_client
from ingest.settings import Settings
from service.llm.budget import current_budget, stop_if_left

if TYPE_CHECKING:
    import openai

T = TypeVar("T")

# Seconds to reach the endpoint at all; DATELINE_LLM_TIMEOUT is for its words.
CONNECT = 5.0
# Statuses with which servers say that they do not know a part of the request.
NOT_UNDERSTOOD = frozenset({400, 422, 501})
# How often a thread that waits looks whether it still should, in seconds.
_SLICE = 0.25
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 8.0
# Of a pause: many that were refused together must not come back together.
_JITTER = 0.25


class Late(Exception):
    """A time is over: `what` the model did, and the `remedy`."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


class Patience:
    """How long to wait: `seconds` for each word, all tries together, and never beyond the request's budget.

    `most` seconds are for everything; when `left` is set nobody waits any more.
    """

    def __init__(self, seconds: float, most: float = math.inf, left: threading.Event | None = None) -> None:
        self._left = left
        request = current_budget.get()
        self._seconds, self._most = seconds, most
        self._until = request.until if request else math.inf
        self._end = monotonic() + most
        self.renew()

    def renew(self) -> None:
        """Wait as long again, from now."""
        self._word = monotonic() + self._seconds

    def check(self) -> None:
        """Raise Late when no time is left, and the request's cancellation."""
        stop_if_left()
        if self._left and self._left.is_set():
            raise Late("is not waited for", "its answer is not needed any more")
        now = monotonic()
        if now >= self._until:
            raise Late("took longer than a request may", "raise DATELINE_REQUEST_TIMEOUT")
        if now >= self._end:
            raise Late(f"took longer than {self._most:.3g} s", "it was not waited for")
        if now >= self._word:
            raise Late(f"gave no word for {self._seconds:g} s", "raise DATELINE_LLM_TIMEOUT")

    @property
    def left(self) -> float:
        """The seconds that are left. Raises as `check` does."""
        self.check()
        return max(min(self._word, self._end, self._until) - monotonic(), 0.0)

    def pause(self, seconds: float) -> None:
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            sleep(min(left, self.left, _SLICE))


class Endpoint:
    """An OpenAI-compatible endpoint."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def address(self) -> str:
        """The base URL without a password in it."""
        url = self._client.base_url
        return f"{url.scheme}://{url.netloc.decode()}{url.path}"

    def open(self, request: Mapping[str, Any], patience: Patience, retries: int) -> openai.AsyncStream[Any]:
        """Send a request, and again after failures that may pass. Raises Late and what the client raises.

        A connection that is closed without a word of reply is no failure the first time: endpoints close idle
        ones, and a request may be on its way just then.
        """
        import openai

        tried, hung_up = 0, False
        while True:
            patience.check()  # the loop may send a request before its time is looked at
            try:
                sent = self._client.chat.completions.create(**request)
                return cast("openai.AsyncStream[Any]", _awaited(sent, patience))
            except openai.APIError as exc:
                if not hung_up and _is_hang_up(exc):
                    hung_up = True
                    continue
                wait = pause_after(exc, tried)
                if tried == retries or wait is None or wait >= patience.left:
                    raise
            patience.pause(wait)
            tried += 1

    def chunks(self, stream: openai.AsyncStream[Any], patience: Patience) -> Generator[Any, None, None]:
        """Yield what comes; closing this ends the request. Raises Late and what the client raises."""
        try:
            while (chunk := _awaited(_next(stream), patience)) is not None:
                yield chunk
                patience.renew()
        finally:
            asyncio.run_coroutine_threadsafe(stream.close(), _loop())

    @cached_property
    def _client(self) -> openai.AsyncOpenAI:
        import openai  # takes a second to import

        key = self._settings.llm_api_key
        client = openai.AsyncOpenAI(
            base_url=self._settings.llm_base_url,
            api_key=key.get_secret_value() if key else "none",
            timeout=openai.Timeout(None, connect=CONNECT),
            max_retries=0,
            http_client=async_client(),
        )
        weakref.finalize(self, _close, client)
        return client


def _is_hang_up(exc: openai.APIError) -> bool:
    """Return whether a connection that stood ended before the status line of a reply."""
    import httpx2

    return isinstance(exc.__cause__, httpx2.RemoteProtocolError | httpx2.ReadError | httpx2.WriteError)


def pause_after(exc: openai.APIError, tried: int) -> float | None:
    """Return the seconds after which a failed request may be sent again, None if it should not be.

    Not after a time-out: who was silent for so long most often stays so.
    """
    import openai

    said = None
    if isinstance(exc, openai.APIStatusError):
        passing = exc.status_code in (408, 409, 425, 429) or exc.status_code >= 500
        if not passing or exc.status_code in NOT_UNDERSTOOD:
            return None
        said = retry_after(exc.response.headers)
    elif isinstance(exc, openai.APITimeoutError) or not isinstance(exc, openai.APIConnectionError):
        return None
    seconds = min(_FIRST_PAUSE * 2**tried, _LONGEST_PAUSE) if said is None else said
    return seconds * (1 + random.uniform(0, _JITTER))


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return how many seconds a server wants to be left alone: it says so in seconds, or by a date."""
    value = headers.get("retry-after", "")
    try:
        seconds = float(value)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds()
        except (TypeError, ValueError):
            return None
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _awaited(work: Coroutine[Any, Any, T], patience: Patience) -> T:
    """Return what `work` gives in the loop; it ends when this ends."""
    future = asyncio.run_coroutine_threadsafe(work, _loop())
    try:
        while not future.done():
            concurrent.futures.wait([future], min(patience.left, _SLICE))
        return future.result()
    finally:
        future.cancel()


async def _next(stream: openai.AsyncStream[Any]) -> Any:
    return await anext(stream, None)


def _close(client: openai.AsyncOpenAI) -> None:
    asyncio.run_coroutine_threadsafe(client.close(), _loop())


def _loop() -> asyncio.AbstractEventLoop:
    """Return the loop in which all requests run, for as long as the process lives."""
    with _making:  # two threads that ask first would each make one
        return _made_loop()


_making = threading.Lock()


@cache
def _made_loop() -> asyncio.AbstractEventLoop:
    loop = asyncio.new_event_loop()
    threading.Thread(target=loop.run_forever, name="model requests", daemon=True).start()
    return loop
