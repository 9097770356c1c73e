from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from ingest.store.publishers import families

QUESTION = "What was painted on the Wexmoor water tower?"
RECORD = {
    "url": "https://wexmoorbugle.example/2025/10/30/tower",
    "title": "Heron painted on Wexmoor water tower",
    "text": "A heron twelve metres tall was painted on the Wexmoor water tower on Thursday.\n\n"
    "The painter, Ines Okafor, worked for nine nights.",
    "published": "2025-10-30T08:00:00Z",
    "publisher": "Wexmoor Bugle",
}


def answered(http: httpx.Client, question: str = QUESTION) -> str:
    answer = http.post("/v1/answers", json={"question": question}).json()
    return " ".join(statement["text"] for statement in answer["statements"])


def article_of(http: httpx.Client, publisher: str) -> str:
    listed = http.get("/v1/articles", params={"publisher": publisher}).json()["articles"]
    return str(listed[0]["article"]["id"])


@pytest.fixture
def heron(editor: httpx.Client):
    """The record, ingested; its article is removed afterwards if the test did not."""
    report = editor.post("/v1/articles", json=RECORD, params={"again": True}).json()
    id_ = article_of(editor, "Wexmoor Bugle")
    yield report, id_
    editor.delete(f"/v1/articles/{id_}")


def test_the_list_can_be_walked_page_by_page(client: httpx.Client, library) -> None:
    seen, offset = [], 0
    while offset is not None:
        page = client.get("/v1/articles", params={"limit": 30, "offset": offset}).json()
        seen += [entry["article"]["id"] for entry in page["articles"]]
        offset = page["next_offset"]
    assert len(seen) == len(set(seen)) == library.archive.counts().articles


def test_an_article_comes_with_what_its_publisher_says_of_an_error(editor: httpx.Client, heron) -> None:
    _, id_ = heron
    assert editor.get(f"/v1/articles/{id_}").json()["notices"] == []
    note = "Correction: An earlier version of this article gave another height."
    later = {**RECORD, "text": f"{RECORD['text']}\n\n{note}", "modified": "2025-10-31T08:00:00Z"}
    editor.post("/v1/articles", json=later)
    [notice] = editor.get(f"/v1/articles/{id_}").json()["notices"]
    assert (notice["kind"], notice["words"], notice["article_id"], notice["version"]) == (
        "correction",
        note,
        id_,
        2,
    )
    text = editor.get(f"/v1/articles/{id_}/versions/2").json()["text"]
    assert text[notice["start"] :] == note


def test_an_article_comes_with_its_latest_version_and_all_others(client: httpx.Client) -> None:
    listed = client.get("/v1/articles", params={"publisher": "Northgate Chronicle", "limit": 100}).json()
    articles = [each["article"] for each in listed["articles"]]
    id_ = next(each["id"] for each in articles if (each["url"] or "").endswith("northgate-budget-gap"))
    details = client.get(f"/v1/articles/{id_}").json()
    assert [version["number"] for version in details["versions"]] == [1, 2]
    assert details["latest"]["number"] == 2
    assert client.get(f"/v1/articles/{id_}/versions").json()["versions"] == details["versions"]
    assert "£62 million" in client.get(f"/v1/articles/{id_}/versions/1").json()["text"]
    assert "£26 million" in details["latest"]["text"]


@pytest.mark.parametrize(
    "path", ["/v1/articles/no", "/v1/articles/no/versions", "/v1/articles/no/versions/1"]
)
def test_an_unknown_article_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert response.json()["instance"] == path


