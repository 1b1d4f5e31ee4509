"""sim network, sim network fit, sim cascade."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from sim.cli import manner
from sim.cli.verdicts import Finite

OUT = click.Path(path_type=Path, dir_okay=False)


class OrShow(click.Group):
    """A group whose first argument may also be what its `show` shows."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = args and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named or not args else ["show", *args])


@click.group("network", cls=OrShow, no_args_is_help=True)
def network_group() -> None:
    """Show the network of a scenario (sim network CONFIG), or fit one to a table of overlaps (fit)."""


@network_group.command("show")
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


@network_group.command("fit")
@click.argument("roster", type=OUT)
@click.argument("overlaps", type=OUT, required=False)
@click.option("-o", "--out", type=OUT, default=Path("audiences.csv.gz"), show_default=True, help="Who follows whom.")
@click.option("--pairs", type=OUT, help="Write asked and achieved overlap of every listed pair, say pairs.csv.")
@click.option("--meaning", type=click.Choice(["smaller", "jaccard", "shared"]), help="What the table's figures are.")
@click.option("--within", type=Finite(0.0, 1.0), help="Without a table: mean overlap of creators of one niche.")
@click.option("--across", type=Finite(0.0, 1.0), help="With --within: mean overlap of creators of different niches.")
@click.option("--duplication", type=Finite(0.0, 1.0), help="Instead: share of followers who were counted before.")
@click.option("--tail", type=Finite(-0.9, 10.0), help="-0.4 sparse and heavy-tailed, 0.6 dense; else chosen.")
@click.option(
    "--one-in", type=click.IntRange(1, 1_000_000), help="Simulate one follower in so many.  [default: 500,000 slots]"
)
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=1, show_default=True, help="Of the fit.")
@manner.force
@manner.form
@manner.quiet
def fit(roster: Path, overlaps: Path | None, out: Path, force: bool, form: str, quiet: bool, **asked: Any) -> None:
    """Make audiences that have the sizes of a roster and the pairwise overlaps of a table.

    OVERLAPS has columns creator_a, creator_b and one of smaller, jaccard, shared; or is a matrix with handles on both
    sides. An empty cell is an unlisted pair. Without a table: the mean overlaps within and across niches, or a figure
    of duplication. Tells asked against achieved, the worst pairs, and what the figures leave open about the unique
    audience. Overlaps are shares of the smaller audience.
    """
    from sim.cli import answering_fit

    told, result = answering_fit.fitted((roster, overlaps), (out, force), asked, (form, manner.is_wide()))
    if not quiet:
        click.echo(told, err=True)
    click.echo(result)


@click.command("cascade")
@manner.scenario
@click.option("--run", type=click.IntRange(0, 2**32 - 1), default=0, show_default=True, help="Which run.")
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


COMMANDS = (network_group, cascade)
