from __future__ import annotations

import httpx

CABLE = "2aff5a2b3d60bb88"


def test_stories_of_a_day_are_listed(client: httpx.Client) -> None:
    found = client.get("/v1/stories", params={"day": "2025-08-26"}).json()
    [story] = found["stories"]
    assert (story["article_id"], story["articles"], story["agency"]) == (CABLE, 3, "Meridian Wire")
    assert (found["day"], found["total"], found["next_offset"]) == ("2025-08-26", 1, None)
    assert client.get("/v1/stories").json()["day"] == "2025-10-31"
    assert client.get("/v1/stories", params={"day": "soon"}).status_code == 422


def test_a_story_is_shown_by_the_id_of_any_of_its_articles(client: httpx.Client) -> None:
    story = client.get(f"/v1/stories/{CABLE}").json()
    assert client.get(f"/v1/stories/{story['id']}").json() == story
    assert client.get(f"/v1/stories/{CABLE[:6]}").json() == story
    assert client.get("/v1/stories/0000000000000000").status_code == 404


def test_its_citations_can_be_checked(client: httpx.Client) -> None:
    story = client.get("/v1/stories/b31cd678a3d61600").json()
    cited = [each for step in story["course"] for each in (*step["added"], *step["dropped"])]
    cited += [value["citation"] for each in story["differing"] for value in each["values"]]
    assert [each["marker"] for each in cited] == list(range(1, len(cited) + 1))
    assert client.post("/v1/citations/check", json={"citations": cited}).json()["all_valid"]


def test_stories_as_of_a_moment(client: httpx.Client) -> None:
    early = {"as_of": "2025-07-10"}
    story = client.get("/v1/stories/b31cd678a3d61600", params=early).json()
    assert {step["version"] for step in story["course"]} == {1}
    assert client.get("/v1/stories", params=early).json()["day"] <= "2025-07-10"
    assert client.get("/v1/stories/b31cd678a3d61600", params={"as_of": "2025-07-01"}).status_code == 404
