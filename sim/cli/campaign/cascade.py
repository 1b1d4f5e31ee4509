"""sim cascade."""

import click

from sim.cli.shared_options import quiet as quiet_options
from sim.cli.shared_options import verb
from sim.tasks.campaign import cascade as task
from sim.tasks.campaign.cascade import CascadeRequest


@verb("cascade", CascadeRequest, *quiet_options(), talks=[])
def cascade(request: CascadeRequest, quiet: bool) -> None:
    """Draw a cascade."""
    answer = task.cascade(request)
    if not quiet:
        click.echo(answer.text())
