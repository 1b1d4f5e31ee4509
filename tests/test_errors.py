"""Errors: one line, with options as the reader types them."""

import pickle

import pytest

from sim.errors import (
    CALL,
    DamagedFile,
    FileProblem,
    InputError,
    Spelling,
    join_errors,
    option,
    spelt_for_python,
    switch,
    write_out,
)


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
    errors = [InputError("is odd", path=(option("least"),)), InputError("is odd", path=(option("most"),))]
    with pytest.raises(InputError, match=r"^least: is odd\nmost: is odd$"), spelt_for_python():
        raise join_errors(errors)


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