def test_an_article_is_taken_in_asked_about_and_removed(editor: httpx.Client, heron) -> None:
    report, id_ = heron
    assert (report["documents"], report["new"], report["rejected"], report["passages"]) == (1, 1, [], 1)
    assert report["articles"] == [{"origin": "record", "outcome": "new", "article_id": id_, "version": 1}]
    assert "heron twelve metres tall" in answered(editor)
    assert editor.delete(f"/v1/articles/{id_}").status_code == 204
    assert "heron" not in answered(editor)
    assert editor.get(f"/v1/articles/{id_}").status_code == 404
    assert editor.delete(f"/v1/articles/{id_}").status_code == 404
    again = editor.post("/v1/articles", json=RECORD)
    assert (again.status_code, again.json()["removed_before"]) == (207, 1)
    assert [each["outcome"] for each in again.json()["articles"]] == ["removed"]
    ready = editor.get("/readyz").json()
    assert (ready["articles"], ready["pending"]) == (72, 0)


def test_the_same_again_changes_nothing_and_a_new_wording_is_a_version(editor: httpx.Client, heron) -> None:
    _, id_ = heron
    changed = {**RECORD, "text": RECORD["text"] + "\n\nIt cost £9,000.", "modified": "2025-10-31T09:00:00Z"}
    report = editor.post("/v1/articles", json={"articles": [RECORD, changed]}).json()
    assert (report["new"], report["unchanged"], report["updated"]) == (0, 1, 1)
    assert len(editor.get(f"/v1/articles/{id_}/versions").json()["versions"]) == 2


def test_what_cannot_be_used_is_rejected_and_the_others_go_on(editor: httpx.Client) -> None:
    good = {**RECORD, "url": "https://fennelpost.example/1", "publisher": "Fennel Post"}
    too_large = {**good, "text": "word " * 11_000}
    body = {"articles": [{"title": "No text"}, 7, good, {**good, "published": "soon"}, too_large]}
    response = editor.post("/v1/articles", json=body)
    report = response.json()
    assert (response.status_code, report["documents"], report["new"]) == (207, 5, 1)
    assert [accepted["origin"] for accepted in report["articles"]] == ["articles[2]"]
    assert {rejection["origin"] for rejection in report["rejected"]} == {
        "articles[0]",
        "articles[1]",
        "articles[3]",
        "articles[4]",
    }
    assert all(rejection["reason"] for rejection in report["rejected"])
    editor.delete(f"/v1/articles/{article_of(editor, 'Fennel Post')}")


def fennel(number: int, **fields: str) -> dict[str, str]:
    own = {"url": f"https://fennelpost.example/{number}", "text": f"Fennel {number} was judged."}
    return {**RECORD, **own, "publisher": "Fennel Post", **fields}


@pytest.fixture
def fennel_post(editor: httpx.Client):
    """Remove what a test took in of the Fennel Post."""
    yield editor
    for entry in editor.get("/v1/articles", params={"publisher": "FENNEL post"}).json()["articles"]:
        assert editor.delete(f"/v1/articles/{entry['article']['id']}").status_code == 204


def sent(editor: httpx.Client, content: bytes, media: str) -> tuple[int, dict[str, Any]]:
    """Send articles that another test may have removed."""
    headers = {"Content-Type": media}
    response = editor.post("/v1/articles", content=content, headers=headers, params={"again": True})
    return response.status_code, response.json()


def test_a_list_of_records_is_a_batch(fennel_post: httpx.Client) -> None:
    status, report = sent(
        fennel_post, json.dumps([fennel(1), fennel(2)]).encode(), "application/json; charset=utf-8"
    )
    assert (status, report["new"]) == (200, 2)
    assert [each["origin"] for each in report["articles"]] == ["[0]", "[1]"]


def test_a_record_in_another_encoding_is_read_as_it_is_from_a_file(fennel_post: httpx.Client) -> None:
    body = json.dumps(fennel(1, title="Café judged"), ensure_ascii=False).encode("latin-1")
    assert sent(fennel_post, body, "application/json")[0] == 200
    [listed] = fennel_post.get("/v1/articles", params={"title": "cafe"}).json()["articles"]
    assert listed["latest"]["title"] == "Café judged"


