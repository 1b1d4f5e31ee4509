"""Programmes of several campaigns as text."""

import math

import numpy as np

from sim.core.arrays import F64
from sim.report.style import numbers
from sim.report.style.table import TextTable, printable, render
from sim.statistics.intervals import Interval, mean_interval, ratio_interval
from sim.study.programme.ambassadors import Programme

HEADER = (
    "wave", "hired", "new", "strength", "reach", "engagements", "cost, USD", "hours", "CPE, USD", "profit, USD",
    "discounted, USD",
)  # fmt: skip
TOLD = "means over paths, ± 95% (Student; Fieller for CPE); a path is one history of relationships"


def cell(found: Interval) -> str:
    """An estimate with its margin."""
    if math.isnan(found.value):
        return "undefined"
    margin = numbers.margin(found)
    return f"{numbers.estimate(found)} ± {margin}" if margin not in ("", "-") else numbers.estimate(found)


def mean(values: F64) -> str:
    return cell(mean_interval(values[None, :]))


def row(programme: Programme, wave: int) -> tuple[str, ...]:
    """A wave as text."""
    of = {name: values[:, wave] for name, values in programme.totals.items()}
    cpe = ratio_interval(of["cost_usd"][None, :], of["engagements"][None, :])
    return (
        str(wave + 1),
        mean(programme.hired[:, wave]),
        mean(programme.recruited[:, wave]),
        mean(programme.strength[:, wave]),
        mean(of["reach"]),
        mean(of["engagements"]),
        mean(of["cost_usd"]),
        mean(of["hours"]),
        cell(cpe),
        mean(programme.profit[:, wave]),
        mean(programme.profit[:, wave] * programme.discount[wave]),
    )


def worth(programme: Programme) -> str:
    """The net present value in words."""
    npv = programme.npv
    promise = f"; nine in ten paths have at least {numbers.number(float(np.quantile(npv, 0.1)), 0)} USD"
    return f"net present value of {printable(programme.title)}: {mean(npv)} USD{promise if npv.size > 1 else ''}"


def versus(one: Programme, other: Programme) -> str:
    """Which of two programmes is worth more, path by path on the same luck."""
    difference = mean_interval((one.npv - other.npv)[None, :])
    names = printable(one.title), printable(other.title)
    if not (difference.low > 0.0 or difference.high < 0.0):
        return f"{names[0]} - {names[1]}: {cell(difference)} USD: not decided with {one.npv.size:,} paths"
    better = names[0] if difference.value > 0.0 else names[1]
    share = float(np.mean((one.npv > other.npv) == (difference.value > 0.0)))
    return f"{names[0]} - {names[1]}: {cell(difference)} USD: {better} is worth more, in {share:.0%} of paths"


def table(programme: Programme) -> TextTable:
    paths, waves = programme.profit.shape
    heading = f"{programme.title}: {waves} waves, {paths:,} paths"
    rows = [row(programme, wave) for wave in range(waves)]
    return TextTable(heading, HEADER, rows, [TOLD, worth(programme)])


def text(found: list[Programme], form: str, wide: bool) -> str:
    """One programme, or two and which is worth more."""
    tables = [table(programme) for programme in found]
    if len(found) == 2:
        tables[-1].notes.append(versus(*found))
    if form == "json":
        return "[" + ",\n".join(render(one, form, wide) for one in tables) + "]"
    return "\n\n".join(render(one, form, wide) for one in tables)
