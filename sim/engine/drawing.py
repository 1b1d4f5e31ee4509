"""The draws of a scenario: what each sets the uncertain numbers to, and the world that belongs to it."""

import hashlib
from collections.abc import Collection, Iterator
from functools import reduce
from operator import getitem
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.core import address
from sim.core.arrays import F64
from sim.plan.links import Links, links_of
from sim.scenario.files import beside
from sim.scenario.load import Loaded
from sim.scenario.model import Scenario
from sim.scenario.networks import network_shapes
from sim.scenario.toml.keys import Key, dot
from sim.scenario.uncertain import Joint
from sim.world import cache
from sim.world.build import World

JOINT = "joint draws"


class Draw(NamedTuple):
    """One setting of what we do not know."""

    number: int
    scenario: Scenario
    values: dict[str, float]  # of the uncertain numbers, by key
    world: World
    world_key: str


def scenario_of_draw(loaded: Loaded, draw: int) -> tuple[Scenario, dict[str, float]]:
    """The scenario with this draw's values of the uncertain numbers; with a single draw they are medians."""
    if loaded.scenario.run.draws == 1 or not loaded.paths:
        return loaded.scenario, {}
    names = [dot(path) for path in loaded.paths]
    quantiles = quantiles_of_draw(loaded, draw, identities_of(loaded))
    scenario = loaded.at(dict(zip(loaded.paths, map(float, quantiles), strict=True)))
    values: Any = scenario.model_dump()
    return scenario, {
        name: float(reduce(getitem, path, values)) for name, path in zip(names, loaded.paths, strict=True)
    }


def identities_of(loaded: Loaded) -> NDArray[np.uint64]:
    """The identity of each uncertain number [path]."""
    return np.array([identity_of(shared_name(loaded, path)) for path in loaded.paths], np.uint64)


def quantiles_of_draw(loaded: Loaded, draw: int, who: NDArray[np.uint64]) -> F64:
    """The places of a draw's values in the distributions of the uncertain numbers, in [0, 1) [path].

    who: their identities.
    """
    return np.asarray(address.even_uniforms(np.uint64(loaded.scenario.run.seed), address.PARAMETER, draw, who, 0))


def widest_draws(loaded: Loaded, names: Collection[str]) -> list[int]:
    """The draws in which an uncertain number of these tables, or of this name, is lowest or highest, in their order."""
    which = [place for place, path in enumerate(loaded.paths) if path[0] in names or path[-1] in names]
    if loaded.scenario.run.draws == 1 or not which:
        return []
    who = identities_of(loaded)
    drawn = np.stack([quantiles_of_draw(loaded, draw, who) for draw in range(loaded.scenario.run.draws)])[:, which]
    return sorted({*drawn.argmin(axis=0).tolist(), *drawn.argmax(axis=0).tolist()})


def notes_of_shapes(loaded: Loaded) -> Iterator[str]:
    """Say how much is played of a network that holds a range of unique audiences."""
    world, n_draws = loaded.scenario.world, loaded.scenario.run.draws
    if world.network is None:
        return
    n_shapes = network_shapes.shapes_in(beside(loaded.folder, world.network))
    if n_shapes == 1:
        return
    name, key = f"world.network holds {n_shapes} shapes of its range of unique audiences", dot(network_shapes.KEY)
    if network_shapes.KEY not in loaded.uncertain:
        shape = cache.shape_of(loaded.scenario, loaded.folder)
        yield f"{name}; {key} = {world.unique_quantile:g} plays number {shape + 1}"
    elif n_draws == 1:
        yield f"{name}; a single draw plays the centre, more play the range (--draws 20)"
    else:
        yield f"{name}; each of the {n_draws:,} draws plays one of them ({key} = 0.5 plays the centre alone)"


def shared_name(loaded: Loaded, path: Key) -> str:
    """The name by which a number is drawn: numbers that were learned together have one in common."""
    return JOINT if isinstance(loaded.uncertain[path], Joint) else dot(path)


def draws_with_links(loaded: Loaded) -> Iterator[tuple[Draw, Links]]:
    """Draw after draw, and the links of its world, which are kept as long as the world is.

    Raises InputError, FileProblem.
    """
    key, links = "", None
    for draw in draws(loaded):
        if links is None or draw.world_key != key:
            key, links = draw.world_key, links_of(draw.world)
        yield draw, links


def identity_of(name: str) -> int:
    """Address of the draws of an uncertain number: made of its key, not of its place in a list."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "little")


def draws(loaded: Loaded) -> Iterator[Draw]:
    """Draw after draw; the world is kept while its key stays the same. Raises InputError, FileProblem."""
    key, world = "", None
    for number in range(loaded.scenario.run.draws):
        scenario, values = scenario_of_draw(loaded, number)
        wanted = cache.key(scenario, loaded.folder)
        if world is None or wanted != key:
            key, world = wanted, cache.world_of(scenario, loaded.folder)
        yield Draw(number, scenario, values, world, key)
