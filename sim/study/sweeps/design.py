"""The points of a study: where each number is turned to, by a design.

A design is made of quantiles in [0, 1]; a turn makes a value of each. So the same design serves any distribution.
"""

import math
from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, MissingExtraError
from sim.scenario.load import Loaded
from sim.scenario.prepare import portable
from sim.scenario.study import Study, Turn
from sim.scenario.uncertain import Distribution, LogUniform, Uniform
from sim.study.what_if import parameters
from sim.study.what_if.parameters import Knob

MOST_POINTS = 10_000_000
MORRIS_LEVELS = 4
SENSITIVITY = 'a {} design needs: pip install "influence-sim[sensitivity]"'


class Factor(NamedTuple):
    """A number that is turned, on all sides, and what values it may take."""

    knob: Knob
    levels: tuple[float, ...]  # the only values, or none: any
    distribution: Distribution | None
    n_levels: int | None

    @property
    def path(self) -> str:
        return self.knob.path

    def value(self, quantile: float) -> float:
        """The value at a quantile in [0, 1]."""
        if self.distribution is None:
            return self.levels[min(int(quantile * len(self.levels)), len(self.levels) - 1)]
        value = portable(self.distribution.quantile(quantile))
        return float(round(value)) if self.knob.is_whole else value

    def steps(self, n: int) -> list[float]:
        """Quantiles of the levels of a grid: the ends of a plain range belong to it, tails without end do not."""
        if self.distribution is None:
            return [(step + 0.5) / len(self.levels) for step in range(len(self.levels))]
        n = self.n_levels or n
        if isinstance(self.distribution, Uniform | LogUniform):
            return [step / (n - 1) for step in range(n)] if n > 1 else [0.5]
        return [(step + 0.5) / n for step in range(n)]


class Points(NamedTuple):
    """All points of a design."""

    quantiles: F64  # [point, factor]
    values: F64  # [point, factor]
    block: int  # consecutive points that belong together: a trajectory, a row of Saltelli's; 1: none


def factors(study: Study, sides: Sequence[Loaded]) -> tuple[Factor, ...]:
    """What is turned, and how far. Raises InputError with the line of the study."""
    found = []
    for turn in study.turns:
        with study.blaming(("vary", turn.path)):
            found.append(factor(turn, sides))
    taken: dict[tuple[int, object], str] = {}
    for one in found:
        for side, keys in enumerate(one.knob.keys):
            for key in keys:
                if (side, key) in taken:
                    told = f"turns the same number as {taken[side, key]}"
                    raise InputError(told, **study.at(("vary", one.path)))
                taken[side, key] = one.path
    return tuple(found)


def factor(turn: Turn, sides: Sequence[Loaded]) -> Factor:
    knob = parameters.knob(sides, turn.path)
    distribution = turn.distribution
    if distribution is None and not turn.levels:
        distribution = what_is_known(knob, sides)
    if knob.is_whole and any(not level.is_integer() for level in turn.levels):
        raise InputError("must be whole numbers")
    made = Factor(knob, turn.levels, distribution, turn.n_levels)
    ends = turn.levels or (made.value(0.0), made.value(1.0))
    for value in (min(ends), max(ends)):
        for side, loaded in enumerate(sides):
            loaded.replace_all(parameters.changes(knob, side, value))
    return made


def what_is_known(knob: Knob, sides: Sequence[Loaded]) -> Distribution:
    """The distribution that a scenario declares, or its preset's, or the range in which a value is looked for."""
    declared = parameters.uncertain(sides[0], knob)
    if declared is not None:
        return declared
    entry = parameters.preset_of(sides[0], knob)
    if entry is not None and entry.low is not None:
        return parameters.distribution_of(entry)
    raise InputError('has no range that a scenario or a preset declares; say "low:high"')


def points(method: str, found: Sequence[Factor], n: int, seed: int) -> Points:
    """The points of a design. Raises InputError, MissingExtraError."""
    makers = {
        "grid": grid, "one_at_a_time": one_at_a_time, "latin_hypercube": latin_hypercube, "sobol": sobol,
        "saltelli": saltelli, "morris": morris,
    }  # fmt: skip
    quantiles = makers[method](found, n, seed)
    values = np.array([[one.value(float(u)) for one, u in zip(found, row, strict=True)] for row in quantiles])
    block = {"saltelli": len(found) + 2, "morris": len(found) + 1}.get(method, 1)
    return Points(quantiles, values, block)


def n_points(method: str, found: Sequence[Factor], n: int) -> int:
    """How many points a design has. Raises InputError where they are too many."""
    if method == "grid":
        total = math.prod(len(one.steps(n)) for one in found)
    elif method == "one_at_a_time":
        total = 1 + sum(len(one.steps(n)) for one in found)
    else:
        total = n * {"saltelli": len(found) + 2, "morris": len(found) + 1}.get(method, 1)
    if total > MOST_POINTS:
        raise InputError(f"makes {total:,} points; at most {MOST_POINTS:,}", path=("design", "points"))
    return total


def grid(found: Sequence[Factor], n: int, _seed: int) -> F64:
    """Every combination of the levels; the last number turns fastest."""
    return np.array(list(product(*(one.steps(n) for one in found))))


def one_at_a_time(found: Sequence[Factor], n: int, _seed: int) -> F64:
    """All at their medians, then each through its levels while the others stay."""
    rows = [[0.5] * len(found)]
    for index, one in enumerate(found):
        rows += [[*rows[0][:index], step, *rows[0][index + 1 :]] for step in one.steps(n)]
    return np.array(rows)


def latin_hypercube(found: Sequence[Factor], n: int, seed: int) -> F64:
    """One point in each of n layers of every number (McKay, Beckman & Conover 1979)."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(len(found), rng=np.random.default_rng(seed)).random(n))


def sobol(found: Sequence[Factor], n: int, seed: int) -> F64:
    """The first points of a scrambled Sobol sequence (Owen 1998); powers of two are balanced."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(found), rng=np.random.default_rng(seed))
    return np.asarray(sequence.random_base2(max(n - 1, 0).bit_length())[:n])


def saltelli(found: Sequence[Factor], n: int, seed: int) -> F64:
    """Base points A and B and, for each number, A with that number from B (Saltelli 2002): for Sobol indices."""
    try:
        from SALib.sample import sobol as sampling
    except ImportError as error:
        raise MissingExtraError(SENSITIVITY.format("saltelli")) from error
    if n & (n - 1):
        raise InputError(f"must be a power of two for saltelli, not {n}", path=("design", "points"))
    return np.asarray(sampling.sample(problem(found), n, calc_second_order=False, scramble=True, seed=seed))


def morris(found: Sequence[Factor], n: int, seed: int) -> F64:
    """Trajectories in which one number moves at a time (Morris 1991): for screening."""
    try:
        from SALib.sample import morris as sampling
    except ImportError as error:
        raise MissingExtraError(SENSITIVITY.format("morris")) from error
    return np.asarray(sampling.sample(problem(found), n, num_levels=MORRIS_LEVELS, seed=seed))


def problem(found: Sequence[Factor]) -> dict[str, object]:
    """The factors as SALib wants them, all over [0, 1]."""
    names = [one.path for one in found]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
