"""The page in a real browser."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ingest.pipeline import ingest
from ingest.settings import load_settings
from ingest.sources.files import read_paths
from service.evidence.library import open_askable
from tests.browser import running_browser, watch
from tests.service.api.conftest import KEY
from tests.service.api.process import serving, stopped

QUESTION = "When will Hong Kong deploy real-time facial recognition?"
PHONE = {"width": 390, "height": 844}
DRAFT = (
    "The crossing is 650 metres long. "
    "“We have had two mild winters and a contractor that turned out every day.”"
)
HOSTILE = """Council closes the Larch Quay footbridge
By <img src=x onerror=alert(1)>
3 October 2025

<script>alert("owned")</script> The Larch Quay footbridge will close on 12 October 2025, the council said.
<a href="javascript:alert(1)">Press</a> here, “onmouseover=alert(1)” is no attribute. {{ 7 * 7 }}
The work on the Larch Quay footbridge will cost £40,000 &lt;b&gt;in all&lt;/b&gt;, the council said.
"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with running_browser() as running:
        yield running


@pytest.fixture
def context(browser: Browser, server_url: str) -> Iterator[BrowserContext]:
    opened = browser.new_context(base_url=server_url, viewport={"width": 1360, "height": 900})
    opened.set_default_timeout(20_000)
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    complaints = watch(opened)
    yield opened
    assert complaints == []


def ask(page: Page, question: str = QUESTION) -> None:
    page.goto("/")
    page.get_by_label("Question").fill(question)
    page.get_by_role("button", name="Ask").click()
    page.wait_for_load_state()


def quoted(page: Page) -> list[str]:
    """The quotations, without whom the page names before them."""
    return [re.sub(r"^\[.+?\] ", "", words) for words in page.locator("main .words").all_text_contents()]


def markers(page: Page) -> Locator:
    return page.locator("main .marker")


def answered(page: Page, question: str) -> dict[str, object]:
    """Return the API's answer to the question of a page."""
    host = "/".join(page.url.split("/")[:3])
    answer: dict[str, object] = httpx.post(f"{host}/v1/answers", json={"question": question}).json()
    return answer


def test_the_source_opens_beside_the_answer_at_its_exact_words(page: Page) -> None:
    ask(page)
    statements = answered(page, QUESTION)["statements"]
    assert isinstance(statements, list)
    citations = [citation for statement in statements for citation in statement["citations"]]
    assert page.locator("#source mark").text_content() == citations[0]["quote"]
    assert markers(page).count() == len(citations)
    for index, citation in enumerate(citations):
        markers(page).nth(index).click()
        expect(markers(page).nth(index)).to_have_attribute("aria-current", "true")
        expect(page.locator(f"#source .source[data-marker='{index + 1}']")).to_be_visible()
        mark = page.locator("#source mark")
        assert mark.text_content() == citation["quote"]
        expect(mark).to_be_in_viewport()
        expect(page.locator("#source h2")).to_have_text(citation["title"])
        expect(page.locator("#source")).to_contain_text(citation["publisher"])
    assert page.locator(".turn").count() == 1  # the page has not been left


