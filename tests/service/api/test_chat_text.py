"""The content of a chat message: text of others as it is, markers with their places, the list of sources."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from service.answer import (
    Answer,
    Citation,
    Coverage,
    Disagreement,
    Reason,
    Referent,
    Refusal,
    Speaker,
    Statement,
    Support,
    Update,
    Writing,
)
from service.api.chat_text import Annotation, Composer, Piece
from service.summaries.styles import Style
from service.summaries.summary import Dispute, EventDate, Scope, Side, Subject, Summary
from tests.cited import citation, statement
from tests.service.api.test_plain_text import HOSTILE

NOW = datetime(2025, 10, 3, tzinfo=UTC)
BASE = "http://127.0.0.1:8484/"
MARKER = re.compile(r"(?<!\\)\[(\d+)\]")


def cited(marker: int, **changes: object) -> Citation:
    made = citation(
        "Yes.",
        marker=marker,
        article=f"a{marker}",
        version=2,
        title=f"Title {marker}",
        publisher="Harbour Post",
        published_at=NOW,
        url=f"https://harbourpost.example/{marker}",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def answered(*statements: Statement, **changes: object) -> Answer:
    answer = Answer("Why?", NOW, statements, None, (), 1, Coverage(1, NOW, NOW), "extractive")
    return replace(answer, **changes)  # type: ignore[arg-type]


def composed(answer: Answer) -> Piece:
    composer = Composer(BASE)
    return joined([*(composer.state(each) for each in answer.statements), *composer.close(answer)])


def joined(pieces: list[Piece]) -> Piece:
    content = "".join(piece.content for piece in pieces)
    return Piece(content, tuple(each for piece in pieces for each in piece.annotations))


def test_a_note_stands_behind_the_markers() -> None:
    content = composed(answered(replace(statement("Yes.", cited(1)), note="an order"))).content
    assert content.startswith("Yes. [1] (an order)")
    content = composed(answered(replace(statement("Yes.", cited(1)), foretold=True))).content
    assert content.startswith("Yes. [1] (plan or forecast)")


def test_who_is_quoted_stands_behind_the_markers() -> None:
    made = cited(1, speaker=Speaker("Ann *Lee*", 40, 49))
    content = composed(answered(replace(statement("Yes.", made), support=Support.QUOTED))).content
    assert content.startswith(r"Yes. [1] (said by Ann \*Lee\*)")


def test_whom_a_quotation_means_stands_before_it() -> None:
    made = cited(1, referent=Referent("Ann *Lee*", 40, 49))
    content = composed(answered(replace(statement("She won.", made), support=Support.QUOTED))).content
    assert content.startswith(r"[Ann \*Lee\*] She won. [1]")


def test_warnings_stand_above_the_sources() -> None:
    content = composed(answered(statement("Yes.", cited(1)), warnings=("Article a2 was altered.",))).content
    assert content.startswith("Yes. [1]\n\nArticle a2 was altered.\n\nSources:")


def test_statements_come_with_their_markers_and_the_sources_below() -> None:
    whole = composed(
        answered(
            statement("It opens in May.", cited(1), cited(2, publisher=None, published_at=None)),
            statement("It was closed.", cited(1)),
            disagreements=(Disagreement(("May", "June"), (1, 2)),),
            updates=(Update(("1,000", "920"), (2, 1)),),
            newest_cited=datetime(2020, 10, 3, tzinfo=UTC),
        )
    )
    assert whole.content == (
        "It opens in May. [1] [2]\n\n"
        "It was closed. [1]\n\n"
        "Sources differ: May [1]; June [2]\n\n"
        "Updated: 1,000 [2]; earlier 920 [1]\n\n"
        "The newest article cited is of 3 October 2020, 5 years before 3 October 2025.\n\n"
        "Sources:\n\n"
        "- [1] Harbour Post, 3 October 2025: Title 1 — https://harbourpost.example/1\n"
        "- [2] unknown publisher, undated: Title 2 — https://harbourpost.example/2"
    )
    assert places(whole) == ["[1]", "[2]", "[1]", "[1]", "[2]", "[2]", "[1]", "[1]", "[2]"]


def places(whole: Piece) -> list[str]:
    found = [each.url_citation for each in whole.annotations]
    return [whole.content[each.start_index : each.end_index] for each in found]


def test_a_refusal_says_why_and_names_the_nearest_passages() -> None:
    refusal = Refusal(Reason.NOT_STATED, "It does not say.", (cited(1), cited(2)))
    whole = composed(answered(refusal=refusal))
    assert whole.content.startswith(
        "No answer (not_stated): It does not say.\n\nNearest passages:\n\n- [1] Harbour"
    )
    assert places(whole) == ["[1]", "[2]"]


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "https://good.example@evil.example/", "//x"])
def test_an_article_without_a_web_address_gets_the_services_own(url: str | None) -> None:
    whole = composed(answered(statement("Yes.", cited(1, url=url))))
    assert whole.annotations[0].url_citation.url == f"{BASE}v1/articles/a1/versions/2"
    assert whole.content.endswith(f" — {BASE}v1/articles/a1/versions/2")


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_others_cannot_become_a_link_an_image_or_html(text: str) -> None:
    hostile = cited(1, title=text, publisher=text, url="https://harbourpost.example/a)[b](c*d<e>`f")
    answer = answered(statement(text, hostile), disagreements=(Disagreement((text, text), (1, 1)),))
    whole = composed(answer)
    assert set(MARKER.findall(whole.content)) == {"1"}
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(whole.content)
    kinds = {inner.type for token in tokens for inner in (token, *(token.children or ()))}
    assert kinds <= {
        *("paragraph_open", "paragraph_close", "inline", "text", "softbreak"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    shown = "\n".join(
        "".join(child.content for child in token.children or ()) for token in tokens if token.type == "inline"
    )
    assert shown.count(" ".join(text.split())) == 5


def test_titles_have_no_line_ends_and_control_characters() -> None:
    whole = composed(answered(statement("Yes.", cited(1, title="A\n\x1b[31mtitle\u202e\x07"))))
    assert {each.url_citation.title for each in whole.annotations} == {"A title"}


def test_why_a_model_did_not_write_stands_above_the_sources() -> None:
    writing = Writing("small", fallback="the model [small] answered 500")
    whole = composed(answered(statement("Yes.", cited(1)), writing=writing))
    assert "Yes. [1]\n\nQuoted, not written: the model [small] answered 500.\n\nSources:" in whole.content
    assert places(whole) == ["[1]", "[1]"]


@given(st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=3), min_size=1, max_size=5), st.text())
def test_markers_annotations_and_list_agree(statements: list[list[int]], text: str) -> None:
    answer = answered(*(statement(text, *map(cited, markers)) for markers in statements))
    whole = composed(answer)
    body, _, listed = whole.content.partition("\n\nSources:\n")
    markers = [str(marker) for group in statements for marker in group]
    assert MARKER.findall(body) == markers
    assert MARKER.findall(listed) == list(dict.fromkeys(markers))
    assert places(whole) == [f"[{marker}]" for marker in (*markers, *dict.fromkeys(markers))]
    assert all(url_of(each) in listed for each in whole.annotations)


def url_of(annotation: Annotation) -> str:
    return annotation.url_citation.url


def summarised(style: Style, *statements: Statement, **changes: object) -> Summary:
    of = Subject(Scope.QUESTION, None, None, "The bridge", None, None, ())
    coverage = Coverage(1, NOW, NOW)
    made = Summary(of, NOW, style, statements, (), (), None, 9, 1, coverage, 1, 1, "extractive")
    return replace(made, **changes)  # type: ignore[arg-type]


def test_a_summary_has_the_layout_of_its_style() -> None:
    said = (statement("It opens in May.", cited(1)), statement("It was closed.", cited(2)))
    days = (
        EventDate(date(2025, 5, 4), date(2025, 5, 4), "in May"),
        EventDate(date(2025, 6, 1), date(2025, 6, 2), None),
    )
    brief, bullets, timeline = (
        joined(list(Composer(BASE).summary(summarised(style, *said, events=events))))
        for style, events in ((Style.BRIEF, ()), (Style.BULLETS, ()), (Style.TIMELINE, days))
    )
    assert brief.content.startswith("It opens in May. [1]\n\nIt was closed. [2]\n\nSources:\n\n- [1] ")
    assert bullets.content.startswith("- It opens in May. [1]\n- It was closed. [2]\n\nSources:\n\n- [1] ")
    assert timeline.content.startswith(
        "- 2025-05-04: It opens in May. [1]\n- 2025-06-01 to 2025-06-02 (published): It was closed. [2]\n\n"
    )
    assert places(timeline) == ["[1]", "[2]", "[1]", "[2]"]


def test_a_dispute_says_who_gives_which_figure_since_when() -> None:
    sides = (Side("45,000", "the campaign", None, NOW, (1,)), Side("18,000", None, "Harbour Post", NOW, (2,)))
    said = (statement("45,000 came.", cited(1)), statement("18,000 came.", cited(2)))
    whole = joined(
        list(Composer(BASE).summary(summarised(Style.DISPUTES, *said, disputes=(Dispute(sides),))))
    )
    assert (
        "Sources differ: 45,000 (the campaign, since 3 October 2025) [1]; "
        "18,000 (Harbour Post, since 3 October 2025) [2]" in whole.content
    )
    assert places(whole) == ["[1]", "[2]", "[1]", "[2]", "[1]", "[2]"]


def test_a_summary_that_is_refused_says_why() -> None:
    refusal = Refusal(Reason.NOTHING_FOUND, "The archive has nothing on this.", ())
    whole = joined(list(Composer(BASE).summary(summarised(Style.BRIEF, refusal=refusal))))
    assert whole.content == "No summary (nothing_found): The archive has nothing on this."


@pytest.mark.parametrize("path", ["a_b_c", "x?a=1&copy;=2", "_a_/b", "~x~/y", "a*b*c"])
def test_an_address_is_shown_as_it_is(path: str) -> None:
    whole = composed(answered(statement("Yes.", cited(1, url=f"https://harbourpost.example/{path}"))))
    [*_, listed] = [
        token for token in MarkdownIt("commonmark").parse(whole.content) if token.type == "inline"
    ]
    assert {child.type for child in listed.children or ()} == {"text"}
    assert whole.annotations[0].url_citation.url in "".join(child.content for child in listed.children or ())
