"""sim validate."""

from pathlib import Path

import click

from sim.cli import manner


@click.command("validate")
@click.option("--only", metavar="NUMBERS", default="", help="Targets by number, for example 5,6,9.")
@click.option("--markdown", type=click.Path(path_type=Path, dir_okay=False), help="Write the table as a page.")
@manner.force
@manner.form
@manner.quiet
def validate(only: str, markdown: Path | None, force: bool, form: str, quiet: bool) -> None:
    """Compute published findings by our own mechanisms, and say which are met.

    The replication targets of the evidence, with their tolerances; takes about two minutes.
    """
    from sim.cli import answering_validate

    text, code = answering_validate.told(only, (markdown, force), (form, manner.is_wide()), quiet)
    click.echo(text)
    click.get_current_context().exit(code)


COMMANDS = (validate,)
