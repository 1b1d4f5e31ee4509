"""From the command line to an exit code: every problem in one line, never a traceback unless asked for."""

import os
import sys
import traceback
from typing import NoReturn

import click

from sim.cli import configs, manner, results, runs, worlds
from sim.errors import InputErrors, SimError
from sim.version import __version__

HELP = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "SIM"}
BROKEN_PIPE = 141
INTERRUPTED = 130


@click.group(context_settings=HELP)
@click.version_option(__version__, message="sim %(version)s")
def cli() -> None:
    """Simulate influencer campaigns: one mega creator or a thousand micros?

    Start with `sim init`, then `sim run scenario.toml`.
    """


for command in (*runs.COMMANDS, *worlds.COMMANDS, *results.COMMANDS, *configs.COMMANDS):
    cli.add_command(command)


def main() -> NoReturn:
    """Run the command and leave with its exit code (see README.md)."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a handle may have letters that the terminal has not
    sys.exit(exit_code())


def exit_code() -> int:
    """Run the command; what goes wrong is told on standard error."""
    try:
        cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return told("interrupted", INTERRUPTED)
    except SimError as error:
        return told(str(error), error.exit_code, n_errors=len(error.errors) if isinstance(error, InputErrors) else 1)
    except BrokenPipeError:
        # Whoever read our output has gone; nobody wants to hear of it, not even at the interpreter's end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except MemoryError:
        return told("out of memory; use a smaller world (world.sample_one_in) or fewer runs", 5)
    except Exception as error:
        return unexpected(error)
    return 0


def told(text: str, code: int, n_errors: int = 1) -> int:
    """Say what went wrong; returns the exit code."""
    from sim.report.table import printable

    if manner.verbosity() > 1:
        traceback.print_exc()
    head = "Error: " if n_errors == 1 else f"{n_errors} errors:\n"
    click.echo(printable(head + text), err=True)
    return code


def unexpected(error: Exception) -> int:
    """A bug of ours."""
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    return told(f"unexpected, and not your fault: {detail}; run again with -vv and report what it prints", 1)
