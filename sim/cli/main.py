"""From the command line to an exit code: every problem in one line, never a traceback unless asked for."""

import contextlib
import io
import os
import pickle
import sys
import traceback
from typing import NoReturn

import click

from sim.cli import (
    calibrating,
    choosing,
    configs,
    manner,
    programme,
    results,
    runs,
    studies,
    validating,
    verdicts,
    worlds,
)
from sim.errors import InputErrors, Interrupted, SimError
from sim.version import __version__

VARIABLES = "SIM"
HELP = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": VARIABLES}
FILE_PROBLEM, ENGINE_FAILED, BROKEN_PIPE = 4, 5, 141


@click.group(context_settings=HELP)
@click.version_option(__version__, message="sim %(version)s")
def cli() -> None:
    """Simulate influencer campaigns: one mega creator or a thousand micros?

    Start with `sim init`, then `sim run scenario.toml`.
    """


for command in (
    *runs.COMMANDS, *verdicts.COMMANDS, *studies.COMMANDS, *programme.COMMANDS, *worlds.COMMANDS, *results.COMMANDS,
    *configs.COMMANDS, *validating.COMMANDS, *choosing.COMMANDS, *calibrating.COMMANDS,
):  # fmt: skip
    cli.add_command(command)
manner.name_variables(cli, VARIABLES)


def main() -> NoReturn:
    """Run the command and leave with its exit code (see README.md)."""
    open_streams()
    sys.exit(exit_code())


def open_streams() -> None:
    """Make printing always possible: streams may be closed, or know too few letters."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w")  # noqa: SIM115, PTH123  open until the process ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def exit_code() -> int:
    """Run the command; what goes wrong is told on standard error."""
    try:
        cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        with contextlib.suppress(OSError):
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        if isinstance(error.__cause__, EOFError):  # click takes it for Ctrl-D
            return unforeseen(error.__cause__)
        return told("interrupted", Interrupted.exit_code)
    except SimError as error:
        return told(str(error), error.exit_code, n_errors=len(error.errors) if isinstance(error, InputErrors) else 1)
    except BrokenPipeError:
        return unread()
    except SystemExit as error:
        if error.code != 1:  # words for the shell to complete
            raise
        return unread()  # how click leaves where nobody reads
    except MemoryError:
        return told("out of memory; use a smaller world (world.sample_one_in) or fewer runs", ENGINE_FAILED)
    except Exception as error:
        return unforeseen(error)
    return 0


def unread() -> int:
    """Whoever read the output has gone, and nobody wants to hear of it."""
    drop_output()
    return BROKEN_PIPE


def drop_output() -> None:
    """Send what is still unwritten nowhere, so that the interpreter does not fail at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def unforeseen(error: Exception) -> int:
    """A full standard output, damaged machine code, or a bug of ours."""
    if isinstance(error, OSError) and error.filename is None:
        drop_output()
        return told(f"standard output: {error.strerror}", FILE_PROBLEM)
    if isinstance(error, pickle.UnpicklingError | EOFError):
        from sim.core.jit import forget_code

        return told(f"compiled code in {forget_code()} was damaged and is removed; run again", ENGINE_FAILED)
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    return told(f"unexpected, and not your fault: {detail}; run again with -vv and report what it prints", 1)


def told(text: str, code: int, n_errors: int = 1) -> int:
    """Say what went wrong; returns the exit code."""
    from sim.report.style.table import printable

    if manner.verbosity() > 1:
        traceback.print_exc()
    head = "Error: " if n_errors == 1 else f"{n_errors} errors:\n"
    with contextlib.suppress(OSError):
        click.echo(printable(head + text), err=True)
    return code
