"""Webhooks over PostgreSQL."""

from tests.service.webhooks.test_send import (
    opened,
    test_what_fails_too_often_is_dead_until_it_is_sent_again,
)
