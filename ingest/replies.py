"""How much an OpenAI-compatible endpoint may reply, and that its word does not lead elsewhere.

The client that openai makes by itself reads a reply of any size, and sends the prompt on to where a redirect
points, on the same host with the key.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx2

# 20,000 tokens, each in an event of its own, have 6 MB; 64 vectors of 4,096 numbers 6 MB as well.
MOST_REPLY_BYTES = 16 * 1024 * 1024
# An event of a stream has a token or a few; the client joins its parts again whenever a part of it arrives.
MOST_EVENT_BYTES = 1024 * 1024
_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_CLIENT: dict[str, Any] = {"follow_redirects": False, "headers": {"Accept-Encoding": "identity"}}


class EndlessReply(Exception):
    """More came than an endpoint has reason to send."""


def async_client() -> httpx2.AsyncClient:
    """Return the client for `openai.AsyncOpenAI`; whoever reads a reply gets EndlessReply."""
    import openai

    async def bound(response: httpx2.Response) -> None:
        _bound(response)

    return openai.DefaultAsyncHttpxClient(**_CLIENT, event_hooks={"response": [bound]})


def client() -> httpx2.Client:
    """Return the same for `openai.OpenAI`."""
    import openai

    return openai.DefaultHttpxClient(**_CLIENT, event_hooks={"response": [_bound]})


def _bound(response: httpx2.Response) -> None:
    """Let the body of a response, of which nothing has been read, be counted while it is read."""
    import httpx2

    if response.headers.get("content-encoding", "identity").lower() != "identity":
        # A few kilobytes unpack to any number; none was asked for.
        raise EndlessReply("sent a compressed reply, which was not asked for")
    is_stream = response.headers.get("content-type", "").lower().startswith("text/event-stream")
    counted = _counter(MOST_EVENT_BYTES if is_stream else MOST_REPLY_BYTES)
    stream: Any = response.stream

    class Counted(httpx2.SyncByteStream, httpx2.AsyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            for chunk in stream:
                counted(chunk)
                yield chunk

        async def __aiter__(self) -> AsyncIterator[bytes]:
            async for chunk in stream:
                counted(chunk)
                yield chunk

        def close(self) -> None:
            stream.close()

        async def aclose(self) -> None:
            await stream.aclose()

    response.stream = Counted()


def _counter(most_of_event: int) -> Callable[[bytes], None]:
    """Return what is told each part of a body and raises EndlessReply once it is too much."""
    total = of_event = 0
    end = b""

    def count(chunk: bytes) -> None:
        nonlocal total, of_event, end
        total += len(chunk)
        seen = end + chunk
        last = max(seen.rfind(sign) for sign in _EVENT_ENDS)
        of_event = len(seen) - last if last >= 0 else of_event + len(chunk)
        end = seen[-3:]
        if total > MOST_REPLY_BYTES:
            raise EndlessReply(f"sent more than {MOST_REPLY_BYTES:,} bytes")
        if of_event > most_of_event:
            raise EndlessReply(f"sent more than {most_of_event:,} bytes in one event")

    return count
