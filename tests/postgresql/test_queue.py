"""The queue over PostgreSQL."""

from tests.ingest.jobs.test_queue import (
    archive,
    queue,
    settings,
    test_a_cancelled_job_keeps_what_was_settled,
    test_a_document_leaves_the_queue_as_an_article,
    test_a_full_queue_takes_nothing_of_what_is_too_much,
    test_a_version_that_cannot_be_embedded_is_withdrawn,
    test_an_address_waits_until_its_page_is_there,
    test_counts_are_by_what_became_of_each,
    test_finished_jobs_are_forgotten_after_their_days,
    test_what_fails_on_the_way_stays_in_the_queue,
    test_what_is_settled_once_more_changes_nothing,
)
