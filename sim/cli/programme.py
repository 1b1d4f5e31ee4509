"""sim ambassadors."""

from pathlib import Path
from typing import Any

import click

from sim.cli import manner


@click.command("ambassadors")
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--against", type=click.Path(path_type=Path), help="Another programme, on the same luck.")
@click.option("--paths", type=click.IntRange(1, 1_000_000), default=100, show_default=True, help="Histories per draw.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Threads; the result is the same.  [default: all]")
@manner.changes
@manner.form
@manner.talk
def ambassadors(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Play a programme of several campaigns with the same creators.

    Who stays and who is replaced, what that does to fees, hours and trust, and the net present value of it all
    ([ambassadors] in the scenario).
    """
    from sim.cli import answering_programme

    click.echo(answering_programme.told(options, (progress, quiet), form, manner.is_wide()))


COMMANDS = (ambassadors,)
