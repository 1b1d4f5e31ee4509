"""The goals that the optimiser can search for, in one registry, and the figure of a goal that counts.

To add a goal, register a `GoalKind`: its name, the action that it counts, and what the search has to know of it.
"""

from collections.abc import Callable
from typing import Literal, NamedTuple

import numpy as np

from sim.core.arrays import F64
from sim.errors import InputError, option
from sim.measures.catalogue import MEASURES
from sim.mechanisms.registry import Registry
from sim.plugins import PlugIn
from sim.scenario.model import Scenario
from sim.study.optimise.viewer_action import BUY, CLICK, ENGAGE, VIEW, ViewerAction
from sim.text import quote, suggest

Figure = Literal["mean", "quantile", "cvar"]


def one_each(scenario: Scenario) -> float:
    """Weight 1: people and events are counted."""
    del scenario
    return 1.0


def order_value(scenario: Scenario) -> float:
    """Weight of a purchase in USD."""
    return scenario.funnel.order_usd


def same_for_all(response: F64) -> F64:
    """Factor 1 on every source, whatever the response curves [draw, k] say."""
    return np.ones_like(response)


def by_response(response: F64) -> F64:
    """Factor on the k-th source by the response curve of each draw [draw, k]."""
    return response


def at_second(response: F64) -> F64:
    """Factors [draw, k] of people who count from their second source on."""
    return np.tile([0.0, 1.0], (len(response), 1))


def at_third(response: F64) -> F64:
    """Factors [draw, k] of people who count from their third source on."""
    return np.tile([0.0, 0.0, 1.0], (len(response), 1))


class GoalKind(NamedTuple):
    """Something that can be searched for: how a person or an event counts, and what the search has to know."""

    name: str  # as users ask for it
    action: ViewerAction  # that is counted
    counts: Literal["people", "events"] = "people"  # everybody who does it once, or each time that it is done
    source_factors: Callable[[F64], F64] = same_for_all  # on the k-th source [draw, k], from the response curves
    weight: Callable[[Scenario], float] = one_each  # of one person or event
    weight_unit: str = ""  # unit of a weight other than 1
    catalogue_name: str = ""  # of the measure that runs show of it; empty: as the goal's own
    searched_as: str = ""  # name of the goal that is searched for instead, runs decide; empty: itself
    needs_sharing: bool = False  # always 0 unless people share posts

    @property
    def measure(self) -> str:
        """Name of its measure in the catalogue: column, label and unit."""
        return self.catalogue_name or self.name

    @property
    def unit(self) -> str:
        """Unit of what the search adds up, as the catalogue of measures writes it: empty for events."""
        return self.weight_unit or ("people" if self.counts == "people" else "")


KINDS = (
    GoalKind("reach", VIEW),
    GoalKind("reach_2", VIEW, source_factors=at_second),
    GoalKind("reach_3", VIEW, source_factors=at_third),
    GoalKind("engagers", ENGAGE, source_factors=by_response),
    GoalKind("purchases", BUY, source_factors=by_response),
    GoalKind("revenue", BUY, source_factors=by_response, weight=order_value, weight_unit="USD"),
    GoalKind("impressions", VIEW, "events"),
    GoalKind("engagements", ENGAGE, "events"),
    GoalKind("clicks", CLICK, "events"),
    # Only runs show word of mouth: the search looks for engagers, who may share.
    GoalKind("shares", ENGAGE, "events", searched_as="engagers", needs_sharing=True),
    GoalKind("earned_impressions", VIEW, "events", searched_as="engagers", needs_sharing=True),
    GoalKind("earned_reach", VIEW, searched_as="engagers", needs_sharing=True),
    GoalKind("earned_engagements", ENGAGE, "events", searched_as="engagers", needs_sharing=True),
)


def flaw_of_goal(kind: object) -> str:
    """Say why a goal cannot be searched for; empty where it can."""
    if not isinstance(kind, GoalKind):
        return f"must be a GoalKind, not {type(kind).__name__}"
    if kind.measure not in MEASURES:
        return f"{kind.measure} is no measure that runs can show"
    if kind.searched_as and kind.searched_as not in GOALS:
        return f"{kind.searched_as}, which is searched for instead, is no goal"
    if kind.counts == "events" and kind.source_factors is not same_for_all:
        return "it counts events, so a person's sources cannot be told apart"
    return flaw_of_unit(kind)


def flaw_of_unit(kind: GoalKind) -> str:
    """Say why the search and the runs would show a goal in different units; empty where they do not."""
    if kind.weight is not one_each and not kind.weight_unit:
        return "its weight needs a unit (weight_unit)"
    unit = MEASURES[kind.measure].unit
    if kind.searched_as or kind.unit == unit:
        return ""
    return f"the search adds up {kind.unit or 'events'}, but {kind.measure} is in {unit or 'events'}"


GOALS: Registry[GoalKind] = Registry(
    "goal", "influence_sim.goals", {kind.name: kind for kind in KINDS}, flaw_of_member=flaw_of_goal
)


def register_goal(kind: GoalKind, *, version: str | None = None) -> PlugIn:
    """Let the optimiser know a goal; version: left out, a hash of it. Raises InputError where it cannot be taken."""
    return GOALS.register(kind.name, kind, version=version)


def check_goal(name: str) -> str:
    """The name of a goal that is registered. Raises InputError."""
    if name in GOALS:
        return name
    problem = f"{quote(name)} is no goal{suggest(name, GOALS)}"
    if name in MEASURES:
        problem = f"{name} cannot be searched for"
        if MEASURES[name].better < 0:
            problem = f"{name} is best with nobody or with the single cheapest creator"
        elif MEASURES[name].bottom:
            problem = f"{name} is a ratio, which a single creator may have by luck; ask for what it counts"
    raise InputError(f"{problem}; goals: {', '.join(GOALS)}", path=(option("goal"),))


class Goal(NamedTuple):
    """A goal by its name, and which figure of it counts over the worlds."""

    name: str
    figure: Figure
    tail: float = 0.1  # share of campaigns that may do worse (quantile), or whose mean counts (cvar)

    @property
    def kind(self) -> GoalKind:
        """The kind of goal that has this name. Raises KeyError where nobody registered it."""
        return GOALS[self.name]

    @property
    def measure(self) -> str:
        """Name of the measure in the catalogue by which runs show it."""
        return self.kind.measure

    @property
    def search_goal(self) -> "Goal":
        """The goal that is searched for: another one where only runs show this one."""
        return self._replace(name=self.kind.searched_as or self.name)

    def of(self, values: F64) -> F64:
        """The figure of values [..., world]."""
        if self.figure == "mean":
            return np.asarray(values.mean(axis=-1))
        if self.figure == "quantile":
            return np.asarray(np.quantile(values, self.tail, axis=-1, method="inverted_cdf"))
        n_worst = self.n_worst(values.shape[-1])
        return np.asarray(np.partition(values, n_worst - 1)[..., :n_worst].mean(axis=-1))

    def n_worst(self, n_worlds: int) -> int:
        """Number of worlds in the tail, at least one."""
        return max(1, round(self.tail * n_worlds))

    def weights(self, values: F64) -> F64:
        """Weight of each world at these values [world]: a supergradient of mean and cvar."""
        if self.figure == "mean":
            return np.full(values.size, 1.0 / values.size)
        weights = np.zeros(values.size)
        n_worst = self.n_worst(values.size)
        weights[np.argsort(values, kind="stable")[:n_worst]] = 1.0 / n_worst
        return weights
