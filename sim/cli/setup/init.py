"""sim init."""

import click

from sim.cli.shared_options import quiet as quiet_options
from sim.cli.shared_options import verb
from sim.tasks.setup import init as task
from sim.tasks.setup.init import InitRequest


@verb("init", InitRequest, *quiet_options(), talks=[])
def init(request: InitRequest, quiet: bool) -> None:
    """Write a scenario to start from."""
    file = task.init(request)
    if not quiet:
        click.echo(f"{file}: written; next: sim run {file}", err=True)
