"""Two scenarios made equal in one respect: which side is scaled, by what, and how near it comes."""

import math
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sim.core.arrays import F64
from sim.errors import InputError
from sim.scenario.load import Loaded
from sim.store.stored_result import StoredResult
from sim.study.comparison.strategies import LABELS, Place
from sim.study.comparison.wording import digits
from sim.study.matching.equalities import EQUALITIES, Equality
from sim.study.matching.expectation import expect, stored_expectation
from sim.study.matching.levers import LARGEST_COUNT, Lever, levers, set_count, set_fees
from sim.study.matching.whole_number import solve_whole
from sim.study.what_if.trials import Means, Trials, few_draws

Thing = TypeVar("Thing")
SOLVING_RUNS = 4  # per draw, where what is made equal has no closed form
MOST_GAP = 0.1  # of the other side's value; a whole number of creators that misses by more makes nothing equal
MOST_TIMES = 1000  # how often a group is multiplied at most
MOST_FACTOR = 5.0  # on fees; beyond, they are no longer the prices of these creators
MOST_TURNS, SAME = 20, 1e-12  # of the search for the factor on fees


class Match(NamedTuple):
    """Two scenarios that are equal in one respect."""

    equal: str  # a key of EQUALITIES
    sides: tuple[Loaded, Loaded]
    side: int  # that is scaled
    lever: Lever
    setting: float  # creators of the group, or the factor on fees
    target: float  # expected value of the other side
    value: float  # expected value of the scaled side

    @property
    def gap(self) -> float:
        """The distance of the scaled side from the other, as a share of it."""
        return (self.value - self.target) / self.target if self.target else math.inf

    @property
    def words(self) -> str:
        """The side and number that are scaled: "A: 194 micro, not 1,000"."""
        label = LABELS[self.side]
        if self.lever.kind == "fee":
            return f"{label}: fees times {self.setting:.3g}"
        unscaled = "as it is" if self.setting == self.lever.now else f"not {self.lever.now:,}"
        return f"{label}: {self.setting:,.0f} {self.lever.group}, {unscaled}"


def put(both: Sequence[Thing], side: int, thing: Thing) -> tuple[Thing, Thing]:
    """Return a pair with something else on one side.

    >>> put((1.0, 1.0), 1, 2.0)
    (1.0, 2.0)
    """
    return (thing, both[1]) if side == 0 else (both[0], thing)


def solving_trials(place: Place) -> Trials:
    """Return the trials by which a match is solved at a place."""
    return Trials(Means(SOLVING_RUNS, place.threads, place.reporter, place.stop))


class SideLever(NamedTuple):
    """A side that can be scaled, and its lever."""

    side: int
    lever: Lever


class SidePair(NamedTuple):
    """Two scenarios as they are, and the expected values that are known of them."""

    sides: tuple[Loaded, Loaded]
    stored: tuple[StoredResult | None, StoredResult | None] = (None, None)

    def expect(self, side: int, equality: Equality, trials: Trials) -> F64:
        """Return the expected value of a side as it is [draw]. Raises InputError, FileProblem, Interrupted."""
        stored = self.stored[side]
        known = None if stored is None else stored_expectation(stored, equality)
        return expect(self.sides[side], equality, trials) if known is None else known


class MatchGoal(NamedTuple):
    """The value that a side should come to."""

    equality: Equality
    target: float
    now: F64  # the side's expected value as it is [draw]


class Pulled(NamedTuple):
    """A side that is scaled as near to a goal as it gets."""

    loaded: Loaded
    setting: float
    value: float


def match(pair: SidePair, equal: str, trials: Trials) -> Match:
    """Make two scenarios equal in one respect, by scaling one of them.

    The side with more creators is scaled first, by whole creators; fees where a budget is split and fees are what is
    made equal. Raises InputError where no lever makes them equal: with the reason, and what comes nearest.
    """
    nearest: list[Match] = []
    refusals: list[str] = []
    for choice in choices(pair.sides, equal):
        try:
            found = pull(pair, equal, choice, trials)
        except InputError as error:
            refusals.append(f"{LABELS[choice.side]}: {error.message}")
            continue
        if abs(found.gap) <= MOST_GAP:
            return found
        nearest.append(found)
    raise InputError(infeasible(EQUALITIES[equal], nearest, refusals))


