"""A live blog over PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.answer import Answer
from service.ask import AskRequest, ask
from service.evidence.library import AskableLibrary
from tests.ingest.support import on
from tests.service.test_live_blog import (
    WHO,
    open_live,
    test_a_citation_has_the_time_of_its_post_and_is_checked_with_it,
    test_a_question_for_a_day_has_the_posts_of_that_day,
    test_a_summary_of_the_article_is_of_what_had_been_posted,
    test_indexes_that_are_built_anew_give_the_same,
    test_words_are_found_where_they_had_been_posted_by_then,
)


@pytest.fixture
def live(tmp_path: Path) -> Iterator[AskableLibrary]:
    with open_live(tmp_path) as library:
        yield library


@pytest.fixture
def won(live: AskableLibrary) -> Answer:
    return ask(live, AskRequest(WHO, as_of=on("2025-06-11 01:45")))
