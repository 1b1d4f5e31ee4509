"""sim optimize."""

from pathlib import Path
from typing import Any

import click

from sim.cli import manner
from sim.cli.verdicts import Finite


@click.command("optimize")
@click.argument("roster", type=click.Path(path_type=Path))
@click.option("--budget", type=Finite(0.0, 1e12), required=True, help="Money for fees, gifts and agency, USD.")
@click.option("--hours", type=Finite(0.0, 1e9), help="Hours of management there are.  [default: paid from the budget]")
@click.option("--goal", default="engagers", show_default=True, help="What counts, for example reach or purchases.")
@click.option("--promise", type=Finite(0.5, 0.99), help="Count what this share of campaigns reach, say 0.9.")
@click.option("--worst", type=Finite(0.01, 0.5), help="Count the mean of this share of campaigns, the worst.")
@click.option("--most-posts", type=click.IntRange(1, 100), help="Posts per creator.  [default: 3 if fees are per post]")
@click.option("--least", type=click.IntRange(0), default=0, show_default=True, help="Least number of creators.")
@click.option("--most", type=click.IntRange(1), help="Greatest number of creators.")
@click.option("--with", "must", multiple=True, metavar="HANDLE", help="A creator who must be there.")
@click.option("--without", "must_not", multiple=True, metavar="HANDLE", help="A creator who must not.")
@click.option("--niche-most", multiple=True, metavar="NICHE=N", help="Greatest number of creators of a niche.")
@click.option(
    "--worlds", type=click.IntRange(20, 10_000), help="Worlds of luck for --promise and --worst.  [default: 200]"
)
@click.option("--platform", help="Of a roster without a scenario.  [default: instagram]")
@click.option("--network", type=click.Path(path_type=Path), help="For a roster: who follows whom, by sim network fit.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write the plan as a scenario, say plan.toml.")
@click.option("--page", type=click.Path(path_type=Path), help="Write all of it as an HTML page, say roster.html.")
@manner.sizes
@manner.changes
@manner.force
@manner.form
@manner.talk
def optimize(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say which creators to hire, and for how many posts, with this money.

    ROSTER is a CSV file of creators (a fee buys one post), or a scenario whose creators come from files.
    """
    from sim.cli import answering_choice

    click.echo(answering_choice.chosen(options, (progress, quiet), form, manner.is_wide()))


COMMANDS = (optimize,)