def choices(sides: Sequence[Loaded], equal: str) -> list[SideLever]:
    """Return all levers of both sides: those that are meant first, then those of the side with more creators."""
    ranked = [
        (rank, side, lever) for side, loaded in enumerate(sides) for rank, lever in enumerate(levers(loaded, equal))
    ]
    n_creators = [sum(group.count for group in loaded.scenario.creators) for loaded in sides]
    ranked.sort(key=lambda each: (each[0], -n_creators[each[1]], each[1]))
    return [SideLever(side, lever) for _, side, lever in ranked]


def pull(pair: SidePair, equal: str, choice: SideLever, trials: Trials) -> Match:
    """Scale one side by one lever as near to the other as it gets. Raises InputError."""
    equality, (side, lever) = EQUALITIES[equal], choice
    target = float(pair.expect(1 - side, equality, trials).mean())
    if target <= 0.0:
        raise InputError(f"the other side has no {equality.unit}")
    goal = MatchGoal(equality, target, pair.expect(side, equality, trials))
    pulled = (pull_fees if lever.kind == "fee" else pull_count)(pair.sides[side], lever, goal, trials)
    return Match(equal, put(pair.sides, side, pulled.loaded), side, lever, pulled.setting, target, pulled.value)


def pull_fees(loaded: Loaded, _lever: Lever, goal: MatchGoal, trials: Trials) -> Pulled:
    """Scale all fees. Raises InputError where what is no fee costs more than the goal, or fees would be others'."""
    as_it_is, now = (float(each.mean()) for each in (goal.now, expect(loaded, goal.equality, trials)))

    def value_at(factor: float) -> float:
        """The expected cost with fees times a factor."""
        return as_it_is * float(expect(set_fees(loaded, factor), goal.equality, trials).mean()) / now

    factor, value, slope = 1.0, as_it_is, value_at(2.0) - as_it_is
    if slope <= 0.0:
        raise InputError("it pays no fees")
    for _ in range(MOST_TURNS):  # costs are linear in fees, but for an agency's minimum
        factor += (goal.target - value) / slope
        if factor <= 0.0:
            raise InputError(f"it costs more than {digits(goal.target)} USD without any fees")
        if not 1.0 / MOST_FACTOR <= factor <= MOST_FACTOR:
            raise InputError(f"its fees would be {factor:.2g} times what they are, which is another market")
        value = value_at(factor)
        if math.isclose(value, goal.target, rel_tol=SAME):
            break
    return Pulled(set_fees(loaded, factor), factor, value)


def pull_count(loaded: Loaded, lever: Lever, goal: MatchGoal, trials: Trials) -> Pulled:
    """Scale the creators of a group, by whole ones. Raises InputError.

    What people see is asked of the first draws only, relative to the side as it is: so it hangs little on them.
    """
    few = loaded if goal.equality.is_money else few_draws(loaded)
    as_it_is = float(goal.now.mean())
    of_few = expect(loaded, goal.equality, trials) if goal.equality.is_money else goal.now[: few.scenario.run.draws]
    of_these = float(of_few.mean())
    if of_these <= 0.0:
        raise InputError(f"it has no {goal.equality.unit}")

    def value_at(count: int) -> float:
        """The expected value with so many creators."""
        if count == lever.now:
            return as_it_is
        return as_it_is * float(expect(set_count(few, lever, count), goal.equality, trials).mean()) / of_these

    most = min(MOST_TIMES * lever.now, LARGEST_COUNT)
    found = solve_whole(value_at, goal.target, lever.now, most)
    return Pulled(set_count(loaded, lever, found.whole), found.whole, found.value)


def infeasible(equality: Equality, nearest: Sequence[Match], refusals: Sequence[str]) -> str:
    """Reason why two sides cannot be made equal, and what comes nearest."""
    if nearest:
        best = min(nearest, key=lambda each: abs(each.gap))
        facts = f"{digits(best.value)} against {digits(best.target)} {equality.unit}"
        return f"no whole number of creators gives the {equality.words}; {best.words} comes nearest with {facts}"
    why = "; ".join(dict.fromkeys(refusals)) or "no number of creators is free, all are listed one by one"
    return f"nothing gives the {equality.words}: {why}"
