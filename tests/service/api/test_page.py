"""The page over HTTP; what needs a browser is in tests/service/web/test_browser.py."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import time
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from typer.testing import CliRunner

import dateline
from ingest.pipeline import ingest
from ingest.settings import load_settings
from ingest.sources.files import read_paths
from service.answer import answer_from_json
from service.api.guards.sessions import COOKIE, session_of
from service.evidence.library import open_askable
from service.summaries.summary import summary_from_json
from tests.service.api.conftest import KEY

NAME = "when-will-hong-kong-deploy-real-time-facial"
QUESTION = "When will Hong Kong deploy real-time facial recognition?"
PAGES = [
    "/",
    f"/?q={QUESTION}",
    "/summary",
    "/summary?q=Kess+Bridge&style=timeline",
    "/draft",
    "/archive",
    "/archive/list?words=ferry",
    "/archive?words=zzzz",
    "/archive?offset=50",
    "/arrivals",
    "/arrivals/list",
    "/kept",
    "/kept?all=1",
    "/follows",
    "/forecasts",
    "/forecasts?over=1",
    "/stories",
    "/stories?day=2025-08-26",
    "/stories/b31cd678a3d61600",
]


@pytest.mark.parametrize("path", PAGES)
def test_pages_may_run_their_own_files_only(client: httpx.Client, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.headers["content-security-policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in page.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|<script(?! src=)|\son\w+=", page.text)
    for address in re.findall(r'(?:src|href)="(/page/[^"]+)"', page.text):
        assert client.get(address).status_code == 200


def test_an_answer_is_in_the_page_as_in_the_api(client: httpx.Client) -> None:
    later = "2027-10-30"
    answer = client.post("/v1/answers", json={"question": QUESTION, "as_of": later}).json()
    page = client.get("/", params={"q": QUESTION, "as_of": later}).text
    texts = re.findall(r'<p class="words" dir="auto">(.*?)</p>', page)
    unescaped = [text.replace("&#34;", '"').replace("&#39;", "'") for text in texts]
    meant = '<span class="soft">[Chris Tang]</span> '
    assert [text.removeprefix(meant) for text in unescaped] == [each["text"] for each in answer["statements"]]
    referents = [each["citations"][0]["referent"] for each in answer["statements"]]
    assert [each and each["text"] for each in referents] == [
        "Chris Tang" if text.startswith(meant) else None for text in unescaped
    ]
    assert any(referents)
    newest = max(each["published_at"] for said in answer["statements"] for each in said["citations"])
    assert answer["newest_cited"] == newest
    assert "years before 30 October 2027.</p>" in page or "months before 30 October 2027.</p>" in page
    assert page.rstrip().endswith("</html>")


def test_a_page_streams(client: httpx.Client) -> None:
    with client.stream("GET", "/", params={"q": [QUESTION, "And who said so?"]}) as page:
        parts = [part for part in page.iter_raw() if part]
    assert len(parts) > 3
    assert b"Searching" in parts[0]
    assert b"statement" not in parts[0]


def test_what_is_wrong_is_said_on_a_page(client: httpx.Client) -> None:
    for path, status, said in [
        ("/?q=x&as_of=soon", 422, "is not a date"),
        (f"/?q={'x' * 2_001}", 422, "2,001 characters"),
        ("/?" + "&".join(f"q={n}" for n in range(13)), 422, "begin a new one"),
        ("/?q=bridge&publisher=Nobody", 422, "Nobody"),
        ("/articles/0000000000000000", 404, "no article"),
        ("/stories/0000000000000000", 404, "no story"),
        ("/articles/d3692f3259c2ccdf/versions/9", 404, "version"),
        ("/articles/d3692f3259c2ccdf/versions/1?start=5", 422, "a start and an end"),
        ("/articles/d3692f3259c2ccdf/versions/x", 422, "number"),
        ("/summary?style=song", 422, "style"),
        ("/take", 422, "no question"),
        (f"/take?q={QUESTION}&form=song", 422, "form"),
    ]:
        page = client.get(path)
        assert page.status_code == status, path
        assert page.headers["content-type"].startswith("text/html")
        assert said in page.text.replace("&#39;", "'"), path
        assert "<nav" in page.text


def test_a_part_of_a_page_fails_as_a_part(client: httpx.Client) -> None:
    part = client.get("/articles/0000000000000000/versions/1/source")
    assert part.status_code == 404
    assert "<html" not in part.text
    assert "no article" in part.text


def test_what_is_no_question_gets_a_word(client: httpx.Client) -> None:
    page = client.get("/", params={"q": [QUESTION, "Thank you!"]})
    assert 'class="said-itself"' in page.text
    assert page.text.count("said-itself") == 1


def test_a_plan_is_shown_as_one(client: httpx.Client) -> None:
    asked = {"q": "When will the Kess Bridge open?"}
    answer = answer_from_json(client.get("/take", params=asked).content)
    plans = sum(statement.foretold for statement in answer.statements)
    assert plans
    assert client.get("/", params=asked).text.count("plan or forecast") == plans
    for form in ("text", "markdown", "pack"):
        assert client.get("/take", params={**asked, "form": form}).text.count("plan or forecast") == plans


def test_an_answer_is_taken_along(client: httpx.Client) -> None:
    asked = {"q": QUESTION}
    answer = answer_from_json(client.get("/take", params=asked).content)
    assert answer.statements
    markdown = client.get("/take", params={**asked, "form": "markdown"})
    assert markdown.headers["content-type"].startswith("text/markdown")
    assert answer.statements[0].text in client.get("/take", params={**asked, "form": "text"}).text
    assert "Sources:" in markdown.text
    pack = client.get("/take", params={**asked, "form": "pack"})
    assert (
        pack.headers["content-disposition"] == f'attachment; filename="{NAME}-{answer.as_of:%Y-%m-%d}.html"'
    )
    assert answer.citations[0].sha256 in pack.text


def test_a_summary_is_taken_along(client: httpx.Client) -> None:
    asked = {"q": "Kess Bridge", "style": "bullets"}
    summary = summary_from_json(client.get("/summary/take", params=asked).content)
    assert summary.style == "bullets"
    assert "Kess" in client.get("/summary/take", params={**asked, "form": "pack"}).text


@pytest.mark.parametrize("about", ["article=d3692f3259c2ccdf", "since=2025-09-01&until=2025-09-10"])
def test_a_summary_of_an_article_or_of_days(client: httpx.Client, about: str) -> None:
    page = client.get(f"/summary?{about}")
    assert page.status_code == 200
    assert 'class="statement"' in page.text


def test_a_draft_is_checked(client: httpx.Client) -> None:
    page = client.post("/draft", data={"text": "The crossing is 650 metres long.\r\nWe “are luck”."})
    assert "0 of 1 quotations" in page.text
    assert "650" in page.text
    assert client.post("/draft", data={"text": " "}).status_code == 422
    assert client.post("/draft", data={"text": "字" * 20_000}).status_code == 200
    # In a form each of these characters takes nine: a text at the limit is 1.7 MB.
    too_many = client.post("/draft", data={"text": ("字" * 99 + "。\n\n") * 1_800})
    assert too_many.status_code == 422
    assert "the limit is 500: send it in parts" in too_many.text


def test_versions_are_compared(client: httpx.Client) -> None:
    listed = client.get("/v1/articles", params={"limit": 100}).json()["articles"]
    corrected = next(each for each in listed if each["latest"]["number"] > 1)
    page = client.get(f"/articles/{corrected['article']['id']}/difference")
    assert "<ins>" in page.text or "<del>" in page.text
    old = client.get(f"/articles/{corrected['article']['id']}/versions/1")
    assert "what has changed since" in old.text


# Signing in


@pytest.fixture
def visitor(keyed_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=keyed_url, timeout=60) as http:
        yield http


def test_without_a_session_a_reader_is_led_to_the_sign_in(visitor: httpx.Client) -> None:
    asked = visitor.get("/", params={"q": "Who leads?"})
    assert asked.status_code == 303
    to = parse_qs(urlsplit(asked.headers["location"]).query)["to"][0]
    assert to == "/?q=Who+leads%3F"
    assert visitor.get(asked.headers["location"]).status_code == 200
    assert visitor.post("/draft", data={"text": "A draft."}).status_code == 401


def test_a_key_opens_the_page_and_nothing_else(visitor: httpx.Client) -> None:
    signed = visitor.post("/sign-in", data={"key": KEY, "to": "/archive"})
    assert (signed.status_code, signed.headers["location"]) == (303, "/archive")
    cookie = signed.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert KEY not in cookie
    assert visitor.get("/archive").status_code == 200
    assert visitor.get("/v1/articles").status_code == 401
    assert visitor.get("/metrics").status_code == 401
    assert visitor.delete("/v1/articles/d3692f3259c2ccdf").status_code == 401


def test_a_wrong_key_opens_nothing(visitor: httpx.Client) -> None:
    refused = visitor.post("/sign-in", data={"key": "wrong", "to": "/archive"})
    assert refused.status_code in (403, 429)
    assert "set-cookie" not in refused.headers
    later = int(time()) + 1_000
    forged = [
        "0" * 64,
        "",
        ".",
        "9" * 40 + ".0",
        f"{later}.{'0' * 64}",
        session_of(KEY.encode(), int(time()) - 1),
        session_of(b"another", later),
        session_of(KEY.encode(), later).replace(str(later), str(later + 1)),
    ]
    for session in forged:
        headers = {"Cookie": f"{COOKIE}={session}"}
        assert httpx.get(f"{visitor.base_url}/archive", headers=headers).status_code in (303, 429)


def test_cookies_of_other_programs_are_no_hindrance(visitor: httpx.Client) -> None:
    own = session_of(KEY.encode(), int(time()) + 100)
    headers = {"Cookie": f'theme={{"a":1}}; a b; n[x]=1; {COOKIE}={own}; z="'}
    assert httpx.get(f"{visitor.base_url}/archive", headers=headers).status_code == 200


def test_parts_of_a_page_do_not_become_the_sign_in(visitor: httpx.Client) -> None:
    for path in ("/archive/list", "/take?q=x", "/articles/d3692f3259c2ccdf/versions/1/source"):
        assert visitor.get(path).status_code == 401


def test_who_is_signed_in_need_not_sign_in(visitor: httpx.Client) -> None:
    visitor.post("/sign-in", data={"key": KEY})
    again = visitor.get("/sign-in", params={"to": "/archive?words=x"})
    assert (again.status_code, again.headers["location"]) == (303, "/archive?words=x")


def test_many_wrong_keys_are_slowed_down_and_the_right_one_is_not(visitor: httpx.Client) -> None:
    statuses = [visitor.post("/sign-in", data={"key": "wrong"}).status_code for _ in range(40)]
    assert statuses[-1] == 429
    assert visitor.post("/sign-in", data={"key": KEY}).status_code == 303


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//x.example", "/\\x.example", "x", "/\n"])
def test_a_sign_in_leads_nowhere_else(visitor: httpx.Client, to: str) -> None:
    assert visitor.post("/sign-in", data={"key": KEY, "to": to}).headers["location"] == "/"


def test_signing_out_needs_the_form_of_the_session(visitor: httpx.Client) -> None:
    visitor.post("/sign-in", data={"key": KEY})
    assert visitor.post("/sign-out", data={"token": "x"}).status_code == 403
    token = re.search(r'name="token" value="(\w+)"', visitor.get("/archive").text)
    assert token
    assert visitor.post("/sign-out", data={"token": token[1]}).status_code == 303
    assert visitor.get("/archive").status_code == 303


def test_a_cookie_is_for_https_where_the_service_is(copy_home, run_service) -> None:
    settings = load_settings(home=copy_home(), api_key=KEY, public_url="https://news.example/")
    with run_service(settings) as url:
        assert "Secure" in httpx.post(f"{url}/sign-in", data={"key": KEY}).headers["set-cookie"]


# What else is known of the archive


def test_what_was_rejected_is_listed(copy_home, run_service, tmp_path: Path) -> None:
    settings = load_settings(home=copy_home())
    page = tmp_path / "<b>empty.html"
    page.write_text("<html></html>", encoding="utf-8")
    with open_askable(settings) as library:
        assert ingest(library, read_paths([str(page)], max_bytes=10**6)).rejected
    with run_service(settings) as url, httpx.Client(base_url=url, timeout=60) as http:
        assert "1 rejected document" in http.get("/archive").text
        assert "&lt;b&gt;empty.html" in http.get("/archive/rejected").text


def test_the_last_evaluation_is_shown(copy_home, run_service, tmp_path: Path) -> None:
    home = copy_home()
    settings = load_settings(home=home)
    questions = tmp_path / "mine.jsonl"
    questions.write_text(json.dumps({"question": QUESTION, "answer": "as early as the end of this year"}))
    with run_service(settings) as url:
        assert httpx.get(f"{url}/archive/evaluation").status_code == 404
    command = ["--home", str(home), "eval", "run", "--path", str(questions), "--out", str(tmp_path / "run")]
    done = CliRunner().invoke(dateline.app, command)
    assert done.exit_code == 0, done.output
    with run_service(settings) as url:
        assert "The last evaluation" in httpx.get(f"{url}/archive").text
        report = httpx.get(f"{url}/archive/evaluation")
        assert "Measures" in report.text
        assert report.headers["content-security-policy"].startswith("default-src 'none'; style-src")
