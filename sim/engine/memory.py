"""Memory that a scenario needs, and whether the machine has it."""

import contextlib
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sim.core.outcome import AXES
from sim.errors import InputError
from sim.measures.columns import RUN, RUN_COLUMNS
from sim.scenario.model import Scenario
from sim.scenario.talks import talks
from sim.world.friends import CIRCLES

BASE = 350e6  # interpreter, libraries, compiled code
PER_PERSON = 8 + 8 + 4  # running followiness, clocks, multiplicity
PER_LINK = 72  # drawing, sorting and planning together, at their peak
PER_LINK_AND_THREAD = 5
PER_REFERENCE_LINK = 40  # a reference roster is drawn again and again, and dropped
PER_FRIENDSHIP_AND_SIDE = 24  # pairs, rows, and their copy while they are kept
PER_NETWORKX_FRIENDSHIP = 280  # of a community's graph: dictionaries and lists of Python
GRAPHS_AT_ONCE = 4  # communities' graphs that wait to be forgotten
PER_MADE_FRIENDSHIP = 36  # of all communities' graphs, beside what is kept: pairs, and copies of rows
PER_POST = 120  # its arrays, at their peak
PER_CELL = 58  # a day on which a post is visible, likewise
PER_CELL_AND_THREAD = 14  # working memory of a run, that of posts included
PER_PERSON_WHO_TALKS = 64  # rows, places, states
COPIES_PER_RUN = 3.0  # of a run's numbers: as they are played, joined and written
USABLE = 0.8
MOST_SAMPLED = 1_000_000  # the largest legal world.sample_one_in
CGROUP = Path("/sys/fs/cgroup")
MEMORY = Path("/proc/meminfo")


class BuildSizes(NamedTuple):
    """Sizes of a scenario's world and plan, as far as they are known before either is built."""

    n_links: int  # followers, and strangers who may be shown a post
    n_posts: int
    n_cells: int  # days on which posts are visible
    n_friendships: float  # simulated, both ways being one
    most_friendships: float  # of the largest community


class Estimate(NamedTuple):
    """Bytes, rounded up generously."""

    world: float
    runs: float
    friends: float = 0.0  # part of the world
    posts: float = 0.0  # of the world's plan

    @property
    def total(self) -> float:
        """World, posts, runs and the program itself."""
        return BASE + self.world + self.posts + self.runs


def reference_links(scenario: Scenario) -> float:
    """Followers of the reference roster on which the shared audience is solved for, simulated."""
    shared = scenario.world.shared_audience
    if shared is None or scenario.world.network:
        return 0.0
    return shared.among.creators * shared.among.followers / scenario.world.sample_one_in


def estimate(scenario: Scenario, sizes: BuildSizes, threads: int) -> Estimate:
    """Peak memory of building the world and playing all runs, bytes."""
    n_links = sizes.n_links
    people = 0 if scenario.world.network else scenario.world.people / scenario.world.sample_one_in
    links = n_links * (PER_LINK + threads * PER_LINK_AND_THREAD)
    graphs = graphs_of_friends(scenario, sizes)
    kept = sizes.n_friendships * 2.0 * PER_FRIENDSHIP_AND_SIDE
    world = people * PER_PERSON + reference_links(scenario) * PER_REFERENCE_LINK + max(links, graphs) + kept
    if talks(scenario):
        world += (people or n_links) * (PER_PERSON_WHO_TALKS + 4 * threads)
    each = COPIES_PER_RUN * 8.0 * values_per_run(scenario.run.horizon_days)
    posts = sizes.n_posts * PER_POST + sizes.n_cells * (PER_CELL + threads * PER_CELL_AND_THREAD)
    return Estimate(world, each * scenario.run.draws * scenario.run.runs, graphs + kept, posts)


def graphs_of_friends(scenario: Scenario, sizes: BuildSizes) -> float:
    """Memory that networkx takes for friends, and gives back before links are planned, bytes."""
    if scenario.friends.generator.name == CIRCLES or scenario.friends.network is not None:
        return 0.0
    in_graphs = min(GRAPHS_AT_ONCE * sizes.most_friendships, sizes.n_friendships)
    return in_graphs * PER_NETWORKX_FRIENDSHIP + sizes.n_friendships * PER_MADE_FRIENDSHIP


def values_per_run(n_days: int) -> int:
    """Numbers that a result holds of one run."""
    lengths = {axis.name: axis.labels(n_days).size for axis in AXES}
    return sum(math.prod(lengths[axis] for axis in column.axes[len(RUN) :]) for column in RUN_COLUMNS)


def available() -> float:
    """Bytes that this process may still take, by the machine and by its control group; inf where unknown."""
    return min([of_machine(), *of_control_group()])


def of_machine() -> float:
    """Free memory of the machine; inf where unknown."""
    try:
        for line in MEMORY.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return float(line.split()[1]) * 1024
    except OSError:
        with contextlib.suppress(ImportError):  # no Linux
            import psutil

            return float(psutil.virtual_memory().available)
    return math.inf


def of_control_group() -> Iterator[float]:
    """The memory that the control group leaves, where there is one with a limit."""
    with contextlib.suppress(OSError, ValueError):
        most = (CGROUP / "memory.max").read_text().strip()
        if most != "max":
            yield float(most) - float((CGROUP / "memory.current").read_text())


def check(needed: Estimate, scenario: Scenario) -> None:
    """Refuse before the start what the machine cannot hold. Raises InputError with the estimate."""
    free = available()
    if needed.total <= USABLE * free:
        return
    place, advice = cure(needed, scenario, USABLE * free - BASE)
    raise InputError(
        f"needs about {needed.total / 1e9:.1f} GB of memory, {free / 1e9:.1f} GB are free (80% of it usable); {advice}",
        path=place,
    )


def cure(needed: Estimate, scenario: Scenario, room: float) -> tuple[tuple[str, str], str]:
    """The key to change, and advice how, so that world and runs fit into this room (bytes)."""
    if room <= 0.0:
        return ("world", "people"), f"the program alone takes {BASE / 1e9:.2f} GB"
    if needed.posts > max(needed.world, needed.runs):
        return ("posts", "per_creator"), "lower posts.per_creator, or choose fewer creators"
    if needed.runs > min(needed.world, room):
        return ("run", "runs"), "lower run.runs or run.draws"
    if 2.0 * needed.friends > needed.world and scenario.friends.generator.name != CIRCLES:
        return ("friends", "generator"), f'use "{CIRCLES}", fewer friends, or a sample (world.sample_one_in)'
    if scenario.world.network is not None:
        return ("world", "network"), "choose fewer creators"
    factor = scenario.world.sample_one_in
    while 10 * factor <= MOST_SAMPLED:
        factor *= 10
        if needed.runs + needed.posts + needed.world * scenario.world.sample_one_in / factor <= room:
            return ("world", "people"), f"simulate a sample of the people (world.sample_one_in = {factor})"
    return ("world", "people"), "lower world.people or run.runs"
