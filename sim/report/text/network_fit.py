"""Fitted audiences as text: the range that the figures leave open, and asked against achieved overlap."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.report.style.numbers import number
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable, render
from sim.scenario.describe.key_units import PURE
from sim.tables.csv_text import csv_text
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world.overlap_fit import unique_audience
from sim.world.overlap_fit.fit import Fitted
from sim.world.overlap_fit.unique_audience import LeftOpen, LikelyRange

WORST = 10
MUCH = 0.05  # of the smaller audience
OFF_CENTRE = 0.01  # of all followers


class OverlapMisses(NamedTuple):
    """Overlap of the listed pairs [pair], in shares of the smaller audience.

    Achieved is a share of the simulated audience: a small one, rounded to whole people, may stand for more or fewer.
    """

    asked: F64
    achieved: F64

    @property
    def off(self) -> F64:
        """By how much the achieved overlap is too large [pair]."""
        return np.asarray(self.achieved - self.asked)

    @property
    def worst(self) -> list[int]:
        """The pairs that are farthest off, the worst first."""
        order: list[int] = np.argsort(-abs(self.off), kind="stable")[:WORST].tolist()
        return order


class FitReport(NamedTuple):
    """A fit, and what its figures leave open."""

    roster: Roster
    pairs: Pairs
    fitted: Fitted
    left_open: LeftOpen
    shapes: tuple[Fitted, ...] = ()  # over the range, the fewest people first


def misses(fit: FitReport) -> OverlapMisses:
    """Asked and achieved overlap of the listed pairs."""
    roster, pairs, fitted = fit.roster, fit.pairs, fit.fitted
    asked = pairs.shared / np.minimum(roster.followers[pairs.first], roster.followers[pairs.second])
    achieved = fitted.shared[pairs.first, pairs.second] / fitted.asked.smaller[pairs.first, pairs.second]
    return OverlapMisses(asked, achieved)


def pair_by_pair(fit: FitReport) -> bytes:
    """Every listed pair as CSV: both creators, overlap asked and achieved, shares of the smaller audience."""
    roster, pairs, overlap = fit.roster, fit.pairs, misses(fit)
    rows = (
        (roster.handle[first], roster.handle[second], *(f"{share:.6f}" for share in shares))
        for first, second, *shares in zip(pairs.first, pairs.second, *overlap, strict=True)
    )
    return csv_text([("creator_a", "creator_b", "asked", "achieved"), *rows]).encode()


def percent(value: float) -> str:
    """A share in percent."""
    return f"{number(100.0 * value, 3)}%"


def points(value: float) -> str:
    """A difference of two shares of the smaller audience."""
    return f"{number(100.0 * value, 3)} points of overlap"


def range_in_words(found: LikelyRange, times: float, digits: int | None = None) -> str:
    """A range with its centre; digits None: whole people."""
    low, centre, high = (f"{times * v:,.0f}" if digits is None else number(times * v, digits) for v in found)
    return f"{low} to {high}, centre {centre}"


def range_of_unique(fit: FitReport) -> list[tuple[str, str]]:
    """The unique audience as a range, and the figures that narrow it."""
    left_open, weight, slots = fit.left_open, fit.fitted.asked.one_in, float(fit.fitted.asked.sizes.sum())
    level = f"{unique_audience.LEVEL:.0%}"
    rows = [
        (f"unique audience ({level})", range_in_words(left_open.unique, weight)),
        (f"unique / slots ({level})", range_in_words(left_open.unique, 1.0 / slots, 3)),
        (f"people who follow 1 ({level})", range_in_words(left_open.singles, 100.0, 1) + "%"),
        ("proven", f"{left_open.proven_low * weight:,.0f} to {left_open.proven_high * weight:,.0f}"),
    ]
    if left_open.narrowings:
        rows.append(("sizes and pairs alone", width_in_words(left_open.without, slots)))
    rows += [(f"with {name} alone", width_in_words(found, slots)) for name, found in left_open.narrowings]
    return rows


def width_in_words(found: LikelyRange, slots: float) -> str:
    """The width of a range of the unique audience, and the range, in shares of all slots."""
    return f"width {number(found.width / slots, 3)} of all slots: {range_in_words(found, 1.0 / slots, 3)}"


def follow_shares(fitted: Fitted) -> list[float]:
    """Share of the audience who follow 1, 2, ... at most 5 creators."""
    followed = np.bincount(np.bincount(fitted.person))
    return [float(followed[k] / fitted.n_people) for k in range(1, min(6, followed.size))]


def figures(fit: FitReport, off: F64) -> list[tuple[str, str]]:
    """The range of the unique audience, sizes of the fitted audiences, and how far pairs are off."""
    fitted, asked, weight = fit.fitted, fit.fitted.asked, fit.fitted.asked.one_in
    rows = [
        *range_of_unique(fit),
        ("creators", f"{asked.sizes.size:,}"),
        ("follower slots", f"{int(asked.sizes.sum()) * weight:,}, one in {weight:,} simulated"),
        ("unique audience of the fit", f"{fitted.n_people * weight:,}"),
        ("shape of how many are followed", f"tail {fitted.tail:.2f} (real ones: -0.75 sparse to 1 even)"),
        *((f"people who follow {k}", percent(share)) for k, share in enumerate(follow_shares(fitted), start=1)),
        ("listed pairs", f"{off.size:,}"),
    ]
    if off.size:
        typical, widest = np.quantile(abs(off), (0.5, 0.95)).tolist()
        rows += [("off, median", points(typical)), ("off, 95 of 100 below", points(widest))]
    return rows


def next_step(roster_file: Path, out: Path, one_in: int) -> str:
    """Sentence on the file that was written, and the commands that use the audiences."""
    sample = f" and world.sample_one_in = {one_in}" if one_in > 1 else ""
    use = f"sim optimize {roster_file} --network {out}, or world.network{sample} in a scenario with this roster"
    return f"{out}: written; next: {use}"


def next_draws(out: Path, shapes: Sequence[Fitted]) -> list[str]:
    """Sentence on the shapes that were written beside the centre, and how to play them."""
    if len(shapes) == 1:
        return []
    few, many = (shapes[end].n_people * shapes[end].asked.one_in for end in (0, -1))
    return [
        f"{out}: holds {len(shapes)} equally likely audiences of {few:,} to {many:,} people: each draw plays one "
        "(--draws 20); world.unique_quantile = 0.5 plays the centre alone"
    ]


def next_ends(ends: Mapping[Path, Fitted]) -> list[str]:
    """Sentences on the audiences at the ends of the range, by their files."""
    return [f"{path}: written; {end.n_people * end.asked.one_in:,} people in all" for path, end in ends.items()]


def doubts(fit: FitReport) -> list[str]:
    """Warnings before anything is promised on these audiences."""
    fitted, off = fit.fitted, np.abs(misses(fit).off)
    asked, centre = fitted.asked, fit.left_open.unique.centre
    beside = []
    if abs(fitted.n_people - centre) > OFF_CENTRE * asked.sizes.sum() + 1.0:
        beside = [
            f"note: the fitted audiences are {fitted.n_people * asked.one_in:,} people, the centre of the range is "
            f"{centre * asked.one_in:,.0f}: no population that was found has the overlaps and that many"
        ]
    n_off = int((off > MUCH).sum())
    if not n_off:
        return beside
    rounded = "; small audiences are rounded less by a smaller --one-in" if fitted.asked.one_in > 1 else ""
    return [
        *beside,
        f"note: {n_off:,} of {off.size:,} pairs are more than {points(MUCH)} off: no population with usual numbers of "
        f"creators per person was found that has them all; what is simulated in it is off as well{rounded}",
    ]


def table(fit: FitReport) -> TextTable:
    """Figures, and below them the worst pairs. Overlap is the share of the smaller audience."""
    roster, pairs, overlap = fit.roster, fit.pairs, misses(fit)
    worst = [
        (
            f"worst: {roster.handle[pairs.first[pair]]} and {roster.handle[pairs.second[pair]]}",
            f"asked {percent(overlap.asked[pair])}, achieved {percent(overlap.achieved[pair])}",
        )
        for pair in overlap.worst
    ]
    return TextTable("Fitted audiences", ("figure", "value"), [*figures(fit, overlap.off), *worst], [])


def tables(fit: FitReport) -> list[TextTable]:
    """The tables of the text form."""
    return [table(fit)]


def range_as_dict(found: LikelyRange, times: float, unit: str) -> dict[str, Any]:
    """A range with its centre as plain values."""
    ends = {name: times * value for name, value in found._asdict().items()}
    return {**ends, "level": unique_audience.LEVEL, "unit": unit}


def left_open_as_dict(fit: FitReport) -> dict[str, Any]:
    """The range of the unique audience as plain values, and the figures that narrow it."""
    left_open, weight, slots = fit.left_open, fit.fitted.asked.one_in, float(fit.fitted.asked.sizes.sum())
    return {
        "unique_audience": range_as_dict(left_open.unique, weight, "people"),
        "unique_per_slot": range_as_dict(left_open.unique, 1.0 / slots, "share"),
        "single_followers": range_as_dict(left_open.singles, 1.0, "share of the audience"),
        "proven": {"low": left_open.proven_low * weight, "high": left_open.proven_high * weight, "unit": "people"},
        "sizes_and_pairs_alone": range_as_dict(left_open.without, weight, "people"),
        "known_figures": [
            {"figure": name, "unique_audience": range_as_dict(found, weight, "people")}
            for name, found in left_open.narrowings
        ],
    }


def shapes_as_dict(shapes: Sequence[Fitted]) -> dict[str, Any]:
    """The unique audiences of the shapes that were written as plain values."""
    return {"unique_audiences": [shape.n_people * shape.asked.one_in for shape in shapes], "unit": "people"}


def as_dict(fit: FitReport) -> dict[str, Any]:
    """The fit as plain values with units; overlaps are shares of the smaller audience, counts of real people."""
    roster, pairs, fitted = fit.roster, fit.pairs, fit.fitted
    overlap, weight = misses(fit), fitted.asked.one_in
    slots = int(fitted.asked.sizes.sum())
    off = np.quantile(abs(overlap.off), (0.5, 0.95)).tolist() if overlap.off.size else [None, None]
    answer = {
        **left_open_as_dict(fit),
        "creators": quantity(int(fitted.asked.sizes.size), "creators"),
        "one_in": quantity(weight, "people per simulated person"),
        "follower_slots": quantity(slots * weight, "followers"),
        "fitted_unique_audience": quantity(int(fitted.n_people) * weight, "people"),
        "tail": quantity(fitted.tail, PURE),
        "multiplicity": {"shares": follow_shares(fitted), "unit": "share of the audience"},
        "listed_pairs": quantity(int(overlap.off.size), "pairs"),
        "off": {"median": off[0], "p95": off[1], "unit": "share of the smaller audience"},
        "worst_pairs": [
            {
                "creator_a": roster.handle[pairs.first[pair]],
                "creator_b": roster.handle[pairs.second[pair]],
                "asked": overlap.asked[pair],
                "achieved": overlap.achieved[pair],
                "unit": "share of the smaller audience",
            }
            for pair in overlap.worst
        ],
        "shapes": shapes_as_dict(fit.shapes),
        "doubts": doubts(fit),
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


def text(fit: FitReport, form: str, wide: bool) -> str:
    """The fit as `table`, `json` (numbers with units) or `csv`."""
    if form == "json":
        return json.dumps(as_dict(fit), indent=2, allow_nan=False)
    return render(table(fit), form, wide)
