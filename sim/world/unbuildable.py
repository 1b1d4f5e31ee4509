"""Worlds that cannot be built, as far as a scenario and its creators show it: refused before anything is built.

What only the finished world shows is left to it: communities that a creator with breadth 0 cannot leave, an overlap
near the end of what is possible, graphs on which networkx gives up.
"""

from collections.abc import Sequence

import numpy as np

from sim.errors import InputError
from sim.scenario.model import Scenario
from sim.scenario.settings.world_settings import SharedAudience
from sim.scenario.talks import talks
from sim.world import audience, audience_overlap, build, communities, friends, whole_graph
from sim.world.creators import Creators
from sim.world.follows import Follows


def check(scenario: Scenario, who: Creators, real: Follows | None) -> None:
    """Refuse people, communities and followers that contradict one another. Raises InputError.

    real: the real network, None where people are generated.
    """
    if real is not None:
        check_accounts(scenario)
        build.check_sample(scenario, real)
        return
    world, n_people = scenario.world, build.simulated_people(scenario)
    communities.check_people(world, n_people)
    n_communities = communities.count_communities(communities.check(world))
    sizes = communities.sizes(n_people, n_communities, world.communities.size_exponent)
    n_links = build.real_followers(scenario, who)
    whole_graph.check_links(world, int(n_links.sum()))
    if world.generator == "communities":
        share = world.following_share if world.shared_audience is None else 1.0
        n_pool = int(audience.pool_of(sizes, share).sum())
        audience.check_reachable(n_links, np.full(n_links.size, n_pool))
    rule = scenario.friends
    if talks(scenario) and rule.network is None and rule.generator.name != friends.CIRCLES:
        friends.check_people(rule.generator.name, friends.check(rule), sizes)


def check_accounts(scenario: Scenario) -> None:
    """Refuse niches, and creators who are no accounts, which a real network does not have. Raises InputError."""
    brand = scenario.brand
    if brand.niche is not None and brand.match_inside != brand.match_outside:
        raise InputError("the people of a real network have no niches; leave brand.niche out", path=("brand", "niche"))
    for index, group in enumerate(scenario.creators):
        if group.followers is not None:
            message = "must be left out: creators are accounts of world.network; "
            message += "choose them by network_top, network_handles or roster"
            raise InputError(message, path=("creators", index, "followers"))


def check_least_overlap(scenarios: Sequence[Scenario]) -> None:
    """Refuse an overlap that is far below what generated people can have. Raises InputError.

    scenarios: draws of one, of which the least overlap is tried, since too much is never refused.
    """
    shares = [each.world.shared_audience.share for each in scenarios if each.world.shared_audience is not None]
    for scenario in scenarios:
        asked = scenario.world.shared_audience
        if asked is not None and asked.share == min(shares):
            check_overlap(scenario, asked)
            return


def check_overlap(scenario: Scenario, asked: SharedAudience) -> None:
    """Refuse an overlap, as `check_least_overlap`."""
    world, seed = scenario.world, scenario.run.seed
    where = communities.build(world, seed, build.simulated_people(scenario))
    grid = build.followiness_grid(build.followiness_of(scenario))
    audience_overlap.check(asked, audience.field_of(where, seed, np.zeros(0), 1.0), where, grid,
                           world.sample_one_in)  # fmt: skip
