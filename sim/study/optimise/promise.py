"""The chosen plan as a scenario of its own, and its promise by runs that the search has not seen."""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.measures.catalogue import MEASURES
from sim.measures.summary import column
from sim.scenario.describe.resolved import resolve
from sim.scenario.load import Loaded, from_tables
from sim.statistics.intervals import Interval, mean_interval, units
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import Goal
from sim.study.what_if.trials import Columns, Trials

UNKNOWN = Interval(math.nan, math.nan, math.nan)
RESAMPLES = 2000
LONGEST_NAME = 88  # of a group, to which the number of posts is added
MOST_SLOTS, MOST_PEOPLE = 2_000_000, 20_000_000  # simulated, for a promise


class Promise(NamedTuple):
    """The outcomes of a plan in fresh runs."""

    columns: Columns
    goal: Interval  # of the goal's figure
    best_prob: float  # chance that this one has the best figure of all plans that were played


def scenario_tables(loaded: Loaded, who: Candidates, plan: I64, name: str) -> dict[str, Any]:
    """The scenario with nobody but the chosen creators, as plain tables."""
    tables = resolve(loaded)
    tables["name"] = name
    groups = tables["creators"]
    tables["creators"] = []
    for index, group in enumerate(groups):
        for step in range(1, int(plan.max(initial=0)) + 1):
            hired = np.flatnonzero((plan == step) & (who.group == index))
            if hired.size:
                handles = sorted(who.handle[c] for c in hired)
                tables["creators"].append(hired_group(group, index, handles, who.posts[step - 1]))
    return tables


def hired_group(group: Mapping[str, Any], index: int, handles: list[str], posts: int) -> dict[str, Any]:
    """A group with some of its creators.

    index: its place among the groups, which stands in its name where that is too long to be kept whole.
    """
    key = "network_handles" if group["roster"] is None else "roster_handles"
    own = {**group, "network_top": None, key: handles}
    if posts:
        name = group["name"] if len(group["name"]) <= LONGEST_NAME else f"{group['name'][: LONGEST_NAME - 6]}-{index}"
        own |= {"name": f"{name}-{posts}-posts", "posts": posts}
    return {name: value for name, value in own.items() if value is not None and name != "count"}


def as_scenario(loaded: Loaded, who: Candidates, plan: I64, name: str, one_in: int | None = None) -> Loaded:
    """The plan as a scenario that can be run; its files count from the folder of the candidates' scenario.

    one_in: another sample of the people.
    """
    tables = scenario_tables(loaded, who, plan, name)
    tables["world"]["sample_one_in"] = one_in or loaded.scenario.world.sample_one_in
    return from_tables(tables, loaded.file)


def sample_for_promise(loaded: Loaded, who: Candidates, plans: list[I64]) -> int:
    """Sample, one in so many, in which plans are played: of few creators it may hold more people than the search."""
    world = loaded.scenario.world
    if world.network is not None:  # holds whom it holds
        return world.sample_one_in
    slots = max(float(who.slots[plan > 0].sum()) for plan in plans)
    return min(world.sample_one_in, max(1, math.ceil(slots / MOST_SLOTS), math.ceil(world.people / MOST_PEOPLE)))


def play_plans(plans: list[Loaded], trials: Trials) -> list[Columns]:
    """Play plans in the same runs."""
    return [trials.columns(plan) for plan in plans]


class Halves(NamedTuple):
    """Two halves of the runs: those that choose must not also promise."""

    choosing: Columns
    promising: Columns


def halves(columns: Columns) -> Halves:
    """The first and the second half of the runs of every draw."""
    middle = next(iter(columns.values())).shape[1] // 2
    return Halves({name: values[:, :middle] for name, values in columns.items()},
                  {name: values[:, middle:] for name, values in columns.items()})  # fmt: skip


def promises(columns: list[Columns], goal: Goal) -> list[Promise]:
    """Promises of plans by these runs."""
    values = [column(outcomes, MEASURES[goal.measure].top) for outcomes in columns]
    figures = resample(goal, values)
    best = np.bincount(np.argmax(figures, axis=0), minlength=len(values)) / figures.shape[1]
    return [
        Promise(outcomes, figure_interval(goal, value, figure), float(share))
        for outcomes, value, figure, share in zip(columns, values, figures, best, strict=True)
    ]


def resample(goal: Goal, values: list[F64]) -> F64:
    """The goal's figure of each plan over resampled units, the same for all plans [plan, resample]."""
    is_drawn = values[0].shape[0] > 1
    n_units = values[0].shape[0] if is_drawn else values[0].size
    rng = np.random.default_rng(20261)
    out = np.empty((len(values), RESAMPLES))
    for number in range(RESAMPLES):
        pick = rng.integers(0, n_units, n_units)
        for plan, value in enumerate(values):
            out[plan, number] = goal.of((value[pick] if is_drawn else value[:, pick]).ravel())
    return out


def figure_interval(goal: Goal, value: F64, figures: F64) -> Interval:
    """The figure with 95% around it: Student's for a mean, else of the resamples."""
    if goal.figure == "mean":
        return mean_interval(value)
    if units(value).size < 2:
        return Interval(float(goal.of(value.ravel())), math.nan, math.nan)
    low, high = np.quantile(figures, [0.025, 0.975])
    return Interval(float(goal.of(value.ravel())), float(low), float(high))


def excess(expected: float, played: Interval) -> Interval:
    """Share by which what was expected lies above what was played, with the error of the runs."""
    if not played.value > 0.0:
        return UNKNOWN
    low, high = (expected / end - 1.0 if end > 0.0 else math.nan for end in (played.high, played.low))
    return Interval(expected / played.value - 1.0, low, high)
