"""Text of others in Markdown: shown as it is, and left as it is unless something would form of it."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.api.plain_text import guarded, in_one_line, plain

READERS = (
    MarkdownIt("commonmark"),
    MarkdownIt("commonmark").enable(["table", "strikethrough"]),
    MarkdownIt("default", {"html": True, "typographer": False}),
)
# What news has, and what says nothing to a reader of Markdown.
ORDINARY = (
    "It cost $5, not $7, and £194 million; about €3bn (US$3.2bn).",
    "The site cnn.com and www.harbourpost.example were down, said info@harbourpost.example.",
    'The "Blue Book" [sic] was late; he said: “we will [not] answer.”',
    "Shares rose 3.5% * in May_June, snake_case and 5 * 3 = 15.",
    "A < B and C > D, AT&T & Co., Q&A; R&D; 3 <4.",
    "-5 degrees, the coldest day",
    "+44 20 7946 0000 is the number.",
    "1.5 million people; 2. the rest",
    "#1 in the charts",
    "He wrote 'it's (mostly) fine' - then left — twice...",
    "C:\\Users\\x and a\\b",
    "https://harbourpost.example/2025/a_b?x=1&y=2 says so.",
    "a tilde ~5 here, and 2^10 or x|y",
    "The Sun! [it] said",
    "no\u00a0break 10\u202f000 and soft\u00adhyphen",
)
HOSTILE = (
    "[click](https://evil.example)",
    "![](https://evil.example/?leak)",
    "<img src=x onerror=alert(1)>",
    "<https://evil.example>",
    "[1]: https://evil.example",
    "see www.evil.example or https://evil.example/x?y or me@evil.example",
    "`code` [2]",
    "&#91;1&#93; &lt;b&gt;",
    "# Heading",
    "1. one",
    "- item",
    "> said",
    "| a | b |",
    "~~gone~~ **bold** _it_",
    "line\n\n# heading\n[1]: http://evil.example",
    "back\\[slash](http://evil.example)",
    "a ~struck~ word and a footnote[^1]",
    "*one* of `two` and [three](x) <b>four</b> &amp; five [6]",
    "___",
    "---",
    "***",
    "+ x",
    "~~~",
    "```",
    "10) ten",
    "<!-- x -->",
    "<?php ?>",
    "<script>x</script>",
    "![a][b] [b]: x",
    "**",
    "[x]: <y>",
    "    code",
    "\\*",
    "\\[1]",
    "&copy; &#35;",
    "_a_ *b*",
)


def shown(reader: MarkdownIt, markdown: str) -> str:
    """Return what a reader shows of a line; what is no text makes the test fail."""
    tokens = reader.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], markdown
    children = tokens[1].children or []
    assert {child.type for child in children} <= {"text"}, markdown
    return "".join(child.content for child in children)


@pytest.mark.parametrize("text", ORDINARY)
def test_what_news_has_stays_character_by_character(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize("text", [*ORDINARY, *HOSTILE])
@pytest.mark.parametrize("reader", READERS[:2])
def test_a_reader_shows_the_text_and_nothing_else(text: str, reader: MarkdownIt) -> None:
    assert shown(reader, plain(text)) == in_one_line(text)
    assert shown(reader, f"[1] {plain(text, '[1] ', ' — x')} — x") == f"[1] {in_one_line(text)} — x"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_marker_is_made_of_it(text: str) -> None:
    assert not re.search(r"(?<!\\)\[\d+\]", plain(text))


def test_only_what_takes_part_is_escaped() -> None:
    assert plain("*The Sun* said [so] for $5, a_b & c") == "\\*The Sun\\* said [so] for $5, a_b & c"
    assert plain("see [2] and [sic]") == "see \\[2\\] and \\[sic\\]"
    assert plain("# A * heading") == "\\# A * heading"


def test_line_ends_become_blanks_and_control_characters_vanish() -> None:
    assert plain("one\n# two\u2028three\x1b[31m\u202e four") == "one # two three four"


@given(st.text(max_size=80) | st.text("ab *_`[]()<>!&#~-1.\\x;:/", max_size=30))
def test_any_text_is_shown_as_it_is(text: str) -> None:
    text = f"{text}x"
    assume(in_one_line(text))  # what looks like a terminal's escape sequence vanishes, "x" included
    for reader in READERS[:2]:
        assert shown(reader, plain(text)) == in_one_line(text)


@given(st.text("ab*_`[]()<>!&~", max_size=12), st.text("ab*_`[]()<>!&~", max_size=12))
def test_what_shares_a_line_makes_nothing_together(one: str, other: str) -> None:
    first, second = guarded(f"a{one}a"), guarded(f"b{other}b")
    assert shown(READERS[0], f"{first}; {second}") == f"a{one}a; b{other}b"


def test_long_hostile_text_takes_no_time() -> None:
    started = time.process_time()
    for text in ("*a_" * 600, "[" * 1_200, "<a " * 400, "`a" * 600, "~a" * 600, "&a;" * 400, "![" * 600):
        plain(text)
    assert time.process_time() - started < 5
