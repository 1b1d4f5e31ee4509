"""The chosen plan as a scenario of its own, and what plans do in runs that the search has not seen."""

import math
from typing import Any, NamedTuple

import numpy as np

from sim.core.arrays import F64, I64
from sim.measures.catalogue import MEASURES
from sim.measures.summary import column
from sim.scenario.describe.resolved import resolve
from sim.scenario.load import Loaded, loads
from sim.scenario.toml.write import toml_text
from sim.statistics.intervals import Interval, mean_interval, units
from sim.study.optimise.candidates import Candidates
from sim.study.optimise.goal import Goal
from sim.study.what_if.trials import Columns, Trials

RESAMPLES = 2000
LONGEST_NAME = 88  # of a group, to which the number of posts is added
MOST_SLOTS, MOST_PEOPLE = 2_000_000, 20_000_000  # simulated, for a promise


class Promise(NamedTuple):
    """What a plan does in fresh runs."""

    columns: Columns
    goal: Interval  # of the goal's figure
    best_prob: float  # that of these plans, this one has the best figure


def scenario_tables(loaded: Loaded, who: Candidates, plan: I64, name: str) -> dict[str, Any]:
    """The scenario with nobody but the chosen creators, as plain tables."""
    tables = resolve(loaded)
    tables["name"] = name
    groups = tables["creators"]
    tables["creators"] = []
    for index, group in enumerate(groups):
        for step in range(1, int(plan.max(initial=0)) + 1):
            chosen = np.flatnonzero((plan == step) & (who.group == index))
            if chosen.size:
                handles = sorted(who.handle[c] for c in chosen)
                tables["creators"].append(of_group(group, index, handles, who.posts[step - 1]))
    return tables


def of_group(group: dict[str, Any], index: int, handles: list[str], posts: int) -> dict[str, Any]:
    """A group with some of its creators; index: among the groups, where its name is too long to be kept whole."""
    key = "network_handles" if group["roster"] is None else "roster_handles"
    own = {**group, "network_top": None, key: handles}
    if posts:
        name = group["name"] if len(group["name"]) <= LONGEST_NAME else f"{group['name'][: LONGEST_NAME - 6]}-{index}"
        own |= {"name": f"{name}-{posts}-posts", "posts": posts}
    return {name: value for name, value in own.items() if value is not None and name != "count"}


def as_scenario(loaded: Loaded, who: Candidates, plan: I64, name: str, one_in: int | None = None) -> Loaded:
    """The plan, ready to be run; files count from where the candidates' scenario is. one_in: another sample."""
    tables = scenario_tables(loaded, who, plan, name)
    tables["world"]["sample_one_in"] = one_in or loaded.scenario.world.sample_one_in
    return loads(toml_text(tables), (), loaded.file)


def finer(loaded: Loaded, who: Candidates, plans: list[I64]) -> int:
    """The sample in which plans are played: of few creators, more of the people can be there than in the search."""
    world = loaded.scenario.world
    if world.network is not None:  # holds whom it holds
        return world.sample_one_in
    slots = max(float(who.slots[plan > 0].sum()) for plan in plans)
    return min(world.sample_one_in, max(1, math.ceil(slots / MOST_SLOTS), math.ceil(world.people / MOST_PEOPLE)))


def play_plans(plans: list[Loaded], trials: Trials) -> list[Columns]:
    """What plans do in the same runs."""
    return [trials.columns(plan) for plan in plans]


def halves(columns: Columns) -> tuple[Columns, Columns]:
    """Two halves of the runs: what chooses must not also promise."""
    middle = next(iter(columns.values())).shape[1] // 2
    return ({name: held[:, :middle] for name, held in columns.items()},
            {name: held[:, middle:] for name, held in columns.items()})  # fmt: skip


def promises(columns: list[Columns], goal: Goal) -> list[Promise]:
    """What plans promise by these runs."""
    values = [column(one, MEASURES[goal.measure].top) for one in columns]
    figures = resample(goal, values)
    best = np.bincount(np.argmax(figures, axis=0), minlength=len(values)) / figures.shape[1]
    return [
        Promise(one, interval(goal, value, figure), float(share))
        for one, value, figure, share in zip(columns, values, figures, best, strict=True)
    ]


def resample(goal: Goal, values: list[F64]) -> F64:
    """The goal's figure of each plan over resampled units, the same for all plans [plan, resample]."""
    n_units = units(values[0]).size
    is_drawn = values[0].shape[0] > 1
    rng = np.random.default_rng(20261)
    out = np.empty((len(values), RESAMPLES))
    for number in range(RESAMPLES):
        pick = rng.integers(0, n_units, n_units)
        for plan, value in enumerate(values):
            out[plan, number] = goal.of((value[pick] if is_drawn else value[:, pick]).ravel())
    return out


def interval(goal: Goal, value: F64, figures: F64) -> Interval:
    """The figure with 95% around it: Student's for a mean, else of the resamples."""
    if goal.kind == "mean":
        return mean_interval(value)
    if units(value).size < 2:
        return Interval(float(goal.of(value.ravel())), math.nan, math.nan)
    low, high = np.quantile(figures, [0.025, 0.975])
    return Interval(float(goal.of(value.ravel())), float(low), float(high))
