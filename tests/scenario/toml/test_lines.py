"""Every key of a TOML text is found on the line where it stands."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.toml.keys import leaves
from sim.scenario.toml.lines import lines
from tests.scenarios import BASE, ROOT


def test_of_every_form():
    source = """\
# a remark = 1
top = 1
dotted.key.deep = 2
"quoted key" = 3

[table]
text = \"\"\"
[not.a.table]
key = 5
\"\"\"
array = [
  1, # ]
  { inner = 2 },
]
after = 1  # ] = 3
[table.below]
a = 1
[[group]]
name = "x"
[group.inside]
b = 1
[[group]]
name = "y"
[group.inside]
b = 2
[[group.many]]
c = 3
[[group.many]]
c = 4
[late."a.b"]
d = { e = { f = 1 } }
"""
    found = lines(source)
    assert found == {
        ("top",): 2,
        ("dotted",): 3, ("dotted", "key"): 3, ("dotted", "key", "deep"): 3,
        ("quoted key",): 4,
        ("table",): 6, ("table", "text"): 7,
        ("table", "array"): 11, ("table", "array", 0): 11, ("table", "array", 1): 11,
        ("table", "array", 1, "inner"): 11,
        ("table", "after"): 15,
        ("table", "below"): 16, ("table", "below", "a"): 17,
        ("group",): 18, ("group", 0): 18, ("group", 0, "name"): 19,
        ("group", 0, "inside"): 20, ("group", 0, "inside", "b"): 21,
        ("group", 1): 22, ("group", 1, "name"): 23,
        ("group", 1, "inside"): 24, ("group", 1, "inside", "b"): 25,
        ("group", 1, "many"): 26, ("group", 1, "many", 0): 26, ("group", 1, "many", 0, "c"): 27,
        ("group", 1, "many", 1): 28, ("group", 1, "many", 1, "c"): 29,
        ("late",): 30, ("late", "a.b"): 30, ("late", "a.b", "d"): 31, ("late", "a.b", "d", "e"): 31,
        ("late", "a.b", "d", "e", "f"): 31,
    }  # fmt: skip


def test_a_table_is_where_it_is_named_first():
    assert lines("[a.b]\nx = 1\n[a]\ny = 2\n") == {("a",): 1, ("a", "b"): 1, ("a", "b", "x"): 2, ("a", "y"): 4}


def test_windows_line_endings_change_nothing():
    assert lines(BASE.replace("\n", "\r\n")) == lines(BASE)


@pytest.mark.parametrize("source", ["", "\n\n", "# only = 1\n"])
def test_nothing(source):
    assert lines(source) == {}


@pytest.mark.parametrize("path", sorted((ROOT / "configs").glob("*.toml")), ids=lambda path: path.name)
def test_configs_have_a_line_for_every_value(path):
    source = path.read_text("utf-8")
    found = lines(source)
    written = source.split("\n")
    for key, _ in leaves(tomllib.loads(source)):
        assert str(key[-1]) in written[found[key] - 1]


def test_a_slow_text_gives_an_incomplete_map_soon():
    source = "a = 1\nb = [\n" + "[1],\n" * 50_000 + "]\nc = 2\n"
    assert lines(source) == {("a",): 1}


NAME = st.sampled_from("abcdefgh")
VALUE = st.sampled_from(['"""\nx = [\n"""', "[\n 1,\n [2],\n]", "1 # ]", "'''\n]'''", "{ z = 1 }", '"]"'])


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.dictionaries(NAME, st.dictionaries(NAME, VALUE, max_size=4), min_size=1, max_size=5), st.booleans())
def test_written_lines_are_found(tables, in_groups):
    source, expected = "", {}
    for table, values in tables.items():
        source += f"[[{table}]]\n" if in_groups else f"[{table}]\n"
        for name, value in values.items():
            key = (table, 0, name) if in_groups else (table, name)
            expected[key] = source.count("\n") + 1
            source += f"{name} = {value}\n"
    found = lines(source)
    assert {key: found[key] for key in expected} == expected
