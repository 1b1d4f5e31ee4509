"""Errors take one line, say where, and name options as the reader types them; a family has its exit code."""

import pickle
from pathlib import Path

import pytest

from sim import errors
from sim.errors import (
    CALL,
    DamagedFile,
    FileProblem,
    InputError,
    InputErrors,
    SimError,
    Spelling,
    join_errors,
    option,
    spelt_for_python,
    switch,
    write_out,
)


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


@pytest.mark.parametrize(
    ("template", "command", "python"),
    [
        (option("one_in"), "--one-in", "one_in"),
        (option("with_"), "--with", "with_"),
        (switch("force"), "--force", "force=True"),
        (f"the same {CALL} and {switch('resume')}", "the same command and --resume", "the same call and resume=True"),
        ("nothing to spell", "nothing to spell", "nothing to spell"),
    ],
)
def test_options_are_written_for_their_reader(template, command, python):
    assert write_out(template, Spelling.COMMAND) == command
    assert write_out(template, Spelling.PYTHON) == python


def test_an_error_speaks_to_the_command_unless_it_leaves_python():
    error = FileProblem(f"a.h5: {switch('force')} replaces it")
    assert str(error) == "a.h5: --force replaces it"
    with pytest.raises(FileProblem, match=r"^a\.h5: force=True replaces it$"), spelt_for_python():
        raise error


def test_every_one_of_several_errors_is_spelt():
    each = [InputError("is odd", path=(option("least"),)), InputError("is odd", path=(option("most"),))]
    with pytest.raises(InputError, match=r"^least: is odd\nmost: is odd$"), spelt_for_python():
        raise join_errors(each)


def test_a_reason_is_spelt():
    assert str(DamagedFile("a.h5", f"odd; {switch('force')}")) == "a.h5: damaged: odd; --force"


def test_a_message_within_another_keeps_its_options():
    inner = FileProblem(f"gone; {switch('force')}")
    outer = FileProblem(f"{inner.template}; {switch('resume')}")
    outer.spelling = Spelling.PYTHON
    assert str(outer) == "gone; force=True; resume=True"


def test_an_error_survives_a_journey_between_processes():
    error = FileProblem(f"gone; {switch('force')}")
    error.spelling = Spelling.PYTHON
    assert str(pickle.loads(pickle.dumps(error))) == "gone; force=True"
