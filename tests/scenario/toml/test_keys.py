"""Keys and values as TOML writes them: what is written reads back, and stays on one line."""

import math
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.toml.keys import brief, dot, leaves, number, quote_odd, text, toml, whole


@pytest.mark.parametrize(
    ("key", "dotted"),
    [
        ((), ""),
        (("world", "people"), "world.people"),
        (("creators", 0, "count"), "creators.0.count"),
        (("a.b", "c"), '"a.b".c'),
        (("", "ü", "a\nb"), '""."ü"."a\\nb"'),
    ],
)
def test_keys_are_dotted_and_odd_parts_quoted(key, dotted):
    assert dot(key) == dotted


def test_numbers_of_groups_stay_numbers():
    assert quote_odd(("creators", 3, "a b")) == ("creators", 3, '"a b"')


@pytest.mark.parametrize(
    ("tree", "pairs"),
    [
        ({"a": {"b": 1, "c": 2}}, [(("a", "b"), 1), (("a", "c"), 2)]),
        ({"a": [{"b": 1}, {"b": 2}]}, [(("a", 0, "b"), 1), (("a", 1, "b"), 2)]),
        ({"a": [1, 2]}, [(("a",), [1, 2])]),
        ({"a": {}, "b": []}, [(("a",), {}), (("b",), [])]),
        (5, [((), 5)]),
    ],
)
def test_leaves_are_what_is_no_table(tree, pairs):
    assert list(leaves(tree)) == pairs


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "not set"), (True, "true"), (False, "false"), (9999, "9999"), (10_000, "10_000"), (-10_000, "-10_000"),
        (9999.0, "9999.0"), (10_000.0, "10_000.0"), (1e15, "1_000_000_000_000_000.0"), (1e16, "1e+16"), (0.1, "0.1"),
        ({}, "{}"), ([], "[]"), ((1, "a"), '[1, "a"]'), ({"a b": {"c": 1}}, '{ "a b" = { c = 1 } }'),
    ],
)  # fmt: skip
def test_values(value, written):
    assert toml(value) == written


VALUES = st.one_of(st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.text())
TREES = st.recursive(VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(TREES)
def test_what_is_written_reads_back(value):
    assert tomllib.loads(f"value = {toml(value)}")["value"] == value


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text())
def test_a_text_shows_no_control_characters(value):
    assert text(value).isprintable()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_as_the_same_float(value):
    assert float(number(value)) == value


def test_numbers_without_end_are_written():
    assert [number(value) for value in (math.inf, -math.inf, math.nan)] == ["inf", "-inf", "nan"]


def test_digits_beyond_the_limit_of_python_are_hexadecimal():
    assert whole(2**10_000) == hex(2**10_000)


@pytest.mark.parametrize(("length", "quoted"), [(58, '"' + "x" * 58 + '"'), (59, '"' + "x" * 56 + "...")])
def test_a_value_in_a_message_has_sixty_characters_at_most(length, quoted):
    assert brief("x" * length) == quoted
