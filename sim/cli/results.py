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
    """Print the summary of a result again."""
    from sim.report import summary
    from sim.store import result as store

    stored = store.load(result)
    click.echo(store.digest(stored) if digest else summary.text(stored, form, manner.is_wide()))


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
    """Write a result as a table for a spreadsheet or a data frame."""
    from sim.store import export as store

    target = out or result.with_suffix(f".{to}" if table == "runs" else f".{table}.{to}")
    rows = store.export(result, to, target, table=table, force=force)
    if not quiet:
        click.echo(f"{target}: {rows:,} rows", err=True)


COMMANDS = (show, export)
