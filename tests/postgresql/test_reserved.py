"""What publishers reserved, over PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.evidence.library import AskableLibrary
from tests.service.test_reserved import (
    open_weir,
    test_by_default_it_is_not_quoted_and_the_refusal_names_it,
    test_nothing_is_used_where_nothing_may_be,
    test_of_so_many_words_a_part_is_quoted_that_answers,
    test_what_is_embargoed_is_neither_evidence_nor_found_before_its_time,
    test_words_in_it_are_named_but_not_shown,
)


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[AskableLibrary]:
    with open_weir(tmp_path) as library:
        yield library
