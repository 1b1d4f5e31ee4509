"""Registration from Python: add a curve, a feed, a law or a measure to this session; docs/plugins.md has the rules."""

from collections.abc import Callable, Mapping

from sim.core.arrays import F64
from sim.measures.catalogue import MEASURES, Measure
from sim.mechanisms.curves import CURVES
from sim.mechanisms.feeds import FEEDS, Feed
from sim.mechanisms.registry import Family, within
from sim.mechanisms.tiers import ENGAGEMENT_LAWS
from sim.plugins import PlugIn
from sim.scenario.plug_ins import GROUPS
from sim.scenario.toml.keys import Key
from sim.study.optimise.goal import GoalKind, register_goal
from sim.world.people import FOLLOWINESS_LAWS

FAMILIES: tuple[Family, ...] = (CURVES, FEEDS, ENGAGEMENT_LAWS, FOLLOWINESS_LAWS)

__all__ = [
    "FAMILIES",
    "Feed",
    "GoalKind",
    "Measure",
    "families_by_key",
    "names_by_key",
    "register_curve",
    "register_engagement_law",
    "register_feed",
    "register_followiness_law",
    "register_goal",
    "register_measure",
    "within",
]


def register_curve(name: str, function: Callable[..., F64], *, version: str | None = None) -> PlugIn:
    """Add a response curve, which a scenario then names as response.curve.

    function: from the numbers of the sources 1, 2, ... [source] to their weights [source], the first of which is 1;
    its parameters are keyword-only, with numbers as defaults. version: left out, a hash of the source code.
    Registering a name again replaces it. Raises InputError for a name that is taken.
    """
    return CURVES.register(name, function, version=version)


def register_feed(name: str, function: Callable[..., Feed], *, version: str | None = None) -> PlugIn:
    """Add a feed, which a scenario then names as exposure.feed. function: from the half-life in hours to a Feed."""
    return FEEDS.register(name, function, version=version)


def register_engagement_law(name: str, function: Callable[..., F64], *, version: str | None = None) -> PlugIn:
    """Add an engagement law, which a scenario then names as engagement.law.

    function: from followers [creator], the rate at 1,000 followers and the exponent to engagements per listed
    follower and post [creator].
    """
    return ENGAGEMENT_LAWS.register(name, function, version=version)


def register_followiness_law(name: str, function: Callable[..., F64], *, version: str | None = None) -> PlugIn:
    """Add a followiness law, which a scenario then names as world.followiness or friends.sociability.

    function: from upper tail probabilities in (0, 1] [node] to the followiness that so many people exceed [node].
    """
    return FOLLOWINESS_LAWS.register(name, function, version=version)


def register_measure(name: str, measure: Measure, *, version: str | None = None) -> PlugIn:
    """Add a measure, a column of the outcomes or a ratio of two: every report shows it, and --measure accepts it."""
    return MEASURES.register(name, measure, version=version)


def families_by_key() -> Mapping[Key, Family]:
    """The registry of each key of a scenario that names a function."""
    by_group = {family.group: family for family in FAMILIES}
    return {key: by_group[group] for key, group in GROUPS.items()}


def names_by_key() -> dict[Key, list[str]]:
    """Every known name for each key of a scenario that names a function: built-in ones and those of plug-ins."""
    return {key: list(family) for key, family in families_by_key().items()}
