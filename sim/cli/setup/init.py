"""sim init."""

from pathlib import Path

import click

from sim.cli.shared_options import quiet as quiet_options
from sim.cli.shared_options import verb
from sim.tasks.setup import init as task
from sim.tasks.setup.init import InitRequest


@verb("init", InitRequest, *quiet_options(), talks=[])
def init(request: InitRequest, quiet: bool) -> None:
    """Write a scenario to start from, or an example that is shipped."""
    file = task.init(request)
    if not quiet:
        click.echo(f"{file}: written; next: sim {_next(file)}", err=True)


def _next(file: Path) -> str:
    """The command that plays what was written."""
    if file.suffix != ".toml":
        return f"run {file / 'micro_1000.toml'}"
    return f"{'sweep' if file.parent.name == 'studies' else 'run'} {file}"
