"""How well fitted audiences have the overlaps that were asked for, and what the figures leave open."""

import csv
import io

import numpy as np

from sim.core.arrays import F64
from sim.report.style.numbers import number
from sim.report.style.table import TextTable, render
from sim.tables.overlap_table import Pairs
from sim.tables.roster import Roster
from sim.world.overlap_fit import multiplicity
from sim.world.overlap_fit.fit import Fitted

WORST = 10
MUCH = 0.05  # of the smaller audience


def misses(roster: Roster, pairs: Pairs, found: Fitted) -> tuple[F64, F64, F64]:
    """Asked, achieved, and their difference, of listed pairs [pair], in shares of the smaller audience.

    Achieved is a share of the simulated audience: a small one, rounded to whole people, may stand for more or fewer.
    """
    asked = pairs.shared / np.minimum(roster.followers[pairs.first], roster.followers[pairs.second])
    achieved = found.shared[pairs.first, pairs.second] / found.asked.smaller[pairs.first, pairs.second]
    return asked, achieved, achieved - asked


def pair_by_pair(roster: Roster, pairs: Pairs, found: Fitted) -> bytes:
    """Every listed pair as CSV: both creators, overlap asked and achieved, shares of the smaller audience."""
    asked, achieved, _ = misses(roster, pairs, found)
    memory = io.StringIO()
    table = csv.writer(memory, lineterminator="\n")
    table.writerow(("creator_a", "creator_b", "asked", "achieved"))
    for first, second, *shares in zip(pairs.first, pairs.second, asked, achieved, strict=True):
        table.writerow((roster.handle[first], roster.handle[second], *(f"{share:.6f}" for share in shares)))
    return memory.getvalue().encode()


def percent(value: float) -> str:
    return f"{number(100.0 * value, 3)}%"


def points(value: float) -> str:
    """A difference of two shares of the smaller audience."""
    return f"{number(100.0 * value, 3)} points of overlap"


def figures(found: Fitted, off: F64) -> list[tuple[str, str]]:
    asked, weight = found.asked, found.asked.one_in
    least, most = multiplicity.LIKELY
    followed = np.bincount(np.bincount(found.person))
    proven = multiplicity.proven_range(asked.sizes, asked.low, asked.high)
    shapes = (multiplicity.people_by_count(asked.sizes, asked.shared, tail).sum() for tail in multiplicity.LIKELY)
    likely = sorted([found.n_people, *(float(np.clip(people, *proven)) for people in shapes)])
    rows = [
        ("creators", f"{asked.sizes.size:,}"),
        ("follower slots", f"{int(asked.sizes.sum()) * weight:,}, one in {weight:,} simulated"),
        ("unique audience", f"{found.n_people * weight:,}"),
        ("unique / slots", number(found.n_people / asked.sizes.sum(), 4)),
        ("left open: likely shapes", " to ".join(f"{value * weight:,.0f}" for value in (likely[0], likely[-1]))),
        ("left open: proven", " to ".join(f"{value * weight:,.0f}" for value in proven)),
        ("shape of how many are followed", f"tail {found.tail:.2f} (real ones: {least:g} sparse to {most:g} even)"),
        *((f"people who follow {k}", percent(followed[k] / found.n_people)) for k in range(1, min(6, followed.size))),
        ("listed pairs", f"{off.size:,}"),
    ]
    if off.size:
        typical, widest = np.quantile(abs(off), (0.5, 0.95)).tolist()
        rows += [("off, median", points(typical)), ("off, 95 of 100 below", points(widest))]
    return rows


def doubts(roster: Roster, pairs: Pairs, found: Fitted) -> list[str]:
    """What should be known before anything is promised on these audiences."""
    off = np.abs(misses(roster, pairs, found)[2])
    n_off = int((off > MUCH).sum())
    if not n_off:
        return []
    rounded = "; small audiences are rounded less by a smaller --one-in" if found.asked.one_in > 1 else ""
    return [
        f"note: {n_off:,} of {off.size:,} pairs are more than {points(MUCH)} off: no population with usual numbers of "
        f"creators per person was found that has them all; what is simulated in it is off as well{rounded}"
    ]


def text(roster: Roster, pairs: Pairs, found: Fitted, form: str, wide: bool) -> str:
    """Figures, and below them the worst pairs. Overlap is the share of the smaller audience."""
    asked, achieved, off = misses(roster, pairs, found)
    worst = [
        (f"worst: {roster.handle[pairs.first[p]]} and {roster.handle[pairs.second[p]]}",
         f"asked {percent(asked[p])}, achieved {percent(achieved[p])}")
        for p in np.argsort(-abs(off), kind="stable")[:WORST].tolist()
    ]  # fmt: skip
    return render(TextTable("Fitted audiences", ("figure", "value"), [*figures(found, off), *worst], []), form, wide)
