"""sim network."""

from collections.abc import Sequence
from pathlib import Path

import click

from sim.cli import manner

OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("network")
@manner.scenario
@click.option("--picture", type=OUT, help="Draw it into this file (svg, pdf, png).")
@click.option("--export", "graph", type=OUT, help="Write who follows whom (graphml, csv); small worlds only.")
@manner.force
@manner.form
@manner.quiet
def network(
    config: Path, changes: Sequence[str], picture: Path | None, graph: Path | None, force: bool, form: str, quiet: bool
) -> None:
    """Show what the network of a scenario looks like.

    Sizes, how many creators people follow, how much audiences overlap, and what was asked for.
    """
    from sim.cli import handover

    for line in handover.network(config, changes, (picture, graph), force, (form, manner.is_wide())):
        if not quiet or line.is_result:
            click.echo(line.text, err=not line.is_result)


COMMANDS = (network,)
