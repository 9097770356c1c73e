from __future__ import annotations

import pytest

from ingest.errors import InputError, NotFoundError
from ingest.store.reading.listing import ListFilters
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from service.web.reading import reading, story


def test_what_is_marked_is_the_quote_to_the_character(library: AskableLibrary) -> None:
    answer = ask(library, AskRequest("When will Hong Kong deploy real-time facial recognition?"))
    for citation in answer.citations:
        read = reading(library.archive, citation.article_id, citation.version, citation.start, citation.end)
        marked = [run.text for paragraph in read.paragraphs for run in paragraph if run.marked]
        assert "\n".join(marked) == citation.quote
        whole = "\n".join("".join(run.text for run in paragraph) for paragraph in read.paragraphs)
        assert whole.split() == read.version.text.split()


def test_a_place_may_go_over_paragraphs(library: AskableLibrary) -> None:
    article, version = library.archive.latest(limit=1)[0]
    end = version.text.index("\n") + 30
    read = reading(library.archive, article.id, None, 5, end)
    marked = [run.text for paragraph in read.paragraphs for run in paragraph if run.marked]
    assert len(marked) == 2
    assert "".join("".join(marked).split()) == "".join(version.text[5:end].split())


def test_copies_of_a_story_are_named_beside_it(library: AskableLibrary) -> None:
    stories = [article.story_id for article, _ in library.archive.latest(limit=200)]
    shared = next(each for each in stories if stories.count(each) > 1)
    articles = story(library.archive, shared)
    assert len(articles) == stories.count(shared)
    read = reading(library.archive, articles[0].article.id)
    assert {each.article.id for each in read.others} == {each.article.id for each in articles[1:]}
    times = [each.latest.published_at for each in articles if each.latest.published_at]
    assert times == sorted(times)


def test_a_replaced_version_says_so(library: AskableLibrary) -> None:
    corrected = next(a for a, v in library.archive.latest(ListFilters(), limit=200) if v.number == 2)
    assert reading(library.archive, corrected.id, 1).replaced
    assert not reading(library.archive, corrected.id).replaced


@pytest.mark.parametrize(("start", "end"), [(0, None), (5, 5), (7, 3), (0, 10**6)])
def test_a_place_that_is_none_is_refused(library: AskableLibrary, start: int, end: int | None) -> None:
    article, _ = library.archive.latest(limit=1)[0]
    with pytest.raises(InputError):
        reading(library.archive, article.id, 1, start, end)
    with pytest.raises(NotFoundError):
        reading(library.archive, "0" * 16)


def test_an_article_has_what_its_publisher_says_of_it_today(library: AskableLibrary) -> None:
    listed = library.archive.latest(limit=200)
    corrected = next(article for article, latest in listed if latest.kind == "correction")
    read = reading(library.archive, corrected.id, 1)
    latest = library.archive.version(corrected.id)
    assert read.notices
    for notice in read.notices:
        assert notice.start is not None
        assert latest.text[notice.start :].startswith(notice.words)
