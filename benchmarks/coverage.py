"""Coverage of the 95% intervals of a comparison: they should hold the truth in 95% of repetitions; 93.5 to 96.5% pass.

Twice: on invented campaigns whose truth is a formula, and on the engine, whose truth is its exact expected values (and,
for who wins, all runs together). A comparison is small: 60 runs, 20 draws of 5 runs, or 50 draws of 2
runs, of which the engine spreads each five evenly.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from sim.core.address import BLOCK
from sim.core.arrays import F64, I64
from sim.engine.batches import default_threads
from sim.engine.progress import Silent, Stop
from sim.measures.catalogue import MEASURES
from sim.measures.contrast import Columns, Contrast, contrast
from sim.measures.summary import single_campaigns
from sim.measures.wins import shares_below
from sim.scenario.load import loads
from sim.study.what_if.trials import Means, Trials

BAND = (0.935, 0.965)
ENOUGH = 2_000  # repetitions: a share of 95% lies in the band but for 2 in 1,000
N_RUNS, N_DRAWS, N_RUNS_OF_DRAW = 60, 20, 5


class Shape(NamedTuple):
    """The size of a comparison."""

    n_draws: int
    n_runs: int  # of each draw


ONE_DRAW, MANY_DRAWS, IN_BLOCKS = Shape(1, N_RUNS), Shape(N_DRAWS, N_RUNS_OF_DRAW), Shape(50, 2)


class Truth(NamedTuple):
    """True values of one measure."""

    a: float
    b: float
    wins: float  # nan: not asked


class Comparison(NamedTuple):
    """A comparison that can be repeated."""

    name: str
    paired: bool
    truths: Mapping[str, Truth]  # by measure
    sides: Callable[[int], tuple[Columns, Columns]]  # of a repetition


class Row(NamedTuple):
    """Coverage of one quantity: in how many repetitions its interval held it."""

    case: str
    quantity: str
    truth: float
    n_covered: int
    n_below: int  # the whole interval lies below the truth
    n_above: int
    n: int

    @property
    def share(self) -> float:
        return self.n_covered / self.n


def intervals_of(truth: Truth, found: Contrast) -> Iterator[tuple[str, float, float, float]]:
    """Quantity, truth, and the ends of its interval."""
    label = MEASURES[found.name].label
    yield f"{label}: A - B", truth.a - truth.b, found.difference.low, found.difference.high
    yield f"{label}: A / B", truth.a / truth.b, found.ratio.low, found.ratio.high
    if found.win and not math.isnan(truth.wins):
        yield f"{label}: P(A beats B)", truth.wins, found.win.wins.low, found.win.wins.high


def cover(case: Comparison, repetitions: int) -> list[Row]:
    """All quantities of a case."""
    ends: dict[str, list[tuple[float, float, float]]] = {}
    for repetition in range(repetitions):
        a, b = case.sides(repetition)
        for name, truth in case.truths.items():
            for quantity, *rest in intervals_of(truth, contrast(name, a, b, paired=case.paired)):
                ends.setdefault(quantity, []).append((rest[0], rest[1], rest[2]))
    rows = []
    for quantity, found in ends.items():
        truth, low, high = np.array(found).T
        below, above = int((high < truth).sum()), int((low > truth).sum())
        rows.append(Row(case.name, quantity, truth[0], repetitions - below - above, below, above, repetitions))
    return rows


def case_name(where: str, shape: Shape, paired: bool) -> str:
    size = f"{shape.n_draws} draws x {shape.n_runs} runs" if shape.n_draws > 1 else f"{shape.n_runs} runs"
    return f"{where}, {size}, {'paired' if paired else 'unpaired'}"


# Invented campaigns: cost is lognormal, engagements are Poisson around a lognormal

SHARED = 0.7  # correlation of the logarithms of both sides, where they are paired
LUCK_SD, DRAW_SD = 0.5, 0.3  # of the logarithm, between runs and between draws
COST, ENGAGEMENTS = (100.0, 130.0), (20.0, 40.0)  # means of either side


class Normals(NamedTuple):
    """Standard normal variates that both sides have in common."""

    run: F64  # [repetition, draw, run]
    draw: F64  # [repetition, draw, 1]


def formula_case(shape: Shape, paired: bool, repetitions: int) -> Comparison:
    """A case whose truth is a formula."""
    random = np.random.default_rng(20261)
    shared = SHARED if paired else 0.0
    draw_sd = DRAW_SD if shape.n_draws > 1 else 0.0

    def factors(common: Normals) -> F64:
        """Lognormal factors of mean 1 [repetition, draw, run]."""
        own = (random.standard_normal(part.shape) for part in common)
        run, draw = (shared * part + math.sqrt(1.0 - shared**2) * new for part, new in zip(common, own, strict=True))
        return np.asarray(np.exp(LUCK_SD * run + draw_sd * draw - 0.5 * (LUCK_SD**2 + draw_sd**2)))

    def normals() -> Normals:
        return Normals(
            random.standard_normal((repetitions, *shape)), random.standard_normal((repetitions, shape.n_draws, 1))
        )

    money, people = normals(), normals()
    costs = [mean * factors(money) for mean in COST]
    engagements = [random.poisson(mean * factors(people)) for mean in ENGAGEMENTS]

    def sides(repetition: int) -> tuple[Columns, Columns]:
        a, b = (
            {"outcomes/cost_usd": cost[repetition], "outcomes/engagements": count[repetition]}
            for cost, count in zip(costs, engagements, strict=True)
        )
        return a, b

    apart = math.sqrt(2.0 * (1.0 - shared**2) * (LUCK_SD**2 + draw_sd**2))
    truths = {
        "cost": Truth(*COST, wins=float(ndtr(math.log(COST[1] / COST[0]) / apart))),
        "engagements": Truth(*ENGAGEMENTS, wins=math.nan),
        "cpe": Truth(COST[0] / ENGAGEMENTS[0], COST[1] / ENGAGEMENTS[1], wins=math.nan),
    }
    return Comparison(case_name("formula", shape, paired), paired, truths, sides)


# The engine: many small creators against a few larger ones

SCENARIO = """\
schema_version = 1
name = "coverage"
platform = "instagram"
[run]
seed = 20261
horizon_days = 7
{draws}
[world]
people = 4_000
[posts]
per_creator = 1
window_days = 4
[engagement]
rate_1k = {rate}
[exposure]
reach_1k = {reach}
[costs]
fees = "equal_price"
budget_usd = 2_000
hour_usd = 10.0
[[creators]]
name = "one"
{creators}
"""
CREATORS = ("count = 20\nfollowers = 50", "count = 5\nfollowers = 200")
KNOWN = {"draws": "draws = 1", "rate": "0.2", "reach": "0.4"}
POPULATION = 200  # draws that there are; comparisons take some of them, with replacement, so that the truth is exact
UNKNOWN = {
    "draws": f"draws = {POPULATION}",
    "rate": '{ dist = "lognormal", median = 0.2, sigma = 0.3 }',
    "reach": '{ dist = "uniform", low = 0.2, high = 0.6 }',
}
MEASURED = ("reach", "impressions", "engagements", "cost", "cpe")
WON = ("reach", "cpe")


class Played(NamedTuple):
    """All runs of one side and its exact expected values."""

    columns: Columns  # [draw, run]
    expected: Columns  # [draw, 1]


def play_sides(settings: Mapping[str, str], n_runs: int) -> list[Played]:
    """Both sides, so many runs per draw."""
    trials = Trials(Means(n_runs, default_threads(), Silent(), Stop()))
    scenarios = [loads(SCENARIO.format(**settings, creators=each), (), Path("coverage.toml")) for each in CREATORS]
    return [Played(trials.columns(loaded), trials.expected_columns(loaded)) for loaded in scenarios]


def exact(name: str, side: Played) -> float:
    """The expected value of a measure."""
    measure = MEASURES[name]
    top = float(np.mean(side.expected[f"outcomes/{measure.top}"]))
    return measure.factor * top / float(np.mean(side.expected[f"outcomes/{measure.bottom}"])) if measure.bottom else top


def won(name: str, sides: list[Played], paired: bool) -> float:
    """The share of campaigns that A wins, by all runs."""
    measure = MEASURES[name]
    a, b = (measure.better * single_campaigns(measure, side.columns) for side in sides)
    return float((a > b).mean() if paired else shares_below(a.ravel(), b.ravel()).mean())


def truths_of(sides: list[Played], paired: bool) -> dict[str, Truth]:
    return {
        name: Truth(*(exact(name, side) for side in sides), wins=won(name, sides, paired) if name in WON else math.nan)
        for name in MEASURED
    }


def stretches(shape: Shape, n_population: int, repetitions: int) -> tuple[I64, I64]:
    """Draws and runs that each repetition takes, both [repetition, draw, run]; no run is taken twice.

    Draws are picked one by one, or in the blocks within which they are spread evenly.
    """
    size = BLOCK if shape == IN_BLOCKS else 1
    picked = np.random.default_rng(20261).integers(n_population // size, size=repetitions * shape.n_draws // size)
    order = np.argsort(picked, kind="stable")
    first = np.searchsorted(picked[order], picked[order])
    turn = np.empty_like(picked)
    turn[order] = np.arange(picked.size) - first
    draws = picked[:, None] * size + np.arange(size)
    runs = np.repeat(turn, size)[:, None] * shape.n_runs + np.arange(shape.n_runs)
    return draws.reshape(repetitions, shape.n_draws, 1), runs.reshape(repetitions, *shape)


def of_engine(shape: Shape, repetitions: int) -> list[Comparison]:
    """Cases whose truth is known exactly, paired and unpaired."""
    settings, n_population = (UNKNOWN, POPULATION) if shape.n_draws > 1 else (KNOWN, 1)
    draws, runs = stretches(shape, n_population, repetitions)
    sides = play_sides(settings, 1 + int(runs.max()))

    def cut(side: Played, repetition: int) -> Columns:
        return {name: array[draws[repetition], runs[repetition]] for name, array in side.columns.items()}

    def pairs(repetition: int) -> tuple[Columns, Columns]:
        return cut(sides[0], repetition), cut(sides[1], repetition)

    def strangers(repetition: int) -> tuple[Columns, Columns]:
        """B has the draws and runs of a repetition that is far off: other luck."""
        return cut(sides[0], repetition), cut(sides[1], (repetition + repetitions // 2) % repetitions)

    return [
        Comparison(case_name("engine", shape, paired), paired, truths_of(sides, paired), take)
        for paired, take in ((True, pairs), (False, strangers))
    ]


def cases(repetitions: int) -> Iterator[Comparison]:
    for shape in (ONE_DRAW, MANY_DRAWS):
        yield from (formula_case(shape, paired, repetitions) for paired in (True, False))
    for shape in (ONE_DRAW, MANY_DRAWS, IN_BLOCKS):
        yield from of_engine(shape, repetitions)


def is_off(row: Row) -> bool:
    """Whether coverage is outside the band; that of a share may lie above: its interval holds at least its level."""
    return row.share < BAND[0] or (row.share > BAND[1] and "P(" not in row.quantity)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repetitions", type=int, default=ENOUGH, help=f"of each comparison [{ENOUGH}]")
    repetitions = parser.parse_args().repetitions
    rows = [row for case in cases(repetitions) for row in cover(case, repetitions)]
    print(f"{'':<44} {'quantity':<32} {'truth':>10} {'covers':>8} {'below':>7} {'above':>7}")
    for row in rows:
        shares = f"{row.share:8.1%} {row.n_below / row.n:7.1%} {row.n_above / row.n:7.1%}"
        print(f"{row.case:<44} {row.quantity:<32} {row.truth:>10.4g} {shares}{'  OUTSIDE' if is_off(row) else ''}")
    off = sum(map(is_off, rows))
    print(f"{len(rows) - off} of {len(rows)} within {BAND[0]:.1%} to {BAND[1]:.1%}, {repetitions:,} repetitions")
    if repetitions < ENOUGH:
        print(f"fewer than {ENOUGH:,} repetitions: too few to judge")
    sys.exit(int(bool(off) and repetitions >= ENOUGH))


if __name__ == "__main__":
    main()
