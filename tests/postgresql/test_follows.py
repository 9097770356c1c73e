"""Follows over PostgreSQL."""

from tests.service.follows.test_again import (
    library,
    test_a_follow_ends,
    test_a_later_value_is_news_with_the_one_of_before,
)
