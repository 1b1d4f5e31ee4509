"""A scenario around a roster that comes without one."""

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import FileProblem
from sim.scenario.load import Loaded, from_tables
from sim.scenario.overrides import Override
from sim.tables import roster as roster_file
from sim.tables.reading.header_table import NO_CHOICES, ReadingChoices
from sim.text import one_line
from sim.world import follows
from sim.world.follows import NetworkView

SHARED = {"share": 0.35, "among": {"creators": 1000, "followers": 1000}}
LARGEST_SHARED = 1_000_000  # followers of the largest creator whom the shared audience of micros still holds
USUAL_PEOPLE = 10_000_000
N_DRAWS, N_RUNS = 20, 50  # of what we do not know, and of luck for each
MOST_STATES = 4_000_000, 200_000_000  # simulated followers in all; times worlds


class RosterQuestion(NamedTuple):
    """A roster that comes alone, and where its creators are to be hired."""

    path: Path
    platform: str
    n_worlds: int  # of luck in which plans are compared
    network: Path | None = None  # who follows whom; None: people are made up
    reading: ReadingChoices = NO_CHOICES  # of the roster's file
    is_undirected: bool = False  # each tie of the network goes both ways


def scenario_from_roster(asked: RosterQuestion, changes: Sequence[str | Override] = ()) -> Loaded:
    """A scenario around a roster, in which a fee buys a post; changes: as for `sim.scenario.load.load`.

    Raises InputError, FileProblem.
    """
    path = asked.path
    refuse_name(path)
    said = {name: value for name, value in asked.reading._asdict().items() if value}
    world = world_of_network(asked, asked.network) if asked.network is not None else world_of_roster(asked)
    tables = {
        "schema_version": 1,
        "name": one_line(path.stem),
        "platform": asked.platform,
        "platform_uncertainty": True,
        "run": {"draws": N_DRAWS, "runs": N_RUNS},
        "world": world,
        "posts": {"per_creator": 1},
        "costs": {"fee_per": "post"},
        "creators": [{"name": "roster", "roster": path.name, **({"reading": said} if said else {})}],
    }
    return from_tables(tables, path.with_name(f"{path.name} (as a scenario)"), changes)


def refuse_name(path: Path) -> None:
    """Refuse a file's name that a scenario could not hold. Raises FileProblem."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        raise FileProblem(f"{str(path)!r}: a name that is not UTF-8; rename the file") from None


def world_of_roster(asked: RosterQuestion) -> dict[str, Any]:
    """People enough for the largest creator, sampled to usual size."""
    roster = roster_file.read(asked.path, asked.reading)
    largest, slots = int(roster.followers.max()), int(roster.followers.sum())
    people = max(USUAL_PEOPLE, 3 * largest)
    one_in = max(1, math.ceil(slots / min(MOST_STATES[0], MOST_STATES[1] / asked.n_worlds)))
    shared = {"shared_audience": SHARED} if largest <= LARGEST_SHARED else {}
    return {"people": people, "sample_one_in": one_in, **shared}


def world_of_network(asked: RosterQuestion, network: Path) -> dict[str, Any]:
    """The people of a network, which says itself of how many it is a sample."""
    refuse_name(network)
    relative = os.path.relpath(network.absolute(), asked.path.absolute().parent)
    both_ways = {"network_undirected": True} if asked.is_undirected else {}
    read = follows.read(network, NetworkView(asked.is_undirected))
    return {"network": relative, "sample_one_in": read.one_in, **both_ways}
