"""Pages that keep an HTML parser busy for minutes, or fill its memory, as anyone can make them."""

from __future__ import annotations

_STORY = "The council of Tarn met on Tuesday and decided nothing about the bridge over the Orrin. " * 10
_PAGE = (
    "<!doctype html><html><head><title>A long evening in Tarn</title></head><body><article>"
    "<h1>A long evening in Tarn</h1>{body}</article></body></html>"
)


def page(body: str = f"<p>{_STORY}</p>") -> bytes:
    """Return a page with a body; by default one that takes no time."""
    return _PAGE.format(body=body).encode()


def many_attributes(number: int = 200_000) -> bytes:
    """Return a page whose one paragraph has so many attributes: the time grows with their square."""
    attributes = " ".join(f'a{index}="x"' for index in range(number))
    return page(f"<p {attributes}>{_STORY}</p>")


def many_elements(number: int = 4_000_000) -> bytes:
    """Return a page of so many paragraphs of a letter each: of memory it takes fifty times its size."""
    return page("<p>x" * number)