def test_lines_are_records_and_a_bad_one_loses_no_other(fennel_post: httpx.Client) -> None:
    lines = [
        json.dumps(fennel(1)),
        "",
        "{bad",
        json.dumps({"title": "No text"}),
        "[1]",
        json.dumps(fennel(2)),
    ]
    status, report = sent(fennel_post, "\r\n".join(lines).encode(), "application/x-ndjson")
    assert (status, report["documents"], report["new"]) == (207, 5, 2)
    assert [each["origin"] for each in report["articles"]] == ["body:1", "body:6"]
    reasons = {each["origin"]: each["reason"] for each in report["rejected"]}
    assert set(reasons) == {"body:3", "body:4", "body:5"}
    assert reasons["body:3"].startswith("not valid JSON")
    assert reasons["body:4"] == "field 'text' is missing or empty"
    assert reasons["body:5"] == "expected a JSON object, got list"


@pytest.mark.parametrize(
    ("content", "media", "origins"),
    [
        (b'{"title": "No text"}', "application/json", ["record"]),
        (b'[{"title": "No text"}, 7]', "application/json", ["[0]", "[1]"]),
        (b"{}\nx\n", "application/x-ndjson", ["body:1", "body:2"]),
        (b"<html></html>", "text/html", ["body"]),
        (b"", "text/plain", ["body"]),
    ],
)
def test_what_is_rejected_as_a_whole_is_no_success(
    editor: httpx.Client, content: bytes, media: str, origins: list[str]
) -> None:
    status, problem = sent(editor, content, media)
    assert status == 422
    assert [error["field"] for error in problem["errors"]] == origins
    assert problem["detail"].startswith(f"nothing was taken in: {origins[0]}: ")
    assert "new" not in problem


SEEN = {"Memento-Datetime": "Sat, 01 Mar 2025 06:00:00 GMT"}


def test_files_of_a_form_are_documents(fennel_post: httpx.Client) -> None:
    story = f"# Fennel weighed\n\n{RECORD['text']}"
    files = [
        (
            "file",
            (
                "a.md",
                story.encode(),
                "application/octet-stream",
                {"Content-Location": fennel(1)["url"], **SEEN},
            ),
        ),
        ("file", ("b.json", json.dumps([fennel(2), fennel(3)]).encode(), "application/json")),
        ("file", ("c.jsonl", f"{json.dumps(fennel(4))}\nx\n".encode(), "application/octet-stream")),
        ("file", ("d.html.gz", b"\x1f\x8b", "application/gzip")),
        ("file", ("e.exe", b"MZ", "application/octet-stream")),
    ]
    response = fennel_post.post("/v1/articles", files=files, params={"again": True})
    report = response.json()
    assert (response.status_code, report["new"]) == (207, 4)
    origins = [each["origin"] for each in report["articles"]]
    assert origins == ["a.md", "b.json[0]", "b.json[1]", "c.jsonl:1"]
    assert [each["origin"] for each in report["rejected"]] == ["c.jsonl:2", "d.html.gz", "e.exe"]
    id_ = report["articles"][0]["article_id"]
    assert fennel_post.get(f"/v1/articles/{id_}").json()["latest"]["first_seen_at"] == "2025-03-01T06:00:00Z"
    located = fennel_post.get("/v1/articles", params={"url": fennel(1)["url"]}).json()["articles"]
    assert [entry["latest"]["title"] for entry in located] == ["Fennel weighed"]
    fennel_post.delete(f"/v1/articles/{located[0]['article']['id']}")


def test_a_time_that_is_none_is_named(editor: httpx.Client) -> None:
    file = ("a.txt", b"A title\n\nA story.", "text/plain", {"Memento-Datetime": "on Monday"})
    response = editor.post("/v1/articles", files=[("file", file)])
    assert response.status_code == 422
    assert "Memento-Datetime='on Monday'" in response.json()["detail"]


