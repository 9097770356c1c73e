"""A running service whose answers become stale, and the webhook that tells."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from ingest.settings import load_settings
from tests.receiving import Receiver, receiving, until
from tests.service.kept import lido

KEY, SECRET = "a key for the lido", "a secret of at least sixteen"


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving(500) as running:
        yield running


@pytest.fixture(scope="module")
def desk(receiver: Receiver, run_service, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home: Path = tmp_path_factory.mktemp("kept") / "home"
    settings = load_settings(
        home=home,
        api_key=KEY,
        embedding_threads=1,
        lookout_seconds=0.1,
        webhook_url=receiver.url,
        webhook_secret=SECRET,
        webhook_private=True,
        webhook_wait=0.1,
    )
    with (
        run_service(settings) as url,
        httpx.Client(base_url=url, headers={"Authorization": f"Bearer {KEY}"}, timeout=60) as http,
    ):
        yield http


def take_in(desk: httpx.Client, *documents: Any) -> None:
    lines = b"\n".join(document.body for document in documents)
    response = desk.post("/v1/articles", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert response.status_code == 200, response.text


def test_an_answer_tells_that_it_has_become_old(desk: httpx.Client, receiver: Receiver) -> None:
    take_in(desk, lido.first())
    answer = desk.post("/v1/answers", json={"question": lido.QUESTION}).json()
    assert answer["stale"] == []
    shown = desk.get(f"/v1/answers/{answer['id']}").json()
    assert shown["answer"]["statements"] == answer["statements"]
    assert shown["stale_at"] is None
    assert desk.get("/v1/answers", params={"stale": True}).json()["answers"] == []
    take_in(desk, lido.altered())
    until(lambda: desk.get("/v1/answers", params={"stale": True}).json()["answers"])
    [change, *_] = desk.get(f"/v1/answers/{answer['id']}").json()["answer"]["stale"]
    assert change["kind"] == "altered"
    assert "11 May" in change["citation"]["quote"]
    # The first try got a 500; the second has the same id and body.
    until(lambda: len(receiver.taken) >= 2)
    (first, body), (second, again) = receiver.taken[:2]
    assert body == again
    assert first["webhook-id"] == second["webhook-id"]
    signed = f"{second['webhook-id']}.{second['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()).decode()
    assert second["webhook-signature"] == f"v1,{expected}"
    told = json.loads(body)
    assert told["type"] == "answer.stale"
    assert told["data"]["id"] == answer["id"]
    assert told["data"]["answer"]["stale"][0]["citation"]["quote"] == change["citation"]["quote"]
    [notice, *_] = until(
        lambda: [each for each in desk.get("/v1/webhooks").json()["webhooks"] if each["state"] == "sent"]
    )
    assert notice["tries"] == 2


def test_what_is_streamed_chatted_and_summarised_is_kept(desk: httpx.Client) -> None:
    take_in(desk, lido.first())
    stream = desk.post("/v1/answers", params={"stream": True}, json={"question": lido.COST}).text
    done = json.loads(stream.split("event: done\ndata: ")[1].split("\n\n")[0])
    messages = [{"role": "user", "content": lido.COST}]
    reply = desk.post("/v1/chat/completions", json={"model": "dateline", "messages": messages}).json()
    summary = desk.post("/v1/summaries", json={"question": "Marlow lido"}).json()
    ids = [done["id"], reply["choices"][0]["message"]["dateline"]["answer"]["id"], summary["id"]]
    assert all(ids)
    assert len(set(ids)) == 3
    listed = {row["id"]: row["kind"] for row in desk.get("/v1/answers").json()["answers"]}
    assert [listed[id_] for id_ in ids] == ["answer", "answer", "summary"]


def test_one_that_is_forgotten_is_gone(desk: httpx.Client) -> None:
    id_ = desk.post("/v1/answers", json={"question": lido.COST}).json()["id"]
    assert desk.delete(f"/v1/answers/{id_}").status_code == 204
    response = desk.get(f"/v1/answers/{id_}")
    assert response.status_code == 404
    assert "dateline answers" in response.json()["detail"]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/chat/completions", {"messages": [{"role": "user", "content": lido.QUESTION}]}),
        ("/v1/responses", {"input": lido.QUESTION}),
    ],
)
def test_a_chat_keeps_its_answer_unless_it_is_told_not_to(
    desk: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    take_in(desk, lido.first())
    said = [
        desk.post(path, json={"model": "dateline", **body, **store}).json()
        for store in ({}, {"store": True}, {"store": False})
    ]
    records = [each.get("dateline") or each["choices"][0]["message"]["dateline"] for each in said]
    assert [record["answer"]["id"] is None for record in records] == [False, False, True]
