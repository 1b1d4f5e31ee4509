"""The command: it runs a verb and leaves with its exit code; a problem is one line, without a traceback."""

import contextlib
import errno
import io
import os
import sys
import traceback
import warnings
from collections.abc import Iterator
from importlib import import_module
from typing import Any, NoReturn

import click

from sim.cli import shared_options
from sim.ending import close
from sim.errors import ChangedBytes, InputErrors, Interrupted, SimError
from sim.text import printable
from sim.version import __version__

VARIABLES = "SIM"
HELP = {"help_option_names": ["-h", "--help"], "auto_envvar_prefix": VARIABLES}
OUTPUT = "standard output"
OUT_OF_MEMORY = "out of memory; use a smaller world (world.sample_one_in), fewer runs or fewer threads"
FILE_PROBLEM, ENGINE_FAILED, BROKEN_PIPE = 4, 5, 141


ROOMS = {
    "campaign": ("run", "show", "export", "seal", "network", "cascade", "ambassadors", "promise"),
    "comparison": ("compare", "explain", "flip", "overlap", "report", "score"),
    "sweeps": ("sweep", "sensitivity", "discover", "plan"),
    "roster": ("roster", "optimize", "calibrate"),
    "setup": ("init", "config", "doctor", "validate"),
}  # the folders of commands


class Verbs(click.Group):
    """A group whose commands are imported when they are asked for: each stands in a file of its own name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(name for names in ROOMS.values() for name in names)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        room = next((room for room, names in ROOMS.items() if cmd_name in names), None)
        if room is None:
            return super().get_command(ctx, cmd_name)
        command: click.Command = getattr(import_module(f"sim.cli.{room}.{cmd_name}"), cmd_name)
        shared_options.name_variables(command, shared_options.variable(VARIABLES, cmd_name))
        return command


@click.group(cls=Verbs, context_settings=HELP)
@click.version_option(__version__, message="sim %(version)s")
def cli() -> None:
    """Simulate influencer campaigns: one mega creator or a thousand micros?

    Start with `sim init`, then `sim run scenario.toml`.
    """


shared_options.name_variables(cli, VARIABLES)


def main() -> NoReturn:
    """Run the command and leave with its exit code (see docs/start.md)."""
    open_streams()
    sys.exit(exit_code())


def open_streams() -> None:
    """Make printing always possible, for streams may be closed, or know too few letters; their refusals bear names."""
    if sys.stdout is None or sys.stderr is None:
        nowhere = open(os.devnull, "w")  # noqa: SIM115, PTH123  open until the process ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    elif isinstance(sys.stdout, io.TextIOWrapper) and writes_bytes(sys.stdout.buffer):
        sys.stdout = name_output(sys.stdout)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def writes_bytes(buffer: object) -> bool:
    """Whether a stream goes to the system as it is: a window of Windows has a stream of its own, which has to stay."""
    return isinstance(buffer.raw if isinstance(buffer, io.BufferedWriter) else buffer, io.FileIO)


class NamedOutput(io.FileIO):
    """Standard output whose refusals bear its name, as those of files do."""

    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OSError(error.errno, error.strerror, OUTPUT) from error


def name_output(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """The same stream, with refusals that bear its name."""
    raw = NamedOutput(stream.fileno(), "w", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), stream.encoding, stream.errors, None, stream.line_buffering, stream.write_through
    )


def exit_code() -> int:
    """Run the command; what goes wrong is said on standard error."""
    try:
        with tell_changed_bytes():
            cli.main(standalone_mode=False)
        sys.stdout.flush()
        close()
        tell_of_cache()
    except click.ClickException as error:
        close()
        with contextlib.suppress(OSError):
            error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt) as error:
        if isinstance(error.__cause__, EOFError):  # click takes it for Ctrl-D
            return report_bug(error.__cause__)
        return fail("interrupted", Interrupted.exit_code)
    except SimError as error:
        return fail(str(error), error.exit_code, n_errors=len(error.errors) if isinstance(error, InputErrors) else 1)
    except BrokenPipeError:
        return leave_unread()
    except SystemExit as error:
        if error.code != 1:  # words for the shell to complete
            raise
        return leave_unread()  # how click leaves where nobody reads
    except MemoryError:
        return fail(OUT_OF_MEMORY, ENGINE_FAILED)
    except Exception as error:
        return report_bug(error)
    return 0


@contextlib.contextmanager
def tell_changed_bytes() -> Iterator[None]:
    """Say in a line on standard error, once for each file, that its bytes have changed."""

    def tell(message: Warning | str, category: type[Warning], *place: Any, **more: Any) -> None:
        if issubclass(category, ChangedBytes):
            click.echo(printable(f"note: {message}"), err=True)
        else:
            usual(message, category, *place, **more)

    with warnings.catch_warnings():
        usual = warnings.showwarning
        warnings.simplefilter("once", ChangedBytes)
        warnings.showwarning = tell
        yield


def tell_of_cache() -> None:
    """Say what is wrong with the cache, where no task has said it; only what is imported already was used."""
    if "sim.core.cache_folder" in sys.modules:
        from sim.core.cache_folder import tell

        with contextlib.suppress(OSError):
            tell(lambda problem: click.echo(printable(f"Note: {problem}"), err=True))


def leave_unread() -> int:
    """End quietly when the reader of the output has gone."""
    drop_output()
    return BROKEN_PIPE


def drop_output() -> None:
    """Send what is still unwritten nowhere, so that the interpreter does not fail at its end."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def report_bug(error: Exception) -> int:
    """A refusal of the system, or a bug of ours."""
    if isinstance(error, OSError):
        return report_refusal(error)
    detail = f"{type(error).__name__}: {error}".splitlines()[0]
    return fail(f"unexpected, and not your fault: {detail}; run again with -vv and report what it prints", 1)


def report_refusal(error: OSError) -> int:
    """Name a refusal of the system after the file that it is about, where the system says which."""
    if error.errno == errno.ENOMEM:
        return fail(OUT_OF_MEMORY, ENGINE_FAILED)
    if error.filename == OUTPUT:
        drop_output()
    if error.filename is not None:
        return fail(f"{error.filename}: {error.strerror}", FILE_PROBLEM)
    return fail(f"the system refused something: {error.strerror or error}; -vv shows where", ENGINE_FAILED)


def fail(text: str, code: int, n_errors: int = 1) -> int:
    """Say what went wrong; returns the exit code."""

    close()
    if shared_options.verbosity() > 1:
        traceback.print_exc()
    head = "Error: " if n_errors == 1 else f"{n_errors} errors:\n"
    with contextlib.suppress(OSError):
        click.echo(printable(head + text), err=True)
    return code
