"""Published checks for plug-ins: what is built in passes, and each fault is named."""

import numpy as np
import pytest

from sim import testing
from sim.measures.catalogue import BUILT_IN
from sim.mechanisms.curves import CURVES
from sim.mechanisms.feeds import FEEDS, Feed
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.study.optimise.goal import GOALS, GoalKind, order_value
from sim.study.optimise.viewer_action import BUY, CLICK
from sim.world.people import FOLLOWINESS_LAWS


@pytest.mark.parametrize("name", CURVES.built_in)
def test_built_in_curves_pass(name):
    testing.check_curve(CURVES[name])


@pytest.mark.parametrize("name", FEEDS.built_in)
def test_built_in_feeds_pass(name):
    testing.check_feed(FEEDS[name])


@pytest.mark.parametrize("name", ENGAGEMENT_LAWS.built_in)
def test_built_in_engagement_laws_pass(name):
    testing.check_engagement_law(ENGAGEMENT_LAWS[name])


@pytest.mark.parametrize("name", FOLLOWINESS_LAWS.built_in)
def test_built_in_followiness_laws_pass(name):
    testing.check_followiness_law(FOLLOWINESS_LAWS[name])


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_measures_pass(name):
    testing.check_measure(BUILT_IN[name])


def undocumented(source):
    return np.ones_like(source)


def random_one(source):
    """Luck of its own."""
    weights = np.ones_like(source)
    weights[1:] = np.random.default_rng().random(source.size - 1)
    return weights


def by_size(source):
    """Weights that depend on how many are asked for."""
    return np.where(source == 1.0, 1.0, source.size / 32.0)


def careless(source, *, fall: float = 0.1):
    """Takes whatever it gets."""
    return 1.0 - fall * (source - 1.0) / 31.0


def greedy(source):
    """Keeps what it was lent."""
    source /= source
    return source


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (undocumented, "has no docstring"),
        (random_one, "gives different values for the same arguments"),
        (by_size, "the weights of the first 2 sources depend on how many"),
        (careless, r"finite and not negative \(parameters: \{'fall': 2.0\}\)"),
        (greedy, "changes its arguments"),
    ],
)
def test_a_bad_curve_does_not_pass(function, message):
    with pytest.raises(AssertionError, match=message):
        testing.check_curve(function)


@pytest.mark.parametrize(
    ("feed", "message"),
    [
        (Feed(np.array([0.5])), "visibility must add up to 1, not 0.5"),
        (Feed(np.ones(1), most_boost=0.5), r"most_boost = 0.5 is outside \[1, 100\]"),
        (np.ones(1), "must return a Feed, not ndarray"),
    ],
)
def test_a_bad_feed_does_not_pass(feed, message):
    def bad(half_life_hours):
        """Bad."""
        return feed

    with pytest.raises(AssertionError, match=message):
        testing.check_feed(bad)


def test_bad_laws_do_not_pass():
    def relative(followers, rate, exponent):
        """Rates that depend on the others."""
        return rate * followers / followers.sum()

    def rising(tail):
        """More for the many."""
        return tail.copy()

    with pytest.raises(AssertionError, match="depends on which other creators there are"):
        testing.check_engagement_law(relative)
    with pytest.raises(AssertionError, match="must not rise with the upper tail probability"):
        testing.check_followiness_law(rising)


@pytest.mark.parametrize("name", GOALS.built_in)
def test_built_in_goals_pass(name):
    testing.check_goal(GOALS[name])


@pytest.mark.parametrize(
    ("goal", "message"),
    [
        (GoalKind("money", BUY, weight=order_value, weight_unit="USD", catalogue_name="cost"), "not better the more"),
        (GoalKind("revenue", BUY, weight=lambda scenario: -1.0, weight_unit="USD"), "weight must be"),
        (GoalKind("purchases", BUY, source_factors=lambda response: -response), "source_factors must return numbers"),
        (GoalKind("two words", CLICK, "events", catalogue_name="clicks"), "not made of letters"),
        (7, "must be a GoalKind, not int"),
    ],
)
def test_a_bad_goal_does_not_pass(goal, message):
    with pytest.raises(AssertionError, match=message):
        testing.check_goal(goal)
