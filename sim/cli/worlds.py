"""sim network, sim cascade."""

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


@click.command("cascade")
@manner.scenario
@click.option("--run", type=click.IntRange(0), default=0, show_default=True, help="Which run.")
@click.option("--out", type=OUT, default=Path("cascade.svg"), show_default=True, help="Picture: svg, pdf, png.")
@manner.force
@manner.quiet
def cascade(config: Path, changes: Sequence[str], run: int, out: Path, force: bool, quiet: bool) -> None:
    """Draw the largest cascade of word of mouth in a run.

    Who has it from whom, share by share, beginning with who engaged with the creator's own post.
    """
    from sim.cli import answering_cascade

    told = answering_cascade.drawn(config, changes, run, (out, force))
    if not quiet:
        click.echo(told)


COMMANDS = (network, cascade)
