"""What nobody sees on a page is no text of its story."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from ingest.document import Document, Media
from ingest.extract import extract
from tests.ingest.extract.pages import STORY, TITLE, paragraphs, text_of
from tests.ingest.extract.pages import page as page_of

PAGES = sorted((Path(__file__).parents[2] / "fixtures" / "hidden").glob("*.html"))
SEEN = (
    "The council of Tarn voted on Tuesday to close the swimming pool for two years of repairs.",
    "Its roof has leaked since the winter, an engineer told the members before they voted.",
    "The pool, which opened in 1962, had 41,000 visitors last year, the council said.",
)
UNSEEN = "The council of Tarn voted on Tuesday to sell the swimming pool to a hotel."


def story(aside: str, head: str = "") -> str:
    """Return the text of a page with `aside` in the middle of its story."""
    seen = "".join(f"<p>{sentence}</p>" for sentence in SEEN[:2])
    body = f"<article><h1>Pool to close</h1>{seen}{aside}<p>{SEEN[2]}</p></article>"
    page = f"<html><head><title>Pool to close</title>{head}</head><body>{body}</body></html>"
    [draft] = extract(Document("page", Media.HTML, page.encode()))
    assert all(sentence in draft.text for sentence in SEEN)
    return draft.text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_saved_pages(page: Path) -> None:
    [draft] = extract(Document(page.name, Media.HTML, page.read_bytes()))
    assert "sixty days" not in draft.text
    assert all(f in draft.text for f in ("burned for six hours", "Brita Lund", "210 people"))


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : none !important",
        "color: red; visibility: hidden",
        "opacity:0",
        "font-size: 0px",
        "font-size:.0em",
        "position:absolute; left:-9999px",
        "text-indent: -10000px",
        "position:absolute;clip:rect(0 0 0 0)",
        "clip-path: inset(50%)",
        "height:1px;width:1px;overflow:hidden",
        "max-height:0; overflow:hidden",
        "transform: scale(0)",
        "color:#fff; background-color: white",
        "color: rgb(255, 255, 255); background: #FFFFFF url(x.png)",
        "color:transparent",
        "color: rgba(0, 0, 0, 0)",
        "opacity:0%",
        "opacity:.001",
        "font-size:1px",
        "filter: opacity(0)",
        "position:absolute;left:calc(-100vw - 50px)",
        "display:/**/none",
        r"d\69splay:none",
        "color:hsl(0 0% 100%)",
        "color:#fefefe",
        "--paper:white;color:var(--paper)",
    ],
)
def test_styles_that_hide(style: str) -> None:
    assert UNSEEN not in story(f'<p style="{style}">{UNSEEN}</p>')


@pytest.mark.parametrize(
    "style",
    [
        "",
        "display:block",
        "opacity:0.9",
        "opacity:.05",
        "font-size:0.9em",
        "font-size:10px",
        "margin-left:-12px",
        "height:100px;overflow:auto",
        "height:0;padding-bottom:56%",
        "color:#333;background:#fff",
        "background:white",
        "transform:scale(0.5)",
        "max-width:100%",
    ],
)
def test_styles_that_do_not(style: str) -> None:
    assert UNSEEN in story(f'<p style="{style}">{UNSEEN}</p>')


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>.x1{display:none}</style>",
        "<style>p{color:#000} #x2 , .y { visibility: hidden }</style>",
        "<style>p.x1{display:none}</style>",
        "<style>.a.x1{display:none}</style>",
        "<style>article > .x1{display:none}</style>",
        "<style>body p[class]#x2{display:none}</style>",
        "<style>@media screen{.x1{display:none}}</style>",
        "<style>@layer a{@supports (gap:1px){.x1{display:none}}}</style>",
        "<style>article{& .x1{display:none}}</style>",
        "<style>:is(.x1,.y){display:none}</style>",
        "<style>p+.x1{display:none}</style>",
        "<style>body{background:#123}.x1{color:#112233}</style>",
        "<style>@media (max-width:600px){.x1{opacity:0}}@media (min-width:601px){.x1{opacity:.01}}</style>",
    ],
)
def test_style_sheets_of_the_page_hide_by_class_and_id(sheet: str) -> None:
    assert UNSEEN not in story(f'<p class="a x1" id="x2">{UNSEEN}</p>', sheet)


@pytest.mark.parametrize(
    "sheet",
    [
        "<style>@media print{.x1{display:none}}</style>",
        "<style media=print>.x1{display:none}</style>",
        "<style>.menu .x1{display:none}</style>",
        "<style>.x1:hover{display:none}</style>",
        "<style>p.x1.y{display:none}</style>",
        "<style>.x1{display:none}p.x1{display:block}</style>",
        "<style>p.x1{opacity:0}.x1{opacity:1!important}</style>",
        "<style>.x1{display:none}@media (min-width:40em){.x1{display:block}}</style>",
        "<style>@layer a{p.x1{display:none}}.x1{display:block}</style>",
        "<style>article{visibility:hidden}article *{visibility:visible}</style>",
        "<style>article{font-size:0}article *{font-size:1rem}</style>",
        "<style>{</style>",
    ],
)
def test_a_rule_for_another_screen_or_place_hides_nothing(sheet: str) -> None:
    assert UNSEEN in story(f'<p class="x1">{UNSEEN}</p>', sheet)


def test_what_a_program_shows_when_the_page_has_loaded_is_the_story() -> None:
    paragraphs = "".join(f"<p>{sentence}</p>" for sentence in SEEN)
    page = f'<title>Pool to close</title><div style="opacity:0"><h1>Pool to close</h1>{paragraphs}</div>'
    [draft] = extract(Document("page", Media.HTML, page.encode()))
    assert all(sentence in draft.text for sentence in SEEN)


@pytest.mark.parametrize(
    ("sheet", "is_hidden"),
    [
        ("@import url(a.css); .x1 {display:none}", True),
        ("@media print {.y{color:red}} .x1{display:none}", True),
        ("@supports (display:grid) {@media print {.x1{display:none}}}", False),
        ("} .x1 {display:none}", False),  # the brace is part of the selector, which is none
        (".y{color:red} /* .x1{display:none}", False),
        # The page has no "gone": such rules are left out before a sheet is read.
        ("/* .y { */ .gone{display:none} /* .y } */ .x1{display:none}", True),
        (""".y::after{content:"}"} .gone{content:'{'} .x1{display:none}""", True),
        (".gone{display:none} @media print{.gone{top:0} .x1{display:none}}", False),
        ("article{.gone{top:0} .x1{display:none;.gone{top:0}}}", True),
        (".gone , .x1{display:none} .gone,.y{display:none}", True),
        (".gone .x1{display:none} .x1 .gone{display:none}", False),
    ],
)
def test_rules_of_a_sheet_are_told_from_those_in_blocks(sheet: str, is_hidden: bool) -> None:
    aside = f'<p class="x1">{UNSEEN}</p>'
    assert (UNSEEN not in story(aside, f"<style>{sheet}</style>")) == is_hidden


@pytest.mark.parametrize(
    "head",
    [
        f"<style>{'(' * 200_000}</style>",
        f"<style>{'a{' * 200_000}</style>",
        f"<style>{'div ' * 70} .x1{{display:none}}</style>",
        f"<style>{'@' * 200_000}</style>",
        f"<style>{'a' * 200_000}</style>",
        f"<style>{'/*' * 200_000}</style>",
        f"<style>.x1{{transform:{'translate(-100 ' * 20_000}}}</style>",
        """<script type="application/ld+json">{"a": \"""" + '\\"' * 200_000 + "</script>",
        f'<script type="application/ld+json">{"[" * 200_000}</script>',
        f'<script type="application/ld+json">{"," * 200_000}</script>',
    ],
    ids=lambda head: head[:30],
)
def test_a_page_made_to_be_slow_is_read_in_seconds(head: str) -> None:
    started = time.process_time()
    story("", head)
    assert time.process_time() - started < 20  # minutes, where a pattern starts again at every character


@pytest.mark.parametrize(
    "markup",
    [
        "<p hidden='until-found'>{}</p>",
        "<noscript>{}</noscript>",
        "<template>{}</template>",
        "<!-- {} -->",
        "<p><font color='#ffffff'>{}</font></p>",
        "<p class='d-none'>{}</p>",
        "<p class='hidden md:hidden'>{}</p>",
        "<p class='show-for-sr'>{}</p>",
    ],
)
def test_markup_that_hides(markup: str) -> None:
    assert UNSEEN not in story(markup.format(UNSEEN))


@pytest.mark.parametrize(
    "markup",
    [
        "<p aria-hidden='true'>{}</p>",
        "<details><summary>More</summary><p>{}</p></details>",
        "<p class='md:hidden overflow-hidden'>{}</p>",
        "<p class='d-none d-md-block'>{}</p>",
        "<p class='hidden lg:flex'>{}</p>",
        "<p class='hidden' style='display:block'>{}</p>",
        "<div style='visibility:hidden'><p style='visibility:visible'>{}</p></div>",
    ],
)
def test_markup_that_does_not(markup: str) -> None:
    assert UNSEEN in story(markup.format(UNSEEN))


def _shown(body: str, line: str, head: str = "") -> str:
    """Return the text of a page with `line` within its story, in a body with the attributes `body`."""
    told = f"<h1>{TITLE}</h1>{paragraphs(*STORY[:2])}{line}{paragraphs(*STORY[2:])}"
    return text_of(page_of("", head).replace("<body>", f"<body {body}><main>{told}</main>"))


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (
            'style="background-color:#ffffff"',
            '<p style="color: rgb(255,255,255)">Nobody sees this line.</p>',
        ),
        ('style="background: white"', '<div style="color:#fff"><p>Nobody sees this line.</p></div>'),
        ("bgcolor=#ffffff", '<p style="color:white">Nobody sees this line.</p>'),
        ("", "<dialog><p>Nobody sees this line.</p></dialog>"),
    ],
)
def test_lines_in_the_colour_around_them_and_closed_dialogs(body: str, line: str) -> None:
    assert _shown(body, line) == "\n\n".join(STORY)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        (
            '<div style="background:navy"><p style="color:#fff">All readers see this line here.</p></div>',
            "",
        ),
        (
            '<div class=hero><p style="color:#fff">All readers see this line here.</p></div>',
            '<link rel=stylesheet href="/s.css">',
        ),
        ('<div style="color:#fff"><p style="color:#000">All readers see this line here.</p></div>', ""),
        (
            '<p class="promo-text">All readers see this line here.</p>',
            "<style>.promo{display:none}</style>",
        ),
    ],
)
def test_lines_that_a_background_of_their_own_shows(line: str, head: str) -> None:
    assert "All readers see this line" in _shown('style="background:#fff"', line, head)
