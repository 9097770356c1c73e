"""Watching over PostgreSQL."""

from tests.ingest.watching.test_watcher import (
    archive,
    settings,
    site,
    test_a_page_that_changes_becomes_a_new_version,
    test_a_source_that_the_file_leaves_out_is_left,
    test_pages_of_a_feed_are_taken_in_once,
)
