"""Texts that nobody writes and somebody sends: what properties are tried on."""

from __future__ import annotations

from hypothesis import strategies as st

STORY = "The council of Tarn met on Tuesday and decided nothing about the bridge over the Orrin. " * 2

_ODD = st.sampled_from(
    [
        *("", " ", "\n", "\n\n", "\t", "\u2028", "\r\n", "\ufeff", "\x00", "\x1b[31m", "\ud800", "\udfff"),
        *("—", "…", "!!!", "?", "“", "”", '"', "'s", "(", ")]", "[1]", "{}", "%s", "\\", "<b>", "&amp;", "*"),
        *("😀", "👩\u200d👧", "\u202e", "\u200f", "\u200b", "שלום", "مرحبا.", "北京。"),
        *("e\u0301", "\u0301", "İ", "ß", "ﬁ"),
        *("It is.", "He did so.", "The.", "and not", "Of the", "who", "What", "how many", "When", "Why?"),
        *("0", "-5", "1,200", "1e999", "0.0", "½", "²", "Ⅷ", "١٢", "$", "5%", "million billion", "NaN"),
        *("10 a.m.", "Jan. 5", "Feb 30", "32/13/2025", "in 0", "in 99999", "last week", "since 10000", "BC"),
        *("Q3", "week 60", "between 5 and 3", "the 1990s", "Mr.", "U.S.", "said", "according to", "Reuters"),
        *("Kess Bridge", "Brightwater Energy", "polio", "Tuesday", STORY, "x" * 10_000, "a " * 500),
    ]
)
_JOINTS = st.sampled_from(["", " ", ". ", "\n", "? ", ", "])

# Any code points, surrogates as JSON can hold them among them, and what is odd to one rule or another.
text = st.builds(
    lambda joint, parts: joint.join(parts),
    _JOINTS,
    st.lists(_ODD | st.text(max_size=12) | st.text(st.characters(), max_size=4), max_size=12),
)

_MARKUP = st.sampled_from(
    [
        *("<p>", "</p>", "<h1>", "</h1>", "<article>", "</article>", "<title>A long evening</title>", "<br>"),
        *("<h1>A long evening</h1>", "<table><tr><td>", "</table>", "<ul><li>", "<blockquote>", "<noscript>"),
        *("<script type='application/ld+json'>", "</script>", "<style>.a{display:none", "</style>"),
        '{"@type":"NewsArticle","headline":"X y","datePublished":"2025-13-45","author":{"@id":"#a"}}',
        '{"@graph":[{"@id":"#a","name":{"@id":"#a"}}]}',
        *("},]", "<div class=a>", "<meta property='og:title' content='", "'>", "<base>", "<!--", "-->"),
        *("<time datetime='2025-99-99'>", "<link rel=canonical href='http://[x'>", "<html lang='zz-'>"),
        *("<![CDATA[", "<svg>", "<math>", "<template>", "<p hidden>", "<frameset>", "<plaintext>"),
        *("# A long evening\n", "---\ntitle: A long evening\n---\n", "---\n&a [*a]\n---\n"),
        *("| a |\n|--|\n", "> q\n", "By Ann Lee\n", "LONDON (AP) — ", "Read more: ", "Related Links\n"),
        *("\n\n", STORY, f"<p>{STORY}</p>"),
    ]
)
page = st.builds("".join, st.lists(_MARKUP | text, max_size=16))

_NAMES = st.sampled_from(
    [
        *("title", "headline", "text", "body", "url", "link", "guid", "id", "publisher", "byline", "author"),
        *("authors", "published", "date", "modified", "language", "section", "kind", "source", "agency"),
        *("datePublished", "isAccessibleForFree"),
    ]
)
_VALUES = st.recursive(
    text | st.none() | st.booleans() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.just("name") | text, inner, max_size=2),
    max_leaves=4,
)
record = st.builds(
    lambda title, story, fields: {**title, **story, **fields},
    st.just({"title": "A long evening"}) | st.builds(lambda value: {"title": value}, text),
    st.builds(lambda value: {"text": value}, text),
    st.dictionaries(_NAMES, _VALUES, max_size=6),
)