def test_a_form_without_files_says_how_to_send_them(editor: httpx.Client) -> None:
    response = editor.post("/v1/articles", files=[("title", (None, "x"))])
    assert response.status_code == 422
    assert "curl -F file=@" in response.json()["detail"]


def test_the_list_has_filters(client: httpx.Client) -> None:
    def titles(**params: Any) -> list[str]:
        page = client.get("/v1/articles", params={"limit": 100, **params}).json()
        return [entry["latest"]["title"] for entry in page["articles"]]

    assert all("kess" in title.lower() for title in titles(title="KESS"))
    everything = titles(after="1900-01-01")  # one has no date
    assert 0 < len(titles(title="kess")) < len(everything)
    assert sorted(titles(after="2025-07-01") + titles(before="2025-07-01")) == sorted(everything)
    both = titles(publisher=["harbour post", "KESSMOUTH ECHO"])
    assert sorted(both) == sorted(titles(publisher="Harbour Post") + titles(publisher="Kessmouth Echo"))
    [found] = titles(
        url="http://www.harbourpost.example/2025/07/09/star-of-ellery-ferry-capsizes/?utm_medium=x"
    )
    assert found.startswith("Ferry capsizes off Maravel")
    assert titles(url="https://harbourpost.example/gone") == []


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"publisher": "Harbor Post"}, "near it: Harbour Post"),
        ({"after": "soon"}, "is not a date"),
        ({"after": "2025-05-02", "before": "2025-05-01"}, "must be earlier"),
        ({"title": "?"}, "has no word in it"),
    ],
)
def test_a_list_of_what_cannot_be_meant_says_so(
    client: httpx.Client, params: dict[str, str], message: str
) -> None:
    response = client.get("/v1/articles", params=params)
    assert response.status_code == 422
    assert message in response.json()["detail"]


def test_the_beginning_of_an_id_is_enough_to_show_and_not_to_remove(editor: httpx.Client) -> None:
    id_ = "d3692f3259c2ccdf"
    assert editor.get(f"/v1/articles/{id_[:7]}").json()["article"]["id"] == id_
    assert editor.get(f"/v1/articles/{id_[:7]}/versions").json()["versions"][0]["number"] == 1
    assert editor.get(f"/v1/articles/{id_[:7]}/versions/1").json()["article_id"] == id_
    assert editor.delete(f"/v1/articles/{id_[:7]}").status_code == 404
    ambiguous = editor.get("/v1/articles/d")
    assert ambiguous.status_code == 422
    assert f"{id_} (Kess Bridge will open to traffic" in ambiguous.json()["detail"]


def test_the_status_is_that_of_the_archive(client: httpx.Client, library) -> None:
    status = client.get("/v1/status").json()
    assert (status["articles"], status["pending"]) == (library.archive.counts().articles, 0)
    assert status["publishers"] == list(families(library.archive.publishers()))
    assert len(status["publishers"]) == 11  # each under one of its names


def test_a_page_is_taken_in_with_its_address(editor: httpx.Client) -> None:
    story = "".join(
        f"<p>{RECORD['text']} Paragraph {n} says a little more about the heron.</p>" for n in "abc"
    )
    page = f"<html><head><title>Heron on a tower</title></head><body><article>{story}</article></body></html>"
    url = "https://osierherald.example/heron"
    response = editor.post(
        "/v1/articles",
        params={"url": url},
        content=page,
        headers={"Content-Type": "text/html; charset=utf-8"},
    )
    assert response.json()["new"] == 1
    (listed,) = editor.get("/v1/articles", params={"publisher": "osierherald.example"}).json()["articles"]
    assert listed["article"]["url"] == url
    editor.delete(f"/v1/articles/{listed['article']['id']}")


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b"{", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"[" * 60_000, "application/json", 422),
        (b"[]", "application/json", 422),
        (b"7", "application/json", 422),
        (b"", "application/x-ndjson", 422),
        (b"\n\n", "application/x-ndjson", 422),
        (b'{"articles": []}', "application/json", 422),
        (b'{"articles": {}}', "application/json", 422),
        (b'{"articles": [], "title": "x"}', "application/json", 422),
        (b"title: x", "application/yaml", 415),
        (b"x", "", 415),
        (b"x", "multipart/form-data", 400),
        (b"--b--\r\n", "multipart/form-data; boundary=b", 422),
    ],
)
def test_a_body_that_is_no_document_is_refused(
    editor: httpx.Client, content: bytes, media: str, status: int
) -> None:
    response = editor.post("/v1/articles", content=content, headers={"Content-Type": media})
    assert response.status_code == status
    assert response.json()["detail"]


