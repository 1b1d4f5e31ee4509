"""Programmes of several campaigns as text."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.report.style import numbers
from sim.report.style.plain_values import quantity
from sim.report.style.table import TextTable, render
from sim.statistics.intervals import Interval, mean_interval, ratio_interval
from sim.study.programme.ambassadors import Programme
from sim.text import printable

MARGINS = "means over draws and paths, 95% (Student: ±; Fieller for CPE: low to high); a path is one history"


class WaveColumn(NamedTuple):
    """A column of the table: a mean over paths in each wave."""

    heading: str
    name: str  # in plain values
    unit: str
    of: Callable[[Programme, int], Interval]  # of a wave


def mean(values: F64) -> Interval:
    """The mean over draws and paths [draw, path], with its 95% interval."""
    return mean_interval(values)


def total(name: str) -> Callable[[Programme, int], Interval]:
    """The mean of an outcome in a wave."""
    return lambda programme, wave: mean(programme.totals[name][..., wave])


def cpe(programme: Programme, wave: int) -> Interval:
    """Cost per engagement of a wave: a ratio of means."""
    cost, engagements = (programme.totals[name][..., wave] for name in ("cost_usd", "engagements"))
    return ratio_interval(cost, engagements)


def discounted_profit(programme: Programme, wave: int) -> Interval:
    """The profit of a wave in money of the first day."""
    return mean(programme.profit[..., wave] * programme.discount[wave])


COLUMNS = (
    WaveColumn("hired", "hired", "creators", lambda programme, wave: mean(programme.hired[..., wave])),
    WaveColumn("new", "new", "creators", lambda programme, wave: mean(programme.recruited[..., wave])),
    WaveColumn("strength", "strength", "1", lambda programme, wave: mean(programme.strength[..., wave])),
    WaveColumn("reach", "reach", "people", total("reach")),
    WaveColumn("engagements", "engagements", "1", total("engagements")),
    WaveColumn("cost, USD", "cost", "USD", total("cost_usd")),
    WaveColumn("hours", "hours", "hours", total("hours")),
    WaveColumn("CPE, USD", "cpe", "USD", cpe),
    WaveColumn("profit, USD", "profit", "USD", lambda programme, wave: mean(programme.profit[..., wave])),
    WaveColumn("discounted, USD", "discounted_profit", "USD", discounted_profit),
)
HEADER = ("wave", *(column.heading for column in COLUMNS))


def cell(interval: Interval) -> str:
    """An estimate with its margin."""
    return numbers.with_error(interval)


def row(programme: Programme, wave: int) -> tuple[str, ...]:
    """A wave as text."""
    return (str(wave + 1), *(cell(column.of(programme, wave)) for column in COLUMNS))


def promise_of(programme: Programme) -> float:
    """The net present value that nine in ten paths have at least."""
    return float(np.quantile(programme.npv, 0.1))


def worth(programme: Programme) -> str:
    """The net present value in words."""
    promise = f"; nine in ten paths have at least {numbers.number(promise_of(programme), 0)} USD"
    value = cell(mean(programme.npv))
    return f"net present value of {printable(programme.title)}: {value} USD{promise if programme.npv.size > 1 else ''}"


def versus(first: Programme, second: Programme) -> str:
    """Sentence on which of two programmes is worth more, path by path on the same luck."""
    difference = mean(first.npv - second.npv)
    names = printable(first.title), printable(second.title)
    if not (difference.low > 0.0 or difference.high < 0.0):
        return f"{names[0]} - {names[1]}: {cell(difference)} USD: not decided with {first.npv.size:,} paths"
    better = names[0] if difference.value > 0.0 else names[1]
    share = float(np.mean((first.npv > second.npv) == (difference.value > 0.0)))
    return f"{names[0]} - {names[1]}: {cell(difference)} USD: {better} is worth more, in {share:.0%} of paths"


def table(programme: Programme) -> TextTable:
    """A programme, a row for each wave."""
    n_draws, paths, waves = programme.profit.shape
    of_draws = f"{n_draws:,} draws x " if n_draws > 1 else ""
    heading = f"{programme.title}: {waves} waves, {of_draws}{paths:,} paths"
    rows = [row(programme, wave) for wave in range(waves)]
    return TextTable(heading, HEADER, rows, [MARGINS, worth(programme)])


def tables(programmes: Sequence[Programme]) -> list[TextTable]:
    """The tables of the text form: one for each programme; below the second, which of the two is worth more."""
    shown = [table(programme) for programme in programmes]
    if len(programmes) == 2:
        shown[-1].notes.append(versus(*programmes))
    return shown


def waves_of(programme: Programme) -> list[dict[str, Any]]:
    """Each wave as plain values."""
    return [
        {"wave": wave + 1, **{column.name: quantity(column.of(programme, wave), column.unit) for column in COLUMNS}}
        for wave in range(programme.profit.shape[-1])
    ]


def as_dict(programmes: Sequence[Programme]) -> dict[str, Any]:
    """The programmes as plain values: means over paths with 95% intervals and units, wave by wave."""
    answer: dict[str, Any] = {
        "programmes": [
            {
                "title": programme.title,
                "draws": programme.profit.shape[0],
                "paths": programme.profit.shape[1],
                "waves": waves_of(programme),
                "net_present_value": quantity(mean(programme.npv), "USD"),
                "promised_value": quantity(promise_of(programme), "USD"),
            }
            for programme in programmes
        ]
    }
    if len(programmes) == 2:
        difference = mean(programmes[0].npv - programmes[1].npv)
        answer |= {"difference": quantity(difference, "USD"), "verdict": versus(*programmes)}
    return answer


def text(programmes: Sequence[Programme], form: str, wide: bool) -> str:
    """One programme, or two and which is worth more."""
    shown = tables(programmes)
    if form == "json":
        return "[" + ",\n".join(render(each, form, wide) for each in shown) + "]"
    return "\n\n".join(render(each, form, wide) for each in shown)
