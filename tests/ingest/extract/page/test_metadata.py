"""What a page says about its article, in the forms in which pages say it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html  # type: ignore[import-untyped]

from ingest.article import Draft
from ingest.document import Document, Media
from ingest.extract import extract
from ingest.extract.dates.parse import has_day_first, parse_date
from ingest.extract.page.json_ld import json_ld_nodes
from ingest.extract.page.metadata import read_metadata
from tests.ingest.extract.pages import STORY, json_ld, page, paragraphs

FIXTURES = Path(__file__).parents[2] / "fixtures"


def saved(name: str) -> Draft:
    file = FIXTURES / name
    media = Media.TEXT if file.suffix == ".txt" else Media.HTML
    [draft] = extract(Document(file.name, media, file.read_bytes()))
    return draft


@pytest.mark.parametrize("page", ["no-link", "page"])
def test_byline_and_publisher_behind_ids(page: str) -> None:
    draft = saved(f"jsonld-author-by-id/{page}.html")
    assert (draft.byline, draft.publisher) == ("Lena Varga", "The Orrin Courier")


@pytest.mark.parametrize(("page", "title"), [("comma", "Comma town bridge"), ("two", "First town bridge")])
def test_json_that_is_none(page: str, title: str) -> None:
    draft = saved(f"jsonld-odd/{page}.html")
    assert (draft.title, draft.byline, draft.publisher) == (title, "Lena Varga", "Orrin Post")
    assert draft.published_at == datetime(2025, 6, 10, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("script", "names"),
    [
        ('{"name": "a, }", "x": [1, 2, ], }', ["a, }"]),
        ('{"name": "a"};\n{"name": "b"}', ["a", "b"]),
        ('[{"name": "a"}, {"name": "b"},]', ["a", "b"]),
        ('{"name": "a"} {"name": ', ["a", None]),
        ('/* <![CDATA[ */ {"name": "a"} /* ]]> */', ["a"]),
        ("//<![CDATA[\n{'name': 'a'}\n//]]>", ["a"]),
        ('{"@graph": [{"@graph": [{"name": "a"}], "name": "b"}], "name": "c"}', ["c", "b", "a"]),
        ('{"schema:name": {"@value": "a"}}', ["a"]),
        ('{"name": ["a"]}', ["a"]),
        ('{"name": "x" "y" "z": }\n{"name": "a"}', ["x", "a"]),
        ('<!-- {"name": "a"} -->', ["a"]),
        ('{"name": "a\nb"}', ["a\nb"]),
        ("", []),
        ("not json", []),
        ("{" * 5_000, []),
    ],
)
def test_objects_are_read_as_far_as_they_go(script: str, names: list[str | None]) -> None:
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    assert [node["name"] for node in json_ld_nodes(html.fromstring(page))] == names


@pytest.mark.parametrize(
    "author", ['"#a"', '{"@id": "#a"}', '[{"@id": "#a"}]', '{"@list": [{"@id": "#a"}]}', '["#a"]']
)
def test_an_author_behind_an_id_however_it_is_named(author: str) -> None:
    script = (
        f'{{"@graph": [{{"@type": "schema:NewsArticle", "headline": "Pier", "author": {author}}}, '
        '{"@id": "#a", "givenName": "Lena", "familyName": "Varga"}]}'
    )
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    assert read_metadata(html.fromstring(page), None).byline == "Lena Varga"


@pytest.mark.parametrize("author", [{"name": ""}, {"name": None, "url": "/v", "sameAs": ["/w", "/x"]}])
def test_an_author_whose_name_is_empty_is_named_by_the_id(author: dict[str, object]) -> None:
    story = {"@type": "NewsArticle", "headline": "Pier", "author": {"@id": "#a", **author}}
    script = json.dumps([story, {"@id": "#a", "name": "Lena Varga"}])
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    assert read_metadata(html.fromstring(page), None).byline == "Lena Varga"


@pytest.mark.parametrize(
    ("nodes", "publisher"),
    [
        (
            [{"@type": "WebSite", "publisher": {"@id": "#o"}}, {"@id": "#o", "name": "Orrin Post"}],
            "Orrin Post",
        ),
        ([{"@type": "WebSite", "name": "Orrin Post", "url": "https://orrin.example/"}], "Orrin Post"),
        ([{"@type": "Organization", "name": "Orrin Post", "url": "https://orrin.example"}], "Orrin Post"),
        ([{"@type": "Organization", "name": "Harbour Trust"}], None),
        ([{"@type": "WebSite", "name": "Harbour Trust", "url": "https://harbour.example/"}], None),
        ([{"@type": "WebSite", "name": "Orrin Post"}, {"@type": "WebSite", "name": "Orrin Echo"}], None),
    ],
)
def test_the_site_of_a_page_is_its_publisher(nodes: list[dict[str, object]], publisher: str | None) -> None:
    script = json.dumps(nodes)
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    assert read_metadata(html.fromstring(page), "https://orrin.example/pier").publisher == publisher


@pytest.mark.parametrize(
    ("stated", "shown", "title"),
    [
        ("The Orrin Post - Bridge of iron falls", "<font><b>Bridge of iron falls</b></font>", True),
        ("Bridge of iron falls | Post of the Orrin Bay", "<b>Bridge of iron falls</b>", True),
        ("Orrin Post - Bridge falls", "<img alt='Orrin Post'><b>Bridge falls</b>", True),
        (
            "Climate change - What to know of the tides",
            "<b>Climate change</b><h2>Tides</h2>",
            False,
        ),
        ("Orrin Bay - a bridge of iron", "<b>Orrin Bay</b><h2>Orrin Bay - a bridge of iron</h2>", False),
    ],
)
def test_a_title_that_the_page_shows_without_the_sites_name(stated: str, shown: str, title: bool) -> None:
    page = f"<html><head><title>{stated}</title></head><body><div>{shown}<p>It fell.</p></div></body></html>"
    found = read_metadata(html.fromstring(page), None).title
    assert found == ({"Bridge of iron falls", "Bridge falls"} & {found} or {stated}).pop()
    assert (found != stated) is title


OWN = {"@type": "NewsArticle", "headline": "Ferry fares rise by a tenth", "author": "Nora Lisk"}
OTHER = {"@type": "NewsArticle", "headline": "Keeper of the light retires", "author": "Piet Vos"}
PLACE = "https://echo.example/news/fares"


@pytest.mark.parametrize(
    ("nodes", "byline"),
    [
        ([{**OTHER, "url": "https://echo.example/news/keeper"}], None),
        ([{**OTHER, "mainEntityOfPage": {"@id": "/news/keeper"}}], None),
        ([{"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": OTHER}]}], None),
        ([{**OTHER, "headline": "Ferry crews strike", "url": "https://echo.example/news/crews"}], None),
        ([OTHER, OWN], "Nora Lisk"),
        (
            [OTHER, {**OWN, "headline": "Dearer to the isles", "mainEntityOfPage": f"{PLACE}?amp=1"}],
            "Nora Lisk",
        ),
        ([{**OWN, "url": "https://wire.example/7"}], "Nora Lisk"),
        ([{**OWN, "headline": "Ferry fares go up by a tenth", "url": "https://echo.example/"}], "Nora Lisk"),
        ([{**OWN, "headline": "Ferry fares…", "@id": f"{PLACE}#article"}], "Nora Lisk"),
        ([{"@type": "NewsArticle", "author": "Nora Lisk"}], "Nora Lisk"),
    ],
)
def test_an_article_of_another_page_is_not_the_pages_own(nodes: list[dict[str, object]], byline: str) -> None:
    page = (
        f'<html><head><title>Ferry fares rise by a tenth | Echo</title><link rel="canonical" href="{PLACE}">'
        f'<script type="application/ld+json">{json.dumps(nodes)}</script></head>'
        "<body><h1>Ferry fares rise by a tenth</h1></body></html>"
    )
    found = read_metadata(html.fromstring(page), None)
    assert found.byline == byline
    assert found.title != OTHER["headline"]


def test_a_page_whose_canonical_address_is_the_front_page_has_another() -> None:
    page = (
        '<html><head><title>Fares rise</title><link rel="canonical" href="https://echo.example/">'
        f'<meta property="og:url" content="{PLACE}"></head></html>'
    )
    assert read_metadata(html.fromstring(page), None).url == PLACE


def test_a_name_has_no_markup() -> None:
    node = {
        **OWN,
        "author": {"name": "<a href='/m'>Nora Lisk</a>"},
        "headline": "Fares &lt;i&gt;rise&lt;/i&gt;",
    }
    page = f'<html><head><script type="application/ld+json">{json.dumps(node)}</script></head></html>'
    found = read_metadata(html.fromstring(page), None)
    assert (found.byline, found.title) == ("Nora Lisk", "Fares rise")


def test_an_object_in_a_list_of_others_comes_last() -> None:
    listed = '{"@type": "ItemList", "itemListElement": [{"@type": "NewsArticle", "name": "Another"}]}'
    scripts = "".join(
        f'<script type="application/ld+json">{each}</script>'
        for each in (listed, '{"@type": "NewsArticle", "name": "The story"}')
    )
    nodes = json_ld_nodes(html.fromstring(f"<html><head>{scripts}</head></html>"))
    assert [node.get("name") for node in nodes] == [None, "The story", "Another"]


def test_ids_that_go_in_a_circle_end() -> None:
    script = (
        '[{"@id": "a", "name": "A", "next": {"@id": "b"}}, {"@id": "b", "name": "B", "next": {"@id": "a"}}]'
    )
    page = f'<html><head><script type="application/ld+json">{script}</script></head></html>'
    first, *_ = json_ld_nodes(html.fromstring(page))
    assert first["next"] == {"@id": "b", "name": "B", "next": {"@id": "a"}}


@pytest.mark.parametrize("page", ["de", "fr"])
def test_the_day_stands_first_in_most_languages(page: str) -> None:
    assert saved(f"day-first-dates/{page}.html").published_at == datetime(2025, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("languages", "url", "dates", "first"),
    [
        (["de"], None, [], True),
        (["en-GB"], None, [], True),
        (["en_US"], None, [], False),
        (["en"], "https://a.example.au/x", [], True),
        (["en"], "https://a.example/x", [], False),
        ([], None, [], False),
        (["en-US"], None, ["25/04/2025"], True),
        (["de"], None, [None, "04/25/2025"], False),
        (["ja"], None, [], False),
        (["en", "en_US", "en-NZ"], None, [], True),
        (["en", "en_US"], "https://a.example.au/x", [], True),
        (["en-US", "en_GB"], None, [], False),
        (["en", "zh-HK"], None, [], False),
        (["de", "en_US"], None, [], True),
    ],
)
def test_the_order_of_day_and_month(
    languages: list[str], url: str | None, dates: list[object], first: bool
) -> None:
    assert has_day_first(languages, url, dates) is first
    assert parse_date("05/04/2025", day_first=first) == datetime(
        2025, 4 if first else 5, 5 if first else 4, tzinfo=UTC
    )


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="og:locale" content="en_IE">',
        '<meta http-equiv="Content-Language" content="en-ZA, af">',
        '<meta name="language" content="en-IN">',
        json_ld(inLanguage="en-KE"),
        json_ld(inLanguage={"@type": "Language", "name": "English", "alternateName": "en-GB"}),
    ],
)
def test_a_region_wherever_a_page_names_it(head: str) -> None:
    source = page(paragraphs(*STORY), f'{head}<meta name="pubdate" content="05/04/2025">')
    [draft] = extract(Document("page.html", Media.HTML, source.encode()))
    assert draft.published_at == datetime(2025, 4, 5, tzinfo=UTC)
    assert draft.language == "en"


def test_a_comments_date_is_not_the_storys() -> None:
    draft = saved("date-of-other-element/comment.html")
    assert draft.published_at == datetime(2025, 6, 10, tzinfo=UTC)
    assert (draft.byline, draft.agency) == ("Lena Varga", None)


@pytest.mark.parametrize(
    ("page", "moment"),
    [
        ("z0", datetime(2019, 7, 10, 4, 18, tzinfo=UTC)),
        ("z1", datetime(2025, 6, 11, 4, 30, tzinfo=UTC)),
        ("z2", datetime(2025, 6, 11, 4, 30, tzinfo=UTC)),
        ("z3", datetime(2025, 6, 11, 3, 30, tzinfo=UTC)),
    ],
)
def test_hours_and_zones_in_letters(page: str, moment: datetime) -> None:
    assert saved(f"time-zones/{page}.html").published_at == moment


def test_a_line_that_only_names_who_wrote_is_no_title() -> None:
    draft = saved("saved-text/story.txt")
    assert draft.title.startswith("You may share genes with someone who looks like you")
    assert draft.agency == "CNN"
    assert draft.text.startswith("Sometimes when Karl Ostrand")


@pytest.mark.parametrize(
    ("line", "agency", "place"),
    [
        ("(Reuters) -", "Reuters", None),
        ("AP —", "AP", None),
        ("CNN Business —", "CNN Business", None),
        ("PARIS —", None, "PARIS"),
    ],
)
def test_credits_alone_on_a_line(line: str, agency: str | None, place: str | None) -> None:
    text = f"Harbour to be dredged\n\n{line}\n\nThe harbour council voted on Monday to dredge the basin.\n"
    [draft] = extract(Document("x.txt", Media.TEXT, text.encode()))
    assert draft.title == "Harbour to be dredged"
    assert draft.agency == agency
    assert (draft.dateline.place if draft.dateline else None) == place