@pytest.mark.parametrize("url", ["ftp://x.example/", "nowhere", "http://", "http://[::1"])
def test_a_page_needs_a_web_address(editor: httpx.Client, url: str) -> None:
    headers = {"Content-Type": "text/html"}
    response = editor.post("/v1/articles", params={"url": url}, content=b"<p>x</p>", headers=headers)
    assert response.status_code == 422


def test_questions_asked_during_an_ingest_get_the_same_answers(editor: httpx.Client) -> None:
    questions = [
        "When will the Kess Bridge open?",
        "How many surveillance cameras does Hong Kong plan to have by 2028?",
        "What is the Bank of England's interest rate?",
        "Why was the opening of the Kess Bridge delayed?",
    ] * 5
    before = [answered(editor, question) for question in questions[:4]]
    records = [
        {
            "url": f"https://orchardgazette.example/{n}",
            "title": f"Pear variety {n} judged",
            "text": "\n\n".join(
                f"Judge {n}-{m} found that pear {m} of tray {n} was crisp." for m in range(12)
            ),
            "published": "2025-05-01",
            "publisher": "Orchard Gazette",
        }
        for n in range(12)
    ]
    with ThreadPoolExecutor(21) as pool:
        change = pool.submit(editor.post, "/v1/articles", content=json.dumps({"articles": records}),
                             headers={"Content-Type": "application/json"})  # fmt: skip
        during = list(pool.map(lambda question: answered(editor, question), questions))
        assert change.result().json()["new"] == 12
    assert during == before * 5
    for entry in editor.get("/v1/articles", params={"publisher": "Orchard Gazette"}).json()["articles"]:
        assert editor.delete(f"/v1/articles/{entry['article']['id']}").status_code == 204


def test_files_of_other_formats_are_sent_by_their_names(editor: httpx.Client) -> None:
    """A mail and a NewsML item of one form; each is read as its ending says."""
    mail = (
        b"From: Carrow Water <press@water.example>\nSubject: Carrow dam to be rebuilt\n"
        b"Date: Mon, 04 Aug 2025 10:15:00 +0200\nMessage-ID: <1@water.example>\n\n"
        b"The dam above Carrow will be rebuilt by the end of 2027, the water company said on Monday. "
        b"The work will cost 40 million euros, half of which the region pays, "
        b"and begins in the spring of next year, it said.\n"
    )
    nitf = (
        b"<nitf><head><docdata><date.issue norm='20250804T101500Z'/></docdata></head>"
        b"<body><body.head><hedline><hl1>Ferry sails again</hl1></hedline></body.head>"
        b"<body.content><p>The ferry to the island sails again from Tuesday, the harbour master said.</p>"
        b"</body.content></body></nitf>"
    )
    files = [("file", ("release.eml", mail)), ("file", ("wire.xml", nitf)), ("file", ("a.docx", b"x"))]
    report = editor.post("/v1/articles", files=files).json()
    assert (report["new"], [each["origin"] for each in report["rejected"]]) == (2, ["a.docx"])
    for article in report["articles"]:
        editor.delete(f"/v1/articles/{article['article_id']}")
