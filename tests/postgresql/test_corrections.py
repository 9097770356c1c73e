"""Corrections over PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ingest.store.archive import Archive
from tests.ingest.store.test_corrections import (
    LEAD,
    OTHER,
    test_a_correction_stays_an_article_that_the_other_one_has,
    test_a_correction_that_names_another_article_later_moves,
    test_each_paragraph_of_a_column_reaches_the_article_that_it_is_about,
    test_it_becomes_a_version_of_the_article_that_it_names,
    test_what_a_pages_data_state_is_a_notice_where_it_stands,
    test_what_is_stated_of_a_text_that_is_known_is_added_to_it,
)
from tests.ingest.support import SEEN, accept_indexed


@pytest.fixture
def archive(database: str) -> Iterator[Archive]:
    with closing(Archive(database)) as opened:
        accept_indexed(opened, [LEAD, OTHER], SEEN)
        yield opened
