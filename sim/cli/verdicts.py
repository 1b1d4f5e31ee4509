"""sim compare, sim explain, sim flip, sim overlap, sim report."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from sim.cli import manner


class Finite(click.FloatRange):
    """A number within limits; not nan, which is within none."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        number = super().convert(value, param, ctx)
        if number != number:
            self.fail(f"{value!r} is not a number", param, ctx)
        return number


def strategies(command: Callable[..., Any]) -> Callable[..., Any]:
    """Two files or more, how they are run, and what decides."""
    for option in (
        click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path)),
        click.option("--measure", default="cpe", show_default=True, help="What decides, for example cpe or engagers."),
        click.option(
            "--smallest-difference", "smallest", type=Finite(0.0, 1.0), default=0.0, show_default=True,
            help="Smallest difference that matters, as a share of the mean of both sides.",
        ),
        manner.sizes,
        manner.changes,
        click.option(
            "--results", "folder", type=click.Path(path_type=Path), default=Path("results"), show_default=True,
            help="Where results are looked for and kept.",
        ),
    )[::-1]:  # fmt: skip
        command = option(command)
    return command


def pair(command: Callable[..., Any]) -> Callable[..., Any]:
    """Two scenarios, A and B, and how often they are played."""
    for option in (
        click.argument("a", type=click.Path(path_type=Path)),
        click.argument("b", type=click.Path(path_type=Path)),
        manner.sizes,
        manner.changes,
    )[::-1]:
        command = option(command)
    return command


@click.command("compare")
@strategies
@click.option("--until-decided", is_flag=True, help="Add runs until the order is decided.")
@click.option("--precision", type=Finite(1e-6, 1.0), help="Add runs until the ratio is known to this share.")
@click.option(
    "--error-rate", type=Finite(1e-6, 0.5), default=0.05, show_default=True,
    help="Of deciding wrongly, over all looks and pairs.",
)  # fmt: skip
@click.option("--most-runs", type=click.IntRange(2), default=100_000, show_default=True, help="Budget per strategy.")
@click.option("--most-seconds", type=Finite(0.0), default=3600.0, show_default=True, help="Budget of time.")
@manner.form
@manner.talk
def compare(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say which strategy wins, how sure that is, and by how much.

    FILES are two or more scenarios (run if their result is not stored) or results. Runs are paired: the same
    people meet every strategy with the same luck. The last line is the verdict.
    """
    from sim.cli import comparing

    click.echo(comparing.compared(options, (progress, quiet), form, manner.is_wide()))


@click.command("explain")
@pair
@click.option("--measure", default="cpe", show_default=True, help="What is explained, for example cpe or engagers.")
@manner.form
@manner.talk
def explain(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say why A differs from B: what each mechanism contributes.

    A and B are scenarios. Each mechanism is made equal on both sides, in all combinations, on the same luck.
    """
    from sim.cli import comparing

    click.echo(comparing.explained(options, (progress, quiet), form, manner.is_wide()))


def known_paths(_context: click.Context, _option: click.Parameter, typed: str) -> list[str]:
    """For shell completion: the numbers of the scenarios that were typed; the context does not hold them yet."""
    from sim.cli import comparing

    words = os.environ.get("COMP_WORDS", "").split()
    return comparing.paths_of([Path(word) for word in words if word.endswith(".toml")], typed)


def over(command: Callable[..., Any]) -> Callable[..., Any]:
    """How far parameters are turned."""
    for option in (
        click.option("--between", type=float, nargs=2, metavar="LOW HIGH", help="The range  [default: what is known]"),
        click.option(
            "--points", type=click.IntRange(2, 101), default=9, show_default=True, help="Values in the range."
        ),
    )[::-1]:
        command = option(command)
    return command


@click.command("flip")
@pair
@click.option(
    "--over", "ways", multiple=True, required=True, metavar="PATH", shell_complete=known_paths,
    help="A number of the scenarios, for example creators.micro.management_hours; two of them make a map.",
)  # fmt: skip
@click.option("--measure", default="cpe", show_default=True, help="What decides, for example cpe or engagers.")
@click.option(
    "--smallest-difference", "smallest", type=Finite(0.0, 1.0), default=0.0, show_default=True,
    help="Smallest difference that matters, as a share of the mean of both sides.",
)  # fmt: skip
@over
@manner.form
@manner.talk
def flip(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say when the answer turns: the break-even value of a parameter.

    A and B are scenarios. A key that only one of them has is turned there only; creator.KEY means all groups.
    """
    from sim.cli import comparing

    click.echo(comparing.flipped(options, (progress, quiet), form, manner.is_wide()))


@click.command("overlap")
@click.argument("config", type=click.Path(path_type=Path))
@manner.sizes
@manner.changes
@over
@manner.form
@manner.talk
def overlap(form: str, quiet: bool, progress: Any, **options: Any) -> None:
    """Say what overlap to want: reach, repeated reach, engagers and purchases over the shared audience."""
    from sim.cli import comparing

    click.echo(comparing.overlapped(options, (progress, quiet), form, manner.is_wide()))


@click.command("report")
@strategies
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), required=True, help="The page to write, for example report.html."
)
@click.option("--over", "ways", multiple=True, metavar="PATH", help="Parameters over which to look for flips.")
@click.option("--study", "studies", type=click.Path(path_type=Path), multiple=True, help="A sweep to be told as well.")
@click.option("--figures", type=click.Path(path_type=Path), help="A folder for each figure as SVG and PNG.")
@manner.force
@manner.talk
def report(quiet: bool, progress: Any, **options: Any) -> None:
    """Write the client's report: one HTML file with verdict, reasons, risks and sources.

    FILES are two or more scenarios or results; why and when are shown for the best two.
    """
    from sim.cli import reporting

    where, verdict = reporting.reported(options, (progress, quiet))
    click.echo(verdict)
    if not quiet:
        click.echo(where, err=True)


COMMANDS = (compare, explain, flip, overlap, report)
