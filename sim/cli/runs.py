"""sim run."""

from pathlib import Path
from typing import Any

import click

from sim.cli import manner


@click.command("run")
@manner.scenario
@click.option("-o", "--out", type=click.Path(path_type=Path), help="Result file  [default: results/<config>.h5]")
@manner.sizes
@click.option("--resume", is_flag=True, help="Continue a run that was stopped or killed.")
@manner.force
@click.option("--dry-run", is_flag=True, help="Show the scenario, the memory and the time it needs; run nothing.")
@manner.form
@manner.talk
def run(config: Path, form: str, dry_run: bool, quiet: bool, progress: Any, **options: Any) -> None:
    """Play a campaign many times over and store what happens.

    CONFIG is a scenario in TOML. The summary goes to standard output, everything to one HDF5 file.
    """
    from sim.cli import handover

    job = handover.job(config, options)
    if dry_run:
        click.echo(handover.forecast(job, form, manner.is_wide()))
        return
    result = handover.play(job, progress, quiet, manner.verbosity())
    click.echo(handover.summary(result, form, manner.is_wide()))


COMMANDS = (run,)
