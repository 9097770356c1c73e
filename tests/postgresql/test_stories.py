"""Stories by day over PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ingest.store.archive import Archive
from tests.ingest.store.reading.test_story_list import (
    ALONE,
    COPY,
    FIRST,
    NEXT_DAY,
    SAME_HOUSE,
    UNDATED,
    WEST,
    test_a_list_as_of_a_moment_has_only_what_had_come_by_then,
    test_a_story_is_on_the_day_of_its_first_report_only,
    test_a_wording_that_was_replaced_since_is_seen_as_of_its_time,
    test_what_most_publishers_carried_comes_first,
)
from tests.ingest.support import SEEN, accept_indexed


@pytest.fixture
def archive(database: str) -> Iterator[Archive]:
    with closing(Archive(database)) as opened:
        accept_indexed(opened, [COPY, NEXT_DAY, FIRST, SAME_HOUSE, ALONE, WEST, UNDATED], SEEN)
        yield opened
