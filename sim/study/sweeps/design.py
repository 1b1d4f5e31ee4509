"""The points of a study: the values to which a design turns each number.

A design is made of quantiles in [0, 1]; each number makes a value of its quantile. So the same design serves any
distribution.
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
from sim.scenario.toml.keys import Key
from sim.scenario.uncertain import Distribution, LogUniform, Uniform
from sim.study.what_if import parameters
from sim.study.what_if.parameters import Knob

MOST_POINTS = 10_000_000
MORRIS_LEVELS = 4
SENSITIVITY = 'a {} design needs: pip install "influence-sim[sensitivity]"'


class Factor(NamedTuple):
    """A number that is turned on all sides, and the values that it may take."""

    knob: Knob
    levels: tuple[float, ...]  # the only values, or none: any
    distribution: Distribution | None
    n_levels: int | None

    @property
    def path(self) -> str:
        """The path as the user wrote it."""
        return self.knob.path

    def value(self, quantile: float) -> float:
        """Return the value at a quantile in [0, 1]."""
        if self.distribution is None:
            return self.levels[min(int(quantile * len(self.levels)), len(self.levels) - 1)]
        value = portable(self.distribution.quantile(quantile))
        return float(round(value)) if self.knob.is_whole else value

    def steps(self, n: int) -> list[float]:
        """Return the quantiles of the levels of a grid. n: how many, unless the study says so itself.

        The ends of a plain range belong to it, tails without end do not.
        """
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
    """Return the numbers that a study turns, and how far. Raises InputError with the line of the study."""
    turned = []
    for turn in study.turns:
        with study.blaming(("vary", turn.path)):
            turned.append(factor(turn, sides))
    taken: dict[tuple[int, Key], str] = {}
    for each in turned:
        for number in each.knob.numbers:
            if number in taken:
                raise InputError(f"turns the same number as {taken[number]}", **study.at(("vary", each.path)))
            taken[number] = each.path
    return tuple(turned)


def factor(turn: Turn, sides: Sequence[Loaded]) -> Factor:
    """Return one number that is turned, once both its ends are legal on all sides. Raises InputError."""
    knob = parameters.knob(sides, turn.path)
    distribution = turn.distribution
    if distribution is None and not turn.levels:
        distribution = declared_distribution(knob, sides)
    if knob.is_whole and any(not level.is_integer() for level in turn.levels):
        raise InputError("must be whole numbers")
    turned = Factor(knob, turn.levels, distribution, turn.n_levels)
    ends = turn.levels or (turned.value(0.0), turned.value(1.0))
    for value in (min(ends), max(ends)):
        for side, loaded in enumerate(sides):
            loaded.replace_all(parameters.changes(knob, side, value))
    return turned


def declared_distribution(knob: Knob, sides: Sequence[Loaded]) -> Distribution:
    """Return the distribution that the first scenario declares for a number, else its preset's. Raises InputError."""
    declared = parameters.uncertain(sides[0], knob)
    if declared is not None:
        return declared
    entry = parameters.preset_of(sides[0], knob)
    if entry is not None and entry.low is not None:
        return parameters.distribution_of(entry)
    raise InputError('has no range that a scenario or a preset declares; say "low:high"')


def points(method: str, turned: Sequence[Factor], n: int, seed: int) -> Points:
    """Lay out the points of a design.

    method: as in `design.method` of a study; n: points, base points, trajectories or levels; seed: of the design.
    Raises InputError, MissingExtraError.
    """
    makers = {
        "grid": grid, "one_at_a_time": one_at_a_time, "latin_hypercube": latin_hypercube, "sobol": sobol,
        "saltelli": saltelli, "morris": morris,
    }  # fmt: skip
    quantiles = makers[method](turned, n, seed)
    values = np.array([[factor.value(float(u)) for factor, u in zip(turned, row, strict=True)] for row in quantiles])
    block = {"saltelli": len(turned) + 2, "morris": len(turned) + 1}.get(method, 1)
    return Points(quantiles, values, block)


def n_points(method: str, turned: Sequence[Factor], n: int) -> int:
    """Return the number of points of a design. Raises InputError where they are too many."""
    if method == "grid":
        total = math.prod(len(factor.steps(n)) for factor in turned)
    elif method == "one_at_a_time":
        total = 1 + sum(len(factor.steps(n)) for factor in turned)
    else:
        total = n * {"saltelli": len(turned) + 2, "morris": len(turned) + 1}.get(method, 1)
    if total > MOST_POINTS:
        raise InputError(f"makes {total:,} points; at most {MOST_POINTS:,}", path=("design", "points"))
    return total


def grid(turned: Sequence[Factor], n: int, _seed: int) -> F64:
    """Return every combination of the levels [point, factor]; the last number turns fastest."""
    return np.array(list(product(*(factor.steps(n) for factor in turned))))


def one_at_a_time(turned: Sequence[Factor], n: int, _seed: int) -> F64:
    """Return all numbers at their medians, then each through its levels while the others stay [point, factor]."""
    rows = [[0.5] * len(turned)]
    for index, factor in enumerate(turned):
        rows += [[*rows[0][:index], step, *rows[0][index + 1 :]] for step in factor.steps(n)]
    return np.array(rows)


def latin_hypercube(turned: Sequence[Factor], n: int, seed: int) -> F64:
    """Return one point in each of n layers of every number [point, factor] (McKay, Beckman & Conover 1979)."""
    from scipy.stats import qmc

    return np.asarray(qmc.LatinHypercube(len(turned), rng=np.random.default_rng(seed)).random(n))


def sobol(turned: Sequence[Factor], n: int, seed: int) -> F64:
    """Return the first n points of a scrambled Sobol' sequence [point, factor] (Owen 1998).

    Powers of two are balanced.
    """
    from scipy.stats import qmc

    sequence = qmc.Sobol(len(turned), rng=np.random.default_rng(seed))
    return np.asarray(sequence.random_base2(max(n - 1, 0).bit_length())[:n])


def saltelli(turned: Sequence[Factor], n: int, seed: int) -> F64:
    """Return n base points A and B and, for each number, A with that number from B (Saltelli 2002): for Sobol' indices.

    [point, factor], row by row. Raises InputError unless n is a power of two, MissingExtraError.
    """
    try:
        from SALib.sample import sobol as sampling
    except ImportError as error:
        raise MissingExtraError(SENSITIVITY.format("saltelli")) from error
    if n & (n - 1):
        raise InputError(f"must be a power of two for saltelli, not {n}", path=("design", "points"))
    return np.asarray(sampling.sample(problem(turned), n, calc_second_order=False, scramble=True, seed=seed))


def morris(turned: Sequence[Factor], n: int, seed: int) -> F64:
    """Return n trajectories in which one number moves at a time [point, factor] (Morris 1991): for screening.

    Raises MissingExtraError.
    """
    try:
        from SALib.sample import morris as sampling
    except ImportError as error:
        raise MissingExtraError(SENSITIVITY.format("morris")) from error
    return np.asarray(sampling.sample(problem(turned), n, num_levels=MORRIS_LEVELS, seed=seed))


def problem(turned: Sequence[Factor]) -> dict[str, object]:
    """Return the numbers as SALib wants them, all over [0, 1]."""
    names = [factor.path for factor in turned]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}
