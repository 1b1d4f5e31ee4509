"""The library that makes graphs of a scenario, where another version of it may make other ones."""

from functools import cache
from importlib import metadata

from sim.scenario.model import Scenario

LIBRARY = "networkx"
BUILDERS = (LIBRARY, "numpy", "scipy", "numba")  # libraries that worlds are built with
FIXED_COMMUNITIES = {  # made here, or without any luck: the same graph under every version
    "planted_partition_graph",
    "random_partition_graph",
    "connected_caveman_graph",
    "complete_graph",
}
FIXED_FOLLOWERS, FIXED_FRIENDS = "communities", "circles"


@cache
def version_of(package: str) -> str:
    """The version of an installed package, read once: a what-if asks for hundreds of keys.

    >>> version_of("no such package")
    'unknown'
    """
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "unknown"


def makers_of(scenario: Scenario) -> dict[str, str]:
    """The version of networkx by name, where a graph of the scenario depends on it; else nothing.

    >>> from sim.scenario.load import EXAMPLE, loads
    >>> makers_of(loads(EXAMPLE).scenario)
    {}
    """
    world = scenario.world
    communities = world.network is None and world.communities.generator not in FIXED_COMMUNITIES
    followers = world.network is None and world.generator != FIXED_FOLLOWERS
    friends = scenario.friends.network is None and scenario.friends.generator.name != FIXED_FRIENDS
    return {LIBRARY: version_of(LIBRARY)} if communities or followers or friends else {}
