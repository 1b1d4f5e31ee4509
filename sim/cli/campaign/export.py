"""sim export."""

import click

from sim.cli.shared_options import quiet as quiet_options
from sim.cli.shared_options import verb
from sim.tasks.campaign import export as task
from sim.tasks.campaign.export import ExportRequest


@verb("export", ExportRequest, *quiet_options(), talks=[])
def export(request: ExportRequest, quiet: bool) -> None:
    """Write a table of a result."""
    written = task.export(request)
    if not quiet:
        click.echo(f"{written.path}: {written.n_rows:,} rows", err=True)
