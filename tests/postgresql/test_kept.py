"""Kept answers over PostgreSQL."""

from tests.service.kept.test_compare import (
    library,
    test_a_correction_elsewhere_is_told_in_its_own_words,
    test_a_later_article_that_gives_another_value_overtakes,
    test_an_article_that_is_removed_takes_its_quotations_along,
    test_what_is_old_is_forgotten,
)
