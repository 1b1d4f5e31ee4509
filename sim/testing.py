"""Checks for plug-ins, to be called from their own tests: an AssertionError says what is wrong.

Each check calls the function at its defaults and far beyond them. Whatever it returns must be what the engine can
use; what it cannot compute it must refuse by a ValueError. It must be pure: the same arguments give the same bits.
"""

import inspect
import random
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from sim.measures.catalogue import MEASURES, Measure, flaw_of_measure
from sim.measures.columns import TOTALS
from sim.measures.summary import estimate, exact_value, single_campaigns, worst
from sim.mechanisms.curves import N_SOURCES, flaw_of_weights
from sim.mechanisms.feeds import Feed, flaw_of_feed
from sim.mechanisms.registry import flaw_of_array, flaw_of_function, parameters
from sim.mechanisms.tiers import flaw_of_rates
from sim.plugins import NAME
from sim.scenario.describe.template import template
from sim.scenario.load import loads
from sim.study.optimise.goal import GoalKind, flaw_of_goal
from sim.world.people import flaw_of_quantiles, quantile_nodes

Flaw = Callable[[tuple[Any, ...], Any], str]
FOLLOWERS = np.array([1.0, 500.0, 1e3, 2e4, 1e6, 3e8])
STEPS = (-1e6, -1.0, 0.0, 1e-3, 0.5, 1.0, 2.0, 10.0, 1e6)  # values that are tried of every parameter


def check_curve(function: Callable[..., Any]) -> None:
    """Check a response curve.

    The first source weighs 1, no weight is negative, and a source's weight does not depend on how many are asked for.
    """
    sources = np.arange(1.0, N_SOURCES + 1.0)
    _check_function(function, [(sources,)], flaw_of_weights)
    whole = function(sources.copy())
    for n in (1, 2, 7):
        same = np.array_equal(function(sources[:n].copy()), whole[:n])
        assert same, f"the weights of the first {n} sources depend on how many sources are asked for"


def check_feed(function: Callable[..., Any]) -> None:
    """Check a feed: visibility by age adds up to 1, and every number of the Feed is within its range."""
    _check_function(function, [(hours,) for hours in (0.5, 19.0, 24.0, 480.0)], flaw_of_feed)


def check_engagement_law(function: Callable[..., Any]) -> None:
    """Check an engagement law: rates are finite and not negative, and a creator's does not depend on the others."""
    _check_function(function, [(FOLLOWERS, 0.05, 0.16), (FOLLOWERS, 0.0, 0.0), (FOLLOWERS, 0.5, 1.5)], flaw_of_rates)
    whole = function(FOLLOWERS.copy(), 0.05, 0.16)
    same = np.array_equal(function(FOLLOWERS[1:3].copy(), 0.05, 0.16), whole[1:3])
    assert same, "the rate of a creator depends on which other creators there are"


def check_followiness_law(function: Callable[..., Any]) -> None:
    """Check a followiness law: a quantile function of the upper tail, finite, not negative, and nowhere rising."""
    _check_function(function, [(quantile_nodes(),), (np.array([0.5]),)], flaw_of_quantiles)


def check_measure(measure: Measure) -> None:
    """Check a measure: its columns exist, its texts fit on a line, and a result can be summarised by it."""
    flaw = flaw_of_measure(measure)
    assert not flaw, flaw
    columns = {f"outcomes/{name}": np.arange(1.0, 21.0).reshape(2, 10) for name in TOTALS}
    single = single_campaigns(measure, columns)
    figures = [estimate(measure, columns).value, worst(measure, columns, single), *single.ravel().tolist()]
    assert np.isfinite(figures).all(), "its value is not a number for plain outcomes"
    exact_value(measure, columns)


def check_goal(goal: GoalKind) -> None:
    """Check a goal of the optimiser: its measure is better the more there is, and nobody counts less than nothing."""
    assert not (fault := flaw_of_goal(goal)), fault
    assert NAME.fullmatch(goal.name), f"{goal.name!r} is not made of letters, digits and underscores"
    assert MEASURES[goal.measure].better == 1, f'its measure "{goal.measure}" is not better the more there is of it'
    response = np.stack([np.ones(3), np.array([1.0, 2.0, 0.5])])
    factors = goal.source_factors(response.copy())
    assert not (fault := flaw_of_array(factors, (2, np.shape(factors)[-1]))), f"source_factors {fault}"
    weights = [goal.weight(loads(template()).scenario) for _ in range(2)]
    assert weights[0] == weights[1] and 0.0 <= weights[0] < np.inf, "weight must be one number of at least 0"


def _check_function(function: Callable[..., Any], calls: Sequence[tuple[Any, ...]], flaw: Flaw) -> None:
    """Check a function at its defaults and beyond."""
    fault = flaw_of_function(function)
    assert not fault, fault
    sentence = (inspect.getdoc(function) or "").partition("\n")[0]
    assert sentence, "has no docstring; its first line is shown in lists"
    for arguments in calls:
        _check_value(function, arguments, {}, flaw)
        _check_pure(function, arguments)
        for values in _far_values(function):
            try:
                _check_value(function, arguments, values, flaw)
            except ValueError as error:
                assert str(error), f"refuses {values} without saying why"


def _far_values(function: Callable[..., Any]) -> Iterator[dict[str, float]]:
    """Values of one parameter after the other, many of them out of any range."""
    for name, default in parameters(function).items():
        yield from ({name: value} for value in (*STEPS, 0.5 * default, 2.0 * default))


def _check_value(
    function: Callable[..., Any], arguments: tuple[Any, ...], values: dict[str, float], flaw: Flaw
) -> None:
    """Check what a call returns, and that it leaves its arguments alone."""
    given = tuple(np.copy(argument) if isinstance(argument, np.ndarray) else argument for argument in arguments)
    with np.errstate(all="ignore"):
        value = function(*given, **values)
    fault = flaw(arguments, value)
    assert not fault, f"{fault} (parameters: {values or 'defaults'})"
    same = all(np.array_equal(before, after) for before, after in zip(arguments, given, strict=True))
    assert same, "changes its arguments"


def _check_pure(function: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    """Check that the same call gives the same bits, whatever was drawn at random before."""
    before = random.getstate()
    try:
        random.seed(1)
        first = function(*arguments)
        random.seed(2)
        second = function(*arguments)
    finally:
        random.setstate(before)
    assert _bits(first) == _bits(second), "gives different values for the same arguments"


def _bits(value: Any) -> Any:
    """A value in a form that can be compared bit by bit."""
    parts = value if isinstance(value, Feed) else (value,)
    return [part.tobytes() if isinstance(part, np.ndarray) else part for part in parts]
