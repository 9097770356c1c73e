"""Follows over HTTP: news by webhook and as a feed that feed readers understand."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from lxml import etree  # type: ignore[import-untyped]

from ingest.settings import load_settings
from tests.receiving import Receiver, receiving, until
from tests.service.api.test_kept import KEY, SECRET, take_in
from tests.service.kept import lido

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture(scope="module")
def desk(run_service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = load_settings(
        home=tmp_path_factory.mktemp("follows") / "home",
        api_key=KEY,
        embedding_threads=1,
        lookout_seconds=0.1,
        webhook_secret=SECRET,
        webhook_private=True,
        public_url="https://ask.example/dateline",
    )
    headers = {"Authorization": f"Bearer {KEY}", "Host": "ask.example"}
    with run_service(settings) as url, httpx.Client(base_url=url, headers=headers, timeout=60) as http:
        yield http


def feed(desk: httpx.Client, id_: str) -> etree._Element:
    response = desk.get(f"/v1/follows/{id_}.atom")
    assert response.headers["content-type"].startswith("application/atom+xml")
    return etree.fromstring(response.content)


def test_news_are_told_once_and_stay_in_the_feed(desk: httpx.Client, receiver: Receiver) -> None:
    take_in(desk, lido.first())
    body = {"question": lido.QUESTION, "webhook": receiver.url}
    made = desk.post("/v1/follows", json=body).json()
    assert made["says"]
    empty = feed(desk, made["id"])
    assert empty.xpath("count(a:entry)", namespaces=ATOM) == 0
    take_in(desk, lido.later())
    until(lambda: receiver.taken)
    [told] = receiver.bodies()
    assert told["type"] == "follow.news"
    assert told["data"]["follow"] == made["id"]
    assert told["data"]["news"]["new"][0]["value"] == "22 June"
    first, again = feed(desk, made["id"]), feed(desk, made["id"])
    assert etree.tostring(first) == etree.tostring(again)
    assert_valid(first)
    assert first.xpath("string(a:id)", namespaces=ATOM) == empty.xpath("string(a:id)", namespaces=ATOM)
    [entry] = first.xpath("a:entry", namespaces=ATOM)
    assert "22 June; before it was 4 May" in entry.xpath("string(a:content)", namespaces=ATOM)
    [link] = first.xpath("a:link[@rel='self']/@href", namespaces=ATOM)
    assert link == made["feed"] == desk.get(f"/v1/follows/{made['id']}").json()["feed"]
    assert link.startswith(f"https://ask.example/dateline/v1/follows/{made['id']}.atom?token=")
    assert_opens_the_feed_alone(desk, made["id"], link.partition("?")[2])
    [row] = desk.get("/v1/follows").json()["follows"]
    assert (row["id"], row["news"]) == (made["id"], 1)
    assert desk.delete(f"/v1/follows/{made['id']}").status_code == 204
    assert desk.get(f"/v1/follows/{made['id']}.atom").status_code == 404


def assert_opens_the_feed_alone(desk: httpx.Client, id_: str, query: str) -> None:
    """Assert that the token of a feed is its key, and no other's."""
    other = desk.post("/v1/follows", json={"question": "The Kess Bridge"}).json()["id"]
    with httpx.Client(base_url=desk.base_url, headers={"Host": "ask.example"}) as reader:
        assert etree.tostring(etree.fromstring(reader.get(f"/v1/follows/{id_}.atom?{query}").content)) == (
            etree.tostring(feed(desk, id_))
        )
        for path in (
            f"{id_}.atom",
            f"{other}.atom?{query}",
            f"{id_}?{query}",
            f"{id_}.atom?token=",
            f"?{query}",
        ):
            assert reader.get(f"/v1/follows/{path}").status_code == 401
        assert reader.delete(f"/v1/follows/{id_}?{query}").status_code == 401
    assert desk.delete(f"/v1/follows/{other}").status_code == 204


def assert_valid(feed: etree._Element) -> None:
    """Assert what RFC 4287 demands: one id, title and time of the feed and of each entry, and an author."""
    for each in [feed, *feed.xpath("a:entry", namespaces=ATOM)]:
        for name in ("id", "title", "updated"):
            assert each.xpath(f"count(a:{name})", namespaces=ATOM) == 1, name
        assert each.xpath("string(a:id)", namespaces=ATOM).startswith("urn:uuid:")
        assert each.xpath("string(a:updated)", namespaces=ATOM).endswith("Z")
    assert feed.xpath("count(a:author/a:name)", namespaces=ATOM) == 1
    for entry in feed.xpath("a:entry", namespaces=ATOM):
        assert entry.xpath("count(a:link[@rel='alternate'])", namespaces=ATOM) <= 1
        assert entry.xpath("count(a:content)", namespaces=ATOM) == 1


@pytest.mark.parametrize(
    "webhook", ["ftp://desk.example/hook", "desk.example/hook", "http://a:b@desk.example/"]
)
def test_a_webhook_that_cannot_be_used_is_refused(desk: httpx.Client, webhook: str) -> None:
    response = desk.post("/v1/follows", json={"question": lido.QUESTION, "webhook": webhook})
    assert response.status_code == 422
    assert "https://desk.example/hook" in response.json()["detail"]


def test_without_a_key_nobody_follows(client: httpx.Client) -> None:
    assert client.post("/v1/follows", json={"question": lido.QUESTION}).status_code == 403
