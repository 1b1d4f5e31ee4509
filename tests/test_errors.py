"""Errors take one line, say where, and have the exit code of their family."""

from pathlib import Path

import pytest

from sim import errors
from sim.errors import DamagedFile, FileProblem, InputError, InputErrors, SimError, join_errors


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ({}, "must be 1"),
        ({"path": ("creators", 0, "count")}, "creators.0.count: must be 1"),
        ({"file": Path("a/s.toml")}, "a/s.toml: must be 1"),
        ({"file": "s.toml", "line": 7}, "s.toml:7: must be 1"),
        ({"file": "s.toml", "line": 7, "path": ("run", "seed")}, "s.toml:7: run.seed: must be 1"),
        ({"line": 7}, "must be 1"),
    ],
)
def test_an_input_error_says_where(where, said):
    assert str(InputError("must be 1", **where)) == said


def test_several_errors_take_a_line_each():
    both = join_errors([InputError("one", line=1, file="s"), InputError("two")])
    assert isinstance(both, InputErrors)
    assert str(both) == "s:1: one\ntwo"
    assert both.message == "2 errors"


def test_a_single_error_is_itself():
    single = InputError("one")
    assert join_errors([single]) is single


def test_a_damaged_file_is_named_with_the_reason():
    error = DamagedFile(Path("r.h5"), "cut")
    assert str(error) == "r.h5: damaged: cut"
    assert (error.path, error.reason) == (Path("r.h5"), "cut")


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("SimError", 1),
        ("MissingExtraError", 2),
        ("UsageProblem", 2),
        ("InputError", 3),
        ("InputErrors", 3),
        ("FileProblem", 4),
        ("DamagedFile", 4),
        ("EngineError", 5),
        ("CheckFailed", 6),
        ("Interrupted", 130),
    ],
)
def test_every_family_has_its_exit_code(name, code):
    family = getattr(errors, name)
    assert issubclass(family, SimError)
    assert family.exit_code == code


def test_a_damaged_file_is_a_problem_with_a_file():
    assert issubclass(DamagedFile, FileProblem)
