"""Tables as TOML text: it reads back as the same tables, and looks as a person would write it."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.toml.write import toml_text
from tests.scenarios import ROOT


def test_values_then_a_section_for_each_table():
    tables = {"run": {"runs": 5}, "name": "x", "creators": [{"name": "a"}, {"name": "b", "fee": {"low": 1}}]}
    assert toml_text(tables) == (
        'name = "x"\n\n[run]\nruns = 5\n\n[[creators]]\nname = "a"\n\n[[creators]]\nname = "b"\nfee = { low = 1 }\n'
    )


def test_what_has_no_value_is_left_out():
    text = toml_text({"name": None, "run": {"runs": None, "inner": {"a": None, "b": 1}}})
    assert tomllib.loads(text) == {"run": {"inner": {"b": 1}}}


def test_odd_names_are_quoted():
    assert tomllib.loads(toml_text({"a.b": {"c d": 1}})) == {"a.b": {"c d": 1}}


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.toml")), ids=lambda path: path.name)
def test_configs_read_back(path):
    tables = tomllib.loads(path.read_text("utf-8"))
    assert tomllib.loads(toml_text(tables)) == tables


VALUE = st.one_of(st.booleans(), st.integers(-1000, 10**9), st.floats(-1e9, 1e9), st.text(max_size=5))
NAME = st.text(max_size=4)
TABLE = st.dictionaries(NAME, VALUE | st.lists(VALUE, max_size=3) | st.dictionaries(NAME, VALUE), max_size=3)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.dictionaries(NAME, VALUE | TABLE | st.lists(TABLE, min_size=1, max_size=3) | st.just([]), max_size=4))
def test_any_tables_read_back(tables):
    assert tomllib.loads(toml_text(tables)) == tables
