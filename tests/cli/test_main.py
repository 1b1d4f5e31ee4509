"""The command's exit codes: a problem is one line of its kind, and a bug says how to report it."""

import importlib
import io
import subprocess
import sys

import click
import pytest

from sim.cli import shared_options
from sim.errors import FileProblem, InputError, InputErrors, Interrupted, UsageProblem

main = importlib.import_module("sim.cli.main")  # the package has a function of this name


def fails_with(error: BaseException, monkeypatch: pytest.MonkeyPatch) -> int:
    """The exit code of a command that raises an error."""

    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(main, "cli", broken)
    monkeypatch.setattr(main, "drop_output", lambda: None)
    monkeypatch.setattr(sys, "argv", ["sim"])
    monkeypatch.setattr(shared_options, "_verbosity", 0)
    return main.exit_code()


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (FileProblem("a: is a folder"), 4, "Error: a: is a folder"),
        (UsageProblem("too few"), 2, "Error: too few"),
        (InputErrors([InputError("one"), InputError("two")]), 3, "2 errors:\none\ntwo"),
        (InputErrors([InputError("one")]), 3, "Error: one"),
        (KeyboardInterrupt(), Interrupted.exit_code, "Error: interrupted"),
        (MemoryError(), 5, "Error: out of memory; use a smaller world (world.sample_one_in), fewer runs or fewer"),
        (OSError(12, "Cannot allocate memory"), 5, "Error: out of memory; use a smaller world"),
        (OSError(28, "No space left on device", "a.h5"), 4, "Error: a.h5: No space left on device"),
        (OSError(11, "Resource unavailable"), 5, "Error: the system refused something: Resource unavailable; -vv"),
        (OSError(28, "No space left on device", main.OUTPUT), 4, "Error: standard output: No space left on device"),
        (ValueError("x\ny"), 1, "Error: unexpected, and not your fault: ValueError: x; run again with -vv and report"),
        (FileProblem("\x1b[31mred"), 4, "Error: [31mred"),
    ],
)
def test_an_error_has_its_exit_code_and_its_words(
    error: BaseException,
    code: int,
    line: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert fails_with(error, monkeypatch) == code
    assert capsys.readouterr().err.strip().startswith(line)


@pytest.mark.parametrize("error", [BrokenPipeError(), SystemExit(1)])
def test_where_nobody_reads_nothing_is_said(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert fails_with(error, monkeypatch) == main.BROKEN_PIPE
    assert capsys.readouterr().err == ""


def test_an_exit_of_another_kind_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit) as caught:
        fails_with(SystemExit(0), monkeypatch)
    assert caught.value.code == 0


def test_an_end_of_file_is_no_interruption(monkeypatch: pytest.MonkeyPatch) -> None:
    """click takes an EOFError for Ctrl-D."""
    assert fails_with(EOFError("Ran out of input"), monkeypatch) == 1


def test_printing_is_possible_without_streams_and_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    monkeypatch.setattr(sys, "stderr", None)
    main.open_streams()
    print("Größe", file=sys.stdout, flush=True)  # noqa: T201
    print("nobody reads this", file=sys.stderr)  # noqa: T201
    assert narrow.buffer.getvalue() == b"Gr\\xf6\\xdfe\n"
    sys.stderr.close()


def test_each_verb_is_imported_by_its_name() -> None:
    context = click.Context(main.cli)
    verbs = main.cli.list_commands(context)
    assert verbs == sorted(verbs)
    assert [main.cli.get_command(context, verb).name for verb in verbs] == verbs
    assert main.cli.get_command(context, "rnu") is None


def test_too_little_memory_is_refused_before_anything_is_loaded():
    resource = pytest.importorskip("resource")
    program = [sys.executable, "-m", "sim", "doctor"]

    def limit():
        resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))

    done = subprocess.run(program, preexec_fn=limit, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 5
    assert done.stderr == "Error: memory is limited to 0.5 GB (ulimit -v); sim needs 1 GB or more\n"
