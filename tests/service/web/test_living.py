"""The living archive in a real browser: what arrives, what changed of answers, what is followed and due."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from ingest.settings import load_settings
from tests.browser import running_browser, watch
from tests.ingest.watching.site import item, rss, running_site
from tests.ingest.watching.site import page as html_page
from tests.ingest.watching.test_watcher import DAM
from tests.receiving import until
from tests.service.kept import lido

KEY = "a key for the lido"
AUTHORIZED = {"Authorization": f"Bearer {KEY}"}
VIEWS = (
    *("/arrivals", "/kept", "/kept?all=1", "/follows", "/forecasts", "/forecasts?over=1"),
    *("/stories", "/stories?day=2020-01-01"),
)


@pytest.fixture(scope="module")
def lived(run_service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A service that watches a feed, whose archive has changed under an answer and news of a follow."""
    folder: Path = tmp_path_factory.mktemp("lived")
    with running_site() as site:
        site.files |= {
            "/rss": rss(item("Dam", f"{site.url}/dam"), item("Gone", f"{site.url}/gone")),
            "/dam": html_page("Dam breaks", *DAM),
        }
        (sources := folder / "sources.toml").write_text(
            f'[[source]]\nname = "Post"\nfeed = "{site.url}/rss"\n', encoding="utf-8"
        )
        settings = load_settings(
            home=folder / "home",
            embedding_threads=1,
            api_key=KEY,
            lookout_seconds=0.1,
            watch=sources,
            fetch_private=True,
            fetch_pace=0,
        )
        with run_service(settings) as url, httpx.Client(base_url=url, headers=AUTHORIZED, timeout=60) as http:
            take_in(http, lido.first())
            http.post("/v1/follows", json={"question": lido.QUESTION}).raise_for_status()
            http.post("/v1/answers", json={"question": lido.QUESTION}).raise_for_status()
            take_in(http, lido.altered())
            until(lambda: http.get("/v1/answers", params={"stale": True}).json()["answers"])
            until(lambda: http.get("/v1/follows").json()["follows"][0]["news"])
            until(lambda: http.get("/v1/sources").json()["sources"][0]["taken"])
            yield url


def take_in(http: httpx.Client, document) -> None:
    headers = {"Content-Type": "application/x-ndjson"}
    http.post("/v1/articles", content=document.body, headers=headers).raise_for_status()


@pytest.fixture(params=[(1360, 900), (390, 844)], ids=["desk", "phone"])
def page(request: pytest.FixtureRequest, lived: str) -> Iterator[Page]:
    width, height = request.param
    with running_browser() as browser:
        # axe is put into the page as text
        context = browser.new_context(
            base_url=lived, viewport={"width": width, "height": height}, bypass_csp=True
        )
        context.set_default_timeout(20_000)
        opened = context.new_page()
        complaints = watch(opened)
        opened.goto("/sign-in")
        opened.get_by_label("Key").fill(KEY)
        opened.get_by_role("button", name="Sign in").click()
        yield opened
        assert complaints == []
        context.close()


def test_what_arrives_is_shown_with_what_could_not_be_taken(page: Page) -> None:
    page.goto("/archive")
    page.get_by_role("link", name="Arriving").click()
    expect(page.get_by_text("Post", exact=True)).to_be_visible()
    expect(page.locator(".listed").first).to_contain_text("1 taken in, 1 could not be")
    expect(page.locator("#arriving")).to_contain_text("the server answered 404")
    expect(page.locator("#arriving")).to_contain_text("Nothing waits")
    expect(page.locator("progress").first).to_be_visible()


def test_an_answer_that_changed_shows_both_wordings_and_opens_the_new_one(page: Page) -> None:
    page.goto("/kept")
    changed = page.locator(".listed").first
    expect(changed).to_contain_text("altered")
    expect(changed.locator("del").first).not_to_be_empty()
    expect(changed).to_contain_text("11 May")
    changed.get_by_role("link", name=lido.QUESTION).click()
    expect(page.get_by_role("heading", name="Changed since")).to_be_visible()
    page.locator(".changes .marker").first.click()
    expect(page.locator("#source mark")).to_contain_text("11 May")


def test_news_of_what_is_followed(page: Page) -> None:
    page.goto("/follows")
    expect(page.locator(".followed")).to_contain_text("11 May")
    expect(page.get_by_role("link", name="Feed")).to_have_attribute("href", re.compile(r"\.atom\?token="))


def test_stories_of_a_day_lead_to_the_course_of_one(page: Page) -> None:
    page.goto("/archive")
    page.get_by_role("link", name="Stories by day").click()
    page.get_by_label("The day on which they first appeared").fill(lido.DAY)
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("heading", name="1 March 2025")).to_be_visible()
    page.get_by_role("link", name="Marlow lido to open in May").click()
    changed = page.get_by_label("A value changed")
    expect(changed).to_contain_text("4 May")
    expect(changed).to_contain_text("11 May")
    expect(page.locator(".statement del").first).to_contain_text("on 4 May")
    changed.locator(".marker").last.click()
    expect(page.locator("#source mark")).to_contain_text("11 May")
    page.wait_for_function("document.getAnimations().length === 0")  # half faded in, it has little contrast
    assert [each["id"] for each in Axe().run(page).response["violations"]] == []
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_every_view_is_accessible_and_fits(page: Page) -> None:
    for view in VIEWS:
        page.goto(view)
        assert [each["id"] for each in Axe().run(page).response["violations"]] == [], view
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, view
