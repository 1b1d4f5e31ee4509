"""Whole bipartite graphs by networkx, for smaller worlds: they also check the fast generator."""

from typing import Any

import numpy as np

from sim.core import address
from sim.core.address import purpose_key, uniform
from sim.core.arrays import I64
from sim.core.jit import jit
from sim.errors import InputError
from sim.scenario.settings.world_settings import WorldSettings
from sim.world.audience import Ask, Field, first_above

# Minutes of work: attachment costs networkx more than the square of the links, an hour for 50,000.
MOST_LINKS = {"bipartite_configuration_model": 2_000_000, "bipartite_preferential_attachment": 10_000}


@jit
def draw_degrees(field, n_links):
    """The number of creators that each person follows: links fall on people in proportion to followiness [person]."""
    key = purpose_key(field.seed, address.AUDIENCE, 0, 0)
    weights = np.empty(field.community_start[-1])
    for community in range(field.pool.size):
        for person in range(field.community_start[community], field.community_start[community + 1]):
            inside = person < field.community_start[community] + field.pool[community]
            place = person + community
            weights[person] = field.cumulative[place + 1] - field.cumulative[place] if inside else 0.0
    running = np.cumsum(weights)
    out = np.zeros(weights.size, np.int64)
    for link in range(n_links):
        out[first_above(running, 0, running.size, uniform(key, 0, link) * running[-1])] += 1
    return out


def make_by_networkx(world: WorldSettings, field: Field, ask: Ask) -> Any:
    """The bipartite networkx graph: creators first, then people."""
    from networkx.algorithms import bipartite

    seed = int(field.seed) % 2**32
    degrees = ask.n_links.tolist()
    if world.generator == "bipartite_configuration_model":
        followed = draw_degrees(field, int(ask.n_links.sum()))
        return bipartite.configuration_model(degrees, followed.tolist(), seed=seed)
    return bipartite.preferential_attachment_graph(degrees, world.attachment, seed=seed)


def check_links(world: WorldSettings, n_links: int) -> None:
    """Raise InputError where there are more links than networkx makes in minutes."""
    most = MOST_LINKS.get(world.generator, n_links)
    if n_links > most:
        raise InputError(
            f"{world.generator} with {n_links:,} follower slots; at most {most:,}: use generator = "
            '"communities", or a sample (world.sample_one_in)',
            path=("world", "generator"),
        )


def draw(world: WorldSettings, field: Field, ask: Ask) -> tuple[I64, I64, int]:
    """Audiences from a whole graph: link_start [creator + 1], persons [link], and the number of links dropped.

    Persons ascend within a creator; parallel links, which the generators make, are dropped. Raises InputError.
    """
    n_links = int(ask.n_links.sum())
    check_links(world, n_links)
    generated = make_by_networkx(world, field, ask)
    n_creators = ask.key.size
    edges = np.array([(u, v) if u < v else (v, u) for u, v in generated.edges()], np.int64).reshape(-1, 2)
    links = np.unique(edges, axis=0)
    persons = links[:, 1] - n_creators
    n_people = int(field.community_start[-1])
    if persons.size and persons.max() >= n_people:
        raise InputError(
            f"preferential attachment made {persons.max() + 1:,} people, world.people has {n_people:,}; "
            "raise it, or lower world.attachment",
            path=("world", "people"),
        )
    link_start = np.concatenate([[0], np.cumsum(np.bincount(links[:, 0], minlength=n_creators))])
    return link_start.astype(np.int64), persons, n_links - len(links)
