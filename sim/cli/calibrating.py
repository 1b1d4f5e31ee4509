"""sim calibrate."""

from pathlib import Path
from typing import Any

import click

from sim.cli import manner


@click.command("calibrate")
@click.argument("campaigns", type=click.Path(path_type=Path))
@click.option("--scenario", type=click.Path(path_type=Path), help="Whose uncertain numbers are priors.")
@click.option("--platform", default="instagram", show_default=True, help="Whose ranges are, without a scenario.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Write the posterior, say posterior.toml.")
@click.option("--page", type=click.Path(path_type=Path), help="Write all of it as an HTML page, say learned.html.")
@click.option("--seed", help="Seed of the sampler.")
@manner.changes
@manner.force
@manner.form
@manner.talk
def calibrate(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Learn a scenario's numbers from past campaigns.

    CAMPAIGNS is a CSV file: followers, posts, and any of reach, impressions, engagements, clicks, sales; cells may be
    empty. What the data cannot tell keeps its prior, and that is said.
    """
    from sim.cli import answering_calibrate

    click.echo(answering_calibrate.learned(options, (progress, quiet), form, manner.is_wide()))


COMMANDS = (calibrate,)
