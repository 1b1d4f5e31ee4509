"""Fitted audiences as text: asked against achieved overlap, and what the figures leave open."""

import csv
import io
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.report.style.numbers import number
from sim.report.style.plain_values import plain_value, quantity
from sim.report.style.table import TextTable, render
from sim.scenario.describe.key_units import PURE
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world.overlap_fit import multiplicity
from sim.world.overlap_fit.fit import Fitted

WORST = 10
MUCH = 0.05  # of the smaller audience


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


class AudienceRange(NamedTuple):
    """The unique audience, in simulated people, between what the figures leave open."""

    likely_low: float
    likely_high: float
    proven_low: float
    proven_high: float


def misses(roster: Roster, pairs: Pairs, fitted: Fitted) -> OverlapMisses:
    """Asked and achieved overlap of the listed pairs."""
    asked = pairs.shared / np.minimum(roster.followers[pairs.first], roster.followers[pairs.second])
    achieved = fitted.shared[pairs.first, pairs.second] / fitted.asked.smaller[pairs.first, pairs.second]
    return OverlapMisses(asked, achieved)


def pair_by_pair(roster: Roster, pairs: Pairs, fitted: Fitted) -> bytes:
    """Every listed pair as CSV: both creators, overlap asked and achieved, shares of the smaller audience."""
    overlap = misses(roster, pairs, fitted)
    memory = io.StringIO()
    table = csv.writer(memory, lineterminator="\n")
    table.writerow(("creator_a", "creator_b", "asked", "achieved"))
    for first, second, *shares in zip(pairs.first, pairs.second, *overlap, strict=True):
        table.writerow((roster.handle[first], roster.handle[second], *(f"{share:.6f}" for share in shares)))
    return memory.getvalue().encode()


def percent(value: float) -> str:
    """A share in percent."""
    return f"{number(100.0 * value, 3)}%"


def points(value: float) -> str:
    """A difference of two shares of the smaller audience."""
    return f"{number(100.0 * value, 3)} points of overlap"


def audience_range(fitted: Fitted) -> AudienceRange:
    """The least and the largest unique audience, of likely shapes and of all that meet the figures."""
    asked = fitted.asked
    low, high = multiplicity.proven_range(asked.sizes, asked.low, asked.high)
    shapes = (multiplicity.people_by_count(asked.sizes, asked.shared, tail).sum() for tail in multiplicity.LIKELY)
    likely = sorted([fitted.n_people, *(float(np.clip(people, low, high)) for people in shapes)])
    return AudienceRange(likely[0], likely[-1], low, high)


def follow_shares(fitted: Fitted) -> list[float]:
    """Share of the audience who follow 1, 2, ... at most 5 creators."""
    followed = np.bincount(np.bincount(fitted.person))
    return [float(followed[k] / fitted.n_people) for k in range(1, min(6, followed.size))]


def figures(fitted: Fitted, off: F64) -> list[tuple[str, str]]:
    """Sizes of the fitted audiences, and how far pairs are off."""
    asked, weight = fitted.asked, fitted.asked.one_in
    least, most = multiplicity.LIKELY
    left_open = audience_range(fitted)
    likely, proven = left_open[:2], left_open[2:]
    rows = [
        ("creators", f"{asked.sizes.size:,}"),
        ("follower slots", f"{int(asked.sizes.sum()) * weight:,}, one in {weight:,} simulated"),
        ("unique audience", f"{fitted.n_people * weight:,}"),
        ("unique / slots", number(fitted.n_people / asked.sizes.sum(), 4)),
        ("left open: likely shapes", " to ".join(f"{value * weight:,.0f}" for value in likely)),
        ("left open: proven", " to ".join(f"{value * weight:,.0f}" for value in proven)),
        ("shape of how many are followed", f"tail {fitted.tail:.2f} (real ones: {least:g} sparse to {most:g} even)"),
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


def doubts(roster: Roster, pairs: Pairs, fitted: Fitted) -> list[str]:
    """Warnings before anything is promised on these audiences."""
    off = np.abs(misses(roster, pairs, fitted).off)
    n_off = int((off > MUCH).sum())
    if not n_off:
        return []
    rounded = "; small audiences are rounded less by a smaller --one-in" if fitted.asked.one_in > 1 else ""
    return [
        f"note: {n_off:,} of {off.size:,} pairs are more than {points(MUCH)} off: no population with usual numbers of "
        f"creators per person was found that has them all; what is simulated in it is off as well{rounded}"
    ]


def table(roster: Roster, pairs: Pairs, fitted: Fitted) -> TextTable:
    """Figures, and below them the worst pairs. Overlap is the share of the smaller audience."""
    overlap = misses(roster, pairs, fitted)
    worst = [
        (
            f"worst: {roster.handle[pairs.first[pair]]} and {roster.handle[pairs.second[pair]]}",
            f"asked {percent(overlap.asked[pair])}, achieved {percent(overlap.achieved[pair])}",
        )
        for pair in overlap.worst
    ]
    return TextTable("Fitted audiences", ("figure", "value"), [*figures(fitted, overlap.off), *worst], [])


def tables(roster: Roster, pairs: Pairs, fitted: Fitted) -> list[TextTable]:
    """The tables of the text form."""
    return [table(roster, pairs, fitted)]


def as_dict(roster: Roster, pairs: Pairs, fitted: Fitted) -> dict[str, Any]:
    """The fit as plain values with units; overlaps are shares of the smaller audience, counts of real people."""
    overlap, weight, left_open = misses(roster, pairs, fitted), fitted.asked.one_in, audience_range(fitted)
    slots = int(fitted.asked.sizes.sum())
    off = np.quantile(abs(overlap.off), (0.5, 0.95)).tolist() if overlap.off.size else [None, None]
    answer = {
        "creators": quantity(int(fitted.asked.sizes.size), "creators"),
        "one_in": quantity(weight, "people per simulated person"),
        "follower_slots": quantity(slots * weight, "followers"),
        "unique_audience": quantity(int(fitted.n_people) * weight, "people"),
        "unique_per_slot": quantity(fitted.n_people / slots, "share"),
        "left_open": {**{name: weight * value for name, value in left_open._asdict().items()}, "unit": "people"},
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
        "doubts": doubts(roster, pairs, fitted),
    }
    plain_values: dict[str, Any] = plain_value(answer)
    return plain_values


def text(roster: Roster, pairs: Pairs, fitted: Fitted, form: str, wide: bool) -> str:
    """The fit as `table`, `json` or `csv`."""
    return render(table(roster, pairs, fitted), form, wide)
