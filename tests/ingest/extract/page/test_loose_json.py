"""JSON that is not quite: what it seems to mean is read, and never anything that it does not say."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.extract.page.loose_json import strict_json

_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("loose", "meant"),
    [
        ("{'a': 'Lena's boat', 'b': 'it\\'s'}", {"a": "Lena's boat", "b": "it's"}),
        ("{a: 1, b_c: [true, false, null]}", {"a": 1, "b_c": [True, False, None]}),
        ('{"a": 1, /* no, "b": 2 */ "c": "http://x//y" // end\n}', {"a": 1, "c": "http://x//y"}),
        ('[,{"a": 1},, {"a": 2},]', [{"a": 1}, {"a": 2}]),
        ('[{"a": 1} {"a": 2}]', [{"a": 1}, {"a": 2}]),
        ('{"a" "b" "c", {"d": 1}}', {"a": None, "b": None, "c": None, "": {"d": 1}}),
        ('{"a": "1" "b": "2"}', {"a": "1", "b": "2"}),
        ('{"a": NaN, "b": undefined, "c": window.x, "d": }', {"a": None, "b": None, "c": None, "d": None}),
        ('{"a": [1, {"b": "c"', {"a": [1, {"b": "c"}]}),
        ('{"a": "whole", "b": "half a sen', {"a": "whole", "b": None}),
        ('{"a": "span\\-x \\u00e9 \\n"}', {"a": "span-x é \n"}),
        ('{\u00a0"a": "b\tc\nd"}', {"a": "b\tc\nd"}),
    ],
)
def test_loose_json_is_read_as_it_is_meant(loose: str, meant: object) -> None:
    assert json.loads(strict_json(loose)) == meant


@given(_VALUES.filter(lambda value: isinstance(value, (dict, list))))
def test_strict_json_means_the_same_afterwards(value: object) -> None:
    assert json.loads(strict_json(json.dumps(value))) == value
    assert json.loads(strict_json(json.dumps(value, ensure_ascii=False, indent=1))) == value


@given(st.text(alphabet="{}[]:,\"'ab1/*\\ \n", max_size=60))
def test_any_text_gives_valid_lines(text: str) -> None:
    for line in strict_json(text).splitlines():
        json.loads(line)


@pytest.mark.parametrize("part", ['{"a": ["', "'b ", "/*", '\n{"a" "b"', "{", "\\", "' "])
def test_text_made_to_be_slow_is_read_in_its_length(part: str) -> None:
    begun = time.process_time()
    strict_json('{"x": "' + part * (200_000 // len(part)))
    strict_json(part * (200_000 // len(part)))
    assert time.process_time() - begun < 8
