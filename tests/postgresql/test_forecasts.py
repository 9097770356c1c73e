"""Forecasts over PostgreSQL."""

from tests.service.forecasts.test_store import (
    library,
    test_open_ones_come_soonest_first_and_those_that_are_due_latest_first,
    test_they_follow_what_articles_say_now,
)