def test_sources_are_gone_through_by_keys(page: Page) -> None:
    ask(page)
    page.locator("h2.question").click()
    page.keyboard.press("ArrowRight")
    expect(markers(page).nth(1)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowRight")
    expect(markers(page).nth(2)).to_have_attribute("aria-current", "true")
    page.keyboard.press("ArrowLeft")
    expect(markers(page).nth(1)).to_have_attribute("aria-current", "true")
    assert parse_qs(urlsplit(page.url).query)["source"] == ["2"]
    page.keyboard.press("Control+k")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(markers(page).nth(1)).to_have_attribute("aria-current", "true")
    page.reload()
    expect(page.locator("#source .source[data-marker='2']")).to_be_visible()


def test_everything_is_reached_by_the_keyboard_alone(page: Page) -> None:
    page.goto("/")
    page.locator(".skip").focus()
    expect(page.locator(".skip")).to_be_in_viewport()
    page.locator("#q").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=When**")
    page.wait_for_load_state()  # before, a marker is a link to its article
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.marker") == "2":
            break
    page.keyboard.press("Enter")
    expect(page.locator("#source .source[data-marker='2']")).to_be_visible()
    expect(page.locator("#source .title")).to_be_focused()
    expect(page.locator("#opened")).to_contain_text("Source 2: ")
    page.keyboard.press("Escape")
    expect(markers(page).nth(1)).to_be_focused()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_a_refusal_shows_what_is_nearest_and_what_to_try(page: Page) -> None:
    ask(page, "Who is the mayor of Larch Quay?")
    expect(page.locator(".refusal")).to_be_visible()
    expect(page.locator(".refusal")).to_contain_text("What to try")
    expect(page.locator(".tally")).to_contain_text("72 articles searched")
    page.locator(".refusal .marker").first.click()
    expect(page.locator("#source mark")).to_be_visible()
    page.get_by_role("link", name="Look for these words in the archive").click()
    expect(page.locator("#words")).to_have_value("Who is the mayor of Larch Quay?")


def test_a_follow_up_shows_what_it_carries(page: Page) -> None:
    ask(page)
    page.get_by_label("Follow up").fill("And in Britain?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".turn >> nth=1 >> .carried")).to_contain_text("facial recognition")
    chips = page.locator(".turn >> nth=1 >> .chip")
    carried = chips.all_text_contents()
    page.get_by_label(re.compile("Ask without .*facial recognition")).click()
    page.wait_for_url("**drop=**")
    expect(chips).to_have_count(len(carried) - 1)
    page.go_back()
    expect(chips).to_have_count(len(carried))
    shared = page.url
    assert parse_qs(urlsplit(shared).query)["q"] == [QUESTION, "And in Britain?"]
    texts = page.locator("main .words").all_text_contents()
    page.goto("/archive")
    page.goto(shared)
    assert page.locator("main .words").all_text_contents() == texts


def test_filters_are_in_the_address(page: Page) -> None:
    ask(page)
    page.get_by_text("Dates and publishers", exact=True).click()
    page.get_by_label("As of").fill("2025-08-01")
    page.get_by_label("Harbour Post").check()
    page.get_by_role("button", name="Ask").click()
    page.wait_for_url("**as_of=2025-08-01**")
    assert parse_qs(urlsplit(page.url).query)["publisher"] == ["Harbour Post"]
    expect(page.locator(".turn")).to_have_count(1)
    assert set(page.locator("main .publisher").all_text_contents()) == {"Harbour Post"}
    expect(page.get_by_label("As of")).to_have_value("2025-08-01")


def test_dragging_over_the_timeline_narrows_the_dates(page: Page) -> None:
    ask(page)
    bars = page.locator("[data-timeline] [data-first]")
    first, last = bars.nth(2), bars.last
    days = first.get_attribute("data-first"), last.get_attribute("data-last")
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), last.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 2, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 2, end["y"] + 20, steps=8)
    page.mouse.up()
    page.wait_for_url("**since=**")
    query = parse_qs(urlsplit(page.url).query)
    assert (query["since"][0], query["until"][0]) == days


def test_a_bar_of_the_timeline_is_a_link(page: Page) -> None:
    ask(page)
    bar = page.locator("[data-timeline] a").last
    since = bar.get_attribute("data-first")
    bar.click()
    page.wait_for_url(f"**since={since}**")


def test_an_answer_is_copied(context: BrowserContext, page: Page) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page)
    page.get_by_role("button", name="Copy as Markdown").click()
    expect(page.get_by_text("Copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Sources:" in copied
    assert page.locator("main .words").first.text_content() in copied


def test_an_evidence_pack_is_read_without_the_service(browser: Browser, page: Page, tmp_path: Path) -> None:
    ask(page)
    quotes = quoted(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Evidence pack").click()
    pack = tmp_path / "pack.html"
    download.value.save_as(pack)
    offline = browser.new_context(offline=True)
    alone = offline.new_page()
    complaints = watch(alone)
    alone.goto(pack.as_uri())
    assert alone.locator("mark").all_text_contents() == quotes
    assert json.loads(alone.locator("#record").text_content() or "")["question"] == QUESTION
    assert complaints == []
    assert Axe().run(alone).violations_count == 0
    offline.close()


def test_a_draft_is_checked_beside_its_sources(page: Page) -> None:
    page.goto("/draft")
    page.get_by_label("Draft").fill(DRAFT)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".result")).to_contain_text("0 of 1 quotations stand in the archive word for word")
    expect(page.locator(".findings").first).to_contain_text("640")
    expect(page.locator(".quoted.altered")).to_contain_text("two mild winters")
    expect(page.locator(".change del").last).to_have_text("out")
    page.locator(".marker").first.click()
    expect(page.locator("#source mark")).to_contain_text("640")


def test_the_archive_is_searched_as_one_types(page: Page) -> None:
    page.goto("/archive")
    page.get_by_label("Words of the title or the text").press_sequentially("capsi", delay=20)
    expect(page.locator("#found .listed").first).to_contain_text("capsizes")
    expect(page).to_have_url(re.compile(r"/archive\?words=capsi$"))
    # What is found again keeps its place: a list that arrives takes no link from under a click.
    first = page.locator("#found .title").first.element_handle()
    page.get_by_label("Words of the title or the text").press_sequentially("z")
    expect(page).to_have_url(re.compile(r"/archive\?words=capsiz$"))
    assert first.evaluate("link => link.isConnected")
    page.locator("#found .title").first.click()
    expect(page.locator(".source h1")).to_contain_text("capsizes")


def test_what_changed_in_an_article_is_shown(page: Page) -> None:
    page.goto("/archive?words=capsizes")
    page.locator("#found .title").first.click()
    page.get_by_role("link", name="what changed").first.click()
    expect(page.locator("ins").first).to_be_visible()


def test_a_summary_has_its_sources_beside_it(page: Page) -> None:
    page.goto("/summary")
    page.get_by_label("Topic").fill("Kess Bridge")
    page.get_by_label("Timeline").check()
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator(".statement").first).to_be_visible()
    expect(page.locator(".event").last).to_contain_text("2025")
    words = page.locator("main .words").first.text_content()
    assert page.locator("#source mark").text_content() == words


