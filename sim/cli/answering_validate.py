"""From the arguments of `sim validate` to the floors below: imported by the command when it runs."""

from pathlib import Path

import click

from sim.report.text import validate as report
from sim.store import commit, names
from sim.study.replication.finding import MET, TargetFinding
from sim.study.replication.targets import choose_targets, findings

UNMET = 6  # a requested check does not hold


def numbers(only: str) -> list[int]:
    """The numbers of targets in a list."""
    parts = [part.strip() for part in only.split(",") if part.strip()]
    wrong = next((part for part in parts if not (part.isascii() and part.isdigit())), None)
    if wrong is not None:
        raise click.BadParameter(f"{wrong!r} is not a number; list targets like 5,6,9", param_hint="--only")
    return [int(part) for part in parts]


def told(only: str, page: tuple[Path | None, bool], how: tuple[str, bool], quiet: bool) -> tuple[str, int]:
    """The table, and the exit code: 0 where all are met."""
    targets = choose_targets(numbers(only))
    if page[0] is not None:
        names.check_output(page[0], page[1])
    found: list[TargetFinding] = []
    for target in targets:
        if not quiet:
            click.echo(f"target {target.number}: {target.finding}", err=True)
        found += findings([target])
    if page[0] is not None:
        commit.commit(page[0], [report.markdown(found).encode()])
    return report.text(found, *how), 0 if all(one.verdict == MET for one in found) else UNMET
