"""HTML pages: text, metadata, encodings, refusals."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.article import Dateline, Draft, Kind
from ingest.document import Document, Media
from ingest.errors import RejectedDocument
from ingest.extract import extract
from ingest.rights import Rights

FIXTURES = Path(__file__).parents[1] / "fixtures"
STORY = (
    "<p>The council of Brenn voted on Monday to rebuild the footbridge over the weir, which a flood took.</p>"
    "<p>Work will begin in April and is to cost four million crowns, the mayor told reporters later.</p>"
)


def page(name: str, url: str | None = None) -> Draft:
    [draft] = extract(Document(name, Media.HTML, (FIXTURES / name).read_bytes(), url))
    return draft


def markup(body: str, head: str = "", url: str | None = None) -> Draft:
    html = f"<html><head><title>Brenn to rebuild its bridge</title>{head}</head><body>{body}</body></html>"
    [draft] = extract(Document("page", Media.HTML, html.encode(), url))
    return draft


def json_ld(source: str) -> str:
    return f'<script type="application/ld+json">{source}</script>'


def test_json_ld_page_gives_every_field() -> None:
    draft = page("json_ld.html")
    assert draft.title == "Harbour town opens tidal lagoon after nine-year delay"
    assert draft.byline == "Mina Arkwright, Tom Oyelaran"
    assert draft.publisher == "The Salterton Courier"
    assert draft.section == "Energy"
    assert draft.language == "en"
    assert draft.url == "https://www.salterton-courier.example/news/tidal-lagoon/?utm_source=feed#top"
    assert draft.published_at == datetime(2024, 3, 6, 4, 30, tzinfo=UTC)
    assert draft.modified_at == datetime(2024, 3, 6, 9, 15, tzinfo=UTC)
    assert draft.agency == "Reuters"
    assert draft.dateline == Dateline("SALTERTON", date(2024, 3, 5))
    assert draft.kind is Kind.ARTICLE


def test_text_holds_the_story_alone_in_paragraphs() -> None:
    text = page("json_ld.html").text
    paragraphs = text.split("\n\n")
    assert len(paragraphs) == 4
    assert paragraphs[0].startswith("SALTERTON, March 5 (Reuters) - The town of Salterton")
    for foreign in ("internal note", "tracking code", "Copyright", "Home", "By Mina", "color: red"):
        assert foreign not in text


def test_open_graph_page_without_json_ld() -> None:
    draft = page("open_graph.html")
    assert draft.title == "Ferry pilots end strike after mediator's offer"
    assert draft.publisher == "Northern Ledger"
    assert draft.byline == "Hana Birkeland"
    assert draft.published_at == datetime(2022, 9, 2, tzinfo=UTC)
    assert (draft.section, draft.language) == ("Transport", "en")


def test_page_without_metadata_takes_publisher_and_date_from_the_url() -> None:
    draft = page("text_only.html", "https://www.orrin.example/2019/jul/04/map/?fbclid=1")
    assert draft.publisher == "orrin.example"
    assert draft.published_at == datetime(2019, 7, 4, tzinfo=UTC)
    assert draft.url == "https://www.orrin.example/2019/jul/04/map/?fbclid=1"


def test_time_element_dates_the_page() -> None:
    draft = markup(f'<time datetime="2020-02-03T10:00:00+02:00">3 Feb</time>{STORY}')
    assert draft.published_at == datetime(2020, 2, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize("stated", ["1492-10-12", "soon", "", "99999999999999", "2 hours ago"])
def test_implausible_date_is_none(stated: str) -> None:
    draft = markup(STORY, f'<meta property="article:published_time" content="{stated}">')
    assert draft.published_at is None


def test_date_far_in_the_future_is_none() -> None:
    later = (datetime.now(UTC) + timedelta(days=9)).isoformat()
    assert markup(STORY, f'<meta property="article:published_time" content="{later}">').published_at is None


def test_headline_cut_for_search_engines_is_read_from_the_page() -> None:
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Brenn to re..."}</script>'
    )
    assert markup(f"<h1>Brenn to rebuild its bridge</h1>{STORY}", head).title == "Brenn to rebuild its bridge"


def test_entities_in_a_headline_are_read() -> None:
    head = json_ld('{"@type":"NewsArticle","headline":"Brenn&#8217;s bridge"}')
    assert markup(STORY, head).title == "Brenn’s bridge"


def test_broken_json_ld_is_passed_over() -> None:
    assert markup(STORY, json_ld('{"headline": ')).title


def test_broken_markup_still_gives_the_story() -> None:
    [draft] = extract(
        Document("x", Media.HTML, b"<html><title>Brenn</title><p><div><b>" + STORY.encode() + b"</i></table>")
    )
    assert "rebuild the footbridge" in draft.text


@pytest.mark.parametrize(
    ("stated", "actual"),
    [("utf-8", "cp1252"), ("iso-8859-1", "utf-8"), ("windows-1251", "cp1251"), ("no-such-charset", "utf-8")],
)
def test_encoding_is_right_whatever_the_page_declares(stated: str, actual: str) -> None:
    letters = (
        "Мэрия города восстановит мост." if actual == "cp1251" else "Le café à côté du théâtre a été fermé."
    )
    head = f'<meta charset="{stated}"><title>Brenn rebuilds</title>'
    html = f"<html><head>{head}</head><body>{STORY}<p>{letters} {letters}</p>"
    [draft] = extract(Document("x", Media.HTML, html.encode(actual)))
    assert letters in draft.text


def test_utf16_with_byte_order_mark() -> None:
    [draft] = extract(Document("x", Media.HTML, f"<html><title>Brücke</title><body>{STORY}".encode("utf-16")))
    assert draft.title == "Brücke"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n ", "empty"),
        (b"<html><body></body></html>", "no title"),
        (
            b"<html><title>News</title><body><ul><li><a href='/a'>A</a></li></ul></body></html>",
            "no article text",
        ),
        (b"%PDF-1.4 \x00\x01\x02", "parsed"),
    ],
)
def test_page_without_article_is_rejected_with_the_reason(body: bytes, reason: str) -> None:
    with pytest.raises(RejectedDocument, match=reason):
        extract(Document("page.html", Media.HTML, body))


def test_paywall_stub_is_rejected() -> None:
    wall = "<p>Subscribe now to continue reading this article and support our newsroom in the valley.</p>"
    with pytest.raises(RejectedDocument, match="paid article"):
        markup(
            STORY + wall,
            json_ld('{"@type":"NewsArticle","isAccessibleForFree":false}'),
        )


def test_sentence_that_starts_like_a_button_stays() -> None:
    text = markup(
        STORY + "<p>Facebook declined to comment.</p><p>Share prices fell.</p><p>Share this article</p>"
    ).text
    assert "Facebook declined to comment." in text
    assert "Share prices fell." in text
    assert "Share this article" not in text


@settings(max_examples=150)
@given(body=st.binary(max_size=400), media=st.sampled_from(Media))
def test_any_bytes_are_extracted_or_rejected(body: bytes, media: Media) -> None:
    try:
        drafts = extract(Document("x", media, body))
    except RejectedDocument:
        return
    assert all(draft.title and draft.text for draft in drafts)


TAGS = st.sampled_from(
    ["<html>", "<title>T</title>", "<h1>Head line</h1>", "<p>", "</p>", "<script>", "</script>", "<!--",
     "-->",      json_ld('{"@type":"Article","headline":["x"],"datePublished":{}}'),
     '<meta property="og:url" content="http://[">',
     "<time datetime='x'>", "A sentence that goes on for a while. " * 4,
     "\x00", "&#0;", "&#xD800;", "<?xml version='1.0' encoding='x'?>", "<svg>", "<table><tr><td>"]
)  # fmt: skip


@settings(max_examples=150)
@given(parts=st.lists(TAGS | st.text(max_size=20), max_size=14))
def test_any_markup_is_extracted_or_rejected(parts: list[str]) -> None:
    try:
        extract(
            Document("x", Media.HTML, "".join(parts).encode("utf-8", "surrogatepass"), "https://a.example/x")
        )
    except RejectedDocument:
        return


@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [
        (
            "折原湾の可動橋、来春に架け替えへ",
            (
                "折原町は8日、老朽化した可動橋を来年4月から架け替えると発表した。",
                "工費は41億円で、港湾使用料から支払う。",
                "町の担当者は「軸受けに亀裂が見つかった」と話した。",
            ),
        ),
        (
            "河湾镇将重建活动桥",
            (
                "河湾镇议会周二投票决定，用固定桥取代旧的活动桥。",
                "议员说，工程将耗资四千一百万元。",
                "工程师在三月发现两个轴承有裂缝，此后卡车禁止通行。",
            ),
        ),
    ],
)
def test_a_short_story_in_a_language_without_spaces(title: str, paragraphs: tuple[str, ...]) -> None:
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    html = f"<html><head><title>{title}</title></head><body><div><h1>{title}</h1>{body}</div></body></html>"
    [draft] = extract(Document("page", Media.HTML, html.encode()))
    assert draft.text == "\n\n".join(paragraphs)


def test_what_a_page_says_of_its_use_goes_with_its_article() -> None:
    head = (
        '<meta name="ROBOTS" content="max-image-preview:large, noai"><meta name="robots" content="nosnippet">'
        '<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://orrin.example/tdm">'
        '<meta name="googlebot" content="noindex">'
    )
    assert markup(STORY, head).rights == Rights(
        (
            "robots: max-image-preview:large, noai",
            "robots: nosnippet",
            "tdm-reservation: 1",
            "tdm-policy: https://orrin.example/tdm",
        ),
        reserved=True,
        most_characters=0,
    )
    assert markup(STORY).rights is None


@pytest.mark.parametrize("shown", ["{}", "Claim: {}", "“{}”"])
def test_the_claim_that_a_fact_check_is_of_is_not_told_as_its_own(shown: str) -> None:
    claim = "The mayor of Brenn sold the old footbridge to a museum in another country."
    rated = {"@type": "Rating", "alternateName": "False"}
    review = {"@type": "ClaimReview", "claimReviewed": f"{claim} ", "reviewRating": rated}
    head = json_ld(json.dumps({"@graph": [{"@type": "WebPage"}, review]}))
    told = f"<p>Posts have claimed since Monday that {claim[0].lower()}{claim[1:]}</p>"
    text = markup(f"<h3>Claim</h3><p>{shown.format(claim)}</p>{STORY}{told}", head).text
    assert text.count("sold the old footbridge") == 1
    assert "Posts have claimed" in text


def test_a_page_without_a_review_keeps_all_lines() -> None:
    claim = "The mayor of Brenn sold the old footbridge to a museum in another country."
    assert claim in markup(f"<p>{claim}</p>{STORY}").text
