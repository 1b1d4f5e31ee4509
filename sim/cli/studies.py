"""sim sweep, sim sensitivity, sim discover, sim plan."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.cli import manner

METHODS = ["grid", "one_at_a_time", "latin_hypercube", "sobol", "saltelli", "morris"]


class Sweeps(click.Group):
    """A group whose first word may be a file: then it is a sweep of that file."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        # Whatever is no subcommand and does not ask for help is what to sweep.
        if args and args[0] not in self.commands and args[0] not in ctx.help_option_names:
            args = ["run", *args]
        return super().parse_args(ctx, args)


def study(command: Callable[..., Any]) -> Callable[..., Any]:
    """A study file, or scenarios with what to vary."""
    for option in (
        click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option(
            "--vary", metavar="PATH=RANGE", multiple=True,
            help="A number to turn: low:high, low:high:levels, [values], or known.",
        ),
        click.option("--design", "method", type=click.Choice(METHODS), help="How points are chosen."),
        click.option("--points", type=click.IntRange(1), help="Points, or levels of a grid.  [default: 64]"),
        click.option("--design-seed", type=click.IntRange(0, 2**63 - 1), help="Seed of the design.  [default: 1]"),
        click.option("--runs", type=click.IntRange(1), help="Runs of each strategy at each point.  [default: 100]"),
        click.option("--seed", type=click.IntRange(0, 2**64 - 1), help="Seed of every coin toss."),
        click.option("--measure", help="What decides, for example cpe or engagers.  [default: cpe]"),
        manner.changes,
    )[::-1]:  # fmt: skip
        command = option(command)
    return command


def place(command: Callable[..., Any]) -> Callable[..., Any]:
    """Where the study and its points are kept."""
    for option in (
        click.option("-o", "--out", type=click.Path(path_type=Path), help="Study file  [default: in results/]"),
        click.option(
            "--store", type=click.Path(path_type=Path),
            help="Where points are kept, for all studies  [default: points beside the study file]",
        ),
    )[::-1]:  # fmt: skip
        command = option(command)
    return command


@click.group("sweep", cls=Sweeps)
def sweep() -> None:
    """Play strategies at many values of uncertain numbers.

    `sim sweep study.toml`, or `sim sweep A.toml B.toml --vary PATH=LOW:HIGH`; `sim sweep run --help` lists the options.
    Points that are finished are kept, whatever happens, and never played again.
    """


@sweep.command("run")
@study
@place
@click.option("--threads", type=click.IntRange(1, 1024), help="Threads; the result is the same.  [default: all]")
@click.option("--cluster", metavar="ADDRESS", help="A Dask cluster: local:4, tcp://host:8786 or a scheduler file.")
@click.option("--resume", is_flag=True, help="Continue a sweep that was stopped or killed.")
@manner.force
@click.option("--dry-run", is_flag=True, help="Show points, time, memory and disk; play nothing.")
@manner.form
@manner.talk
def run(form: str, dry_run: bool, quiet: bool, progress: Any, **options: Any) -> None:
    """Sweep a study, or scenarios over what --vary says, and collect the points in one HDF5 file.

    FILES: a study in TOML, or one or more scenarios, all on the same luck.
    """
    from sim.cli import sweeping

    if dry_run:
        click.echo(sweeping.forecast(options, form, manner.is_wide()))
        return
    click.echo(sweeping.swept(options, (progress, quiet), form, manner.is_wide()))


@sweep.command("status")
@study
@place
@manner.form
def status(form: str, **options: Any) -> None:
    """Say how much of a sweep is finished, and whether somebody is at it."""
    from sim.cli import sweeping

    click.echo(sweeping.status(options, form, manner.is_wide()))


@sweep.command("merge")
@study
@place
@click.option(
    "--from", "sources", type=click.Path(path_type=Path), multiple=True, required=True,
    help="A folder of points made elsewhere.",
)  # fmt: skip
@manner.force
@manner.talk
def merge(quiet: bool, progress: Any, **options: Any) -> None:
    """Take over the points that a study needs from other folders, and collect them if none is missing."""
    from sim.cli import sweeping

    click.echo(sweeping.merged(options, (progress, quiet)))


@sweep.command("prune")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("results/points"))
@click.option("--keep", type=click.Path(path_type=Path), multiple=True, help="A study (TOML) whose points stay.")
@click.option("--dry-run", is_flag=True, help="Say what would be removed; remove nothing.")
def prune(folder: Path, keep: tuple[Path, ...], dry_run: bool) -> None:
    """Remove points from FOLDER: all but those of the studies to keep. Finished study files hold their own."""
    from sim.cli import sweeping

    click.echo(sweeping.pruned(folder, keep, dry_run))


def finding(command: Callable[..., Any]) -> Callable[..., Any]:
    """A study file, and what is asked of it."""
    for option in (
        click.argument("study", type=click.Path(path_type=Path)),
        click.option("--measure", help="What is asked, for example cpe or engagers.  [default: the study's]"),
        click.option("--figures", type=click.Path(path_type=Path), help="A folder for each figure as SVG and PNG."),
        click.option("-o", "--out", type=click.Path(path_type=Path), help="The table as a file: .csv or .parquet."),
    )[::-1]:
        command = option(command)
    return command


@click.command("sensitivity")
@finding
@click.option("--of", "subject", help="Of which strategy or pair: A, A-B or A/B.  [default: A/B, where it exists]")
@manner.force
@manner.form
@manner.quiet
def sensitivity(form: str, quiet: bool, **options: Any) -> None:  # noqa: ARG001
    """Say which uncertain numbers decide, what is luck, and what it is worth to know one of them.

    STUDY is a file that `sim sweep` wrote: of a saltelli design for Sobol indices, morris for screening,
    latin_hypercube or sobol for rank measures.
    """
    from sim.cli import answering

    click.echo(answering.sensed(options, form, manner.is_wide()))


@click.command("discover")
@finding
@click.option("--wins", default="A", show_default=True, help="Whose wins: the letter of a strategy.")
@click.option("--against", help="Over whom.  [default: the first other one]")
@click.option(
    "--fresh", type=click.Path(path_type=Path),
    help="Another study of the same numbers to check the rule on  [default: points held back]",
)  # fmt: skip
@manner.force
@manner.form
@manner.quiet
def discover(form: str, quiet: bool, **options: Any) -> None:  # noqa: ARG001
    """Say in a rule when a strategy wins, and how well the rule holds on points that did not make it."""
    from sim.cli import answering

    click.echo(answering.discovered(options, form, manner.is_wide()))


@click.command("plan")
@study
@place
@click.option("--precision", type=click.FloatRange(1e-4, 10.0), required=True, help="Half-width wanted, as a share.")
@click.option("--pilot-points", type=click.IntRange(2, 10_000), default=16, show_default=True, help="Points to try.")
@click.option("--pilot-runs", type=click.IntRange(2, 10_000), default=20, show_default=True, help="Runs to try.")
@click.option("--threads", type=click.IntRange(1, 1024), help="Threads; the result is the same.  [default: all]")
@manner.form
@manner.talk
def plan(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say how many points and runs a precision takes, from a small sweep."""
    from sim.cli import sweeping

    click.echo(sweeping.planned(options, (progress, quiet), form, manner.is_wide()))


COMMANDS = (sweep, sensitivity, discover, plan)
