"""Tables before any change: copies that may be changed, and a text that is made only where there is none."""

from pathlib import Path

import pytest

from sim.errors import InputError
from sim.scenario.toml.document import of_tables, plain, read_text

TEXT = "# a remark\nname = 'x'\n\n[run]\nruns = 5\n"
FILE = Path("s.toml")


def test_a_text_stays_as_it_was_written():
    assert read_text(TEXT).text == TEXT


def test_lines_are_those_of_the_text():
    assert read_text(TEXT).lines == {("name",): 2, ("run",): 4, ("run", "runs"): 5}


def test_lines_of_tables_are_those_of_the_text_that_is_made():
    assert of_tables({"run": {"runs": 5}, "name": "x"}).lines == {("name",): 1, ("run",): 3, ("run", "runs"): 4}


def test_changes_of_a_tree_leave_the_document_as_it_is():
    document = of_tables({"run": {"runs": 5}, "handles": ["ann"]})
    tree = document.tree()
    tree["run"]["runs"] = 6
    tree["handles"].append("ben")
    assert document.tree() == {"run": {"runs": 5}, "handles": ["ann"]}


def test_changes_of_the_tables_afterwards_do_not_reach_the_document():
    tables = {"run": {"runs": 5}}
    document = of_tables(tables)
    tables["run"]["runs"] = 6
    assert document.tables == {"run": {"runs": 5}}


def test_what_has_no_value_is_left_out_on_every_level():
    assert plain({"a": None, "b": {"c": None}, "d": [{"e": None, "f": 0}]}) == {"b": {}, "d": [{"f": 0}]}


def test_arrays_become_lists_and_texts_stay_texts():
    assert plain({"a": ("x", ("y",))}) == {"a": ["x", ["y"]]}


@pytest.mark.parametrize(("levels", "is_refused"), [(11, False), (12, True)])
def test_tables_may_be_twelve_levels_deep(levels, is_refused):
    tables = {"a": 1}
    for _ in range(levels):
        tables = {"a": tables}
    if not is_refused:
        assert of_tables(tables, FILE).tables == tables
        return
    with pytest.raises(InputError) as caught:
        of_tables(tables, FILE)
    assert str(caught.value) == "s.toml: arrays or tables are nested more than 12 levels deep"