def test_on_a_phone_the_article_slides_over_the_answer(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    ask(page)
    expect(page.locator("#source")).to_be_hidden()
    markers(page).nth(1).click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    expect(page.locator("#source h2")).to_be_focused()
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#source")).to_be_hidden()
    expect(markers(page).nth(1)).to_be_focused()
    markers(page).first.click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#source")).to_be_hidden()
    expect(page.locator(".turn h2")).to_have_text(QUESTION)
    markers(page).nth(1).click()
    page.wait_for_url("**source=2**")
    page.reload()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.get_by_role("link", name="Close").click()
    expect(page.locator("#source")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 2560])
def test_no_width_scrolls_sideways(context: BrowserContext, width: int) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    for path in (
        f"/?{urlencode({'q': QUESTION})}",
        "/",
        "/draft",
        "/archive",
        "/summary?q=ferry&style=timeline",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_asking_and_reading_need_no_script(browser: Browser, server_url: str) -> None:
    context = browser.new_context(base_url=server_url, java_script_enabled=False)
    page = context.new_page()
    ask(page)
    quote = quoted(page)[1]
    markers(page).nth(1).click()
    page.wait_for_url("**/articles/**")
    assert page.locator("mark").text_content() == quote
    page.go_back()
    page.get_by_label("Follow up").fill("Who said so?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn")).to_have_count(2)
    page.goto("/archive")
    page.get_by_label("Words of the title or the text").fill("ferry")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".listed").first).to_be_visible()
    page.goto("/draft")
    page.get_by_label("Draft").fill(DRAFT)
    page.get_by_role("button", name="Check").click()
    expect(page.locator(".result")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_is_in_the_way_of_anybody(browser: Browser, server_url: str, scheme: str) -> None:
    context = browser.new_context(
        base_url=server_url,
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        bypass_csp=True,  # axe is put into the page as text
    )
    page = context.new_page()
    article = httpx.get(f"{server_url}/v1/articles").json()["articles"][0]["article"]["id"]
    found = {}
    for path in (
        "/",
        f"/?{urlencode({'q': [QUESTION, 'And in Britain?'], 'as_of': '2025-10-31'}, doseq=True)}",
        f"/?{urlencode({'q': 'How many people were on the Star of Ellery?'})}",
        "/summary?q=Kess+Bridge&style=timeline",
        "/summary?q=Star+of+Ellery&style=disputes",
        "/archive",
        f"/articles/{article}",
        "/articles/0000",
        "/sign-in",
    ):
        page.goto(path)
        found[path] = [each["id"] for each in Axe().run(page).response["violations"]]
    page.goto("/draft")
    page.get_by_label("Draft").fill(DRAFT)
    page.get_by_role("button", name="Check").click()
    page.locator(".marker").first.click()
    found["/draft"] = [each["id"] for each in Axe().run(page).response["violations"]]
    assert found == {path: [] for path in found}
    context.close()


def test_the_page_is_light(page: Page) -> None:
    sizes: dict[str, int] = {}
    page.on("response", lambda got: sizes.__setitem__(got.url, len(got.body())))
    ask(page)
    page.wait_for_load_state("networkidle")
    light = sum(size for url, size in sizes.items() if "/fonts/" not in url)
    assert light < 100_000, sizes


def test_markup_of_an_article_is_text(
    browser: Browser, tmp_path: Path, run_service: object, copy_home: object
) -> None:
    home = tmp_path / "home"
    story = tmp_path / "hostile.txt"
    story.write_text(HOSTILE, encoding="utf-8")
    settings = load_settings(home=home)
    with open_askable(settings) as library:
        assert not ingest(library, read_paths([str(story)], max_bytes=10**6)).rejected
    with run_service(settings) as url:  # type: ignore[operator]
        context = browser.new_context(base_url=url)
        page = context.new_page()
        complaints = watch(page)
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        ask(page, "When will the Larch Quay footbridge close?")
        expect(page.locator("main .words").first).to_contain_text("12 October 2025")
        expect(page.locator("#source")).to_contain_text("{{ 7 * 7 }}")
        page.locator("#source .text").hover()
        for path in ("/archive", "/summary?q=Larch+Quay+footbridge"):
            page.goto(path)
        assert page.locator("main script, main img, [onerror], a[href^='javascript']").count() == 0
        assert complaints == []
        context.close()


def test_two_tabs_do_not_know_each_other(context: BrowserContext) -> None:
    one, two = context.new_page(), context.new_page()
    ask(one)
    ask(two, "Who leads Brightwater Energy?")
    one.get_by_label("Follow up").fill("And in Britain?")
    one.get_by_role("button", name="Ask").click()
    expect(one.locator(".turn h2").first).to_have_text(QUESTION)
    expect(two.locator(".turn h2")).to_have_text(["Who leads Brightwater Energy?"])


def test_a_page_outlives_its_service(browser: Browser, copy_home: object) -> None:
    home: Path = copy_home()  # type: ignore[operator]
    with serving(home) as (process, url):
        port = url.rpartition(":")[2]
        context = browser.new_context(base_url=url)
        page = context.new_page()
        ask(page)
        stopped(process)
    markers(page).nth(1).click()
    expect(page.locator("#opened")).to_have_text("The service does not answer. Try again in a moment.")
    expect(page.locator("main .words").first).to_be_visible()
    with serving(home, DATELINE_PORT=port):
        markers(page).nth(1).click()
        expect(page.locator("#source .source[data-marker='2']")).to_be_visible()
        page.reload()
        expect(page.locator("main .words").first).to_be_visible()
    context.close()


def test_signing_in_and_out(browser: Browser, copy_home: object, run_service: object) -> None:
    settings = load_settings(home=copy_home(), api_key=KEY)  # type: ignore[operator]
    with run_service(settings) as url:  # type: ignore[operator]
        context = browser.new_context(base_url=url)
        page = context.new_page()
        page.goto("/archive")
        page.get_by_label("Key").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("no key of the service")
        page.get_by_label("Key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(re.compile("/archive$"))
        assert page.evaluate("document.cookie") == ""
        elsewhere = context.new_page()
        elsewhere.set_content(f'<a href="{url}/archive?words=ferry">A link in a mail</a>')
        elsewhere.get_by_text("A link in a mail").click()
        expect(elsewhere.locator("#words")).to_have_value("ferry")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_label("Key")).to_be_visible()
        page.goto("/archive")
        expect(page.get_by_label("Key")).to_be_visible()
        context.close()


def test_a_session_that_has_ended_leads_to_the_sign_in_and_back(
    browser: Browser, copy_home: object, run_service: object
) -> None:
    settings = load_settings(home=copy_home(), api_key=KEY)  # type: ignore[operator]
    with run_service(settings) as url:  # type: ignore[operator]
        context = browser.new_context(base_url=url)
        page = context.new_page()
        page.goto(f"/?{urlencode({'q': QUESTION})}")
        page.get_by_label("Key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator("main .words").first).to_be_visible()
        context.clear_cookies()
        markers(page).nth(1).click()
        page.get_by_label("Key").fill(KEY)
        page.get_by_role("button", name="Sign in").click()
        expect(page.locator(".turn h2")).to_have_text(QUESTION)
        context.close()


def test_times_are_told_in_the_readers_zone_too(browser: Browser, server_url: str) -> None:
    context = browser.new_context(base_url=server_url, timezone_id="America/New_York")
    page = context.new_page()
    page.goto("/archive?words=Kess+Bridge")
    page.locator("#found .title").first.click()
    expect(page.locator("time[data-local]")).to_contain_text("UTC")
    expect(page.locator(".local")).to_contain_text("for you")
    context.close()
