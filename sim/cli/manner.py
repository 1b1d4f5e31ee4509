"""Options that mean the same in every command."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]

_verbosity = 0


def verbosity() -> int:
    """How often -v was given."""
    return _verbosity


def _set_verbosity(_context: click.Context, _option: click.Parameter, value: int) -> int:
    global _verbosity
    _verbosity = value
    return value


def _set_color(_context: click.Context, _option: click.Parameter, value: bool) -> None:
    if value:
        os.environ["NO_COLOR"] = "1"  # what rich looks at


def name_variables(command: click.Command, prefix: str) -> None:
    """Let every option be given in the environment under the name of its flag: SIM_COMPARE_RESULTS."""
    for option in command.params:
        if isinstance(option, click.Option):
            option.envvar = variable(prefix, max(option.opts, key=len))
    for name, inner in command.commands.items() if isinstance(command, click.Group) else ():
        name_variables(inner, variable(prefix, name))


def variable(prefix: str, name: str) -> str:
    return f"{prefix}_{name.strip('-').replace('-', '_')}".upper()


def changes(command: Command) -> Command:
    """Changes to scenarios."""
    return click.option(
        "--set", "changes", metavar="PATH=VALUE", multiple=True,
        help="Change a value, for example --set run.runs=100 or creators.micro.count=500; @FILE: all of a TOML file.",
    )(command)  # fmt: skip


def scenario(command: Command) -> Command:
    """A scenario file and changes to it."""
    return click.argument("config", type=click.Path(path_type=Path))(changes(command))


def sizes(command: Command) -> Command:
    """How much is played, and on how many threads."""
    for option in (
        click.option("--runs", help="Runs per draw: how often luck is played out."),
        click.option("--draws", help="Draws of the uncertain numbers."),
        click.option("--seed", help="Seed of every coin toss."),
        click.option(
            "--threads", type=click.IntRange(1, 1024), help="Threads; the result is the same.  [default: all]"
        ),
    )[::-1]:  # fmt: skip
        command = option(command)
    return command


def result_file(command: Command) -> Command:
    """A result that `sim run` wrote."""
    return click.argument("result", type=click.Path(path_type=Path))(command)


def form(command: Command) -> Command:
    """How to print."""
    choice = click.Choice(["table", "json", "csv"])
    return click.option("--format", "form", type=choice, default="table", show_default=True, help="How to print.")(
        command
    )


def force(command: Command) -> Command:
    """Leave to overwrite."""
    return click.option("--force", is_flag=True, help="Replace what is there.")(command)


def talk(command: Command) -> Command:
    """How much is said on the way, and how."""
    modes = click.Choice(["auto", "bar", "plain", "none"])
    command = click.option("--progress", type=modes, default="auto", show_default=True, help="How progress is shown.")(
        command
    )
    return quiet(command)


def quiet(command: Command) -> Command:
    """-q, -v and --no-color."""
    for option in (
        click.option("--no-color", is_flag=True, expose_value=False, callback=_set_color, help="No colours."),
        click.option(
            "-v", "--verbose", count=True, expose_value=False, callback=_set_verbosity,
            help="Say more; -vv shows where an error came from.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but the result."),
    ):  # fmt: skip
        command = option(command)
    return command


def is_wide() -> bool:
    """Whether standard output is a terminal, where tables are aligned; in a pipe they are tab-separated."""
    return sys.stdout.isatty()
