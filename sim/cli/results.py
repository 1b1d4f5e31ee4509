"""sim show, sim export."""

from pathlib import Path
from typing import Any

import click

from sim.cli import manner


@click.command("show")
@manner.result_file
@click.option("--digest", is_flag=True, help="Print a hash of the content; equal on any machine.")
@manner.form
@manner.quiet
def show(result: Path, digest: bool, form: str, quiet: bool) -> None:  # noqa: ARG001
    """Print the summary of a result, or a study, again."""
    from sim.cli import answering

    click.echo(answering.shown(result, digest, form, manner.is_wide()))


@click.command("export")
@manner.result_file
@click.option("--to", type=click.Choice(["csv", "parquet"]), required=True, help="Format of the table.")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="File to write  [default: beside the result]")
@click.option(
    "--table", type=click.Choice(["runs", "days"]), default="runs", show_default=True,
    help="A row per run, or per run and day.",
)  # fmt: skip
@manner.force
@manner.quiet
def export(result: Path, to: Any, out: Path | None, table: Any, force: bool, quiet: bool) -> None:
    """Write a result, or a study, as a table for a spreadsheet or a data frame; a study has a row per point."""
    from sim.cli import answering

    told = answering.exported(result, to, out, table, force)
    if not quiet:
        click.echo(told, err=True)


COMMANDS = (show, export)
